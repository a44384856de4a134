package engine

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// unbroken is a walk without gaps, traded at some multiple of its volume.
func unbroken(seed uint64, n int, times market.Base, known market.Optional) []market.Bar {
	bars := walk(seed, n, known)
	for i := range bars {
		bars[i].Start = bars[0].Start + five*market.Millis(i)
		bars[i].Volume *= times
	}
	return bars
}

// feeds steps bars of some venues in the order of their starts.
func feeds(t testing.TB, e *Engine, venues ...[]market.Bar) {
	t.Helper()
	at := make([]int, len(venues))
	for {
		next := -1
		for v, bars := range venues {
			if at[v] < len(bars) && (next < 0 || bars[at[v]].Start < venues[next][at[next]].Start) {
				next = v
			}
		}
		if next < 0 {
			return
		}
		if fault := e.Step(next, &venues[next][at[next]]); fault != nil {
			t.Fatal(fault)
		}
		at[next]++
	}
}

// dollars is all that a map says.
func dollars(e *Engine, sel Selection) (usd float64) {
	_, planes := whole(e, sel)
	for side := range planes {
		for _, v := range planes[side] {
			usd += v
		}
	}
	return usd
}

// A venue alone is what it was without places for others, bit for bit.
func TestOneVenueAloneIsUnchanged(t *testing.T) {
	for _, model := range Models() {
		bars := walk(201, 1500, market.OptionalOI|market.OptionalMark)
		one, four := New(model, five, 1), New(model, five, 4)
		feed(t, one, bars)
		feeds(t, four, nil, nil, bars)
		same(t, model.Name, one, four)
		for side := range market.Side(market.Sides) {
			if one.Forecast(0, side) != four.Forecast(2, side) {
				t.Errorf("%s: %v and %v taken", model.Name, one.Forecast(0, side), four.Forecast(2, side))
			}
		}
	}
}

// Venues that trade alike at different size say together what one of them says
// alone, each its part, and what one says does not depend on which others are
// switched on.
func TestVenuesShareTheLaw(t *testing.T) {
	sizes := []market.Base{1, 2.3, .8, .01}
	alone, all := New(&Learned, five, 1), New(&Learned, five, len(sizes))
	var venues [][]market.Bar
	total := market.Base(0)
	for _, size := range sizes {
		venues = append(venues, unbroken(202, 2000, size, 0))
		total += size
	}
	feed(t, alone, venues[0])
	feeds(t, all, venues...)
	_, law := whole(alone, Everything)
	lo, sum := whole(all, Everything)
	for side := range law {
		for i, usd := range law[side] {
			if math.Abs(sum[side][i]-usd) > 1e-9*usd {
				t.Fatalf("bin %d: %v together, the law says %v", lo+grid.Bin(i), sum[side][i], usd)
			}
		}
	}
	column, rest := make([]float64, len(law[0])), make([]float64, len(law[0]))
	for v, size := range sizes {
		sel := Everything
		sel.Venues = 1 << v
		all.Heat(column, market.Long, lo, sel)
		sel.Venues = ^sel.Venues
		all.Heat(rest, market.Long, lo, sel)
		part := float64(size / total)
		for i, usd := range law[0] {
			if math.Abs(column[i]-part*usd) > 1e-9*usd {
				t.Fatalf("venue %d says %v of bin %d, its part is %v", v, column[i], lo+grid.Bin(i), part*usd)
			}
			if math.Abs(rest[i]+column[i]-sum[0][i]) > 1e-9*usd {
				t.Fatalf("switching venue %d off takes %v away, it said %v", v, sum[0][i]-rest[i], column[i])
			}
		}
	}
}

// A venue that begins or ends changes nothing that was drawn before, and the
// dollars of all do not jump: its part grows from nothing, or stays.
func TestVenuesComeAndGo(t *testing.T) {
	const begins, ends, n = 3000, 4500, 6000
	steady := unbroken(203, n, 1, 0)
	comes := unbroken(203, n, 2, 0)[begins:ends]
	line := NewTimeline(&Learned, five, 2)
	var before float64
	for i := range steady {
		if fault := line.Append(0, &steady[i]); fault != nil {
			t.Fatal(fault)
		}
		if i >= begins && i < ends {
			if fault := line.Append(1, &comes[i-begins]); fault != nil {
				t.Fatal(fault)
			}
		}
		if i == begins-1 || i == ends-1 {
			before = dollars(line.Live(), Everything)
		}
		if i == begins || i == ends {
			// One bar by itself moves this market by less than a tenth.
			if after := dollars(line.Live(), Everything); math.Abs(after/before-1) > .1 {
				t.Errorf("bar %d: %v dollars, %v before", i, after, before)
			}
		}
	}
	alone := New(&Learned, five, 1)
	feed(t, alone, steady[:begins])
	same(t, "before the other came", alone, line.After(begins))
	for _, m := range []int{begins + 10, ends - 1, ends + 1, n - 1} {
		prefix := New(&Learned, five, 2)
		feeds(t, prefix, steady[:m], comes[:min(m, ends)-begins])
		same(t, "as it stood then", prefix, line.After(m+min(m, ends)-begins))
	}
}

// What the others trade while a venue has no bars is gone from its map: not
// shown meanwhile, voided when it comes back, and never shown again.
func TestPriceAtOthersSweepsAnAbsentVenue(t *testing.T) {
	bar := func(i market.Millis, low, high, at market.Price, volume market.Base) market.Bar {
		return market.Bar{Start: i * five, Open: at, High: high, Low: low, Close: at, Volume: volume, Optional: market.OptionalOI, OpenInterest: 1000 + market.Base(i)}
	}
	for _, model := range Models() {
		e := New(model, five, 2)
		both := []market.Bar{bar(1, 9_990, 10_010, 10_000, 50), bar(2, 9_990, 10_010, 10_000, 50), bar(3, 9_990, 10_010, 10_000, 50)}
		feeds(t, e, both, both)
		second := Everything
		second.Venues = 2
		column := make([]float64, 150)
		lo := grid.Of(9_300)
		e.Heat(column, market.Long, lo, second)
		standing := 0.0
		for _, usd := range column {
			standing += usd
		}
		if standing == 0 {
			t.Fatalf("%s: nothing stands to be passed", model.Name)
		}
		empty := func(when string) {
			t.Helper()
			e.Heat(column, market.Long, lo, second)
			for i, usd := range column {
				if usd != 0 {
					t.Fatalf("%s, %s: %v USD in bin %d", model.Name, when, usd, lo+grid.Bin(i))
				}
			}
		}
		feeds(t, e, []market.Bar{bar(4, 9_300, 10_000, 9_990, 0)}, nil)
		empty("in the slot itself")
		feeds(t, e, []market.Bar{bar(5, 9_990, 10_010, 10_000, 0)}, nil)
		empty("a slot later")
		feeds(t, e, []market.Bar{bar(6, 9_990, 10_010, 10_000, 0)}, []market.Bar{bar(6, 9_990, 10_010, 10_000, 0)})
		empty("when it is back")
	}
}

// With Par the dollars of another market are in proportion to what it trades.
func TestParScalesToTheMarket(t *testing.T) {
	bars := unbroken(204, 800, 1, 0)
	usual := 0.0
	e := New(&Learned, five, 1)
	feed(t, e, bars)
	usual = e.venues[0].(*learned).slow.usual.mean()
	for _, times := range []float64{.01, 1, 30} {
		par := NewAt(&Learned, five, []Venue{{Par: market.USD(usual / times)}, {}})
		feeds(t, par, bars, unbroken(204, 800, 3, 0)) // one without a par goes along
		want := times * dollars(e, Everything)
		if got := dollars(par, Everything); math.Abs(got-want) > 1e-9*want {
			t.Errorf("%v times the market: %v dollars, want %v", times, got, want)
		}
	}
}

// Where the largest leverage is 40x under 1.25 %, classic's 50x and 100x are
// 40x: 1/40 - .0125 = .0125; 25x is .04 - .0125, 10x is .1 - .0125. At
// Bybit's .33 % its 100x is .0067 away. Without a figure all is as it was.
func TestTiersOfVenues(t *testing.T) {
	for _, c := range []struct {
		venue Venue
		want  [4]float64
	}{
		{Venue{}, [4]float64{.096, .036, .016, .006}},
		{Venue{Maintenance: .0125, Leverage: 40}, [4]float64{.0875, .0275, .0125, .0125}},
		{Venue{Maintenance: .0033, Leverage: 150}, [4]float64{.0967, .0367, .0167, .0067}},
	} {
		for i, component := range classicComponents(&c.venue) {
			if math.Abs(component.Distance-c.want[i/2]) > 1e-12 {
				t.Errorf("%+v: tier %d at %v, want %v", c.venue, i/2, component.Distance, c.want[i/2])
			}
		}
		e := NewAt(&Classic, five, []Venue{c.venue})
		feed(t, e, []market.Bar{{Open: 10_001, High: 10_001, Low: 10_001, Close: 10_001, Volume: 40}})
		one := make([]float64, 1)
		e.Heat(one, market.Long, grid.Shift(market.Long, c.want[3]), Everything)
		if one[0] == 0 {
			t.Errorf("%+v: nothing stands at %v", c.venue, c.want[3])
		}
	}
	if n := len(classicComponents(&Venue{Maintenance: .02})); n != 4 {
		t.Errorf("under 2 %% positions of 50x and 100x are liquidated as they open: %d components", n)
	}
	// A ledger's shares stay whole; what cannot be so near opens at .013.
	shares, sum := sharesAt(&Venue{Maintenance: .0125, Leverage: 40}), 0.0
	for i, share := range shares {
		if (share == 0) != (Nodes[i] < .0125) {
			t.Errorf("a share of %v at %v", share, Nodes[i])
		}
		sum += share
	}
	if math.Abs(sum-1) > 1e-12 || sharesAt(&Venue{}) != openShares {
		t.Errorf("the shares sum to %v", sum)
	}
}

func TestSeveralVenuesDoNotAllocate(t *testing.T) {
	for _, model := range Models() {
		e := New(model, five, 3)
		var venues [][]market.Bar
		for v := range 3 {
			venues = append(venues, walk(210+uint64(v), 3000, market.OptionalOI))
			withFeed(venues[v], 1e4)
		}
		cut := func(from, to int) [][]market.Bar {
			return [][]market.Bar{venues[0][from:to], venues[1][from:to], venues[2][from:to]}
		}
		feeds(t, e, cut(0, 2000)...)
		i := 2000
		if n := testing.AllocsPerRun(900, func() {
			for v := range venues {
				e.Step(v, &venues[v][i]) // one that comes too early is refused
			}
			i++
		}); n != 0 {
			t.Errorf("%s: %v allocations a step", model.Name, n)
		}
	}
}
