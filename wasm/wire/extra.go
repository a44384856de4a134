package wire

import "brink/wasm/market"

// The messages of the second module. What it computes from comes from the
// worker; the page hands that on as it is.
const (
	KindMaterial Kind = 44 + iota
	KindTouchProbe
	KindObserve
	KindProve
	KindHourly
	KindWhy
	KindOrigin
	KindCompare
	KindCompared
	KindMine
	KindMix
)

// The messages of the second module.
const (
	KindHello Kind = 96 + iota
	KindAhead
	KindTouch
	KindObserved
	KindSkill
	KindWhyText
	KindCompareText
	KindWalls
	KindMineText
	KindMixed
	KindMoves
)

// The messages about order books.
const (
	KindFollowBooks Kind = 56 + iota
	KindBooks
	KindZones
)

// What the second module says of order books.
const (
	KindDepth Kind = 108 + iota
	KindBookText
)

// Ahead says, in a SnapshotRequest, whether material for forecasts is wanted.
type Ahead uint8

// What may be wanted.
const (
	NoMaterial    Ahead = iota
	MoreMaterial        // with each snapshot, and of the bars those that have not been sent
	WholeMaterial       // the same, with all bars to begin with
)

// Material is what forecasts are made of, at the moment of a snapshot. A
// worker sends it behind the Snapshot of the same serial number.
type Material struct {
	Serial   uint32
	Model    string
	Version  string // of the model
	At       market.Millis
	Price    market.Price
	Interval market.Millis       // of the bars
	Scale    float64             // the market's usual dollars over those of the fitted one; 0 where not known
	Fitted   bool                // whether expected dollars are fitted to the model
	Planes   [market.Sides]Plane // of all sides, classes and venues
	Levels   []market.Price      // where clusters begin, seen from the price
	Feeds    []Feed              // of the largest cluster; empty where it is not known
	Replace  bool                // Bars are all up to now, else those that follow the ones before
	Bars     []Reach
	// Public is the map of the venue whose positions are public by account; empty
	// where that has no part in the market.
	Public [market.Sides]Plane
}

// Feed is a venue's part of the largest cluster, and what of it the venue's
// public feed would publish, were it forced within an hour.
type Feed struct {
	Venue             string // id
	Forced, Published market.USD
}

// Reach is how far price went in a closed bar.
type Reach struct {
	Start            market.Millis
	High, Low, Close market.Price
}

// Append adds the message to dst.
func (m *Material) Append(dst []byte) []byte {
	dst = appendText(appendText(appendCount(header(dst, KindMaterial), int(m.Serial)), m.Model), m.Version)
	dst = appendFloat(appendInt(appendFloat(appendInt(dst, int64(m.At)), float64(m.Price)), int64(m.Interval)), m.Scale)
	dst = appendFlag(dst, m.Fitted)
	for i := range m.Planes {
		dst = m.Planes[i].append(dst)
	}
	dst = appendCount(dst, len(m.Levels))
	for _, level := range m.Levels {
		dst = appendFloat(dst, float64(level))
	}
	dst = appendCount(dst, len(m.Feeds))
	for _, f := range m.Feeds {
		dst = appendFloat(appendFloat(appendText(dst, f.Venue), float64(f.Forced)), float64(f.Published))
	}
	dst = appendReach(appendFlag(dst, m.Replace), m.Bars)
	for i := range m.Public {
		dst = m.Public[i].append(dst)
	}
	return dst
}

// Parse reads the message.
func (m *Material) Parse(message []byte) *market.Fault {
	r, f := read(message, KindMaterial)
	if f != nil {
		return f
	}
	m.Serial, m.Model, m.Version = uint32(r.count()), r.text(), r.text()
	m.At, m.Price, m.Interval, m.Scale = market.Millis(r.int()), market.Price(r.float()), market.Millis(r.int()), r.float()
	m.Fitted = r.byte() == 1
	if m.Interval <= 0 {
		r.spoil = "its bars have no length"
	}
	for i := range m.Planes {
		r.plane(&m.Planes[i])
	}
	m.Levels = make([]market.Price, r.list(8))
	for i := range m.Levels {
		m.Levels[i] = market.Price(r.float())
	}
	m.Feeds = make([]Feed, r.list(20))
	for i := range m.Feeds {
		m.Feeds[i] = Feed{r.text(), market.USD(r.float()), market.USD(r.float())}
	}
	m.Replace = r.byte() == 1
	m.Bars = r.reach()
	for i := range m.Public {
		r.plane(&m.Public[i])
	}
	return r.end()
}

// Hello is the first message of the second module: which build it belongs to.
type Hello struct{ Build string }

// Append adds the message to dst.
func (m *Hello) Append(dst []byte) []byte { return appendText(header(dst, KindHello), m.Build) }

// Parse reads the message.
func (m *Hello) Parse(message []byte) *market.Fault {
	r, f := read(message, KindHello)
	if f != nil {
		return f
	}
	m.Build = r.text()
	return r.end()
}

// AheadText is what is said of the next hours: of the material of a serial
// number.
type AheadText struct {
	Serial  uint32
	At      market.Millis // from when on
	Note    string        // what chances of a touch rest on
	Lines   []string      // a sentence each
	Touches []Touched
	// Weights are the chances that price goes so far within 24 h: Weights[i] that it
	// goes i times WeightStep (difference of logarithms); empty where not known.
	Weights []float64
	Price   market.Price // from where on
}

// WeightCount is how many Weights an AheadText has, WeightStep how far apart they are.
const (
	WeightCount = 64
	WeightStep  = .005
)

// Touched is what is said of the chances that price reaches a level.
type Touched struct {
	Level market.Price
	Text  string
	Day   float64 // the chance within 24 h; below 0 where it is not known
}

// Append adds the message to dst.
func (m *AheadText) Append(dst []byte) []byte {
	dst = appendText(appendInt(appendCount(header(dst, KindAhead), int(m.Serial)), int64(m.At)), m.Note)
	dst = appendCount(dst, len(m.Lines))
	for _, line := range m.Lines {
		dst = appendText(dst, line)
	}
	dst = appendCount(dst, len(m.Touches))
	for _, t := range m.Touches {
		dst = t.append(dst)
	}
	dst = appendCount(dst, len(m.Weights))
	for _, w := range m.Weights {
		dst = appendFloat(dst, w)
	}
	return appendFloat(dst, float64(m.Price))
}

// Parse reads the message.
func (m *AheadText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindAhead)
	if f != nil {
		return f
	}
	m.Serial, m.At, m.Note, m.Lines = uint32(r.count()), market.Millis(r.int()), r.text(), r.texts()
	m.Touches = make([]Touched, r.list(20))
	for i := range m.Touches {
		m.Touches[i] = r.touched()
	}
	m.Weights = make([]float64, r.list(8))
	for i := range m.Weights {
		m.Weights[i] = r.float()
	}
	m.Price = market.Price(r.float())
	return r.end()
}

// TouchProbe asks the second module for the chances that price reaches a level,
// by the newest material.
type TouchProbe struct{ Level market.Price }

// Append adds the message to dst.
func (m *TouchProbe) Append(dst []byte) []byte {
	return appendFloat(header(dst, KindTouchProbe), float64(m.Level))
}

// Parse reads the message.
func (m *TouchProbe) Parse(message []byte) *market.Fault {
	r, f := read(message, KindTouchProbe)
	if f != nil {
		return f
	}
	m.Level = market.Price(r.float())
	return r.end()
}

// Touch answers a TouchProbe.
type Touch struct{ Touched }

// Append adds the message to dst.
func (m *Touch) Append(dst []byte) []byte {
	return m.append(header(dst, KindTouch))
}

func (m *Touched) append(dst []byte) []byte {
	return appendFloat(appendText(appendFloat(dst, float64(m.Level)), m.Text), m.Day)
}

func (r *reader) touched() Touched {
	return Touched{market.Price(r.float()), r.text(), r.float()}
}

// Parse reads the message.
func (m *Touch) Parse(message []byte) *market.Fault {
	r, f := read(message, KindTouch)
	if f != nil {
		return f
	}
	m.Touched = r.touched()
	return r.end()
}

// Observe says what of public positions is to be read.
type Observe struct {
	// Coin is whose positions, by the name that everybody calls it; "" for none.
	Coin string
	// Why is a sentence that says why there are none to read, where Coin is "".
	Why string
	// Resting says that nobody looks: nothing is asked until that changes.
	Resting bool
}

// Append adds the message to dst.
func (m *Observe) Append(dst []byte) []byte {
	return appendFlag(appendText(appendText(header(dst, KindObserve), m.Coin), m.Why), m.Resting)
}

// Parse reads the message.
func (m *Observe) Parse(message []byte) *market.Fault {
	r, f := read(message, KindObserve)
	if f != nil {
		return f
	}
	m.Coin, m.Why, m.Resting = r.text(), r.text(), r.byte() == 1
	return r.end()
}
