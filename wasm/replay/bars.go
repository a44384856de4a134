// Package replay reads recorded markets: the CSV of bars, of liquidated dollars
// and of forced orders with their prices, plain or gzip. It refuses impossible
// values with a sentence that names row and column, and leaves gaps as gaps. It
// knows no file system, clock or estimate.
//
// Within the browser it reads plain text alone: the browser unpacks a gzip by
// itself, and Ending says how that went.
package replay

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Recording is the bars of one file: bar i is from row i+2.
type Recording struct {
	Bars     []market.Bar
	Interval market.Millis
	Gaps     []Gap    // where bars are missing, in order
	Ignored  []string // columns that were not understood
}

// Gap is a stretch of time without bars: [From, To).
type Gap struct{ From, To market.Millis }

// MaxSize is the largest file that is read, in bytes, and MaxUnzipped the
// largest that a gzip may grow to.
const (
	MaxSize     = 64 << 20
	MaxUnzipped = 128 << 20
)

// MaxBars is how many bars a recording may hold: two years of minutes. Bars
// take far more memory than the text of the shortest rows.
const MaxBars = 1 << 20

// Oversize refuses a file by its size before it is read, or returns nil.
func Oversize(size int64) *market.Fault {
	if size <= MaxSize {
		return nil
	}
	return tooLarge(size, MaxSize)
}

func tooLarge(size, most int64) *market.Fault {
	return &market.Fault{Code: "recording-too-large", Sentence: "the file has " + megabytes(size) + " MB; recordings up to " + megabytes(most) + " MB are read"}
}

// The intervals that the engine steps.
const (
	shortest = market.Minute
	longest  = market.Hour
)

// largest is the dollars of a bar beyond which it is refused: above any
// market's, and small enough that no sum can overflow.
const largest market.USD = 1e16

// barColumns are the columns of a recording of bars.
var barColumns = []column{
	{"ts_ms", true}, {"open", true}, {"high", true}, {"low", true}, {"close", true}, {"volume", true},
	{"oi", false}, {"taker_buy_volume", false},
}

// ReadBars reads a recording of bars from a file's bytes, plain or gzip:
// ts_ms (or open_time, timestamp), open, high, low, close, volume (base), and
// where present oi (base) and taker_buy_volume (base), in any order; others
// are Ignored. Rows are ordered by time, one interval apart or a multiple of
// it where bars are missing; the interval is 1 minute to 1 hour, and stamps
// are multiples of it. An empty oi or taker_buy_volume is unknown. Each fault
// names the row, the header being row 1, and the column.
func ReadBars(file []byte) (*Recording, *market.Fault) {
	t, fault := open(file, barColumns)
	if fault != nil {
		return nil, fault
	}
	r := &Recording{Ignored: t.ignored}
	for t.next() {
		if len(r.Bars) == MaxBars {
			return nil, &market.Fault{Code: "recording-too-long", Sentence: "row " + decimal(int64(t.row)) + ": the file goes on after " + decimal(MaxBars) + " bars, the most that are read"}
		}
		bar, fault := readBar(t)
		if fault != nil {
			return nil, fault
		}
		if n := len(r.Bars); n > 0 {
			if fault := t.follows(r.Bars[n-1].Start, bar.Start); fault != nil {
				return nil, fault
			}
		}
		r.Bars = append(r.Bars, bar)
	}
	if t.fault != nil {
		return nil, t.fault
	}
	if len(r.Bars) < 2 {
		return nil, t.short(len(r.Bars))
	}
	if fault := r.findInterval(t.columns[0].name); fault != nil {
		return nil, fault
	}
	return r, nil
}

func readBar(t *table) (bar market.Bar, fault *market.Fault) {
	bar.Start = t.millis(0)
	bar.Open, bar.High, bar.Low, bar.Close = market.Price(t.number(1)), market.Price(t.number(2)), market.Price(t.number(3)), market.Price(t.number(4))
	bar.Volume = market.Base(t.number(5))
	if t.has(6) {
		bar.OpenInterest, bar.Optional = market.Base(t.number(6)), bar.Optional|market.OptionalOI
	}
	if t.has(7) {
		bar.TakerBuy, bar.Optional = market.Base(t.number(7)), bar.Optional|market.OptionalTaker
	}
	if t.fault != nil {
		return bar, t.fault
	}
	if c, fault := check(&bar); fault != nil {
		return bar, t.complain(c, fault)
	}
	return bar, nil
}

// check returns nil for a bar that the engine takes, else the index in
// barColumns that is at fault, and why.
func check(bar *market.Bar) (int, *market.Fault) {
	prices := [...]market.Price{bar.Open, bar.High, bar.Low, bar.Close}
	if fault := bar.Check(); fault != nil {
		c := columnOf[fault.Code]
		if c == 0 { // a price that cannot be: say which
			for c = 1; c < len(prices) && prices[c-1].Valid(); {
				c++
			}
		}
		return c, fault
	}
	for i, p := range prices {
		if !grid.Holds(p) {
			return 1 + i, &market.Fault{Code: "bar-price-off-grid", Sentence: "the price lies outside of what is drawn, 1e-9 to 1e12"}
		}
	}
	if market.Value(bar.Volume, bar.High) > largest {
		return 5, &market.Fault{Code: "bar-volume-beyond-belief", Sentence: "the volume is worth more than 1e16 dollars"}
	}
	if market.Value(bar.OpenInterest, bar.High) > largest {
		return 6, &market.Fault{Code: "bar-oi-beyond-belief", Sentence: "the open interest is worth more than 1e16 dollars"}
	}
	return 0, nil
}

// columnOf is the index in barColumns that a fault of a bar is about.
var columnOf = map[string]int{
	"bar-high-below-low": 2, "bar-open-outside-range": 1, "bar-close-outside-range": 4,
	"bar-volume-impossible": 5, "bar-oi-impossible": 6, "bar-taker-impossible": 7,
}

// sameGaps is how many equal gaps in a row mean that the interval changes within
// the file.
const sameGaps = 4

// common is the most common step between two bars; of two that are as common,
// the shorter.
func (r *Recording) common() (common market.Millis) {
	counts := map[market.Millis]int{}
	for i := 1; i < len(r.Bars); i++ {
		step := r.Bars[i].Start - r.Bars[i-1].Start
		counts[step]++
		if n, most := counts[step], counts[common]; n > most || n == most && step < common {
			common = step
		}
	}
	return common
}

// findInterval sets the interval, which is the most common step, and the gaps.
// name is what the file calls the stamps.
func (r *Recording) findInterval(name string) *market.Fault {
	fault := func(row int, code, sentence string) *market.Fault {
		return &market.Fault{Code: code, Sentence: "row " + decimal(int64(row)) + ", column " + name + ": " + sentence}
	}
	r.Interval = r.common()
	if first := r.Bars[1].Start - r.Bars[0].Start; first != r.Interval {
		n := 1
		for n+1 < len(r.Bars) && r.Bars[n+1].Start-r.Bars[n].Start == first {
			n++
		}
		if n >= sameGaps { // the lesser part of the file comes first
			return fault(n+3, "interval-changed", "the bar comes "+length(r.Bars[n+1].Start-r.Bars[n].Start)+" after the one before it; those before it are "+length(first)+" apart")
		}
	}
	if r.Interval < shortest || r.Interval > longest {
		return fault(3, "interval-out-of-range", "the bars are "+length(r.Interval)+" apart; 1 minute to 1 hour can be read")
	}
	if market.Hour%r.Interval != 0 {
		return fault(3, "interval-odd", "the bars are "+length(r.Interval)+" apart, which does not divide an hour")
	}
	if first := r.Bars[0].Start; first%r.Interval != 0 {
		return fault(2, "stamp-misaligned", "the stamp "+decimal(int64(first))+" is not a multiple of the file's interval, "+length(r.Interval))
	}
	alike := 0
	for i := 1; i < len(r.Bars); i++ {
		last := r.Bars[i-1].Start
		step := r.Bars[i].Start - last
		if step == r.Interval {
			alike = 0
			continue
		}
		if n := len(r.Gaps); alike > 0 && r.Gaps[n-1].To-r.Gaps[n-1].From == step-r.Interval {
			alike++
		} else {
			alike = 1
		}
		if step%r.Interval != 0 || alike == sameGaps {
			return fault(i+3-alike, "interval-changed", "the bar comes "+length(step)+" after the one before it; the file's interval is "+length(r.Interval))
		}
		r.Gaps = append(r.Gaps, Gap{last + r.Interval, r.Bars[i].Start})
	}
	return nil
}
