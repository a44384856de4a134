// Package alert decides when an alert fires: price is near a cluster, a cluster
// or a wall of observed positions, a cluster has grown or has become likely to be
// reached, a large position was liquidated. It fires once, and again only
// after its cause had ended. It knows no notification, no sound and no clock.
package alert

import (
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Kind is what a rule waits for.
type Kind uint8

// The kinds of rules.
const (
	Near        Kind = iota // price is near a cluster
	Grown                   // a cluster has grown within an hour
	Liquidation             // a position was liquidated at a venue
	Likely                  // price is likelier than before to reach a cluster within a day
	Wall                    // price is near a wall of observed positions
	Thin                    // less rests in order books before a cluster than a share of it
)

// kinds are the kinds as they are stored.
var kinds = [...]string{"near", "grown", "forced", "likely", "wall", "thin"}

// String is "near", "grown", "forced", "likely", "wall" or "thin".
func (k Kind) String() string { return kinds[k] }

// Rule is what a visitor wants to be told of.
type Rule struct {
	Kind    Kind
	Symbol  string     // of the market, as the page names it
	Sides   uint8      // bit i is set where market.Side(i) counts
	Minimum market.USD // of the cluster or the liquidation
	// Share is how near, as a share of the price, or by what share a cluster
	// must have grown within an hour, or how likely it must become that price
	// reaches it within a day, or below which share of its dollars what rests
	// before it must lie; 0 of a liquidation.
	Share float64
}

// Check returns nil for a rule that can come true, else what is wrong with it.
func (r *Rule) Check() *market.Fault {
	fault := func(code, sentence string) *market.Fault {
		return &market.Fault{Code: "alert-" + code, Sentence: sentence}
	}
	switch {
	case int(r.Kind) >= len(kinds) || r.Symbol == "" || len(r.Symbol) > 64 || !word(r.Symbol):
		return fault("unnamed", "An alert needs a market and something to wait for.")
	case r.Sides == 0 || r.Sides >= 1<<market.Sides:
		return fault("sides", "An alert must wait for longs, shorts or both.")
	case !(r.Minimum > 0 && r.Minimum <= 1e12):
		return fault("size", "The least size of an alert must be a number above zero and at most a trillion dollars.")
	case (r.Kind == Near || r.Kind == Wall) && !(r.Share > 0 && r.Share <= .5):
		return fault("distance", "The distance of an alert must be above 0 and at most 50 %.")
	case (r.Kind == Grown || r.Kind == Thin) && !(r.Share > 0 && r.Share <= 100):
		return fault("growth", "The growth or the depth of an alert must be above 0 and at most 10,000 %.")
	case r.Kind == Likely && !(r.Share >= .01 && r.Share <= .99):
		return fault("chance", "The chance of an alert must be at least 1 % and at most 99 %.")
	case r.Kind == Liquidation && r.Share != 0:
		return fault("share", "An alert on liquidations has a size and no share.")
	}
	return nil
}

// Fired is an alert: a rule that has come true.
type Fired struct {
	Rule Rule
	// Of a cluster: its band of prices, dollars, and distance as a share of
	// the price or the share by which it has grown.
	Band insight.Band
	USD  market.USD
	Away float64
	Grew float64
	// Chance is how likely price reaches it within a day, of a Thin rule what rests
	// before it as a share of its dollars.
	Chance float64
	// Of liquidations: Count of them came to USD, on the side Band.Side, the
	// last at Price of Venue.
	Count int
	Venue market.Venue
	Price market.Price
}

// place is where a rule has fired: it does not fire there again until price
// has gone away or the growth has ended.
type place struct {
	side   market.Side
	lo, hi grid.Bin // [lo, hi)
}

func (p *place) overlaps(c *insight.Cluster) bool {
	return p.side == c.Side && p.lo < c.Hi && c.Lo < p.hi
}

// distance is the share of the price between it and a place, on either side.
func (p *place) distance(price market.Price) float64 {
	switch low, high := p.lo.Lower(), p.hi.Lower(); {
	case price < low:
		return float64(low-price) / float64(price)
	case price > high:
		return float64(price-high) / float64(price)
	}
	return 0
}

// Rules are the rules of a visitor and where each has fired. The zero value
// has none.
type Rules struct {
	watched []watched
	recent  []liquidation // the last ones, so that none counts twice
}

// watched is a rule and its state.
type watched struct {
	Rule
	fired []place
	// Of a Liquidation rule: when it last fired, whether a quiet minute
	// follows, and what has come since.
	firedAt market.Millis
	quiet   bool
	pending Fired
}

// liquidation tells one from all others: a venue that reconnects may send it
// again.
type liquidation struct {
	venue market.Venue
	at    market.Millis
	side  market.Side
	price market.Price
	usd   market.USD
}

const (
	// hysteresis is the factor beyond its distance that price must go before a
	// rule can fire at the same place again, and by which growth must fall.
	hysteresis = 1.5
	// gathering is how long further liquidations are summed up into one alert.
	gathering = market.Minute
	// maxRemembered bounds a rule's places and the liquidations that are known
	// from repetitions.
	maxRemembered = 256
)

// MaxRules is how many rules are kept.
const MaxRules = 32

// All lists the rules in the order of their making. The caller owns the list.
func (l *Rules) All() []Rule {
	var out []Rule
	for i := range l.watched {
		out = append(out, l.watched[i].Rule)
	}
	return out
}

// Add begins to watch for a rule. One that cannot come true, that is there
// already or that is one too many is refused.
func (l *Rules) Add(r Rule) *market.Fault {
	if fault := r.Check(); fault != nil {
		return fault
	}
	if len(l.watched) >= MaxRules {
		return &market.Fault{Code: "alert-too-many", Sentence: "There are 32 alerts already: remove one first."}
	}
	for i := range l.watched {
		if l.watched[i].Rule == r {
			return &market.Fault{Code: "alert-twice", Sentence: "This alert is there already."}
		}
	}
	l.watched = append(l.watched, watched{Rule: r})
	return nil
}

// Remove takes a rule out, and reports whether it was there.
func (l *Rules) Remove(r Rule) bool {
	for i := range l.watched {
		if l.watched[i].Rule == r {
			l.watched = append(l.watched[:i:i], l.watched[i+1:]...)
			return true
		}
	}
	return false
}

// CheckClusters returns the alerts of a market's price and clusters as they
// are now. A price that is none fires nothing. chance tells how likely price
// reaches a level within a day, where that is known; what is not known neither
// fires a rule nor lets it fire again.
func (l *Rules) CheckClusters(symbol string, price market.Price, clusters []insight.Cluster, chance func(market.Price) (float64, bool)) []Fired {
	var out []Fired
	if !price.Valid() {
		return nil
	}
	for i := range l.watched {
		w := &l.watched[i]
		if w.Symbol != symbol {
			continue
		}
		switch w.Kind {
		case Near:
			out = w.near(out, price, clusters)
		case Grown:
			out = w.grown(out, clusters)
		case Likely:
			out = w.likely(out, clusters, chance)
		}
	}
	return out
}

// CheckWalls returns the alerts of a market's price and of the walls that are observed,
// each a band of prices at which observed positions would be liquidated.
func (l *Rules) CheckWalls(symbol string, price market.Price, walls []insight.Cluster) []Fired {
	var out []Fired
	for i := range l.watched {
		if w := &l.watched[i]; w.Kind == Wall && w.Symbol == symbol && price.Valid() {
			out = w.near(out, price, walls)
		}
	}
	return out
}

// likely appends the clusters that price has become likely to reach.
func (w *watched) likely(out []Fired, clusters []insight.Cluster, chance func(market.Price) (float64, bool)) []Fired {
	w.release(func(p *place) bool {
		for i := range clusters {
			if p.overlaps(&clusters[i]) {
				now, known := chance(clusters[i].Near())
				return known && now < w.Share/hysteresis
			}
		}
		return false
	})
	for i := range clusters {
		c := &clusters[i]
		if !w.matches(c) {
			continue
		}
		if now, known := chance(c.Near()); known && now >= w.Share && !w.firedAlready(c) {
			out = append(out, Fired{Rule: w.Rule, Band: bandOf(c), USD: c.USD, Chance: now})
		}
	}
	return out
}

// Waits reports whether a rule of a market waits for something of a kind.
func (l *Rules) Waits(symbol string, kind Kind) bool {
	for i := range l.watched {
		if l.watched[i].Kind == kind && l.watched[i].Symbol == symbol {
			return true
		}
	}
	return false
}

// near appends the clusters that price has come near to.
func (w *watched) near(out []Fired, price market.Price, clusters []insight.Cluster) []Fired {
	w.release(func(p *place) bool { return p.distance(price) > hysteresis*w.Share })
	for i := range clusters {
		c := &clusters[i]
		away := c.Distance(price)
		if !w.matches(c) || away > w.Share || w.firedAlready(c) {
			continue
		}
		out = append(out, Fired{Rule: w.Rule, Band: bandOf(c), USD: c.USD, Away: away})
	}
	return out
}

// grown appends the clusters that have grown within the last hour.
func (w *watched) grown(out []Fired, clusters []insight.Cluster) []Fired {
	w.release(func(p *place) bool {
		for i := range clusters {
			if p.overlaps(&clusters[i]) && growth(&clusters[i]) > w.Share/hysteresis {
				return false
			}
		}
		return true
	})
	for i := range clusters {
		c := &clusters[i]
		grew := growth(c)
		if !w.matches(c) || grew < w.Share || w.firedAlready(c) {
			continue
		}
		out = append(out, Fired{Rule: w.Rule, Band: bandOf(c), USD: c.USD, Grew: grew})
	}
	return out
}

// matches reports whether a cluster is of a side and size that count.
func (w *watched) matches(c *insight.Cluster) bool {
	return w.Sides>>c.Side&1 != 0 && c.USD >= w.Minimum
}

func bandOf(c *insight.Cluster) insight.Band {
	return insight.Band{Side: c.Side, Lo: c.Lo, Hi: c.Hi, USD: c.USD}
}

// maxGrowth is the growth of a cluster where nothing was an hour before.
const maxGrowth = 100

// growth is the share by which a cluster has grown within an hour, 0 where
// that is not known.
func growth(c *insight.Cluster) float64 {
	before := c.USD - c.Hour.PerHour
	switch {
	case !c.Hour.Known:
		return 0
	case float64(c.Hour.PerHour) >= maxGrowth*float64(before):
		return maxGrowth
	}
	return float64(c.Hour.PerHour / before)
}

// firedAlready reports whether the rule has fired at a cluster's place, and
// remembers the place where it has not. A place widens with a cluster that
// drifts.
func (w *watched) firedAlready(c *insight.Cluster) bool {
	for i := range w.fired {
		if p := &w.fired[i]; p.overlaps(c) {
			p.lo, p.hi = min(p.lo, c.Lo), max(p.hi, c.Hi)
			return true
		}
	}
	if len(w.fired) < maxRemembered {
		w.fired = append(w.fired, place{c.Side, c.Lo, c.Hi})
	}
	return false
}

// release drops the places whose cause has ended, so that the rule may fire
// there again.
func (w *watched) release(ended func(*place) bool) {
	kept := w.fired[:0]
	for i := range w.fired {
		if !ended(&w.fired[i]) {
			kept = append(kept, w.fired[i])
		}
	}
	w.fired = kept
}

// CheckLiquidation returns the alerts of a liquidation that happened at a
// venue. The first fires at once; what follows within a minute is summed up
// into one alert by Tick. now is the device's clock, which may jump.
func (l *Rules) CheckLiquidation(symbol string, venue market.Venue, happened *market.Liquidation, now market.Millis) []Fired {
	key := liquidation{venue, happened.Time, happened.Closed, happened.Price, happened.USD}
	for _, known := range l.recent {
		if known == key {
			return nil
		}
	}
	if l.recent = append(l.recent, key); len(l.recent) > maxRemembered {
		l.recent = l.recent[1:]
	}
	for i := range l.watched {
		w := &l.watched[i]
		if w.Kind != Liquidation || w.Symbol != symbol || w.Sides>>happened.Closed&1 == 0 || !(happened.USD >= w.Minimum) {
			continue
		}
		w.pending.Rule, w.pending.Band.Side = w.Rule, happened.Closed
		w.pending.Count++
		w.pending.USD += happened.USD
		w.pending.Venue, w.pending.Price = venue, happened.Price
	}
	return l.Tick(now)
}

// Tick returns what was summed up where its minute is over.
func (l *Rules) Tick(now market.Millis) []Fired {
	var out []Fired
	for i := range l.watched {
		w := &l.watched[i]
		// A clock that was turned back ends the quiet minute as well.
		if since := now - w.firedAt; w.quiet && since >= 0 && since < gathering {
			continue
		}
		w.quiet = false
		if w.pending.Count > 0 {
			out = append(out, w.pending)
			w.pending, w.firedAt, w.quiet = Fired{}, now, true
		}
	}
	return out
}
