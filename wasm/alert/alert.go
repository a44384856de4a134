// Package alert decides when somebody who asked for it is told that price is
// near a cluster, that one has grown or that a large position was liquidated:
// once, and again only after it was over. It knows no notification, no sound
// and no clock.
package alert

import (
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Kind is what an alert waits for.
type Kind uint8

// The kinds of alerts.
const (
	Near   Kind = iota // price is near a cluster
	Grown              // a cluster has grown within an hour
	Forced             // a liquidation that really happened
)

var kinds = [...]string{"near", "grown", "forced"}

// String is "near", "grown" or "forced".
func (k Kind) String() string { return kinds[k] }

// Alert is one wish. Sides has a bit for each side that counts.
type Alert struct {
	Kind   Kind
	Symbol string
	Sides  uint8
	Least  market.USD // of the cluster or the liquidation
	// Share is how near, as a share of the price, or by what share a cluster
	// must have grown within an hour; 0 of a forced closing.
	Share float64
}

// Check returns nil for an alert that can be waited for.
func (a *Alert) Check() *market.Fault {
	fault := func(code, sentence string) *market.Fault {
		return &market.Fault{Code: "alert-" + code, Sentence: sentence}
	}
	switch {
	case int(a.Kind) >= len(kinds) || a.Symbol == "" || len(a.Symbol) > 64 || !word(a.Symbol):
		return fault("unnamed", "An alert needs a market and something to wait for.")
	case a.Sides == 0 || a.Sides >= 1<<market.Sides:
		return fault("sides", "An alert must wait for longs, shorts or both.")
	case !(a.Least > 0 && a.Least <= 1e12):
		return fault("size", "The least size of an alert must be a number above zero and at most a trillion dollars.")
	case a.Kind == Near && !(a.Share > 0 && a.Share <= .5):
		return fault("distance", "The distance of an alert must be above 0 and at most 50 %.")
	case a.Kind == Grown && !(a.Share > 0 && a.Share <= 100):
		return fault("growth", "The growth of an alert must be above 0 and at most 10,000 %.")
	case a.Kind == Forced && a.Share != 0:
		return fault("share", "An alert on liquidations has a size and no share.")
	}
	return nil
}

// word reports whether a symbol has no sign that would part it when stored.
func word(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 127 {
			return false
		}
	}
	return true
}

// Ring is one alert that has gone off.
type Ring struct {
	Alert Alert
	// Band, USD and Away or Grew are the cluster, how far it is as a share of
	// the price, and the share by which it has grown; of liquidations Count of
	// them came to USD, the last at Price of Venue.
	Band  insight.Band
	USD   market.USD
	Away  float64
	Grew  float64
	Count int
	Venue market.Venue
	Price market.Price
}

// told is a place that an alert has gone off for and that is not over yet.
type told struct {
	side   market.Side
	lo, hi grid.Bin
}

func (p *told) overlaps(c *insight.Cluster) bool {
	return p.side == c.Side && p.lo < c.Hi && c.Lo < p.hi
}

// away is the share of the price between it and a place, on either side.
func (p *told) away(price market.Price) float64 {
	switch low, high := p.lo.Lower(), p.hi.Lower(); {
	case price < low:
		return float64(low-price) / float64(price)
	case price > high:
		return float64(price-high) / float64(price)
	}
	return 0
}

// Bell holds alerts and what they have gone off for. Its zero value has none.
type Bell struct {
	wishes []wish
	recent []heard // the last liquidations, so that none counts twice
}

// wish is an alert with its state.
type wish struct {
	Alert
	told    []told
	rang    market.Millis // of a Forced one, when it last went off
	ringing bool          // within the quiet after that
	waiting Ring          // what has come since
}

// heard tells a liquidation from all others.
type heard struct {
	venue market.Venue
	at    market.Millis
	side  market.Side
	price market.Price
	usd   market.USD
}

const (
	// again is how far beyond its distance price must go before a place can
	// ring again, and the part of its share that growth must fall to.
	again = 1.5
	// quiet is the time in which further liquidations are gathered.
	quiet = market.Minute
	// remembered is how many liquidations are told from repetitions.
	remembered = 256
)

// Most is how many alerts are kept.
const Most = 32

// Alerts are those that wait.
func (b *Bell) Alerts() []Alert {
	var out []Alert
	for i := range b.wishes {
		out = append(out, b.wishes[i].Alert)
	}
	return out
}

// Add makes an alert wait. One that cannot be, that is there already or that
// is one too many is refused.
func (b *Bell) Add(a Alert) *market.Fault {
	if fault := a.Check(); fault != nil {
		return fault
	}
	if len(b.wishes) >= Most {
		return &market.Fault{Code: "alert-too-many", Sentence: "There are 32 alerts already: remove one first."}
	}
	for i := range b.wishes {
		if b.wishes[i].Alert == a {
			return &market.Fault{Code: "alert-twice", Sentence: "This alert is there already."}
		}
	}
	b.wishes = append(b.wishes, wish{Alert: a})
	return nil
}

// Remove takes the i-th alert out.
func (b *Bell) Remove(i int) { b.wishes = append(b.wishes[:i], b.wishes[i+1:]...) }

// See looks at a market's price and clusters and returns what goes off.
func (b *Bell) See(symbol string, price market.Price, clusters []insight.Cluster) []Ring {
	var rings []Ring
	if !price.Valid() {
		return nil
	}
	for i := range b.wishes {
		w := &b.wishes[i]
		if w.Symbol != symbol {
			continue
		}
		switch w.Kind {
		case Near:
			rings = w.near(rings, price, clusters)
		case Grown:
			rings = w.grown(rings, clusters)
		}
	}
	return rings
}

// near rings for clusters that price has come near to.
func (w *wish) near(rings []Ring, price market.Price, clusters []insight.Cluster) []Ring {
	w.forget(func(p *told) bool { return p.away(price) > again*w.Share })
	for i := range clusters {
		c := &clusters[i]
		away := c.Distance(price)
		if w.Sides>>c.Side&1 == 0 || c.USD < w.Least || away > w.Share || w.knows(c) {
			continue
		}
		rings = append(rings, Ring{Alert: w.Alert, Band: insight.Band{Side: c.Side, Lo: c.Lo, Hi: c.Hi, USD: c.USD}, USD: c.USD, Away: away})
	}
	return rings
}

// grown rings for clusters that have grown within the last hour.
func (w *wish) grown(rings []Ring, clusters []insight.Cluster) []Ring {
	w.forget(func(p *told) bool {
		for i := range clusters {
			if p.overlaps(&clusters[i]) && growth(&clusters[i]) > w.Share/again {
				return false
			}
		}
		return true
	})
	for i := range clusters {
		c := &clusters[i]
		grew := growth(c)
		if w.Sides>>c.Side&1 == 0 || c.USD < w.Least || grew < w.Share || w.knows(c) {
			continue
		}
		rings = append(rings, Ring{Alert: w.Alert, Band: insight.Band{Side: c.Side, Lo: c.Lo, Hi: c.Hi, USD: c.USD}, USD: c.USD, Grew: grew})
	}
	return rings
}

// mostGrowth stands for that of a cluster where nothing was an hour before.
const mostGrowth = 100

// growth is the share by which a cluster has grown within an hour, 0 where
// that is not known.
func growth(c *insight.Cluster) float64 {
	before := c.USD - c.Hour.PerHour
	switch {
	case !c.Hour.Known:
		return 0
	case float64(c.Hour.PerHour) >= mostGrowth*float64(before):
		return mostGrowth
	}
	return float64(c.Hour.PerHour / before)
}

// knows reports whether an alert has gone off for a cluster's place, and else
// remembers that it does now. A place drifts with its cluster.
func (w *wish) knows(c *insight.Cluster) bool {
	for i := range w.told {
		if p := &w.told[i]; p.overlaps(c) {
			p.lo, p.hi = min(p.lo, c.Lo), max(p.hi, c.Hi)
			return true
		}
	}
	if len(w.told) < remembered {
		w.told = append(w.told, told{c.Side, c.Lo, c.Hi})
	}
	return false
}

// forget drops the places that are over, so that they may ring again.
func (w *wish) forget(over func(*told) bool) {
	kept := w.told[:0]
	for i := range w.told {
		if !over(&w.told[i]) {
			kept = append(kept, w.told[i])
		}
	}
	w.told = kept
}

// Hear takes a liquidation that really happened. The first rings at once;
// what follows within a minute is gathered into one ring by Tick.
func (b *Bell) Hear(symbol string, venue market.Venue, l *market.Liquidation, now market.Millis) []Ring {
	key := heard{venue, l.Time, l.Closed, l.Price, l.USD}
	for _, h := range b.recent {
		if h == key {
			return nil
		}
	}
	if b.recent = append(b.recent, key); len(b.recent) > remembered {
		b.recent = b.recent[1:]
	}
	for i := range b.wishes {
		w := &b.wishes[i]
		if w.Kind != Forced || w.Symbol != symbol || w.Sides>>l.Closed&1 == 0 || !(l.USD >= w.Least) {
			continue
		}
		w.waiting.Alert, w.waiting.Band.Side = w.Alert, l.Closed
		w.waiting.Count++
		w.waiting.USD += l.USD
		w.waiting.Venue, w.waiting.Price = venue, l.Price
	}
	return b.Tick(now)
}

// Tick returns what was gathered where its minute is over.
func (b *Bell) Tick(now market.Millis) []Ring {
	var rings []Ring
	for i := range b.wishes {
		w := &b.wishes[i]
		// A clock that was turned back ends the quiet as well.
		if since := now - w.rang; w.ringing && since >= 0 && since < quiet {
			continue
		}
		w.ringing = false
		if w.waiting.Count > 0 {
			rings = append(rings, w.waiting)
			w.waiting, w.rang, w.ringing = Ring{}, now, true
		}
	}
	return rings
}
