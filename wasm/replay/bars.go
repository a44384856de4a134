// Package replay reads recorded markets: the CSV of bars, of liquidated dollars
// and of forced orders with their prices, plain or gzip. It refuses impossible
// values with a sentence that names row and column, and leaves gaps as gaps. It
// knows no file system, clock or estimate.
//
// Within the browser it reads plain text alone: the browser unpacks a gzip by
// itself, and Ending says how that went.
package replay

import (
	"brink/wasm/gate"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Recording is the bars of one file, in order of time.
type Recording struct {
	Bars     []market.Bar
	Interval market.Millis
	Gaps     []Gap    // where bars are missing, in order
	Ignored  []string // columns that were not understood
	Format   Format
	// Understood says in one line what the file was taken for: TradingView, 15
	// min, 400 bars, times UTC.
	Understood string
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

// barColumns are the columns of a recording of bars.
var barColumns = []column{
	{"ts_ms", true}, {"open", true}, {"high", true}, {"low", true}, {"close", true}, {"volume", true},
	{"oi", false}, {"taker_buy_volume", false},
}

// ReadBars reads a recording of bars from a file's bytes, plain or gzip, as
// people have them: this program's own ts_ms, open, high, low, close, volume
// (base) and where present oi (base) and taker_buy_volume (base), in any order;
// exports of TradingView, Binance, CryptoDataDownload, pandas and spreadsheets;
// and several of these joined. What it takes a file for is told by its content
// and said in Recording.Understood. Other columns are Ignored. Bars are one
// interval apart or a multiple of it where some are missing; the interval is 1
// minute to 1 hour, and stamps are multiples of it. An empty oi or
// taker_buy_volume is unknown. Each fault names the row, the first line being
// row 1, and the column where it is one's.
func ReadBars(file []byte) (*Recording, *market.Fault) {
	t, fault := open(file, barColumns)
	if fault != nil {
		return nil, fault
	}
	b := barList{table: t}
	for t.next() {
		if len(b.bars) == MaxBars {
			return nil, &market.Fault{Code: "recording-too-long", Sentence: "row " + decimal(int64(t.row)) + ": the file goes on after " + decimal(MaxBars) + " bars, the most that are read"}
		}
		bar, fault := readBar(t)
		if fault == nil {
			fault = b.add(bar)
		}
		if fault != nil {
			return nil, fault
		}
	}
	if t.fault == nil {
		t.fault = b.order()
	}
	if t.fault != nil {
		return nil, t.fault
	}
	if len(b.bars) < 2 {
		return nil, t.short(len(b.bars))
	}
	r := &Recording{Bars: b.bars, Ignored: t.ignored}
	if fault := r.findInterval(t.columns[0].name, b.rows); fault != nil {
		return nil, fault
	}
	r.Format, r.Understood = t.format(), b.describe(r.Interval)
	if lonely := gate.Lonely(r.Bars); len(lonely) > 0 {
		return nil, &market.Fault{Code: "bar-stands-alone", Sentence: "row " + decimal(int64(b.rows[lonely[0]])) + ": its prices or its volume are far from those of the rows beside it, which agree"}
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
	if market.Value(bar.Volume, bar.High) > gate.LargestUSD {
		return 5, &market.Fault{Code: "bar-volume-beyond-belief", Sentence: "the volume is worth more than 1e16 dollars"}
	}
	if market.Value(bar.OpenInterest, bar.High) > gate.LargestUSD {
		return 6, &market.Fault{Code: "bar-oi-beyond-belief", Sentence: "the open interest is worth more than 1e16 dollars"}
	}
	return 0, nil
}

// columnOf is the index in barColumns that a fault of a bar is about.
var columnOf = map[string]int{
	"bar-high-below-low": 2, "bar-open-outside-range": 1, "bar-close-outside-range": 4,
	"bar-volume-impossible": 5, "bar-oi-impossible": 6, "bar-taker-impossible": 7,
}
