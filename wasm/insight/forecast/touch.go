package forecast

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// TouchTable is what chances of a touch are read from, fitted on recorded bars.
type TouchTable struct {
	Dated      string                        // YYYY-MM-DD of the fit
	Volatility [Horizons][Regressors]float64 // coefficients of Regressors for ln of the variance per five minutes
	Distances  [12]float64                   // |ln(level/price)| in standard deviations of the horizon
	Chances    [Horizons][12]float64         // of a touch at those distances
}

// Basis says what chances rest on.
type Basis uint8

// The bases.
const (
	NoChances Basis = iota // nothing can be said; Why says why not
	Forecast               // the forecast of volatility and the table
	Barrier                // too few bars: a driftless barrier at the volatility of the last day at most
)

// Chances are the chances of a touch as known at one moment.
type Chances struct {
	At    market.Millis // end of the last bar
	Price market.Price  // its close
	Basis Basis
	Why   string            // a sentence for a person where Basis is not Forecast
	Sigma [Horizons]float64 // standard deviation of ln(price) over each horizon
}

// leastBars is how many bars a barrier needs.
const leastBars = 12

// Chances are those known now (milliseconds): nothing where the last bar is more
// than an hour old.
func (v *Volatility) Chances(now market.Millis) Chances {
	c := Chances{At: v.end, Price: v.price}
	day, share := v.variance(market.Day)
	switch {
	case !v.known:
		c.Why = "There are no bars yet, so no chance of a touch can be given."
		return c
	case now-v.end > market.Hour:
		c.Why = "The last bar is more than an hour old, so no chance of a touch can be given."
		return c
	case share*float64(market.Day/v.interval) < leastBars && share < 1:
		c.Why = "Too few bars of the last day are known for a chance of a touch."
		return c
	case !(day > 0):
		c.Why = "Price has not moved in the bars known of the last day, so no chance of a touch can be given."
		return c
	}
	x, known := v.Regressors()
	c.Basis = Forecast
	if !known {
		c.Basis, c.Why = Barrier, "Fewer than 7 days of bars are known, or price stood still in some of them: chances are those of a random walk at the last day's volatility."
	}
	for h := range c.Sigma {
		variance := day
		if known {
			variance = grid.Exp(v.fits[h].forecast(&x))
		}
		c.Sigma[h] = math.Sqrt(variance * float64(Horizon(h).Span()/unit))
	}
	return c
}

// Touch is the chance, 0 to 1, that price reaches a level within a horizon from
// At: it falls with the level's distance and grows with the horizon. It is false
// where Basis is NoChances or the level is no price.
func (c *Chances) Touch(level market.Price, horizon Horizon) (chance float64, known bool) {
	if c.Basis == NoChances || !grid.Holds(level) || !grid.Holds(c.Price) {
		return 0, false
	}
	return c.within(math.Abs(grid.Log(float64(level/c.Price))), horizon), true
}

// Chance is the chance of a touch within a horizon at a distance in its standard
// deviations: straight in the logarithm between the table's entries, from 1 at no
// distance, and beyond the last entry as it ends there.
func (t *TouchTable) Chance(h Horizon, z float64) float64 {
	logs := t.logs(h)
	return tabled(&t.Distances, &logs, z)
}

// logs are the logarithms of the chances of a horizon.
func (t *TouchTable) logs(h Horizon) (logs [12]float64) {
	for i, p := range t.Chances[h] {
		logs[i] = grid.Log(p)
	}
	return logs
}

// shippedLogs are those of ShippedTouch: thousands of bins are read from it a bar.
var shippedLogs = [Horizons][12]float64{ShippedTouch.logs(OneHour), ShippedTouch.logs(FourHours), ShippedTouch.logs(OneDay)}

// tabled reads logarithms of chances at distances.
func tabled(distances, logs *[12]float64, z float64) float64 {
	below, log, slope := 0.0, 0.0, 0.0
	for i, at := range distances {
		slope = (logs[i] - log) / (at - below)
		if z <= at {
			break
		}
		below, log = at, logs[i]
	}
	return grid.Exp(log + slope*(z-below))
}
