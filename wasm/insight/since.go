package insight

import (
	"sort"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Visit is what the device remembers of the last visit: the clusters of then.
type Visit struct {
	Of    string // market, model with its version, and selection: two visits compare only where it is the same
	At    market.Millis
	Bands []Band
}

// Band is a cluster without its history: the bins [Lo, Hi).
type Band struct {
	Side   market.Side
	Lo, Hi grid.Bin
	USD    market.USD
}

// RememberVisit copies the clusters of a moment.
func RememberVisit(of string, at market.Millis, clusters []Cluster) Visit {
	s := Visit{Of: of, At: at}
	for i := range clusters {
		c := &clusters[i]
		s.Bands = append(s.Bands, Band{c.Side, c.Lo, c.Hi, c.USD})
	}
	return s
}

// EventKind is what became of a cluster since the last visit.
type EventKind uint8

// The kinds of event.
const (
	Swept   EventKind = iota // price has been through at least half of its band
	Grown                    // its band holds at least a quarter more
	New                      // less than half of its band lay in a cluster then
	Touched                  // price has been in its band, and not through half of it
)

// Event is one thing that has happened since the last visit.
type Event struct {
	Kind EventKind
	Band Band       // USD is what it held then; of a new one, what it holds now
	Now  market.USD // what it holds now
	// At is the end of the bar that swept it, or the latest time by which a new
	// one was there; 0 where it is not known.
	At market.Millis
}

// growth is what makes a band a grown one.
const growth = 1.25

// Since lists what has happened to clusters of at least minimum USD since a
// visit, given the present map, its clusters and the bars of the meantime:
// swept ones first, then those that price has touched, then new ones, then grown ones,
// each from the largest on.
func Since(old *Visit, m *Map, clusters []Cluster, path []market.Bar, interval market.Millis, minimum market.USD) []Event {
	var events []Event
	for _, band := range old.Bands {
		now := m.Planes[band.Side].Sum(band.Lo, band.Hi)
		if at, swept := sweptAt(&band, old.At, m, path, interval); swept {
			if band.USD >= minimum {
				events = append(events, Event{Swept, band, now, at})
			}
		} else if now >= minimum && now >= growth*band.USD {
			events = append(events, Event{Grown, band, now, 0})
		} else if at, touched := reachedAt(&band, nearest(&band), old.At, m, path, interval); touched && band.USD >= minimum {
			events = append(events, Event{Touched, band, now, at})
		}
	}
	for i := range clusters {
		c := &clusters[i]
		if c.USD < minimum || 2*covered(old.Bands, c) >= int(c.Hi-c.Lo) {
			continue
		}
		e := Event{New, Band{c.Side, c.Lo, c.Hi, c.USD}, c.USD, 0}
		if !c.Older {
			e.At = max(m.At-c.Age, old.At)
		}
		events = append(events, e)
	}
	order := [...]int{Swept: 0, Touched: 1, New: 2, Grown: 3}
	sort.SliceStable(events, func(i, j int) bool {
		a, b := &events[i], &events[j]
		if a.Kind != b.Kind {
			return order[a.Kind] < order[b.Kind]
		}
		return max(a.Band.USD, a.Now) > max(b.Band.USD, b.Now)
	})
	return events
}

// Untouched is how many clusters of at least minimum USD price has not been to since
// a visit, given what Since says of it.
func Untouched(old *Visit, events []Event, minimum market.USD) (n int) {
	for _, band := range old.Bands {
		if band.USD >= minimum {
			n++
		}
	}
	for _, e := range events {
		if e.Kind == Swept || e.Kind == Touched {
			n--
		}
	}
	return n
}

// sweptAt is when price had been through half of a band. Where no bar shows
// it but price now lies beyond, the time is 0.
func sweptAt(band *Band, since market.Millis, m *Map, path []market.Bar, interval market.Millis) (market.Millis, bool) {
	return reachedAt(band, (band.Lo+band.Hi)/2, since, m, path, interval)
}

// nearest is the bin of a band that price meets first.
func nearest(band *Band) grid.Bin {
	if band.Side == market.Long {
		return band.Hi - 1
	}
	return band.Lo
}

// reachedAt is when price had reached a bin of a band.
func reachedAt(band *Band, k grid.Bin, since market.Millis, m *Map, path []market.Bar, interval market.Millis) (market.Millis, bool) {
	for i := range path {
		bar := &path[i]
		if bar.Start+interval <= since {
			continue
		}
		low, high := bar.SweepRange()
		if Beyond(band.Side, k, low, high) {
			return bar.Start + interval, true
		}
	}
	return 0, Beyond(band.Side, k, m.Price, m.Price)
}

// Beyond reports whether a path between low and high reaches a bin.
func Beyond(side market.Side, k grid.Bin, low, high market.Price) bool {
	if side == market.Long {
		return low < (k + 1).Lower()
	}
	return high >= k.Lower()
}

// covered is how many of a cluster's bins lie in bands of its side. Bands of
// a visit do not overlap.
func covered(bands []Band, c *Cluster) int {
	n := 0
	for _, b := range bands {
		if b.Side == c.Side {
			n += max(int(min(b.Hi, c.Hi)-max(b.Lo, c.Lo)), 0)
		}
	}
	return n
}
