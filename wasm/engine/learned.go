package engine

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Weights are the learned forecast's USD per unit of each zone's term.
type Weights [Zones]float64

// Table is a set of learned weights with its origin.
type Table struct {
	Dated   string // YYYY-MM-DD of the fit
	Weights Weights
	Floor   float64 // b: USD an hour and side that no path explains
	Usual   float64 // USD of a mean hour and side, by which bands are read
}

// Learned is the calibrated model: the default.
var Learned = Model{
	Name:    "learned",
	Version: "learned-" + Shipped.Dated,
	Title:   "Learned",
	Note:    "Expected forced closings, calibrated on liquidations that happened; of its dollars the public feeds, which are sampled, tell about 36 %. " + judged + "1.46 while it happened and 1.46 an hour ahead, against 1.34 and 1.32 of the rule that liquidations come at new extremes: a lead of 0.12 [0.08, 0.17] and 0.14 [0.10, 0.18].",
	Path:    3.5e5,
	make:    func(v *Venue) estimator { return newLearned(&Shipped, v, false) },
}

// Massless is the learned model with an empty map: what is left is the path's
// novelty and the positions opened and liquidated inside one bar. Exams compare
// the two to measure what the map itself is worth.
var Massless = Model{
	Name:    "massless",
	Version: Learned.Version,
	Title:   "Learned, without its map",
	Note:    "For exams alone.",
	make:    func(v *Venue) estimator { return newLearned(&Shipped, v, true) },
}

// The learned model's constants, chosen by leaving out weeks (decisions/012).
const (
	lifetime  = 480 * market.Hour // mean time that a position stays open
	spectrum  = .75               // exponent of (d/.03) in a node's share
	beyond    = 8 * market.Hour   // mean age of the price that D is measured from
	flowPower = 1.5               // how expected volume grows with a bar's range
	farthest  = 3                 // at which D ends: heat beyond is only twice that of D = 0
)

// idle is the USD traded in a unit below which the map is empty: mass measured
// against less would overflow.
const idle = 1e-6

// The mean ages of the averages: half of the spans that they stand for.
const (
	usualAge = 15 * market.Day    // of 30 days of trading
	dayAge   = 12 * market.Hour   // of a day of trading and of ranges
	weekAge  = 7 * market.Day / 2 // of seven days of ranges
	unit     = 5 * market.Minute  // in which usual trading is given
)

// learned is the estimator of the learned model (MODEL.md 5). Positions open
// along the bar's path. One that would be liquidated inside the bar's own range
// counts at the volume that this range made expect; what is left of it when the
// bar has closed joins the map at the volume that was traded.
type learned struct {
	table       *Table
	feed        feedState // what the venue publishes of what is forced
	massless    bool
	marketShare float64 // the venue's forced USD per USD of the table: its share of the market over captured
	levels      [market.Sides]Level
	level       [market.Sides]float64 // the factors of levels
	forecast    [market.Sides]float64 // USD forecast for the last bar's path
	fields      [market.Sides][Classes]field
	shifts      [market.Sides][len(Nodes)]grid.Bin
	novelty     Novelty
	slow        slow
	closed      market.Price // of the bar before
	closedBin   grid.Bin     // of closed
	terms       [market.Sides]Weights
	walked
	chosen  [Classes]*field // by heat
	scratch []float64
	part    []float64

	surroundings *surroundings // of the Smoothed model alone, else nil
}

// walked is what the bar at hand opens while its path is walked.
type walked struct {
	fresh   [market.Sides][Classes][]float64 // per unit of volume, bins of the bar at hand
	opened  bool                             // fresh holds some of the bar at hand; else it is not read
	low     grid.Bin                         // of the first of them
	crossed []float64                        // legs of the bar at hand over each bin of its range, filled up with zeroes to whole eights
}

// slow holds the averages that change little within an hour; an exam ahead
// freezes them.
type slow struct {
	usual average // USD traded in a unit, 30 days
	flow  average // USD traded in a bar, a day
	day   average // range of a bar, ln, a day
	week  average // range of a bar, ln, seven days
	mid   average // close, 8 hours
	// What D is measured from and by: the mean price as a fractional bin, and a
	// usual move of 8 hours in bins.
	center, move float64
	fades        fades
}

// fades are the decay factors of a span, computed again only when the span
// between bars changes.
type fades struct {
	span                                      market.Millis
	usual, day, week, beyond, position, level float64
}

// over returns the fades of a span.
func (f *fades) over(span market.Millis) *fades {
	if f.span != span {
		*f = fades{span, share(span, usualAge), share(span, dayAge), share(span, weekAge), share(span, beyond), share(span, lifetime), share(span, levelSpan)}
	}
	return f
}

// average is an exponentially weighted mean (EWMA) without start-up bias: of
// one value it is that value.
type average struct{ sum, weight float64 }

func (a *average) add(value, weight, decay float64) {
	a.sum = a.sum*decay + value*weight
	a.weight = a.weight*decay + weight
}

// mean is 0 before the first value.
func (a *average) mean() float64 {
	if a.weight == 0 {
		return 0
	}
	return a.sum / a.weight
}

// add adds a bar; reach is the logarithm of its range.
func (s *slow) add(p *gridBar, reach float64) {
	span := p.since
	if span == 0 || p.gap {
		span = p.interval // a gap's trading is unknown: averages do not decay over it
	}
	worth := float64(market.Value(p.Volume, p.Close))
	decay := s.fades.over(span)
	s.usual.add(worth*float64(unit)/float64(p.interval), 1, decay.usual)
	s.flow.add(worth, 1, decay.day)
	s.day.add(reach, 1, decay.day)
	s.week.add(reach, 1, decay.week)
	s.mid.add(float64(p.Close), 1, decay.beyond)
	s.center = grid.Coordinate(market.Price(s.mid.mean()))
	s.move = s.week.mean() * math.Sqrt(float64(beyond)/float64(p.interval)) / grid.Step
	if s.move < 1 {
		s.move = 1 // a market whose price did not move for a week
	}
}

// expected is the base volume that a bar is expected to trade; reach is the
// logarithm of its range, closed the close before it.
func (s *slow) expected(reach float64, closed market.Price) float64 {
	day := s.day.mean()
	if day == 0 || closed == 0 {
		return 0
	}
	x := reach / day
	return s.flow.mean() / float64(closed) * x * math.Sqrt(x)
}

func newLearned(table *Table, v *Venue, massless bool) *learned {
	l := &learned{table: table, feed: feedState{link: v.feed(), market: 1}, massless: massless, level: [market.Sides]float64{1, 1}}
	for side := range l.fields {
		for class := range l.fields[side] {
			l.fields[side][class].scale = 1
		}
		for node, d := range Nodes {
			l.shifts[side][node] = grid.Shift(market.Side(side), d)
		}
	}
	return l
}

// nodeWeights are the fixed spectrum.
var nodeWeights = func() (w [len(Nodes)]float64) {
	for i, d := range Nodes {
		root := math.Sqrt(d / .03)
		w[i] = root * math.Sqrt(root) // to the power of spectrum
	}
	return w
}()

// nodeClasses are the leverage classes of the nodes.
var nodeClasses = func() (c [len(Nodes)]Class) {
	for i, d := range Nodes {
		c[i] = ClassOf(d)
	}
	return c
}()

// classEnds are the nodes after the last one of each class.
var classEnds = func() (ends [Classes]int) {
	for i, class := range nodeClasses {
		ends[class] = i + 1
	}
	return ends
}()

func (l *learned) step(p *gridBar) {
	reach := grid.Log(float64(p.High / p.Low))
	if p.previous.known {
		l.begin(p)
		l.follow(p, float64(p.Volume), l.slow.expected(reach, l.closed))
		l.observeFeed(p)
	} else {
		// The first bar is its own expectation.
		l.slow.add(p, reach)
		l.follow(p, float64(p.Volume), float64(p.Volume))
		l.slow = slow{}
	}
	l.slow.add(p, reach)
	l.novelty.Add(p.Bar)
	l.closed, l.closedBin = p.Close, p.closed
}

// walk steps a bar of unknown volume over the frozen state.
func (l *learned) walk(p *gridBar) {
	l.begin(p)
	volume := l.slow.expected(grid.Log(float64(p.High/p.Low)), l.frozenClose())
	l.follow(p, volume, volume)
	l.closed, l.closedBin = p.Close, p.closed
}

// frozenClose is the close before the freeze, the last one added to novelty.
func (l *learned) frozenClose() market.Price {
	return market.Price(grid.Exp(grid.Log(float64(l.novelty.closed))))
}

// begin lets the positions age up to a bar, and voids what price has crossed in
// a gap before it.
func (l *learned) begin(p *gridBar) {
	decay := l.slow.fades.over(p.since).position
	down, up := p.unseen()
	for side := range l.fields {
		for class := range l.fields[side] {
			f := &l.fields[side][class]
			f.age(decay)
			if p.gap {
				f.voided += f.sweep(market.Side(side), down, up)
			}
		}
	}
}

// unlevelled is the forecast for the path of the last bar before level and
// market share, in USD of the whole market.
func (l *learned) unlevelled(side market.Side) float64 {
	usd := 0.0
	for i, w := range l.table.Weights {
		usd += w * l.terms[side][i]
	}
	return usd
}
