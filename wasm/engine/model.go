package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Inflow is the flow of the bar that a component takes as newly opened
// positions.
type Inflow uint8

// The kinds of inflow.
const (
	Volume Inflow = iota // base traded in the bar
	Growth               // growth of open interest until the next bar's start
)

// InBarRule is what happens to a deposit whose liquidation lies inside the range
// that price has just traded: it may or may not have been liquidated already.
type InBarRule uint8

// The rules for deposits inside the bar's own range.
const (
	DropInside InBarRule = iota // it is discarded
	HoldInside                  // it is left for the next bar's sweep
)

// Component is one kind of position: opened by an inflow, liquidated at a
// distance from its entry, closed by its holder at the rate 1/Lifetime.
type Component struct {
	Inflow   Inflow
	Side     market.Side
	Distance float64       // |entry - liquidation| / entry
	Lifetime market.Millis // mean holding time; 0 is for ever
	Weight   float64       // USD expected per USD of mass
}

// Class is one of the leverage classes that people switch on and off: bands
// of the distance to liquidation (MODEL.md 3).
type Class uint8

// Classes is how many leverage classes there are.
const Classes = 4

// classLimits are the distances at which the next class begins.
var classLimits = [Classes - 1]float64{.012, .03, .08}

// ClassOf is the leverage class of a distance, a share of the entry price.
func ClassOf(distance float64) Class {
	for i, limit := range classLimits {
		if distance < limit {
			return Class(i)
		}
	}
	return Classes - 1
}

// Selection is what of the map is switched on: bit i is side, class or venue i.
type Selection struct {
	Sides   uint8
	Classes uint8
	Venues  uint32
}

// Everything switches nothing off.
var Everything = Selection{1<<market.Sides - 1, 1<<Classes - 1, 1<<32 - 1}

// Model is an estimator's recipe. Models are values of this package; nobody
// writes to one.
type Model struct {
	Name       string // stable id: "classic"
	Version    string // changes whenever any figure of the map does
	Title      string // for people
	Note       string // one sentence for people: what it does and how far to trust it
	Components []Component
	InBar      InBarRule
	// Path is the USD of its map that come of a side for each per cent of price's
	// path within an hour, of positions that open meanwhile, in the market that the
	// weights were fitted on.
	Path market.USD
	// Apart gives every component an array of its own, for ComponentForecasts:
	// it serves the fitting of weights, at the cost of speed.
	Apart bool
	// make builds the model's estimator of one venue; nil is the linear one of
	// its Components.
	make func(*Venue) estimator
	// tiers are the Components at a venue; nil is the same everywhere.
	tiers func(*Venue) []Component
}

// Nodes are the 13 distances |entry - liquidation| / entry at which positions
// are taken to open (MODEL.md 3).
var Nodes = [...]float64{.004, .006, .009, .013, .019, .028, .04, .06, .09, .14, .2, .3, .5}

// judged begins the sentence on how good a model has been: scores on a month
// that nothing was fitted on, as site/record.json has them (a test of
// wasm/cmd/spectrum compares the two).
const judged = "Judged on BTC, February 2026 (1,440 hours and sides, unseen), in nats per liquidated dollar, 95 % intervals in brackets: "

// Classic is the recipe of the free tools: every bar deposits a quarter of
// its volume per side at each of 10x, 25x, 50x and 100x under 0.4 %
// maintenance, for ever. It is drawn unscaled (MODEL.md 4).
var Classic = Model{
	Name:       "classic",
	Version:    "classic-2026-11-24",
	Title:      "Classic",
	Note:       "Volume at four fixed leverages, as free tools draw it; not calibrated: the dollars are not real. " + judged + "1.26 while it happened and 1.14 an hour ahead, against 1.34 and 1.32 of the rule that liquidations come at new extremes: a lead of -0.07 [-0.12, -0.00] and -0.18 [-0.24, -0.07].",
	Path:       8e7,
	Components: classicComponents(&Venue{}),
	tiers:      classicComponents,
}

// classicComponents are the tiers that a venue allows: a leverage above its
// largest is replaced by the largest.
func classicComponents(v *Venue) []Component {
	var out []Component
	maintenance := v.Maintenance
	if maintenance <= 0 {
		maintenance = .004
	}
	for _, leverage := range []float64{10, 25, 50, 100} {
		if v.Leverage > 0 && leverage > v.Leverage {
			leverage = v.Leverage
		}
		d := 1/leverage - maintenance
		if d <= 0 {
			continue // liquidated as it opens: it cannot be held
		}
		for side := range market.Side(market.Sides) {
			out = append(out, Component{Volume, side, d, 0, .25})
		}
	}
	return out
}

var models = []*Model{&Learned, &OpenInterest, &Classic}

// Models lists the models that people choose from, the default first.
func Models() []*Model { return models }

// ByName finds a model by its id, or nil.
func ByName(name string) *Model {
	for _, m := range models {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// shift is the component's liquidation in bins from its entry's.
func (c *Component) shift() grid.Bin { return grid.Shift(c.Side, c.Distance) }

// estimator is a fresh state of the model at one venue.
func (m *Model) estimator(v *Venue) estimator {
	switch {
	case m.make != nil:
		return m.make(v)
	case m.tiers != nil:
		return newLinear(m.tiers(v), m)
	}
	return newLinear(m.Components, m)
}
