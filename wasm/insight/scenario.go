package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Course is how far forced orders run into a book: from a level outward until what
// rests on the way has taken what was forced there and what that has set off.
type Course struct {
	Bins   float64    // how far, in native bins
	SetOff market.USD // forced on the way, beside what it began with
	Taken  market.USD // of the book
	// Stopped says that the book took all of it. If not, Bins is where the book that
	// is seen ends, and Left is what no seen order takes.
	Stopped bool
	Left    market.USD
}

// Run lets orders of so many forced USD run from a level outward, through heat, the
// USD that are forced in each native bin once price is there, against depth, the USD
// that rest in each. It ends where depth is at the latest; heat may be shorter. More
// forced or less depth never end sooner.
func Run(forced market.USD, heat, depth []float64) Course {
	left := float64(forced) // forced so far, less what the book took
	if !(left > 0) {
		return Course{Stopped: true}
	}
	out := Course{}
	for i, resting := range depth {
		hot := 0.0
		if i < len(heat) {
			hot = heat[i]
		}
		// Within a bin both come evenly.
		if next := left + hot - resting; next > 0 {
			out.SetOff, out.Taken, left = out.SetOff+market.USD(hot), out.Taken+market.USD(resting), next
			continue
		}
		part := left / (resting - hot)
		out.Bins, out.Stopped = float64(i)+part, true
		out.SetOff, out.Taken = out.SetOff+market.USD(part*hot), out.Taken+market.USD(part*resting)
		return out
	}
	out.Bins, out.Left = float64(len(depth)), market.USD(left)
	return out
}

// Scenario is what would follow if price came to a level, mechanically: what is
// forced there at once against the orders that are seen. It is no forecast, for
// orders come and go. Least and Most are the same against four times and a quarter
// of what is seen.
type Scenario struct {
	Side                market.Side
	Level               market.Price
	Forced              market.USD
	Least, Middle, Most Course
}

// ScenarioShare is by how much more and less may rest than is seen, in the range of
// a scenario.
const ScenarioShare = 4

// Force works out the scenario of the bins [lo, hi) of a side of the map, all of
// them forced at once as price comes to their near edge; part is the part of the map
// that counts. depth is what rests from that edge outward, USD by native bin, as far
// as it is seen.
func (m *Map) Force(side market.Side, lo, hi grid.Bin, part float64, depth []float64) Scenario {
	plane := &m.Planes[side]
	level, way := lo, grid.Bin(1)
	if side == market.Long {
		level, way = hi, -1
	}
	s := Scenario{Side: side, Level: level.Lower(), Forced: plane.Sum(lo, hi) * market.USD(part)}
	heat := make([]float64, len(depth))
	for i := range heat {
		// The bins outward from the edge, of which those that are forced at once
		// give nothing more.
		at := level + way*grid.Bin(i)
		if side == market.Long {
			at--
		}
		if at < lo || at >= hi {
			heat[i] = float64(plane.Sum(at, at+1)) * part
		}
	}
	scaled := make([]float64, len(depth))
	for _, c := range [...]struct {
		to    *Course
		share float64
	}{{&s.Least, ScenarioShare}, {&s.Middle, 1}, {&s.Most, 1. / ScenarioShare}} {
		for i, usd := range depth {
			scaled[i] = usd * c.share
		}
		*c.to = Run(s.Forced, heat, scaled)
	}
	return s
}

// Stop is the price at which a course ends.
func (s *Scenario) Stop(c *Course) market.Price {
	bins := c.Bins
	if s.Side == market.Long {
		bins = -bins
	}
	return grid.Price(grid.Coordinate(s.Level) + bins)
}

// ScenarioRecord is how well scenarios foretold the true cascades of the simulated
// market (go run ./wasm/cmd/exam -scenario 4).
type ScenarioRecord struct {
	N        int     // cascades
	Error    float64 // median |error| of how far they ran, as a part of the price
	Usual    float64 // median of how far they ran
	Relative float64 // median |error| over how far they ran
	Covered  float64 // share that ended within the range from four times to a quarter of the depth
	Over     float64 // share that ran less far than was told
	// The same where the true positions are known in place of the map.
	KnownRelative, KnownCovered float64
}

// ShippedScenarios is that record.
var ShippedScenarios = ScenarioRecord{N: 1102, Error: .003636, Usual: .0004237, Relative: 4.707, Covered: .0508, Over: .9991, KnownRelative: .8701, KnownCovered: .9655}
