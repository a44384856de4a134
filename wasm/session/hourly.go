package session

import (
	"sort"

	"brink/wasm/engine"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// proofs is what the second module is told of a live market, for it to seal
// forecasts and to hold them against what came. Its zero value tells nothing.
type proofs struct {
	wanted   bool
	outdated bool           // what was told of the past was of other bars, or nothing
	told     market.Millis  // the newest hour whose maps were told
	seen     market.Millis  // the newest end of a bar
	since    market.Instant // when that was seen
	whole    insight.Map
}

const (
	// proofDays is how far back bars and feeds are told.
	proofDays = 14
	// proofSettles is how long after an hour's end the last of its bars may come.
	proofSettles = 10 * market.Second
	// proofPace is how many bars a model's map is stepped past at a time, where
	// nobody has looked at it: some milliseconds.
	proofPace = 500
)

// prove takes whether forecasts are to be sealed.
func (s *Session) prove(m *wire.Prove) *market.Fault {
	s.proofs = proofs{wanted: m.Coin != "", outdated: true}
	return nil
}

// tellHourly tells of the hour that has begun, once its maps stand, and of the
// past where that was not told or has changed.
func (s *Session) tellHourly(coin string, now market.Instant) {
	p, end := &s.proofs, s.market.end()
	if !p.wanted {
		return
	}
	if p.seen != end {
		p.seen, p.since = end, now
	}
	starts := end%market.Hour == 0 && end != p.told
	if !starts && !p.outdated || now.Since(p.since) < proofSettles || starts && !standing(&s.market) {
		return
	}
	if p.outdated = false; starts {
		p.told = end
	}
	if m, fault := s.hourly(coin, end, starts); fault == nil {
		s.Emit(m.Append(nil))
	}
}

// standing brings every model's map closer to the newest bar, and reports whether
// all are there.
func standing(m *openMarket) bool {
	for _, model := range engine.Models() {
		timeline, fault := m.timeline(model.Name)
		if fault != nil {
			return false
		}
		if n := timeline.Stepped() + proofPace; n < timeline.Len() {
			timeline.After(n)
			return false
		}
	}
	return true
}

// hourly is what is told at the end of a bar; maps are those that stand then.
func (s *Session) hourly(coin string, end market.Millis, maps bool) (out wire.Hourly, fault *market.Fault) {
	m, venues := &s.market, len(s.market.venues)
	out = wire.Hourly{Coin: coin, At: end, Interval: m.source.Interval}
	first, fault := m.timeline(engine.Learned.Name)
	if fault != nil {
		return out, fault
	}
	out.Price = price(first, first.Len())
	e := first.Live()
	out.Scale = e.Scale()
	out.Venues = publishing(e, m.source.Venues)
	for _, model := range engine.Models() {
		if !maps {
			break
		}
		timeline, fault := m.timeline(model.Name)
		if fault != nil {
			return out, fault
		}
		p := &s.proofs.whole
		p.Read(timeline.Live(), end, out.Price, insight.Selection(engine.Everything), venues)
		standing := wire.Standing{Name: model.Name, Version: model.Version, Path: model.Path * market.USD(out.Scale), Fitted: model.Name == engine.Learned.Name}
		for side := range standing.Planes {
			standing.Planes[side] = wire.Plane{Lo: p.Planes[side].Lo, USD: append([]float64(nil), p.Planes[side].USD...)}
		}
		if out.Models = append(out.Models, standing); standing.Fitted {
			shares(out.Venues, p)
		}
	}
	tellPast(m, &out, end-proofDays*market.Day)
	return out, nil
}

// publishing is how each venue's feed publishes, where that is known: read off at
// two amounts, which its two numbers follow from.
func publishing(e *engine.Engine, ids []string) []wire.Publishing {
	out := make([]wire.Publishing, len(ids))
	for i, id := range ids {
		const little, much = 1, 1e8
		out[i].Venue = id
		few, known := e.FeedPublishes(i, little)
		many, _ := e.FeedPublishes(i, much)
		if !known || !(few > 0) || !(many > 0) {
			continue
		}
		out[i].Capture = float64(few) / little
		// much is published as c much / (1 + much/S).
		if ratio := out[i].Capture * much / float64(many); ratio > 1+1e-9 {
			out[i].Saturation = much / (ratio - 1)
		}
	}
	return out
}

// shares sets each venue's part in the dollars of a map.
func shares(venues []wire.Publishing, m *insight.Map) {
	total := 0.0
	for i := range venues {
		venues[i].Share = 0
		for side := range m.Planes {
			if i < len(m.Planes[side].Venue) {
				for _, usd := range m.Planes[side].Venue[i] {
					venues[i].Share += usd
				}
			}
		}
		total += venues[i].Share
	}
	if total > 0 {
		for i := range venues {
			venues[i].Share /= total
		}
	}
}

// tellPast adds the bars from a time on, of those of one time the first, and what the
// feeds published in the hours that they were connected throughout.
func tellPast(m *openMarket, out *wire.Hourly, from market.Millis) {
	steps, perHour := m.steps, int(market.Hour/out.Interval)
	whole := make([]int, len(out.Venues))
	usd := make([][market.Sides]market.USD, len(out.Venues))
	end := market.Millis(-1 << 62)
	hour := end
	settle := func() {
		told := wire.Hour{Start: hour}
		for i, n := range whole {
			if n == perHour {
				told.Feeds = append(told.Feeds, wire.Told{Venue: uint8(i), USD: usd[i]})
			}
			whole[i], usd[i] = 0, [market.Sides]market.USD{}
		}
		if len(told.Feeds) > 0 {
			out.Hours = append(out.Hours, told)
		}
	}
	for i := sort.Search(len(steps), func(i int) bool { return steps[i].Bar.Start >= from }); i < len(steps); i++ {
		b := &steps[i].Bar
		if b.Start >= end {
			out.Bars = append(out.Bars, wire.Reach{Start: b.Start, High: b.High, Low: b.Low, Close: b.Close})
			end = b.Start + out.Interval
		}
		if h := b.Start - b.Start%market.Hour; h != hour {
			settle()
			hour = h
		}
		if v := steps[i].Venue; v < len(whole) && b.Optional.Has(market.OptionalLiquidated) {
			whole[v]++
			for side, x := range b.Liquidated {
				usd[v][side] += x
			}
		}
	}
	settle()
}
