package session

import (
	"math"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// proved is a session with bars of two venues up to an hour's end, and what it
// tells of them.
func proved(t *testing.T, bars int, liquidated func(venue int, start market.Millis) bool) (s *Session, told *[]wire.Hourly) {
	told = &[]wire.Hourly{}
	s = New(func(message []byte) {
		if kind, _ := wire.KindOf(message); kind == wire.KindHourly {
			if fault := take(told, message); fault != nil {
				t.Fatal(fault)
			}
		}
	})
	line := timelineOf(t, &engine.Learned, 2, bars)
	var steps []live.Step
	for i := range line.Len() {
		venue, bar := line.Bar(i)
		b := *bar
		if liquidated(venue, b.Start) {
			b.Optional |= market.OptionalLiquidated
			b.Liquidated = [market.Sides]market.USD{100, 10}
		} else {
			b.Optional &^= market.OptionalLiquidated
		}
		steps = append(steps, live.Step{Venue: venue, Bar: b})
	}
	for len(steps) > 0 && (steps[len(steps)-1].Bar.Start+step)%market.Hour != 0 {
		steps = steps[:len(steps)-1]
	}
	s.market.set(steps, wire.Source{Origin: market.Live, Symbol: "BTC", Venues: []string{"binance", "bybit"}, Interval: step})
	return s, told
}

// pass lets seconds pass without a bar.
func pass(s *Session, from market.Instant, seconds int) market.Instant {
	for range 4 * seconds {
		from = from.Add(market.Second / 4)
		s.tellHourly("BTC", from)
	}
	return from
}

func TestAnHourIsToldOnceItsMapsStand(t *testing.T) {
	s, told := proved(t, 2*12*30, func(venue int, start market.Millis) bool { return venue == 0 || start%market.Day >= market.Hour })
	end := s.market.end()
	now := pass(s, 1, 30)
	if len(*told) != 0 {
		t.Fatal("what nobody wants is told")
	}
	s.Handle((&wire.Prove{Coin: "BTC"}).Append(nil))
	now = pass(s, now, 9)
	if len(*told) != 0 {
		t.Fatal("it is told before all bars may have come")
	}
	now = pass(s, now, 60)
	if len(*told) != 1 {
		t.Fatalf("%d are told", len(*told))
	}
	m := (*told)[0]
	if m.Coin != "BTC" || m.At != end || !m.Price.Valid() || !(m.Scale > 0) || len(m.Models) != len(engine.Models()) || len(m.Bars) == 0 || m.Bars[len(m.Bars)-1].Start != end-step {
		t.Errorf("%+v", m.At)
	}
	for i, standing := range m.Models {
		sum := 0.0
		for _, p := range standing.Planes {
			for _, usd := range p.USD {
				sum += usd
			}
		}
		if standing.Fitted != (standing.Name == "learned") || !(standing.Path > 0) || standing.Version == "" || i == 0 && !(sum > 0) {
			t.Errorf("%s: %v USD", standing.Name, sum)
		}
	}
	if a, b := m.Venues[0], m.Venues[1]; math.Abs(a.Share+b.Share-1) > 1e-9 || !(a.Capture > 0 && a.Capture < 1) || !(a.Saturation > 0) || b.Capture != 1 || b.Saturation != 0 {
		t.Errorf("%+v", m.Venues)
	}
	for _, h := range m.Hours {
		want := 2
		if h.Start%market.Day == 0 {
			want = 1
		}
		if len(h.Feeds) != want || math.Abs(float64(h.Feeds[0].USD[market.Long])-1200) > 1e-6 || math.Abs(float64(h.Feeds[0].USD[market.Short])-120) > 1e-6 {
			t.Fatalf("%+v", h)
		}
	}
	if len(m.Hours) < 20 {
		t.Errorf("%d hours", len(m.Hours))
	}
	// A bar within the hour is told of to nobody; bars that are built anew are, and
	// the same hour's maps are not told twice.
	bar := s.market.steps[len(s.market.steps)-1].Bar
	bar.Start += step
	s.market.append(live.Step{Venue: 1, Bar: bar})
	now = pass(s, now, 30)
	if len(*told) != 1 {
		t.Error("a bar within the hour is told of")
	}
	s.proofs.outdated = true
	now = pass(s, now, 30)
	if len(*told) != 2 || len((*told)[1].Models) != 0 || len((*told)[1].Hours) == 0 {
		t.Errorf("built anew: %d are told", len(*told))
	}
	s.Handle((&wire.Prove{}).Append(nil))
	s.proofs.outdated = true
	if pass(s, now, 30); len(*told) != 2 {
		t.Error("what nobody wants any more is told")
	}
}
