// Package replay reads and writes recorded markets: the CSV of bars, of
// liquidated dollars and of forced orders with their prices, plain or gzip.
// It refuses what cannot be with a sentence that names row and column, masks
// gaps and never bridges them. It knows no file system, clock or estimate.
package replay

import (
	"brink/wasm/market"
)

// Recording is the bars of one file.
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

// Oversize refuses a file by its size before it is read, or returns nil.
func Oversize(size int64) *market.Fault {
	if size <= MaxSize {
		return nil
	}
	return &market.Fault{Code: "recording-too-large", Sentence: "the file is " + megabytes(size) + " MB; recordings up to " + megabytes(MaxSize) + " MB are read"}
}

// The intervals that the engine steps.
const (
	shortest = market.Minute
	longest  = market.Hour
)

// barColumns are the columns of a recording of bars.
var barColumns = []column{
	{"ts_ms", true}, {"open", true}, {"high", true}, {"low", true}, {"close", true}, {"volume", true},
	{"oi", false}, {"taker_buy_volume", false},
}

// ReadBars reads a recording of bars from a file's bytes, plain or gzip:
// ts_ms, open, high, low, close, volume (base), and where present oi (base)
// and taker_buy_volume (base). Rows are ordered by time, one interval apart
// or a multiple of it where bars are missing; the interval is 1 minute to
// 1 hour. An empty oi or taker_buy_volume is unknown.
func ReadBars(file []byte) (*Recording, *market.Fault) {
	t, fault := open(file, barColumns)
	if fault != nil {
		return nil, fault
	}
	r := &Recording{Ignored: t.ignored}
	for t.next() {
		bar, fault := readBar(t)
		if fault != nil {
			return nil, fault
		}
		if fault := r.place(t, &bar); fault != nil {
			return nil, fault
		}
		r.Bars = append(r.Bars, bar)
	}
	if t.fault != nil {
		return nil, t.fault
	}
	if len(r.Bars) < 2 {
		return nil, &market.Fault{Code: "recording-too-short", Sentence: "the file holds " + decimal(int64(len(r.Bars))) + " bars; at least two are needed to tell their interval"}
	}
	if fault := r.settle(); fault != nil {
		return nil, fault
	}
	return r, nil
}

func readBar(t *table) (bar market.Bar, fault *market.Fault) {
	bar.Start = t.millis(0)
	bar.Open, bar.High, bar.Low, bar.Close = market.Price(t.number(1)), market.Price(t.number(2)), market.Price(t.number(3)), market.Price(t.number(4))
	bar.Volume = market.Base(t.number(5))
	if t.has(6) {
		bar.OpenInterest, bar.Known = market.Base(t.number(6)), bar.Known|market.KnownOI
	}
	if t.has(7) {
		bar.TakerBuy, bar.Known = market.Base(t.number(7)), bar.Known|market.KnownTaker
	}
	if t.fault != nil {
		return bar, t.fault
	}
	if fault := bar.Check(); fault != nil {
		return bar, t.complain(fault, columnOf[fault.Code], bar)
	}
	return bar, nil
}

// columnOf is the column that a fault of a bar is about.
var columnOf = map[string]string{
	"bar-high-below-low": "high", "bar-open-outside-range": "open", "bar-close-outside-range": "close",
	"bar-volume-impossible": "volume", "bar-taker-impossible": "taker_buy_volume", "bar-oi-impossible": "oi",
}

// complain adds the row and column to a bar's fault.
func (t *table) complain(fault *market.Fault, name string, bar market.Bar) *market.Fault {
	if name == "" { // a price that cannot be: say which
		for i, p := range []market.Price{bar.Open, bar.High, bar.Low, bar.Close} {
			if !p.Valid() {
				name = barColumns[1+i].name
				break
			}
		}
	}
	return &market.Fault{Code: fault.Code, Sentence: "row " + decimal(int64(t.row)) + ", column " + name + ": " + fault.Sentence}
}

// place checks a bar's stamp against the one before it.
func (r *Recording) place(t *table, bar *market.Bar) *market.Fault {
	if bar.Start < 0 || bar.Start > latest {
		return stampFault(t.row, "stamp-impossible", "the stamp "+decimal(int64(bar.Start))+" is not in milliseconds between 1970 and 2100")
	}
	n := len(r.Bars)
	if n == 0 {
		return nil
	}
	last := r.Bars[n-1].Start
	if bar.Start == last {
		return stampFault(t.row, "stamp-duplicate", "the stamp "+decimal(int64(bar.Start))+" stands in the row before as well")
	}
	if bar.Start < last {
		return stampFault(t.row, "rows-out-of-order", "the stamp "+decimal(int64(bar.Start))+" is earlier than the one before it, "+decimal(int64(last)))
	}
	return nil
}

// latest is 2100-01-01.
const latest market.Millis = 4_102_444_800_000

func stampFault(row int, code, sentence string) *market.Fault {
	return &market.Fault{Code: code, Sentence: "row " + decimal(int64(row)) + ", column ts_ms: " + sentence}
}

// sameGaps is how many equal gaps in a row are no accident but another
// interval.
const sameGaps = 4

// settle finds the interval, the most common step, and the gaps. Rows are
// lines: the header is 1, the first bar 2.
func (r *Recording) settle() *market.Fault {
	counts := map[market.Millis]int{}
	for i := 1; i < len(r.Bars); i++ {
		step := r.Bars[i].Start - r.Bars[i-1].Start
		counts[step]++
		if n, most := counts[step], counts[r.Interval]; n > most || n == most && step < r.Interval {
			r.Interval = step
		}
	}
	if r.Interval < shortest || r.Interval > longest {
		return stampFault(3, "interval-out-of-range", "the bars are "+length(r.Interval)+" apart; 1 minute to 1 hour can be read")
	}
	if market.Hour%r.Interval != 0 {
		return stampFault(3, "interval-odd", "the bars are "+length(r.Interval)+" apart, which does not divide an hour")
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
			return stampFault(i+3-alike, "interval-changed", "the bar comes "+length(step)+" after the one before it; the file's interval is "+length(r.Interval))
		}
		r.Gaps = append(r.Gaps, Gap{last + r.Interval, r.Bars[i].Start})
	}
	return nil
}
