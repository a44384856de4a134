// Package skill holds forecasts against what came. At an hour's start it seals
// what is forecast in a line of text, chained by SHA-256 to the lines before it;
// once the hour has passed it adds what came; from the lines alone it says how
// good the forecasts were. It knows no model, device or clock: figures come in,
// text and figures go out, the same digits wherever it runs.
package skill

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// A map is sealed in cells of CellSize (difference of logarithms of the price),
// Cells a side, which is a little more than 15 % of the price.
const (
	Cells    = 165
	CellSize = .001
)

// Side is one side's map by cells, from the price outwards, in USD.
type Side [Cells]market.USD

// Standing is a model's map as it stood at an hour's start.
type Standing struct {
	Name, Version string
	// Path is the USD that come of a side for each per cent of price's path, of
	// positions that open within the hour.
	Path  market.USD
	Sides [market.Sides]Side
}

// Put adds the USD of native bins, USD[i] of bin lo+i, to the cells that their
// middles lie in. What lies on the other side of the price, or beyond the last
// cell, is left out.
func (s *Side) Put(side market.Side, price market.Price, lo grid.Bin, usd []float64) {
	at := grid.Coordinate(price)
	for i, x := range usd {
		away := float64(lo) + float64(i) + .5 - at
		if side == market.Long {
			away = -away
		}
		if cell := int(away * grid.Step / CellSize); x > 0 && away >= 0 && cell < Cells {
			s[cell] += market.USD(x)
		}
	}
}

// Within is the USD between the price and one that lies away from it (difference
// of logarithms): of the last cell the part that was reached.
func (s *Side) Within(away float64) market.USD {
	sum, cells := market.USD(0), away/CellSize
	for i, usd := range s {
		part := min(cells-float64(i), 1)
		if part <= 0 {
			break
		}
		sum += usd * market.USD(part)
	}
	return sum
}

// Lookbacks are the spans whose extremes novelty divides a path at.
var Lookbacks = [...]market.Millis{market.Hour, 4 * market.Hour, market.Day, 7 * market.Day}

// Extremes are the lowest (of longs) and highest prices (of shorts) of the spans
// before an hour.
type Extremes [len(Lookbacks)][market.Sides]market.Price

// Horizons are the spans that chances of a touch are sealed for; expected dollars
// have the first two.
var Horizons = [...]market.Millis{market.Hour, 4 * market.Hour, market.Day}

// Ranges is how many horizons have expected dollars.
const Ranges = 2

// Levels are the prices whose chances of a touch are sealed, as parts of the price
// above and below it.
var Levels = [...]float64{-.05, -.03, -.02, -.015, -.01, -.005, -.0025, .0025, .005, .01, .015, .02, .03, .05}

// Range is a forecast of forced USD: a median, and the bounds that hold four of
// five outcomes.
type Range struct{ Low, Median, High market.USD }

// Feed is a venue's part in what is forecast: its share of the map's USD, and how
// its public feed publishes q of forced USD an hour and side: Capture q / (1 +
// q/Saturation). A Saturation of 0 is none.
type Feed struct {
	Venue          string
	Share, Capture float64
	Saturation     market.USD
}

// Published is what the venue's feed would publish of the market's forced USD
// within a span.
func (f *Feed) Published(forced market.USD, span market.Millis) market.USD {
	q := forced * market.USD(f.Share)
	if f.Saturation > 0 {
		hours := market.USD(span) / market.USD(market.Hour)
		return market.USD(f.Capture) * q / (1 + q/(f.Saturation*hours))
	}
	return market.USD(f.Capture) * q
}

// Sealed is what was forecast at an hour's start.
type Sealed struct {
	At       market.Millis // the hour's start
	Made     market.Millis // by the device's clock
	Price    market.Price
	Extremes Extremes
	Models   []Standing
	Feeds    []Feed
	// Touches are the chances that price reaches each of Levels within each of
	// Horizons; they mean nothing unless Chances is set.
	Chances bool
	Touches [len(Horizons)][len(Levels)]float64
	// Expected are the forced USD of each side within the first Horizons, of
	// every venue; they mean nothing unless Dollars is set.
	Dollars  bool
	Expected [Ranges][market.Sides]Range
}

// Reach is how far price went in one of an hour's bars.
type Reach struct{ High, Low, Close market.Price }

// Told is what a venue's feed published within an hour for which it was connected
// throughout.
type Told struct {
	Venue string
	USD   [market.Sides]market.USD
}

// Came is what came within an hour.
type Came struct {
	At    market.Millis // the hour's start
	Bars  []Reach       // all of it, in order
	Feeds []Told        // of venues in the order of their names
}

// span is the lowest and the highest price.
func (c *Came) span() (low, high market.Price) {
	low, high = c.Bars[0].Low, c.Bars[0].High
	for _, b := range c.Bars[1:] {
		low, high = min(low, b.Low), max(high, b.High)
	}
	return low, high
}

// told is what a venue's feed published, if it was connected throughout.
func (c *Came) told(venue string) *Told {
	for i := range c.Feeds {
		if c.Feeds[i].Venue == venue {
			return &c.Feeds[i]
		}
	}
	return nil
}
