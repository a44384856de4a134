package extra

import (
	"brink/wasm/insight"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// wayNames are the ways in which price forces the positions of a side.
var wayNames = [market.Sides]string{"fall", "rise"}

// onceInFour is the chance within four hours of the moves that are told.
const onceInFour = .25

// moves says for both directions what a move that is usual for four hours forces on
// its way, and how far such runs go on; none where the chances are not known.
func (f *forecasts) moves(standing *insight.Map, scale float64) (lines []string) {
	if !standing.Price.Valid() {
		return nil
	}
	for side := range market.Side(market.Sides) {
		away, ok := f.usual(side, standing.Price)
		if !ok {
			return nil
		}
		level := standing.Price * market.Price(1+away)
		text := "A " + wayNames[side] + " of " + view.Percent(max(away, -away)) + ", to " + view.Price(level) + ", which comes within 4 h one time in four, forces an estimated " +
			view.Dollars(standing.Between(side, standing.Price, level)) + " of " + sideNames[side] + " on its way"
		beyond := standing.Between(side, level, level*market.Price(1+onward[side]))
		if half, _, ok := f.runs(beyond, scale); ok {
			text += "; half of such runs go on more than " + view.Percent(half) + " within the hour"
		}
		lines = append(lines, text+".")
	}
	return lines
}

// stride is how far apart the moves of the strip are, as a part of the price, and
// strides how many there are to a side.
const (
	stride  = .005
	strides = 16
)

// stripOf is the moves to both sides that are drawn beside the price axis; none where
// the chances are not known.
func (f *forecasts) stripOf(standing *insight.Map, scale float64) (out wire.Moves) {
	if out.Price = standing.Price; !standing.Price.Valid() {
		return out
	}
	out.Lead = "forced on the way"
	for side := range market.Side(market.Sides) {
		usual, ok := f.usual(side, standing.Price)
		if !ok {
			return wire.Moves{Price: standing.Price}
		}
		way := onward[side] / .01
		nearest := max(int(usual*way/stride+.5), 1)
		for n := 1; n <= strides; n++ {
			level := standing.Price * market.Price(1+way*stride*float64(n))
			x := wire.Move{Level: level, USD: standing.Between(side, standing.Price, level), Usual: n == nearest}
			x.Text = view.Dollars(x.USD)
			beyond := standing.Between(side, level, level*market.Price(1+onward[side]))
			if half, tenth, ok := f.runs(beyond, scale); ok {
				x.Half, x.Tenth, x.More = half, tenth, "half go on "+view.Percent(half)
				out.Lead = "forced on the way; of runs half go on so far within the hour"
			}
			out.Sides[side] = append(out.Sides[side], x)
		}
	}
	return out
}

// onward is the part of the map beyond a level that the length of a run depends on.
var onward = [market.Sides]float64{-.01, .01}

// usual is the move to a side whose chance within four hours is one in four, as a
// part of the price in steps of .1 %; false where no chance is known, or none is so
// large within 15 %.
func (f *forecasts) usual(side market.Side, price market.Price) (away float64, ok bool) {
	step := onward[side] / 10
	for n := 1; n <= 150; n++ {
		chance, known := f.chances.Touch(price*market.Price(1+step*float64(n)), forecast.FourHours)
		if !known {
			return 0, false
		}
		if chance <= onceInFour {
			return step * float64(n), true
		}
	}
	return 0, false
}

// runs are how far half and a tenth of the runs go on beyond a broken four-hour
// extreme within an hour, as parts of the price, where so many dollars stand in the
// next 1 % of a map of so large a scale; false where volatility or scale are unknown.
func (f *forecasts) runs(beyond market.USD, scale float64) (half, tenth float64, ok bool) {
	const rootOfDay = 4.898979485566356 // of its 24 hours
	sigma := f.volatility.DaySigma() / rootOfDay
	if !(sigma > 0) || !(scale > 0) {
		return 0, 0, false
	}
	measured := &forecast.ShippedRuns
	usual := beyond / market.USD(scale)
	return measured.Quantile(1, 1, usual) * sigma, measured.Quantile(1, 3, usual) * sigma, true
}
