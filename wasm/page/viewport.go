package page

import (
	"math"
	"strconv"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/palette"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// changed acts on a choice of the visitor.
func (p *Page) changed(c view.Change) {
	s := &p.state.Settings
	if !p.device.Store(settingsKey, s.Text()) && !p.refused {
		p.refused = true
		p.state.Notice = full
	}
	if p.chart == nil {
		return
	}
	switch c {
	case view.Times:
		p.setZone()
		p.hours()
	case view.MapSize:
		p.chart.Map(p.state.Chart.MapOnly)
	case view.Marks:
		p.mark()
	case view.PositionList:
		p.keepHeld()
	case view.AlertRules:
		p.keepBell()
	case view.AlertTest:
		p.askLeave()
		p.device.After(0, func() { p.tellOf("This is how an alert goes off.") })
	case view.Moment:
		p.moved()
	case view.Style:
		p.dress()
		p.style()
		p.restudy()
	case view.Cells:
		p.look(true)
	case view.PriceAxis:
		p.chart.Scale(s.Linear)
	case view.TimeRange:
		p.moved()
		p.reach()
		p.frameWindow()
	case view.Market:
		p.openMarket()
	}
}

// dress gives page and chart the theme, where it is another than before.
func (p *Page) dress() {
	theme := string(p.state.Settings.Theme) + " " + strconv.FormatBool(p.light())
	if theme == p.dressed {
		return
	}
	p.dressed = theme
	p.device.Theme(string(p.state.Settings.Theme))
	p.chart.Theme()
}

// style colours the cells that are there; no data moves.
func (p *Page) style() {
	s := &p.state.Settings
	ramp := s.Ramp(p.state.Chart.Scale)
	colours := p.palette()
	p.chart.Style(&HeatStyle{
		Classes: s.Classes, Sides: [market.Sides]bool{s.Longs, s.Shorts},
		Low: ramp.Low, High: ramp.High, Gamma: ramp.Gamma, Threshold: ramp.Cutoff(s.Threshold), Palette: colours,
	})
	p.chart.Ramp(colours)
}

// palette is the chosen table of colours, from the ground's colour on: on a
// light page it runs backwards, so that little is pale there and much is dark.
func (p *Page) palette() []byte {
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
func (p *Page) light() bool {
	theme := p.state.Settings.Theme
	return theme == view.Light || theme == view.System && p.device.PrefersLight()
}

// frameWindow shows the chosen window, with bars of its length.
func (p *Page) frameWindow() {
	bar := p.state.Settings.Window.Bar(p.state.Source.Interval)
	if bar == p.column {
		p.chart.Window(p.state.Settings.Window.Span())
		return
	}
	// Ask for the new window alone: what is in sight is still the old one.
	p.column, p.reframe = bar, true
	p.sight.From, p.sight.To = p.state.Source.Until-p.state.Settings.Window.Span(), p.state.Source.Until
	p.look(true)
}

// saw takes note of what is in sight, and asks for what of it is not drawn.
func (p *Page) saw(s Sight) {
	p.sight = s
	if p.worker == nil {
		return // a story shows what it tells
	}
	if away := !p.chart.Live(); away != p.state.Chart.Scrolled {
		p.later(func() { p.state.Chart.Scrolled = away })
	}
	p.older()
	p.look(false)
	if p.state.Settings.TradingHours {
		p.hours()
	}
}

// Cells are asked for beyond the edges of what is in sight, so that a short
// pan finds them there.
const (
	marginAcross = .5
	marginUp     = .35
	// ahead is how many columns are kept free for bars to come, before the
	// oldest make room.
	ahead = 8
	// mostCells is the largest picture that is asked for; the chart shows no
	// more than a bar a pixel.
	mostColumns = 1 << 14
	mostCells   = 1 << 23
)

// look asks the worker for the cells in sight, unless again is false and they
// are drawn already, finely enough and in fitting colours.
func (p *Page) look(again bool) {
	s := p.sight
	if p.chart == nil || p.state.Phase != view.Ready || s.Width == 0 || p.column == 0 {
		return
	}
	had := &p.looked.View
	if !again && p.looked.Model == p.state.Settings.Model && p.looked.Venues == p.state.VenueBits() && had.Column == p.column && covers(had, &s, &p.state.Source) && !strays(&p.looked.Visible, &s) {
		return
	}
	span := float64(s.To - s.From)
	from := max(s.From-market.Millis(span*marginAcross), p.state.Source.First)
	to := min(s.To+market.Millis(span*marginAcross), p.state.Source.Until+ahead*p.column)
	from -= from % p.column
	columns := min(max(int((to-from+p.column-1)/p.column), 1), mostColumns)
	tall := math.Log(float64(s.Top / s.Bottom))
	up := market.Price(math.Exp(tall * marginUp))
	// Two pixels a row, and no finer than the engine's own bins.
	rows := int(float64(s.Height) / 2 * (1 + 2*marginUp))
	if bins := int(tall * (1 + 2*marginUp) / grid.Step); rows > bins {
		rows = bins
	}
	rows = max(min(rows, 1400, mostCells/columns), 8)
	p.serial++
	p.looked = wire.Viewport{Serial: p.serial, Model: p.state.Settings.Model, Venues: p.state.VenueBits(), View: grid.View{
		From: from, Column: p.column, Columns: columns, Bottom: s.Bottom / up, Top: s.Top * up, Rows: rows,
	}, Visible: wire.Area{From: s.From, To: s.To, Bottom: s.Bottom, Top: s.Top}}
	p.send(p.looked.Append(nil))
}

// covers reports whether a view holds what is in sight, not much coarser than
// pixels.
func covers(v *grid.View, s *Sight, source *view.Source) bool {
	from, to := max(s.From, source.First), min(s.To, source.Until)
	if v.Columns == 0 || v.From > from || v.From+market.Millis(v.Columns)*v.Column < to {
		return false
	}
	if v.Bottom > s.Bottom || v.Top < s.Top {
		return false
	}
	row := math.Log(float64(v.Top/v.Bottom)) / float64(v.Rows)
	pixel := math.Log(float64(s.Top/s.Bottom)) / float64(s.Height)
	return row <= grid.Step*1.01 || row <= 4*pixel
}

// strays reports whether what is in sight lies far from what the colours were
// scaled for, or is much more or less of it.
func strays(scaled *wire.Area, s *Sight) bool {
	apart := func(from, to, wasFrom, wasTo float64) bool {
		zoom := (to - from) / (wasTo - wasFrom)
		return zoom < 2./3 || zoom > 3./2 || math.Abs(from+to-wasFrom-wasTo) > to-from
	}
	log := func(price market.Price) float64 { return math.Log(float64(price)) }
	return apart(float64(s.From), float64(s.To), float64(scaled.From), float64(scaled.To)) ||
		apart(log(s.Bottom), log(s.Top), log(scaled.Bottom), log(scaled.Top))
}

// advance follows a patch that lies in part beyond the end of what was asked
// for: as much is gone at its beginning.
func (p *Page) advance(patch *grid.View) {
	v := &p.looked.View
	end := v.From + market.Millis(v.Columns)*v.Column
	if beyond := patch.From + market.Millis(patch.Columns)*patch.Column - end; beyond > 0 {
		v.From += beyond
		p.look(false)
	}
}

// pointedAt follows the crosshair.
func (p *Page) pointedAt(at *Point) {
	p.pointed, p.wanted = at, at
	if at == nil {
		p.chart.Readout(nil)
		return
	}
	p.probe()
}

// probe asks the engine for the cell under the crosshair, one question at a
// time.
func (p *Page) probe() {
	if p.probing || p.pointed == nil || p.state.Phase != view.Ready {
		return
	}
	at := *p.pointed
	p.wanted, p.probing = nil, true
	m := wire.Probe{Serial: p.serial, Time: at.Time, Price: at.Price}
	p.send(m.Append(nil))
}

// readout writes the figures under the crosshair; what is not known is a
// dash.
func (p *Page) readout(m *wire.Cell) {
	texts := map[string]string{"time": view.StampIn(p.pointed.Time, p.state.Clock.Zone()), "price": view.Price(p.pointed.Price)}
	if price := p.state.Price(); price.Valid() {
		texts["distance"] = view.SignedPercent(float64(p.pointed.Price/price) - 1)
	}
	texts["way"] = p.state.Clusters.DollarsOnPath(p.state.Price(), p.pointed.Price)
	if m.Known && !(p.state.Playhead.Replaying() && p.pointed.Time >= p.state.Playhead.At()) {
		texts["long"], texts["short"] = view.Dollars(m.Long), view.Dollars(m.Short)
		if m.High > 0 {
			texts["band"] = view.Dollars(m.Low) + " to " + view.Dollars(m.High)
		}
	}
	p.chart.Readout(texts)
}
