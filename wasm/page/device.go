package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// Device is the tab and the device that the page is open on.
type Device interface {
	Clock
	Storage
	Notifier
	Address
	Tab
	Files
	Network
	Zones
	// Random is a number that differs from visit to visit.
	Random() uint64
}

// Clock tells time and calls back later.
type Clock interface {
	// Now is the device's clock, which may be set back or forward at any time.
	Now() market.Millis
	// Steady is a clock that nobody sets; its zero is anywhere.
	Steady() market.Millis
	// After calls f once, a span of milliseconds from now, and never before it
	// has returned.
	After(span market.Millis, f func())
	// AfterFrame returns a function that asks for an animation frame: begun is
	// called when it begins to be drawn, and ended when that is done, with the
	// exact time of it, ms since 1970 with fractions. While the page is hidden
	// neither is called before it is seen again.
	AfterFrame(begun func(), ended func(now float64)) (ask func())
}

// Storage keeps texts on the device, by key.
type Storage interface {
	// Stored is the text under a key; false where there is none, or where the
	// device refuses storage.
	Stored(key string) (text string, ok bool)
	// Store keeps a text in place of one under the same key; false where the
	// device refuses it.
	Store(key, text string) bool
}

// Notifier reaches a visitor who looks elsewhere.
type Notifier interface {
	// AskNotify asks whether notifications may be shown; done gets "granted",
	// "denied", "default", or "missing" of a device without any, later.
	AskNotify(done func(answer string))
	// Notify shows a notification where that is allowed; done gets whether it
	// was shown, later.
	Notify(title, text string, done func(shown bool))
	// Beep sounds for a moment, where the device lets a page sound; done gets
	// whether it does, later.
	Beep(done func(sounded bool))
}

// Address is the page's address.
type Address interface {
	// Query is a parameter of it, and whether it is there.
	Query(name string) (string, bool)
	// Fragment is what stands behind its "#".
	Fragment() string
	// Share puts a fragment into it, or takes it out where that is "", and
	// returns the whole of it, for others: with a query of parameters in place
	// of its own, unless that is "".
	Share(query, fragment string) string
	// Origin is scheme, host and port of it.
	Origin() string
}

// Tab is the tab and what it shows beside the chart.
type Tab interface {
	// Hidden reports whether it is out of sight.
	Hidden() bool
	// Title sets its title.
	Title(text string)
	// Narrow reports whether the page is laid out for a phone.
	Narrow() bool
	// PrefersLight reports whether the device asks for light pages.
	PrefersLight() bool
	// Theme sets the page's theme by its name.
	Theme(name string)
	// Text writes a text into the element that a selector finds, if there is
	// one, past any render.
	Text(selector, text string)
	// Each sets a property of each element that a selector finds, in their
	// order, past any render.
	Each(selector, property string, values []string)
}

// Files hands things to the visitor.
type Files interface {
	// Download hands over a file.
	Download(name, kind string, content []byte)
	// Copy puts a text on the clipboard; done says later whether that was
	// allowed.
	Copy(text string, done func(copied bool))
}

// Network asks servers.
type Network interface {
	// Fetch asks a server. done gets the status, 0 where the network failed,
	// how long the server asks to wait, and the body, later.
	Fetch(method, url, body string, done func(status int, wait market.Millis, body []byte))
}

// Zones are the time zones that the device knows, and how it writes numbers.
type Zones interface {
	// DecimalComma reports whether the device's language writes 0,5.
	DecimalComma() bool
	// OwnZone is the name of the device's.
	OwnZone() string
	// ZoneOf is a zone by its name; false of one that the device does not know.
	ZoneOf(name string) (view.Zone, bool)
}

// Parts are what the page is put together from once it is loaded.
type Parts interface {
	// StartWorker starts a worker with an engine. handle gets its messages, and
	// owns them; failed is called when it dies.
	StartWorker(handle func(message []byte), failed func()) Worker
	// OpenExtra fetches the second module and starts it. opened gets it; handle
	// gets its messages, and owns them, perhaps before opened is called; failed is
	// called once where it cannot be had, or has ended.
	OpenExtra(opened func(Worker), handle func(message []byte), failed func(market.Fault))
	// Build tells this binary from others: a second module says of which it is.
	Build() string
	// MountChart puts the chart into its element, which must be there.
	MountChart(ChartListener) Chart
}

// ChartListener hears what the chart tells.
type ChartListener struct {
	View   func(Sight)        // what is in sight has changed
	Point  func(*Point)       // the place of the crosshair; nil once it has left
	Pinned func(market.Price) // a level was pinned; 0 where one was let go
	// Between is asked what the map has between two prices, in words; "" where
	// that is unknown.
	Between func(from, to market.Price) string
	Closed  func() // the tools for drawing were put away
}

// Worker is the page's end of a worker.
type Worker interface {
	// Send hands a message over; the caller keeps its memory.
	Send(message []byte)
	// End stops the worker; it tells nothing more.
	End()
}

// Renderer renders the page again after its state has changed.
type Renderer interface {
	// Change changes the state while nothing is rendered, and asks for no
	// render.
	Change(change func())
	// Later changes the state and renders in its turn.
	Later(change func())
	// Soon is Later, for what is not to wait for its turn.
	Soon(change func())
}

// Sight is the part of the market that is in sight.
type Sight struct {
	From, To      market.Millis
	Bottom, Top   market.Price
	Width, Height int // CSS pixels
}

// Point is where the crosshair is.
type Point struct {
	Time  market.Millis
	Price market.Price
}

// HeatStyle is how the heat is coloured.
type HeatStyle struct {
	Classes          [4]bool
	Sides            [market.Sides]bool
	Standout         bool    // Low, High and Threshold are of it, else of dollars
	Low, High, Gamma float64 // Low and High are natural logarithms
	Threshold        float64
	// Weights multiply dollars by distance from Price (wire.WeightStep); none where
	// dollars are shown as they are.
	Weights []float64
	Price   market.Price
	Palette []byte // 256 RGBA colours
}

// Picture is what a saved picture says, and how it is handed over.
type Picture struct {
	Way      string // "save", "copy" to the clipboard, or "share" with another program; the last two where the device lets them
	Name     string // of the file
	Size     string // "screen", or pixels as "1200x675", with "@2" of twice as many
	Headline string
	Window   string
	Caption  string
	Title    string   // of the marks of the colour scale
	Marks    []string // the brightest first
}

// Chart draws the market. What it is given it copies.
type Chart interface {
	// Bars gives drawn bars. Of a new market nothing stays in sight.
	Bars(m *wire.Bars, fresh bool)
	// Frame gives a frame's cells.
	Frame(m *wire.Frame)
	// Style colours the cells.
	Style(style *HeatStyle)
	// Ramp paints the legend's scale with 256 RGBA colours.
	Ramp(palette []byte)
	// Liquidations gives liquidations that happened: all of them, or more.
	Liquidations(m *wire.Liquidations)
	// Marks gives the stretches of prices that are pointed out.
	Marks(marks []view.Mark)
	// Map gives the liquidation map the whole pane, or its edge again.
	Map(whole bool)
	// Truth lays true positions over the liquidation map; none where planes are
	// empty.
	Truth(planes *[market.Sides]wire.Plane)
	// Sessions marks stretches of the week.
	Sessions(list []view.Session)
	// Zone writes times in a zone.
	Zone(name string)
	// Replay shows nothing that came after a moment; 0 shows all.
	Replay(at market.Millis)
	// Sight shows a stretch of time, or of prices, or both: what is 0 stays.
	Sight(s Sight)
	// Window shows the last span of time.
	Window(span market.Millis)
	// Picture makes a PNG of what is shown when it is called. done gets it
	// later; nothing where it was copied or shared as it was to be.
	Picture(p *Picture, done func(png []byte))
	// Theme reads the style sheet's colours again, those of candles by the value
	// of their choice, and says whether liquidations are summed by bar.
	Theme(candles string, sums bool)
	// Scale makes the price axis linear or logarithmic, and lets it tell
	// distances from the newest price.
	Scale(linear, distances bool)
	// Draw shows what was drawn on a market, by the key that the device keeps it
	// under, and with on the tools to draw; failed is called where what draws
	// cannot be fetched.
	Draw(market string, on bool, failed func())
	// Panes shows these indicators and no others; failed is called where what
	// draws them cannot be fetched.
	Panes(names view.Panes, failed func())
	// Countdown writes how long the newest bar has to go beside its price; ""
	// for nothing.
	Countdown(text string)
	// Live reports whether the newest bar is in sight.
	Live() bool
	// Drawn reports whether the frame at hand has been drawn.
	Drawn() bool
	// Readout writes the crosshair's figures, by their names; nil writes none.
	Readout(texts map[string]string)
	// Files hands over each file that is chosen or dropped. One whose size
	// refuse returns true for is not read.
	Files(refuse func(size int64) bool, read func(name string, content []byte))
}
