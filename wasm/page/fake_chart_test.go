package page_test

import (
	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// chart notes what it is given.
type chart struct {
	live, drawn bool

	bars         []wire.Bars
	fresh        []bool // for each of bars
	frames       []wire.Frame
	styles       []page.HeatStyle
	ramps        int
	liquidations []wire.Liquidations
	marks        []view.Mark
	pictured     []view.Mark // the marks of the newest picture
	maps         []bool
	truth        [market.Sides]wire.Plane
	sessions     []view.Session
	zones        []string
	replays      []market.Millis
	sights       []page.Sight
	windows      []market.Millis
	captions     []string
	pictures     []page.Picture
	hands        bool // pictures are copied and shared as they are to be
	themes       int
	linear       bool
	distances    bool
	candles      string
	sums         bool
	panes        []view.Panes
	withoutPanes func()   // says that what draws them cannot be fetched
	drawnOn      []string // the market at each call
	drawing      bool
	withoutTools func()
	countdown    string
	readouts     []map[string]string
	refuse       func(int64) bool
	read         func(string, []byte)
}

func (c *chart) Bars(m *wire.Bars, fresh bool) {
	c.bars, c.fresh = append(c.bars, *m), append(c.fresh, fresh)
}
func (c *chart) Frame(m *wire.Frame)                    { c.frames = append(c.frames, *m) }
func (c *chart) Style(s *page.HeatStyle)                { c.styles = append(c.styles, *s) }
func (c *chart) Ramp([]byte)                            { c.ramps++ }
func (c *chart) Liquidations(m *wire.Liquidations)      { c.liquidations = append(c.liquidations, *m) }
func (c *chart) Marks(marks []view.Mark)                { c.marks = marks }
func (c *chart) Map(whole bool)                         { c.maps = append(c.maps, whole) }
func (c *chart) Truth(planes *[market.Sides]wire.Plane) { c.truth = *planes }
func (c *chart) Sessions(list []view.Session)           { c.sessions = list }
func (c *chart) Zone(name string)                       { c.zones = append(c.zones, name) }
func (c *chart) Replay(at market.Millis)                { c.replays = append(c.replays, at) }
func (c *chart) Sight(s page.Sight)                     { c.sights = append(c.sights, s) }
func (c *chart) Window(span market.Millis)              { c.windows = append(c.windows, span) }
func (c *chart) Picture(p *page.Picture, done func([]byte)) {
	c.pictures = append(c.pictures, *p)
	c.pictured = c.marks
	c.captions = append(c.captions, p.Caption)
	done(c.refused(p.Way))
}
func (c *chart) Theme(candles string, sums bool) {
	c.themes, c.candles, c.sums = c.themes+1, candles, sums
}
func (c *chart) Panes(names view.Panes, failed func()) {
	c.panes, c.withoutPanes = append(c.panes, names), failed
}
func (c *chart) Draw(market string, on bool, failed func()) {
	c.drawnOn, c.drawing, c.withoutTools = append(c.drawnOn, market), on, failed
}
func (c *chart) Scale(linear, distances bool)    { c.linear, c.distances = linear, distances }
func (c *chart) Countdown(text string)           { c.countdown = text }
func (c *chart) Live() bool                      { return c.live }
func (c *chart) Drawn() bool                     { return c.drawn }
func (c *chart) Readout(texts map[string]string) { c.readouts = append(c.readouts, texts) }
func (c *chart) Files(refuse func(int64) bool, read func(string, []byte)) {
	c.refuse, c.read = refuse, read
}

// refused is what is left to be saved of a picture.
func (c *chart) refused(way string) []byte {
	if way != "save" && c.hands {
		return nil
	}
	return []byte("png")
}
