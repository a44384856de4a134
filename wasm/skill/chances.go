package skill

import (
	"slices"

	"brink/wasm/market"
)

// during is what came within a span from an hour's start on; nil where a part of
// it is not known.
func (l *Log) during(at, span market.Millis) (all []*Came) {
	for hour := at; hour < at+span; hour += market.Hour {
		c := l.came[hour]
		if c == nil {
			return nil
		}
		all = append(all, c)
	}
	return all
}

// touches judges the chances of a horizon.
func (l *Log) touches(hours []market.Millis, h int) (t Touched) {
	var n, chance, came [10]float64
	var touched [len(Levels)]float64
	asked := 0.0
	for _, at := range hours {
		s, all := l.sealed[at], l.during(at, Horizons[h])
		if all == nil || !s.Chances {
			continue
		}
		low, high := all[0].span()
		for _, c := range all[1:] {
			lowest, highest := c.span()
			low, high = min(low, lowest), max(high, highest)
		}
		asked++
		for i, part := range Levels {
			level, p, hit := s.Price*market.Price(1+part), s.Touches[h][i], 0.0
			if part < 0 && low <= level || part > 0 && high >= level {
				hit = 1
			}
			t.N++
			t.Brier += (p - hit) * (p - hit)
			t.Mean += p
			t.Frequency += hit
			touched[i] += hit
			bin := min(int(10*p), 9)
			n[bin]++
			chance[bin] += p
			came[bin] += hit
		}
	}
	if t.N == 0 {
		return t
	}
	all := float64(t.N)
	t.Brier, t.Mean, t.Frequency = t.Brier/all, t.Mean/all, t.Frequency/all
	for _, hits := range touched {
		f := hits / asked
		t.Constant += f * (1 - f) / float64(len(Levels))
	}
	for bin := range n {
		if d := chance[bin] - came[bin]; d < 0 {
			t.Calibration -= d / all
		} else {
			t.Calibration += d / all
		}
	}
	return t
}

// coverage counts the 80 % ranges of a horizon that held what feeds published.
func (l *Log) coverage(hours []market.Millis, h int, venues []string) (out Coverage) {
	for _, at := range hours {
		s, all := l.sealed[at], l.during(at, Horizons[h])
		if all == nil || !s.Dollars || len(venues) == 0 {
			continue
		}
		for side := range market.Side(market.Sides) {
			came, whole := market.USD(0), true
			for _, c := range all {
				usd, known := c.published(venues, side)
				came += usd
				whole = whole && known
			}
			r := s.Expected[h][side]
			low, high := s.published(r.Low, venues, Horizons[h]), s.published(r.High, venues, Horizons[h])
			if !whole || high == 0 {
				continue
			}
			out.N++
			if came >= low && came <= high {
				out.Inside++
			}
		}
	}
	return out
}

// published is what venues' feeds would publish of the market's forced USD.
func (s *Sealed) published(forced market.USD, venues []string, span market.Millis) (usd market.USD) {
	for i := range s.Feeds {
		if slices.Contains(venues, s.Feeds[i].Venue) {
			usd += s.Feeds[i].Published(forced, span)
		}
	}
	return usd
}
