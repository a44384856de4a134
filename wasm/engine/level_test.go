package engine

import (
	"math"
	"testing"

	"brink/wasm/market"
)

// withFeed gives bars a feed that publishes the same dollars of each side and bar.
func withFeed(bars []market.Bar, usd market.USD) {
	for i := range bars {
		bars[i].Optional |= market.OptionalLiquidated
		bars[i].Liquidated = [market.Sides]market.USD{usd, usd}
	}
}

// A level by hand. Ten days leave 1/e: seen 3 and 5 at forecasts 1 and 2 are
// 3/e + 5 against 1/e + 2, beside 10 of a usual day.
func TestLevelByHand(t *testing.T) {
	var l Level
	if l.Factor(10) != 1 {
		t.Errorf("nothing seen says %v", l.Factor(10))
	}
	l.Observe(0, 3, 1)
	l.Observe(10*market.Day, 5, 2)
	near := func(got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12*want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	near(l.Factor(10), (15+3/math.E)/(12+1/math.E))
	if l.Factor(0) != 1 || l.Factor(market.USD(math.NaN())) != 1 {
		t.Error("a level without a usual day is one")
	}
	l.Observe(0, 1e9, 0)
	near(l.Factor(10), 5)
	l.Fade(90 * 10 * market.Day)
	near(l.Factor(10), 1)
	l.Observe(0, 0, 1e9)
	near(l.Factor(10), .2)
}

// A feed that publishes what the map expects leaves the level at one; one that
// publishes the double doubles the map. What a sampled feed publishes is compared
// with what its link makes of the hour.
func TestLevelFollowsTheFeed(t *testing.T) {
	for _, venue := range []Venue{{}, {Feed: Link{Capture: .15}}, {Feed: Link{.52, 4e6}}} {
		for _, times := range []float64{1, 2} {
			bars := unbroken(301, 9000, 1, 0)
			for i := range bars {
				bars[i].Volume *= 1000 // so that nothing is beyond what was traded
			}
			e, plain := NewAt(&Learned, five, []Venue{venue}), New(&Learned, five, 1)
			var hour [market.Sides]market.USD // forced so far
			for i := range bars {
				feed(t, plain, bars[i:i+1])
				if bars[i].Start%market.Hour == 0 {
					hour = [market.Sides]market.USD{}
				}
				for side := range bars[i].Liquidated {
					before := venue.feed().Published(hour[side])
					hour[side] += market.USD(times) * (market.USD(Shipped.Floor/12/captured) + plain.Forecast(0, market.Side(side)))
					bars[i].Liquidated[side] = venue.feed().Published(hour[side]) - before
				}
				bars[i].Optional |= market.OptionalLiquidated
				feed(t, e, bars[i:i+1])
			}
			want := times
			for side, got := range e.venues[0].(*learned).level {
				near := .03
				if venue.Feed.Saturation > 0 {
					near = .15 // saturated hours say little, and so the level takes longer
				}
				if math.Abs(got/want-1) > near {
					t.Errorf("%+v: published %v times the forecast the level of side %d is %v", venue, times, side, got)
				}
			}
			ratio := dollars(e, Everything) / dollars(plain, Everything)
			if math.Abs(ratio/want-1) > .03 && venue.Feed.Saturation == 0 {
				t.Errorf("%+v: the map is %v times what it is without a feed", venue, ratio)
			}
		}
	}
}

// A venue that publishes a thousand times too much, or nothing for ever, moves
// its own part of the map by no more than LevelMost, and leaves the others.
func TestNoFeedRuinsTheMap(t *testing.T) {
	make := func(usd market.USD) *Engine {
		a, b, c := unbroken(302, 4000, 1, 0), unbroken(302, 4000, 1, 0), unbroken(302, 4000, 2, 0)
		if usd >= 0 {
			withFeed(a, usd)
		}
		e := New(&Learned, five, 3)
		feeds(t, e, a, b, c)
		return e
	}
	honest := make(-1)
	total := dollars(honest, Everything)
	const part = .25 // of the first venue
	first, others := Everything, Everything
	first.Venues, others.Venues = 1, ^uint32(1)
	usual := market.USD(Shipped.Usual / 12 * part)
	for _, usd := range []market.USD{0, 1000 * usual, 1e300} {
		e := make(usd)
		if dollars(e, others) != dollars(honest, others) {
			t.Errorf("%v a bar changes other venues' dollars", usd)
		}
		most, least := total*(1-part+part*LevelMost), total*(1-part+part/LevelMost)
		got := dollars(e, Everything)
		t.Logf("%8.3g USD a bar where %.3g are usual: the map says %.3f times what it did, its own part %.3f", usd, usual, got/total, dollars(e, first)/dollars(honest, first))
		if got > most*(1+1e-9) || got < least*(1-1e-9) {
			t.Errorf("%v a bar: %v dollars, bounds %v and %v", usd, got, least, most)
		}
	}
}

// One absurd message is forgotten: no venue closes more than it trades.
func TestOneAbsurdMessageIsForgotten(t *testing.T) {
	clean, bad := unbroken(303, 9000, 1, 0), unbroken(303, 9000, 1, 0)
	withFeed(clean, market.USD(Shipped.Usual/12))
	withFeed(bad, market.USD(Shipped.Usual/12))
	bad[100].Liquidated = [market.Sides]market.USD{1e300, 1e300}
	a, b := New(&Learned, five, 1), New(&Learned, five, 1)
	feed(t, a, clean)
	feed(t, b, bad)
	if ratio := dollars(b, Everything) / dollars(a, Everything); ratio < 1-1e-9 || ratio > 1.2 {
		t.Errorf("a month later the map is still %v times too bright", ratio)
	}
}

// Bars without a feed leave the level as it is, however many; every
// column can be computed again bit for bit, whatever came since.
func TestLevelIsPartOfTheTimeline(t *testing.T) {
	bars := unbroken(304, 4000, 1, 0)
	withFeed(bars[500:1500], 9e5)
	withFeed(bars[3000:], 1e3)
	line := NewTimeline(&Learned, five, 1)
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			t.Fatal(fault)
		}
	}
	levels := func(n int) [market.Sides]float64 { return line.After(n).venues[0].(*learned).level }
	line.Live()
	if levels(500) != [market.Sides]float64{1, 1} || levels(1500) == levels(500) || levels(1500) != levels(3000) || levels(4000) == levels(3000) {
		t.Errorf("levels %v, %v, %v, %v", levels(500), levels(1500), levels(3000), levels(4000))
	}
	for _, n := range []int{499, 501, 1777, 3001, 3999} {
		fresh := New(&Learned, five, 1)
		feed(t, fresh, bars[:n])
		same(t, "as it stood", fresh, line.After(n))
		remaining := fresh.Clone()
		feed(t, remaining, bars[n:])
		same(t, "gone on", line.Live(), remaining)
	}
}

// Whatever a feed publishes, and whatever two venues trade, the map stays finite,
// at or above zero, and within the bounds of a level.
func FuzzFeeds(f *testing.F) {
	f.Add(uint64(1), 1e6, 0.0, 10.0, 10.0, int64(0))
	f.Add(uint64(2), 1e300, math.MaxFloat64, 0.0, 1e9, int64(1))
	f.Add(uint64(3), math.Inf(1), math.NaN(), -1.0, 5e-324, int64(300))
	f.Fuzz(func(t *testing.T, seed uint64, long, short, a, b float64, gap int64) {
		for _, venues := range [][]Venue{{{Feed: Link{Capture: 1}}, {Feed: Link{Capture: .15}}}, {{Par: 1e7}, {Feed: Link{.001, 5}, Par: 1}}, {{Feed: Link{.52, 4e6}}, {Feed: Link{.52, 1e-9}, Par: 1e15}}} {
			e := NewAt(&Learned, five, venues)
			first, second := unbroken(seed, 60, 1, 0), unbroken(seed, 60, 1, 0)
			for i := range first {
				first[i].Volume *= market.Base(a)
				second[i].Volume *= market.Base(b)
				if i > 20 {
					first[i].Optional |= market.OptionalLiquidated
					first[i].Liquidated = [market.Sides]market.USD{market.USD(long), market.USD(short)}
				}
				if i > 40 {
					second[i].Start += five * market.Millis(gap%1000)
				}
				e.Step(0, &first[i]) // what cannot be is refused
				e.Step(1, &second[i])
			}
			for v := range venues {
				l := e.venues[v].(*learned)
				if !(l.marketShare >= 0) || math.IsInf(l.marketShare, 0) {
					t.Fatalf("venue %d has the portion %v", v, l.marketShare)
				}
				for _, level := range l.level {
					if !(level >= 1./LevelMost && level <= LevelMost) {
						t.Fatalf("venue %d has the level %v", v, level)
					}
				}
			}
			_, planes := whole(e, Everything)
			for side := range planes {
				for _, usd := range planes[side] {
					if !(usd >= 0) || math.IsInf(usd, 0) {
						t.Fatalf("%v USD", usd)
					}
				}
			}
		}
	})
}
