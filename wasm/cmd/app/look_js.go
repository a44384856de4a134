package main

import (
	"math"

	"brink/wasm/browser"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/palette"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// changed acts on a choice of the visitor.
func (p *page) changed(c view.Change) {
	s := &p.state.Settings
	browser.Store(settingsKey, s.Text())
	if p.chart == nil {
		return
	}
	switch c {
	case view.Style:
		browser.Theme(string(s.Theme))
		p.chart.Theme()
		p.style()
	case view.Look:
		p.look(true)
	case view.Rescale:
		p.chart.Scale(s.Linear)
	case view.Reframe:
		p.frameWindow()
	case view.Market:
		p.openSimulated()
	}
}

// style colours the cells that are there; no data moves.
func (p *page) style() {
	s := &p.state.Settings
	ramp := s.Ramp(p.state.Scale)
	colours := p.palette()
	p.chart.Style(&browser.Look{
		Classes: s.Classes, Sides: [market.Sides]bool{s.Longs, s.Shorts},
		Low: ramp.Low, High: ramp.High, Gamma: ramp.Gamma, Threshold: ramp.Least(s.Threshold), Palette: colours,
	})
	p.chart.Ramp(colours)
}

// palette is the chosen table of colours, from the ground's colour on: on a
// light page it runs backwards, so that little is pale there and much is dark.
func (p *page) palette() []byte {
	chosen := palette.ByName(p.state.Settings.Palette)
	if chosen == nil {
		chosen = palette.All()[0]
	}
	table := chosen.Table()
	if !p.light() {
		return table[:]
	}
	turned := make([]byte, 0, len(table))
	for i := palette.Size - 1; i >= 0; i-- {
		turned = append(turned, table[4*i:4*i+4]...)
	}
	return turned
}

// light reports whether the page is light now.
func (p *page) light() bool {
	theme := p.state.Settings.Theme
	return theme == view.Light || theme == view.System && browser.PrefersLight()
}

// frameWindow shows the chosen window, with bars of its length.
func (p *page) frameWindow() {
	bar := p.state.Settings.Window.Bar(p.state.Source.Interval)
	if bar == p.column {
		p.chart.Window(p.state.Settings.Window.Span())
		return
	}
	// Ask for the new window alone: what is in sight is still the old one.
	p.column, p.reframe = bar, true
	p.sight.From, p.sight.To = p.state.Source.Last-p.state.Settings.Window.Span(), p.state.Source.Last
	p.look(true)
}

// saw takes note of what is in sight, and asks for what of it is not drawn.
func (p *page) saw(s browser.Sight) {
	p.sight = s
	if away := !p.chart.Live(); away != p.state.Away {
		p.later(func() { p.state.Away = away })
	}
	p.look(false)
}

// Cells are asked for beyond the edges of what is in sight, so that a short
// pan finds them there.
const (
	marginAcross = .5
	marginUp     = .35
	// mostColumns is the smallest texture side that WebGL2 devices have; the
	// chart shows no more than a bar a pixel, so it covers what is in sight.
	mostColumns = 4096
)

// look asks the worker for the cells in sight, unless they are drawn already
// finely enough and again is false.
func (p *page) look(again bool) {
	s := p.sight
	if p.chart == nil || p.state.Phase != view.Ready || s.Width == 0 || p.column == 0 {
		return
	}
	had := &p.looked.View
	if !again && p.looked.Model == p.state.Settings.Model && had.Column == p.column && covers(had, &s, p.state) {
		return
	}
	span := float64(s.To - s.From)
	from := max(s.From-market.Millis(span*marginAcross), p.state.Source.First)
	to := min(s.To+market.Millis(span*marginAcross), p.state.Source.Last+2*p.column)
	from -= from % p.column
	columns := int((to - from + p.column - 1) / p.column)
	if columns < 1 {
		columns = 1
	}
	if most := min(mostColumns, p.chart.Most()); columns > most {
		columns = most
	}
	tall := math.Log(float64(s.Top / s.Bottom))
	up := market.Price(math.Exp(tall * marginUp))
	// Two pixels a row, and no finer than the engine's own bins.
	rows := int(float64(s.Height) / 2 * (1 + 2*marginUp))
	if bins := int(tall * (1 + 2*marginUp) / grid.Step); rows > bins {
		rows = bins
	}
	rows = min(max(rows, 8), 1400)
	p.serial++
	p.looked = wire.Look{Serial: p.serial, Model: p.state.Settings.Model, View: grid.View{
		From: from, Column: p.column, Columns: columns, Bottom: s.Bottom / up, Top: s.Top * up, Rows: rows,
	}, Sight: wire.Sight{From: s.From, To: s.To, Bottom: s.Bottom, Top: s.Top}}
	p.worker.Send(p.looked.Append(nil))
}

// covers reports whether a view holds what is in sight, not much coarser than
// pixels.
func covers(v *grid.View, s *browser.Sight, state *view.State) bool {
	from, to := max(s.From, state.Source.First), min(s.To, state.Source.Last)
	if v.Columns == 0 || v.From > from || v.From+market.Millis(v.Columns)*v.Column < to {
		return false
	}
	if v.Bottom > s.Bottom || v.Top < s.Top {
		return false
	}
	row := math.Log(float64(v.Top/v.Bottom)) / float64(v.Rows)
	pixel := math.Log(float64(s.Top/s.Bottom)) / float64(s.Height)
	return row <= grid.Step*1.01 || row <= 3*pixel
}

// pointedAt follows the crosshair.
func (p *page) pointedAt(at *browser.Point) {
	p.pointed, p.wanted = at, at
	if at == nil {
		p.chart.Readout(nil)
		return
	}
	p.probe()
}

// probe asks the engine for the cell under the crosshair, one question at a
// time.
func (p *page) probe() {
	if p.probing || p.pointed == nil || p.state.Phase != view.Ready {
		return
	}
	at := *p.pointed
	p.wanted, p.probing = nil, true
	m := wire.Probe{Serial: p.serial, Time: at.Time, Price: at.Price}
	p.worker.Send(m.Append(nil))
}

// readout writes the figures under the crosshair; what is not known is a
// dash.
func (p *page) readout(m *wire.Cell) {
	texts := map[string]string{"time": view.Stamp(p.pointed.Time), "price": view.Price(p.pointed.Price)}
	if p.state.Last.Valid() {
		texts["distance"] = view.Percent(float64(p.pointed.Price/p.state.Last) - 1)
	}
	if m.Known {
		texts["long"], texts["short"] = view.Dollars(m.Long), view.Dollars(m.Short)
		if m.High > 0 {
			texts["band"] = view.Dollars(m.Low) + " to " + view.Dollars(m.High)
		}
	}
	p.chart.Readout(texts)
}
