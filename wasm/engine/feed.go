package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// feedState is what a venue's feed has published of the hour at hand beside what was
// forecast, and which size of its link explains the hours before best.
type feedState struct {
	link   Link
	market float64       // what the market trades over the fitted one: S is in proportion
	from   market.Millis // of the hour at hand
	span   market.Millis // of its bars so far
	hour   [market.Sides]struct{ published, forced float64 }
	bends  [len(bends)]struct{ logs, published float64 } // sums over hours, decaying
	seen   float64                                       // USD published in them
	hours  float64                                       // how many they are
	chosen int                                           // of bends, from the middle
}

// bends are the sizes of S that a sampled feed is fitted among, as multiples of
// the venue's own: the bounds of what is believed.
var bends = [...]float64{.25, .5, 1, 2, 4}

// bendHours is how many hours it takes to choose among them.
const bendHours = 100

// bendPrior is what a factor of two away from the venue's own S has to gain, in
// nats per dollar.
const bendPrior = .01

// saturating is the feed's link in the market at hand. Whatever the size of S, the
// same is captured of the hour that the venue's own link was measured on.
func (f *feedState) saturating(bend, usual float64) Link {
	own := float64(f.link.Saturation) * f.market
	s := own * bend
	return Link{Capture: f.link.Capture * (1 + usual/s) / (1 + usual/own), Saturation: market.USD(s)}
}

// observeFeed updates the level with what the venue's feed published for a bar:
// of a complete feed by the bar, of a saturating one by the hour, which its link
// speaks of. No venue closes more than it trades: what is published beyond that
// is cut.
func (l *learned) observeFeed(p *gridBar) {
	if !p.Optional.Has(market.OptionalLiquidated) {
		return
	}
	f := &l.feed
	decay := l.slow.fades.over(p.interval).level
	traded := float64(market.Value(p.Volume, p.High))
	floor := l.table.Floor * float64(p.interval) / float64(market.Hour)
	usual := l.marketShare * l.table.Usual // forced USD of a usual hour and side
	if hour := p.Start - p.Start%market.Hour; f.link.Saturation > 0 && hour != f.from {
		l.closeHour(usual) // it ended in a gap
		f.from = hour
	}
	for side := range l.levels {
		published := float64(p.Liquidated[side])
		if published > traded {
			published = traded
		}
		forced := l.marketShare * (floor + l.unlevelled(market.Side(side)))
		if f.link.Saturation > 0 {
			f.hour[side].published += published
			f.hour[side].forced += forced
			continue
		}
		l.levels[side].add(decay, published, f.link.Capture*forced)
		l.level[side] = l.levels[side].Factor(market.USD(f.link.Capture * usual * float64(market.Day/market.Hour)))
	}
	if f.link.Saturation > 0 {
		if f.span += p.interval; (p.Start+p.interval)%market.Hour == 0 {
			l.closeHour(usual)
		}
	}
}

// closeHour lets levels and link follow the hour that has ended.
func (l *learned) closeHour(usual float64) {
	f := &l.feed
	if f.span <= 0 || usual <= 0 {
		return
	}
	link := f.saturating(bends[len(bends)/2+f.chosen], usual)
	part := float64(f.span) / float64(market.Hour)
	link.Saturation *= market.USD(part)
	for side := range l.levels {
		h := &f.hour[side]
		l.levels[side].ObserveThrough(link, f.span, market.USD(h.published), market.USD(h.forced), l.level[side])
		for i, bend := range bends {
			b := f.saturating(bend, usual)
			b.Saturation *= market.USD(part)
			if said := float64(b.Published(market.USD(l.level[side] * h.forced))); said > 0 {
				f.bends[i].logs += h.published * grid.Log(said)
				f.bends[i].published += said
			}
		}
		f.seen += h.published
		*h = struct{ published, forced float64 }{}
	}
	day := market.USD(link.Slope(market.USD(usual*part)) * usual * float64(market.Day/market.Hour))
	for side := range l.levels {
		l.level[side] = l.levels[side].Factor(day)
	}
	f.hours += part
	f.choose(share(f.span, levelSpan))
	f.span = 0
}

// choose takes the size of S whose hours fit best, in nats per dollar, and lets
// the hours so far decay.
func (f *feedState) choose(decay float64) {
	best := 0.0
	for i := range f.bends {
		b := &f.bends[i]
		if f.hours >= bendHours && f.seen > 0 && b.published > 0 {
			away := i - len(bends)/2
			nats := b.logs/f.seen - grid.Log(b.published)
			if away < 0 {
				away = -away
			}
			if nats -= bendPrior * float64(away); i == 0 || nats > best {
				best, f.chosen = nats, i-len(bends)/2
			}
		}
		b.logs *= decay
		b.published *= decay
	}
	f.seen *= decay
	f.hours *= decay
}
