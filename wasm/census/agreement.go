package census

import (
	"math"

	"brink/wasm/correlation"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Agreement is how well a map of expected dollars says where the observed ones
// are, within 15 % of the price, beside the simplest thing that could be said: a
// ramp, which grows in proportion to the distance.
type Agreement struct {
	Accounts int // that it rests on
	// Rank is Spearman's correlation of the two over strips of half a percent; 0
	// where either does not vary.
	Rank float64
	// Map and Ramp are the mean over observed dollars of how much likelier the map
	// (the ramp) holds their strip to be than an even spread does, in nats; Gain is
	// the difference, with its 95 % interval over accounts.
	Map, Ramp, Gain, Low, High float64
}

// Within which share of the price agreement is judged, in strips of what width,
// and how many accounts it needs.
const (
	within   = .15
	strip    = .005
	strips   = 2 * 30 // of longs below, then of shorts above
	fewest   = 20
	spread   = .02 // of every forecast is even, so that nothing is held to be impossible
	twoSided = 1.96
)

// stripOf is the strip of a price, seen from another; -1 beyond them, or on the
// side of the price on which none of these positions is liquidated.
func stripOf(p, price market.Price, side market.Side) int {
	away := float64(p/price) - 1
	if side == market.Long {
		away = -away
	}
	if !(away > 0 && away < within) {
		return -1
	}
	return min(int(away/strip), strips/2-1) + int(side)*strips/2
}

// Agreement compares planes of expected dollars with what is observed; false
// where too few accounts, or nothing expected, is there to compare.
func (c *Census) Agreement(expected *[market.Sides]Plane) (a Agreement, known bool) {
	if !c.price.Valid() {
		return a, false
	}
	var mapped, ramp, seen [strips]float64
	for side := range market.Side(market.Sides) {
		p := &expected[side]
		for i, usd := range p.USD {
			if at := stripOf((p.Lo + grid.Bin(i)).Middle(), c.price, side); at >= 0 && usd > 0 && !math.IsInf(usd, 0) {
				mapped[at] += usd
			}
		}
	}
	for i := range ramp {
		ramp[i] = float64(i%(strips/2)) + .5
	}
	if !likelihoods(&mapped) || !likelihoods(&ramp) {
		return a, false
	}
	var weights, gains []float64
	var total float64
	for i := range c.accounts {
		p := &c.accounts[i].position
		at := -1
		if p.Size > 0 && p.Liquidation > 0 {
			at = stripOf(p.Liquidation, c.price, p.Side)
		}
		if at < 0 {
			continue
		}
		usd := float64(p.Forced())
		seen[at] += usd
		total += usd
		a.Map += usd * mapped[at]
		a.Ramp += usd * ramp[at]
		weights, gains = append(weights, usd), append(gains, mapped[at]-ramp[at])
	}
	a.Accounts = len(weights)
	if a.Accounts < fewest || !(total > 0) {
		return a, false
	}
	a.Map /= total
	a.Ramp /= total
	a.Gain = a.Map - a.Ramp
	variance := 0.0
	for i, w := range weights {
		d := w / total * (gains[i] - a.Gain)
		variance += d * d
	}
	half := twoSided * math.Sqrt(variance*float64(a.Accounts)/float64(a.Accounts-1))
	a.Low, a.High = a.Gain-half, a.Gain+half
	if rank := correlation.Spearman(seen[:], mapped[:]); !math.IsNaN(rank) { // it is where one of them does not vary
		a.Rank = rank
	}
	return a, true
}

// likelihoods replaces amounts by the logarithm of their share over an even one;
// false where there is nothing of them.
func likelihoods(amounts *[strips]float64) bool {
	total := 0.0
	for _, x := range amounts {
		total += x
	}
	if !(total > 0) || math.IsInf(total, 0) {
		return false
	}
	for i, x := range amounts {
		amounts[i] = math.Log((1-spread)*x/total*strips + spread)
	}
	return true
}
