//go:build !js

package live_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/fake"
	"brink/wasm/grid"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/tape"
	venues "brink/wasm/venue"
)

// follower keeps a map as the page does: it builds anew where the market says
// so, and steps what has closed.
type follower struct {
	engine *engine.Engine
	steps  []live.Step
	builds int
}

func (f *follower) follow(m *live.Market) {
	if m.Stale() {
		f.builds++
		f.steps = m.Build()
	} else {
		f.steps = append(f.steps, m.Closed()...)
	}
}

// mapOf is the map of a history.
func mapOf(t *testing.T, steps []live.Step, venues int) *engine.Engine {
	e := engine.New(engine.Models()[0], live.Interval, venues)
	for i := range steps {
		if fault := e.Step(steps[i].Venue, &steps[i].Bar); fault != nil {
			t.Fatalf("step %d of venue %d at %d: %v", i, steps[i].Venue, steps[i].Bar.Start, fault)
		}
	}
	return e
}

// Hours of five venues in their true formats, with everything that exchanges
// and networks do: connections cut, silent, messages doubled, out of order,
// damaged and late, answers refused, a device whose clock is wrong, an
// exchange gone for an hour. In the end the map is the one of the complete
// record, save what is marked as a gap.
func TestHoursOfFiveVenues(t *testing.T) {
	hours, seeds := 2, []uint64{7}
	if *long {
		hours, seeds = 8, []uint64{7, 8, 9}
	}
	for _, seed := range seeds {
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			soak(t, seed, hours, nil)
		})
	}
}

// The same of all venues that a market can connect to: an hour, with -long three.
func TestHoursOfAllVenues(t *testing.T) {
	hours := 1
	if *long {
		hours = 3
	}
	soak(t, 11, hours, venues.Offered())
}

func soak(t *testing.T, seed uint64, hours int, ids []market.Venue) {
	s := newStage(t, seed, "", live.Config{Coin: "BTC", Days: 2, Venues: ids})
	s.ahead = market.Millis(s.r.IntN(10_000) - 5000)
	var f follower
	s.m.Begin(s.now())
	s.run(20 * market.Second)
	f.follow(s.m)
	gone := s.m.VenueIDs()[s.r.IntN(5)]
	for minute := range hours * 60 {
		switch minute {
		case 5:
			s.set(s.usual())
		case 20:
			s.set(s.usual() + ",gone=" + string(gone) + ":1h")
		case 85:
			s.set(s.usual() + ",status=429:.3@binance,skew=2500@bybit")
		case hours*60 - 10:
			s.set("")
		default:
			if minute > 90 && minute%45 == 0 {
				s.set(s.usual())
			}
		}
		s.run(market.Minute)
		f.follow(s.m)
	}
	s.run(30 * market.Second)
	f.follow(s.m)
	s.m.End()
	compare(t, s, &f, hours)
}

// usual draws faults as networks have them.
func (s *stage) usual() string {
	return fmt.Sprintf("drop=%dm,silence=%ds/%dm,duplicate=%.3f,reorder=%.3f,malformed=%.5f,status=503:%.2f",
		10+s.r.IntN(40), 20+s.r.IntN(60), 17+s.r.IntN(40), .02*s.r.Float64(), .02*s.r.Float64(), .0002*s.r.Float64(), .2*s.r.Float64())
}

func (s *stage) set(faults string) {
	if err := s.x.Set(faults); err != nil {
		s.t.Fatal(err)
	}
}

// compare holds what is known against what happened.
func compare(t *testing.T, s *stage, f *follower, hours int) {
	names := s.m.VenueIDs()
	record, have := map[market.Millis][]live.Step{}, map[venueBar]market.Bar{}
	for _, step := range f.steps {
		key := venueBar{step.Venue, step.Bar.Start}
		if _, twice := have[key]; twice {
			t.Errorf("bar %v is there twice", key)
		}
		have[key] = step.Bar
	}
	first := f.steps[0].Bar.Start
	last := s.clock - s.clock%live.Interval - live.Interval
	gaps, wrong := 0, 0
	for i, venue := range names {
		truth, ok := s.x.Truth(venue, venues.Symbol(venue, "BTC"), first, s.clock, "bars")
		if !ok {
			t.Fatal(venue)
		}
		for _, want := range fives(truth.Bars) {
			if want.Start > last {
				break
			}
			got, there := have[venueBar{i, want.Start}]
			if !there {
				if !within(s.m.Unavailable(i), want.Start) {
					t.Errorf("%s lacks the bar of %d, and marks no gap", venue, want.Start)
				}
				gaps++
				continue
			}
			if !alike(&got, &want, venues.Of(venue).Inverse) {
				if wrong++; wrong < 10 {
					t.Errorf("%s %d:\n%+v\nis not\n%+v", venue, want.Start, got, want)
				}
			}
			// What only its own feed tells is as it was heard.
			want.Optional, want.TakerBuy = got.Optional, got.TakerBuy
			want.OpenInterest, want.MarkLow, want.MarkHigh, want.Liquidated = got.OpenInterest, got.MarkLow, got.MarkHigh, got.Liquidated
			record[want.Start] = append(record[want.Start], live.Step{Venue: i, Bar: want})
		}
	}
	var complete []live.Step
	for at := first; at <= last; at += live.Interval {
		complete = append(complete, record[at]...)
	}
	if len(complete) != len(f.steps) {
		t.Errorf("%d bars, and %d in the record", len(f.steps), len(complete))
	}
	sameMap(t, mapOf(t, f.steps, len(names)), mapOf(t, complete, len(names)))
	sameForced(t, s, f, hours)
	t.Logf("%d bars, %d gaps, %d builds, %d connections, requests %v", len(f.steps), gaps, f.builds, s.dials, s.asked)
}

type venueBar struct {
	venue int
	start market.Millis
}

func within(spans []tape.Span, at market.Millis) bool {
	for _, s := range spans {
		if at >= s.From && at < s.To {
			return true
		}
	}
	return false
}

// fives are closed bars of five minutes, of those of one.
func fives(minutes []fake.TrueBar) []market.Bar {
	var list []market.Bar
	n := 0
	for i := range minutes {
		m := &minutes[i]
		start := m.Start - m.Start%live.Interval
		if m.Start == start {
			n = 0
			list = append(list, market.Bar{Start: start, Open: m.Open, High: m.High, Low: m.Low})
		} else if len(list) == 0 {
			continue
		}
		n++
		b := &list[len(list)-1]
		b.High, b.Low, b.Close = max(b.High, m.High), min(b.Low, m.Low), m.Close
		b.Volume, b.TakerBuy = b.Volume+m.Volume, b.TakerBuy+m.Buy
	}
	if n > 0 && n < 5 {
		list = list[:len(list)-1]
	}
	return list
}

// near is whether two numbers are the same, but for the order in which a sum was
// added up.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// alike is whether two bars are the same. What takers bought of an inverse
// contract is coins at a price within the bar, which a longer bar has another of.
func alike(a, b *market.Bar, inverse bool) bool {
	bought, truly := float64(a.TakerBuy), float64(b.TakerBuy)
	if inverse && math.Abs(bought-truly) < 1e-3*truly {
		bought = truly
	}
	return a.Open == b.Open && a.High == b.High && a.Low == b.Low && a.Close == b.Close && near(float64(a.Volume), float64(b.Volume)) &&
		(!a.Optional.Has(market.OptionalTaker) || near(bought, truly))
}

func sameMap(t *testing.T, a, b *engine.Engine) {
	total := 0.
	for side := range market.Side(market.Sides) {
		lo, hi := a.Extent(side)
		lo2, hi2 := b.Extent(side)
		if lo != lo2 || hi != hi2 {
			t.Errorf("side %d: the map spans %d to %d, of the record %d to %d", side, lo, hi, lo2, hi2)
		}
		x, y := make([]float64, hi-lo), make([]float64, hi-lo)
		a.Heat(x, side, lo, engine.Everything)
		b.Heat(y, side, lo, engine.Everything)
		for i := range x {
			total += x[i]
			if math.Abs(x[i]-y[i]) > 1e-6*math.Max(x[i], y[i]) {
				t.Fatalf("side %d bin %d: %v, of the record %v", side, lo+grid.Bin(i), x[i], y[i])
			}
		}
	}
	if !(total > 0) {
		t.Error("the map is empty")
	}
}

// sameForced holds the liquidations of the venue that tells all against the
// truth: none is made up or doubled, and none is lacking where a bar says that
// it knows them.
func sameForced(t *testing.T, s *stage, f *follower, hours int) {
	for i, venue := range s.m.VenueIDs() {
		if venue != venues.Bybit && venue != venues.BybitInverse {
			continue
		}
		truth, _ := s.x.Truth(venue, venues.Symbol(venue, "BTC"), stageStart-market.Hour, s.clock, "liquidations")
		left := map[forcedKey]int{}
		for _, l := range truth.Liquidations {
			left[forcedKey{l.Time, l.Closed, l.Price, l.Base}]++
		}
		sums := map[market.Millis]float64{}
		heard := 0
		for _, l := range s.m.Liquidations() {
			if l.Venue != i {
				continue
			}
			heard++
			key := forcedKey{l.Time, l.Closed.String(), l.Price, l.Base}
			if left[key]--; left[key] < 0 {
				t.Errorf("%s: %+v is doubled or made up", venue, l)
			}
			sums[l.Time-l.Time%live.Interval] += float64(l.USD)
		}
		known, sum, want := 0, 0., 0.
		for key, n := range left {
			start := key.at - key.at%live.Interval
			for k := range f.steps {
				b := &f.steps[k].Bar
				if n > 0 && f.steps[k].Venue == i && b.Start == start && b.Optional.Has(market.OptionalLiquidated) {
					t.Errorf("%s: the bar of %d knows its liquidations, and one of %d is lacking", venue, start, key.at)
				}
			}
		}
		for k := range f.steps {
			if b := &f.steps[k].Bar; f.steps[k].Venue == i && b.Optional.Has(market.OptionalLiquidated) {
				known++
				sum += float64(b.Liquidated[market.Long] + b.Liquidated[market.Short])
				want += sums[b.Start]
			}
		}
		if known < 3*hours || heard == 0 || math.Abs(sum-want) > .05*want {
			t.Errorf("%s: %d bars know %v USD of liquidations, of %v USD; %d heard", venue, known, sum, want, heard)
		}
		t.Logf("%s: %d of %d liquidations heard, %d bars know theirs", venue, heard, len(truth.Liquidations), known)
	}
}

type forcedKey struct {
	at     market.Millis
	closed string
	price  market.Price
	base   market.Base
}
