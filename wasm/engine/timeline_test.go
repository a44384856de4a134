package engine

import (
	"math"
	"slices"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// No repainting, no looking ahead: what was drawn of a bar does not depend on
// the bars after it, and a copy that goes on is one that never stopped.
func TestCopyAndContinue(t *testing.T) {
	for _, model := range []*Model{&Classic, &OpenInterest, &Learned, learnable(HoldInside, false)} {
		bars := walk(41, 1200, market.OptionalOI)
		straight, first := New(model, five, 1), New(model, five, 1)
		feed(t, straight, bars)
		feed(t, first, bars[:700])
		remaining := first.Clone()
		feed(t, first, bars[700:900]) // what the original does later is its own
		used := New(model, five, 1)
		feed(t, used, walk(42, 300, 0))
		used.CopyFrom(remaining)
		for _, e := range []*Engine{remaining, used} {
			feed(t, e, bars[700:])
			same(t, "copied", straight, e)
		}
		feed(t, first, bars[900:])
		same(t, "original", straight, first)
	}
}

func TestTimelineIsTheEngine(t *testing.T) {
	bars := walk(51, 7000, market.OptionalOI)
	model := learnable(DropInside, false)
	line := NewTimeline(model, five, 1)
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			t.Fatal(fault)
		}
	}
	half := line.After(3333) // half of the bars first
	fresh := New(model, five, 1)
	feed(t, fresh, bars[:3333])
	same(t, "half way", fresh, half)
	line.Live()
	if len(line.checkpoints) > mostCheckpoints || len(line.checkpoints) < mostCheckpoints/3 {
		t.Errorf("%d marks", len(line.checkpoints))
	}
	for _, n := range []int{0, 1, 127, 128, 129, 3333, 6999, 7000} {
		fresh = New(model, five, 1)
		feed(t, fresh, bars[:n])
		same(t, "timeline", fresh, line.After(n))
	}
	same(t, "live", fresh, line.Live())
}

// Incremental is rebuilt: a timeline that was drawn between its bars, forwards
// and back, is the one that got them all at once, and draws the same.
func TestDrawingBetweenBarsChangesNothing(t *testing.T) {
	for _, model := range append(Models(), learnable(DropInside, false)) {
		bars := walk(55, 1500, market.OptionalOI|market.OptionalMark)
		whole, pieces := NewTimeline(model, five, 1), NewTimeline(model, five, 1)
		for i := range bars {
			if fault := whole.Append(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
		}
		var raster, again grid.Raster
		draw := func(line *Timeline, r *grid.Raster, from, columns int) {
			price := bars[from].Close
			r.Reset(grid.View{From: bars[from].Start, Column: 3 * five, Columns: columns, Bottom: price * .9, Top: price * 1.1, Rows: 77})
			line.Raster(r, Everything)
		}
		for i := range bars {
			if fault := pieces.Append(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
			switch {
			case i%101 == 7:
				draw(pieces, &raster, i, 4) // the newest
			case i%103 == 50:
				draw(pieces, &raster, i/2, 30) // the past
			case i%107 == 60:
				pieces.After(i / 3)
			case i%109 == 70:
				pieces.Live()
			}
		}
		same(t, model.Name, whole.Live(), pieces.Live())
		draw(whole, &raster, 200, 400)
		draw(pieces, &again, 200, 400)
		for side := range raster.Planes {
			if !slices.Equal(raster.Planes[side], again.Planes[side]) {
				t.Errorf("%s: side %d is drawn differently", model.Name, side)
			}
		}
	}
}

// A raster's cells are the engine's: each column the state after its last
// bar, gaps left open, whatever part of the timeline is drawn.
func TestRasterIsTheEngine(t *testing.T) {
	bars := walk(61, 3000, 0)
	line := NewTimeline(&Classic, five, 1)
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			t.Fatal(fault)
		}
	}
	const per = 4
	from := bars[1500].Start / (per * five) * (per * five)
	view := grid.View{
		From: from, Column: per * five, Columns: 200, Rows: 300,
		Bottom: (grid.Of(bars[1500].Low) - 150).Lower(), Top: (grid.Of(bars[1500].Low) + 150).Lower(),
	}
	if fault := view.Check(); fault != nil {
		t.Fatal(fault)
	}
	var raster grid.Raster
	raster.Reset(view)
	line.Raster(&raster, Everything)
	first := append([]float32(nil), raster.Planes[market.Short]...)
	raster.Reset(view)
	line.Raster(&raster, Everything) // drawn again, from a copy of the state
	for i, usd := range raster.Planes[market.Short] {
		if usd != first[i] {
			t.Fatalf("cell %d is %v when drawn again, was %v", i, usd, first[i])
		}
	}
	bottom := grid.Of(bars[1500].Low) - 150
	fresh, n, filled := New(&Classic, five, 1), 0, 0
	for c := range view.Columns {
		end, any := view.From+market.Millis(c+1)*view.Column, false
		for n < len(bars) && bars[n].Start < end {
			feed(t, fresh, bars[n:n+1])
			any = bars[n].Start >= view.From
			n++
		}
		if raster.Filled[c] != any {
			t.Fatalf("column %d filled: %v, want %v", c, raster.Filled[c], any)
		}
		if !any {
			continue
		}
		filled++
		want := make([]float64, view.Rows)
		for side := range market.Side(market.Sides) {
			fresh.Heat(want, side, bottom, Everything)
			for row, usd := range want {
				got := float64(raster.Planes[side][c*view.Rows+row])
				if math.Abs(got-usd) > 1e-6*usd+1e-3 {
					t.Fatalf("column %d row %d: %v, the engine says %v", c, row, got, usd)
				}
			}
		}
	}
	if filled == view.Columns || filled < view.Columns/2 {
		t.Errorf("%d of %d columns filled: the test wants some gaps", filled, view.Columns)
	}
}

func TestBarsThatAreRefused(t *testing.T) {
	good := market.Bar{Start: five, Open: 100, High: 101, Low: 99, Close: 100, Volume: 5}
	nan, inf := math.NaN(), math.Inf(1)
	for code, spoil := range map[string]func(*market.Bar){
		"bar-price-impossible":    func(b *market.Bar) { b.Close = market.Price(nan) },
		"bar-high-below-low":      func(b *market.Bar) { b.High, b.Low = 99, 101 },
		"bar-open-outside-range":  func(b *market.Bar) { b.Open = 102 },
		"bar-close-outside-range": func(b *market.Bar) { b.Close = 98 },
		"bar-volume-impossible":   func(b *market.Bar) { b.Volume = market.Base(inf) },
		"bar-taker-impossible":    func(b *market.Bar) { b.Optional, b.TakerBuy = market.OptionalTaker, 6 },
		"bar-oi-impossible":       func(b *market.Bar) { b.Optional, b.OpenInterest = market.OptionalOI, -1 },
		"bar-mark-impossible":     func(b *market.Bar) { b.Optional, b.MarkHigh = market.OptionalMark, 100 },
		"bar-mark-high-below-low": func(b *market.Bar) { b.Optional, b.MarkHigh, b.MarkLow = market.OptionalMark, 99, 100 },
		"bar-liquidated-impossible": func(b *market.Bar) {
			b.Optional, b.Liquidated = market.OptionalLiquidated, [market.Sides]market.USD{0, market.USD(nan)}
		},
		"bar-profile-impossible": func(b *market.Bar) { b.Profile = []market.Base{-1} },
		"bar-profile-length":     func(b *market.Bar) { b.Profile = []market.Base{1} },
		"bar-profile-beyond-belief": func(b *market.Bar) {
			b.Profile = make([]market.Base, grid.Of(b.High)-grid.Of(b.Low)+1)
			b.Profile[0], b.Profile[1] = 1e308, 1e308
		},
		"bar-price-off-grid":       func(b *market.Bar) { b.Open, b.High, b.Low, b.Close = 1e13, 1e13, 1e13, 1e13 },
		"bar-volume-beyond-belief": func(b *market.Bar) { b.Volume = 1e300 },
		"bar-oi-beyond-belief":     func(b *market.Bar) { b.Optional, b.OpenInterest = market.OptionalOI, 1e300 },
		"bar-out-of-order":         func(b *market.Bar) { b.Start = 1 },
	} {
		e := New(learnable(DropInside, false), five, 1)
		feed(t, e, []market.Bar{{Open: 100, High: 101, Low: 99, Close: 100, Volume: 5}})
		before := e.Clone()
		bad := good
		spoil(&bad)
		if fault := e.Step(0, &bad); fault == nil || fault.Code != code {
			t.Errorf("%s: got %v", code, fault)
		}
		same(t, code, before, e)
		if fault := e.Step(0, &good); fault != nil {
			t.Errorf("%s: a good bar after it: %v", code, fault)
		}
	}
}

// What price has crossed in a gap was perhaps liquidated, but no bar shows it:
// it is voided, not swept.
func TestGapIsNotASweep(t *testing.T) {
	model := &Model{Components: []Component{{Volume, market.Long, .05, 0, 1}}}
	e := New(model, five, 1)
	feed(t, e, []market.Bar{
		{Start: 0, Open: 10_000, High: 10_000, Low: 10_000, Close: 10_000, Volume: 7},
		{Start: 10 * five, Open: 9_000, High: 9_000, Low: 9_000, Close: 9_000},
	})
	f := &e.venues[0].(*linear).fields[0]
	if f.voided != 7 || f.swept != 0 {
		t.Errorf("void %v, swept %v; want 7 and 0", f.voided, f.swept)
	}
}

// Open interest is known at a bar's start, so its rise is deposited over the
// bar in which it rose, once the next one is there; across a gap it is not.
func TestGrowth(t *testing.T) {
	model := &Model{Components: []Component{{Growth, market.Long, .05, 0, 1}}}
	bar := func(start market.Millis, oi market.Base) market.Bar {
		return market.Bar{Start: start, Open: 100, High: 100, Low: 100, Close: 100, Volume: 9, Optional: market.OptionalOI, OpenInterest: oi}
	}
	for _, c := range []struct {
		bars []market.Bar
		want float64
	}{
		{[]market.Bar{bar(0, 50)}, 0},
		{[]market.Bar{bar(0, 50), bar(five, 53)}, 3},
		{[]market.Bar{bar(0, 50), bar(five, 53), bar(2*five, 52), bar(3*five, 54)}, 5},
		{[]market.Bar{bar(0, 50), bar(3*five, 53)}, 0},
	} {
		e := New(model, five, 1)
		feed(t, e, c.bars)
		if got := e.venues[0].(*linear).fields[0].live; got != c.want {
			t.Errorf("%d bars: %v, want %v", len(c.bars), got, c.want)
		}
	}
}

// A histogram of traded prices says where entries are, of the bar's volume and
// of the growth that is known later; the total stays.
func TestProfile(t *testing.T) {
	low := grid.Of(10_000.1)
	bar := market.Bar{
		Open: low.Middle(), High: (low + 2).Middle(), Low: low.Middle(), Close: (low + 2).Middle(), Volume: 8,
		Optional: market.OptionalOI, OpenInterest: 100, Profile: []market.Base{1, 0, 3},
	}
	next := bar
	next.Start, next.Volume, next.OpenInterest, next.Profile = five, 0, 108, nil
	for _, inflow := range []Inflow{Volume, Growth} {
		e := New(&Model{Components: []Component{{inflow, market.Long, .05, 0, 1}}}, five, 1)
		feed(t, e, []market.Bar{bar, next})
		column := make([]float64, 3)
		at := low + grid.Shift(market.Long, .05)
		e.Heat(column, market.Long, at, Everything)
		for i, base := range []float64{2, 0, 6} {
			if want := base * float64((at + grid.Bin(i)).Middle()); math.Abs(column[i]-want) > 1e-9*want {
				t.Errorf("inflow %d bin %d: %v, want %v", inflow, i, column[i], want)
			}
		}
	}
}

// Liquidations are triggered by the mark price where it is known, in a bar
// and across a gap: what trades have crossed and the mark has not is still there,
// and is counted at the mark's low.
func TestMarkTriggers(t *testing.T) {
	for _, start := range []market.Millis{five, 10 * five} {
		e := New(&Model{Components: []Component{{Volume, market.Long, .05, 0, 1}, {Volume, market.Long, .06, 0, 1}}}, five, 1)
		feed(t, e, []market.Bar{
			{Start: 0, Open: 10_000, High: 10_000, Low: 10_000, Close: 10_000, Volume: 7},
			{Start: start, Open: 9_300, High: 9_600, Low: 9_300, Close: 9_590, Optional: market.OptionalMark, MarkHigh: 9_600, MarkLow: 9_450},
		})
		l := e.venues[0].(*linear)
		near, far := &l.fields[0], 0.0
		if start == five && (near.swept != 7 || l.swept[0] != 7*9_450) {
			t.Errorf("swept %v base and %v USD, want 7 at 9,450", near.swept, l.swept[0])
		}
		lo, planes := whole(e, Everything)
		for i, usd := range planes[market.Long] {
			far += usd / float64((lo + grid.Bin(i)).Middle())
		}
		if math.Abs(far-7) > 1e-9 {
			t.Errorf("%v base stand below the mark's low, want 7", far)
		}
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	for _, model := range append(Models(), learnable(DropInside, true)) {
		e := New(model, five, 1)
		bars := traded(walk(71, 3000, market.OptionalOI|market.OptionalMark))
		feed(t, e, bars[:2000])
		i := 2000
		if n := testing.AllocsPerRun(900, func() {
			if fault := e.Step(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
			i++
		}); n != 0 {
			t.Errorf("%s: %v allocations a step", model.Name, n)
		}
		column := make([]float64, 2000)
		e.Heat(column, market.Long, grid.Of(30_000), Everything)
		if n := testing.AllocsPerRun(100, func() { e.Heat(column, market.Long, grid.Of(30_000), Everything) }); n != 0 {
			t.Errorf("%s: %v allocations a column", model.Name, n)
		}
	}
}

// Whatever bytes say, a bar is refused or the map of every model stays finite,
// at or above zero, conserved and within its open interest. bits choose what
// else the bar knows.
func FuzzStep(f *testing.F) {
	f.Add(uint64(1), uint8(0), 100.0, 101.0, 99.0, 100.5, 10.0, 5.0, int64(300_000))
	f.Add(uint64(2), uint8(7), 1e-9, 1e12, 1e-9, 1.0, 1e3, 1e3, int64(300_000_000))
	f.Add(uint64(3), uint8(1), math.Inf(1), math.NaN(), -1.0, 0.0, -5.0, math.NaN(), int64(-1))
	f.Add(uint64(4), uint8(7), 60_000.0, 61_000.0, 5e-9, 6_000.0, 5e-324, 1e-300, int64(300_000))
	f.Add(uint64(5), uint8(3), 1e12, 1e12, 1e12, 1e12, 1e4, 1e4, int64(1)<<60)
	f.Fuzz(func(t *testing.T, seed uint64, bits uint8, open, high, low, close, volume, oi float64, dt int64) {
		known := market.OptionalOI
		if bits&1 != 0 {
			known |= market.OptionalMark
		}
		models := append(Models(), learnable(InBarRule(seed%2), false))
		bars := walk(seed, 20, known)
		bar := market.Bar{
			Start: bars[19].Start + market.Millis(dt), Open: market.Price(open), High: market.Price(high), Low: market.Price(low),
			Close: market.Price(close), Volume: market.Base(volume), Optional: known, OpenInterest: market.Base(oi),
		}
		if bits&1 != 0 {
			bar.MarkLow, bar.MarkHigh = bar.Low, bar.High
			if bits&4 != 0 {
				bar.MarkLow, bar.MarkHigh = bar.Close, bar.Close
			}
		}
		if bits&2 != 0 && bar.Check() == nil && possible(&bar) == nil {
			bar = traded([]market.Bar{bar})[0]
			bar.Profile[0] = bar.Volume
		}
		for _, model := range models {
			e := New(model, five, 1)
			feed(t, e, bars)
			again := bar
			for range 3 {
				took := e.Step(0, &again) == nil
				again.Start += five
				sound(t, e)
				if l, is := e.venues[0].(*ledger); is && took {
					for side := range l.pool {
						if got := books(l, side); math.Abs(got-oi) > 1e-9*oi {
							t.Fatalf("the books of side %d hold %v of %v", side, got, oi)
						}
					}
				}
			}
		}
	})
}

// The end of a timeline is drawn from the live state: a market that goes on
// draws it again with every new extreme, and must not step the bars again.
func TestLastColumnsAreNotSteppedAgain(t *testing.T) {
	bars := walk(31, 2000, 0)
	line := NewTimeline(&Learned, five, 1)
	var raster grid.Raster
	draw := func(from market.Millis) {
		price := bars[0].Close
		raster.Reset(grid.View{From: from, Column: five, Columns: 100, Bottom: price / 2, Top: price * 2, Rows: 50})
		line.Raster(&raster, Everything)
	}
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			t.Fatal(fault)
		}
		if i >= 1990 {
			draw(bars[i-1].Start) // of the bar before, the state is the live one
		}
	}
	draw(bars[1999].Start)
	if line.replayed.seen[0].known {
		t.Error("the last columns were stepped to again")
	}
}
