package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// crosshair is the page's side of the question what stands under the pointer.
// One question is under way at a time.
type crosshair struct {
	*shared
	viewport *viewport
	at       *Point // nil while it is not over the chart
	answer   answer
	ahead    *nextHours
	texts    map[string]string // that are shown; nil for none
}

// answer says what a question waits for.
//
//	from         what happens                              to
//	answered     a question is asked                       awaited
//	awaited      another question comes up                 superseded
//	awaited      its answer comes, or never will           answered
//	superseded   the answer comes, or never will           answered, and the
//	                                                       newest question is asked
type answer uint8

const (
	answered answer = iota // and nothing is asked
	awaited
	superseded // awaited, and to be asked anew then
)

// point follows the pointer; nil once it has left the chart.
func (c *crosshair) point(at *Point) {
	c.at = at
	switch {
	case at == nil:
		c.texts = nil
		c.chart.Readout(nil)
	case c.answer == answered:
		c.ask()
	default:
		c.answer = superseded
	}
}

// again asks anew of what is under the crosshair, as something else counts.
func (c *crosshair) again() {
	if c.at != nil {
		c.point(c.at)
	}
}

// ask asks the engine for the cell under the crosshair, unless an answer is
// awaited.
func (c *crosshair) ask() {
	if c.answer != answered || c.at == nil || c.state.Phase != view.Ready {
		return
	}
	c.answer = awaited
	chosen := selected(c.state)
	m := wire.Probe{Serial: c.viewport.asked.Serial, Time: c.at.Time, Price: c.at.Price, Classes: chosen.Classes, Sides: chosen.Sides}
	c.send(m.Append(nil))
}

// cell takes the answer.
func (c *crosshair) cell(message []byte) *market.Fault {
	var m wire.Cell
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	again := c.answer == superseded
	c.answer = answered
	if c.at != nil {
		c.readout(&m)
	}
	if again {
		c.ask()
	}
	return nil
}

// readout writes the figures under the crosshair; what is not known is a
// dash.
func (c *crosshair) readout(m *wire.Cell) {
	at := c.at
	texts := map[string]string{"time": view.StampIn(at.Time, c.state.Clock.Zone()), "price": view.Price(at.Price)}
	if price := c.state.Price(); price.Valid() {
		texts["distance"] = view.SignedPercent(float64(at.Price/price) - 1)
	}
	texts["way"] = view.OnPath(c.state, at.Price)
	if m.Known && !(c.state.Playhead.Replaying() && at.Time >= c.state.Playhead.At()) {
		texts["long"], texts["short"] = view.Dollars(m.Long), view.Dollars(m.Short)
		texts["standout"] = view.StandoutText(m.Standout)
		if m.High > 0 {
			texts["band"] = view.Dollars(m.Low) + " to " + view.Dollars(m.High)
		}
	}
	texts["touch"] = c.texts["touch"] // until it is answered anew
	c.texts = texts
	c.chart.Readout(texts)
	c.ahead.probe(at.Price)
}

// touch takes the chances that price reaches the level under the crosshair.
func (c *crosshair) touch(m *wire.Touch) {
	if c.texts != nil {
		c.texts["touch"] = m.Text
		c.chart.Readout(c.texts)
	}
}
