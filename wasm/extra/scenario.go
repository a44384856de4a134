package extra

import (
	"strconv"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// explained is the part of the map that somebody has pinned, and what was said of it
// without order books.
type explained struct {
	origin wire.Origin
	said   wire.WhyText
	known  bool // something was asked
}

// why says why what is pinned stands there, and what would follow against the order
// books at hand.
func (m *Module) why(message []byte) ([]byte, *market.Fault) {
	e := explained{known: true}
	if fault := e.origin.Parse(message); fault != nil {
		return nil, fault
	}
	e.said = m.forecast.why(&e.origin)
	m.explained = e
	return m.whyNow(), nil
}

// whyNow is what is said of what is pinned as the books are now.
func (m *Module) whyNow() []byte {
	out := m.explained.said
	out.Lines = append(out.Lines[:len(out.Lines):len(out.Lines)], m.scenario()...)
	return out.Append(nil)
}

// told takes what venues' books are now. Of the messages in words every eighth is of
// what is pinned, if anything is.
func (m *Module) told(message []byte) ([]byte, *market.Fault) {
	answer, fault := m.books.told(message)
	if fault == nil && m.explained.known && m.books.heard%depthEvery == depthEvery/2 {
		return m.whyNow(), nil
	}
	return answer, fault
}

// apartAfter is how far books and map may be apart in time, in bars, to be held
// against each other: a bar that closes takes a while.
const apartAfter = 3

// scenario says what would follow mechanically if all that is pinned were forced at
// once, or why that cannot be said; nothing where nothing is pinned that price could
// come to.
func (m *Module) scenario() []string {
	o, standing, r := &m.explained.origin, &m.forecast.standing, &m.books
	lo, hi := grid.Of(o.Low), grid.Of(o.High)
	whole := standing.Planes[o.Side].Sum(lo, hi)
	if o.At != 0 || !(o.USD > 0) || !(whole > 0) || !(o.Price > 0) || ahead(o) <= 0 {
		return nil
	}
	if why := m.noScenario(); why != "" {
		return []string{why}
	}
	s := standing.Force(o.Side, lo, hi, float64(o.USD/whole), r.depth.Ladder(nil, o.Side))
	return []string{r.scenarioText(&s) + r.setOffText(&s), scenarioRecord(&insight.ShippedScenarios)}
}

// ahead is how far price has to go to what is pinned, as a part of it.
func ahead(o *wire.Origin) float64 {
	if o.Side == market.Long {
		return 1 - float64(o.High/o.Price)
	}
	return float64(o.Low/o.Price) - 1
}

// noScenario says why there is no scenario, if there is none.
func (m *Module) noScenario() string {
	r, at := &m.books, m.forecast.standing.At
	late := apartAfter * m.forecast.interval
	switch {
	case r.books.At == 0 || r.books.At < at-book.FrozenAfter:
		return "For a scenario against the order book, switch Order book on."
	case r.books.At > at+late:
		return "No scenario: the order book is of now, and the map of another time."
	case r.depth.Counted > 0 && len(r.depth.Ladder(nil, m.explained.origin.Side)) > 0:
		return ""
	}
	text := "No scenario, as no order book can be counted now."
	for i := range r.books.Venues {
		if v := &r.books.Venues[i]; r.zones.Venues>>i&1 != 0 && v.State == book.Awaited && v.Gaps > 0 {
			text += " " + view.VenueName(v.ID) + ": a change was missed, or its bids and asks crossed; it is asked for anew."
		} else if !v.Counts() || r.zones.Venues>>i&1 == 0 {
			text += " " + r.venueLine(i)
		}
	}
	return text
}

// scenarioText says how far what is forced would run.
func (r *reading) scenarioText(s *insight.Scenario) string {
	names := restingNames[s.Side]
	text := "Scenario, no forecast, against the order book at " + view.TimeOfDay(r.books.At, view.UTC) + " UTC: if price came to " + view.Price(s.Level) + " and all " + view.Dollars(s.Forced) + " were forced at once, the " + names + " of " + venuesText(r.depth.Counted) + ", as deep there as they are now before the price, would "
	if c := &s.Middle; c.Stopped {
		text += "take it by " + view.Price(s.Stop(c)) + ", " + awayText(s, c) + " on"
	} else {
		text += "not take it: they are seen for " + awayText(s, c) + ", and " + view.Dollars(c.Left) + " would be left there"
	}
	ends := [...]struct {
		course *insight.Course
		text   string
	}{{&s.Least, "four times"}, {&s.Most, "a quarter"}}
	for i, end := range ends {
		if text += "; with " + end.text + " of what is seen "; end.course.Stopped {
			text += awayText(s, end.course) + " on"
		} else {
			text += "beyond what is seen"
		}
		if i == len(ends)-1 {
			text += ". "
		}
	}
	return text
}

// awayText is how far a course goes, as a part of the price.
func awayText(s *insight.Scenario, c *insight.Course) string {
	away := float64(s.Stop(c)/s.Level) - 1
	return view.Percent(max(away, -away))
}

// setOffText says what would be forced on the way beside what was forced first.
func (r *reading) setOffText(s *insight.Scenario) string {
	c := &s.Middle
	if c.SetOff < .5 {
		return "On its way it would force nothing else."
	}
	text := "On its way it would force " + view.Dollars(c.SetOff) + " more of " + behindNames[s.Side]
	stop, n, usd := s.Stop(c), 0, market.USD(0)
	for i := range r.zones.Zones {
		z := &r.zones.Zones[i]
		if z.Side == s.Side && between(z.Near(), s.Level, stop) {
			n++
			usd += z.USD
		}
	}
	switch {
	case n == 1:
		text += ", and come into a further cluster of " + view.Dollars(usd)
	case n > 1:
		text += ", and come into " + strconv.Itoa(n) + " further clusters of " + view.Dollars(usd) + " together"
	}
	return text + "."
}

// between reports whether a price lies beyond one and not beyond another one.
func between(p, from, to market.Price) bool {
	if from > to {
		return p < from && p >= to
	}
	return p > from && p <= to
}

// scenarioRecord says how such scenarios stood beside true cascades.
func scenarioRecord(r *insight.ScenarioRecord) string {
	return "On the simulated market, whose true cascades are known, " + strconv.Itoa(r.N) + " such scenarios erred by a median of " + view.Percent(r.Error) + " of the price, where half of the cascades ran less than " + view.Percent(r.Usual) + "; " + view.Percent(r.Covered) + " ended between four times and a quarter of the depth, and " + view.Percent(r.Over) + " ran less far than was said. With the true positions in place of the map " + view.Percent(r.KnownCovered) + " ended between: so read it as the worst, not as the usual case."
}
