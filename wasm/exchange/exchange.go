// Package exchange turns the bytes of exchanges into market events and says
// what to ask them for: one codec a venue, for its WebSocket messages and its
// REST answers. It opens no connection, knows no clock, keeps no market data
// and has no opinion on what it decodes.
//
// Everything venues disagree on ends here: a liquidation names the side of
// the position that was closed, a size is in base, open interest counts each
// contract once, a time is in milliseconds. What cannot be read so is
// refused, never guessed: no event holds a NaN, or a price or a size that is
// not above zero (save the 0 that deletes a level of a book).
package exchange

import (
	"github.com/valyala/fastjson"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Codes of the refusals that callers tell apart. All others mean that a
// message was malformed.
const (
	// OtherMarket: the message is well formed and about a market that this
	// venue id does not stand for (spot, another margin, dated futures).
	OtherMarket = "other-market"
	// UnknownSize: a size is in contracts and the size of that contract is
	// not known; the venue's list of instruments teaches it.
	UnknownSize = "contract-size-unknown"
	// UnknownMessage: the shape is none of the venue's.
	UnknownMessage = "message-unknown"
	// VenueRefused: a REST answer says that the venue refused the request.
	VenueRefused = "venue-refused"
	// UnknownSymbol: it refused it because it lists no such symbol.
	UnknownSymbol = "symbol-unknown"
)

// Query says what a REST request asks for. Fields that a call has no use for
// are ignored.
type Query struct {
	Symbol string
	Span   market.Millis // of bars or of the steps of a history
	From   market.Millis // inclusive, 0 for the newest
	To     market.Millis // inclusive, 0 for now
	Limit  int           // most rows wanted, 0 for the most the call gives
	FromID int64         // first trade wanted, where trades are numbered; 0 for any
}

// codec is one venue.
type codec interface {
	// frame decodes one WebSocket message that is JSON.
	frame(d *Decoder, v *fastjson.Value)
	// answer decodes the body of one REST answer.
	answer(d *Decoder, call string, v *fastjson.Value)
	// knows is what is known of a symbol before any list was read.
	knows(c *contract)
	plan() *Plan
}

var codecs = map[market.Venue]codec{
	venue.Binance:      binance{},
	venue.Bybit:        bybit{venue: venue.Bybit},
	venue.BybitInverse: bybit{venue: venue.BybitInverse, inverse: true},
	venue.OKX:          okx{},
	venue.Hyperliquid:  hyperliquid{},
}

// Decoder reads one venue's messages. It remembers contract sizes, funding
// intervals and spellings, nothing else, so messages may come in any order.
// It is not safe for concurrent use.
type Decoder struct {
	venue     market.Venue
	codec     codec
	parser    fastjson.Parser
	contracts map[string]*contract
	universe  []*contract // Hyperliquid's assets by index, from its list

	// What one call is at.
	dst    []market.Event
	at     market.Millis
	query  Query
	what   string        // the message's kind, for refusals
	fault  *market.Fault // the first refusal of the call
	bad    bool          // the row being read holds something impossible
	levels []market.Level
	digits []byte
}

// New returns a decoder of a venue, or nil for one that is not spoken with.
func New(venue market.Venue) *Decoder {
	c, ok := codecs[venue]
	if !ok {
		return nil
	}
	return &Decoder{venue: venue, codec: c, contracts: map[string]*contract{}}
}

// Venue is the one whose messages d reads.
func (d *Decoder) Venue() market.Venue { return d.venue }

// Frame decodes one WebSocket message and appends its events to dst, in the
// order of the message. at is when it was received; only messages without a
// time of their own use it. A message that holds nothing of the vocabulary
// (a price ticker) gives no event and no fault. A fault is the first refusal;
// the events beside it are good, and dst keeps what it held.
//
// Trades, liquidations and books allocate nothing once dst has room and each
// symbol has been seen.
func (d *Decoder) Frame(dst []market.Event, frame []byte, at market.Millis) ([]market.Event, *market.Fault) {
	d.begin(dst, at, Query{})
	if string(frame) == "pong" {
		d.event(market.KindPong, nil, at)
		return d.end()
	}
	v, err := d.parser.ParseBytes(frame)
	if err != nil {
		d.refuse("json-broken", string(d.venue)+": the message is not JSON")
		return d.end()
	}
	d.codec.frame(d, v)
	return d.end()
}

// Answer decodes the body of the answer to a REST call, named as in Plan, and
// appends its events to dst, oldest first. The query gives what answers leave
// out, such as the symbol. Faults are as for Frame.
func (d *Decoder) Answer(dst []market.Event, call string, query Query, body []byte, at market.Millis) ([]market.Event, *market.Fault) {
	d.begin(dst, at, query)
	known := d.codec.plan().Call(call)
	if known == nil {
		d.refuse("call-unknown", string(d.venue)+" has no REST call "+call)
		return d.end()
	}
	// Answers are rare and some are a megabyte: a parser of their own keeps
	// the memory of the one for frames small.
	var parser fastjson.Parser
	v, err := parser.ParseBytes(body)
	if err != nil {
		d.refuse("json-broken", string(d.venue)+" "+call+": the answer is not JSON")
		return d.end()
	}
	d.what = known.Name
	d.codec.answer(d, known.Name, v)
	return d.end()
}

func (d *Decoder) begin(dst []market.Event, at market.Millis, query Query) {
	d.dst, d.at, d.query = dst, at, query
	d.what, d.fault, d.bad = "", nil, false
	d.levels = d.levels[:0]
}

func (d *Decoder) end() ([]market.Event, *market.Fault) {
	dst, fault := d.dst, d.fault
	d.dst, d.fault = nil, nil
	return dst, fault
}

// event appends an event and returns it to be filled.
func (d *Decoder) event(kind market.Kind, c *contract, t market.Millis) *market.Event {
	d.dst = append(d.dst, market.Event{})
	e := &d.dst[len(d.dst)-1]
	e.Kind, e.Venue, e.Time = kind, d.venue, t
	if c != nil {
		e.Symbol = c.Symbol
	}
	return e
}

// Learn takes what a list of instruments of the decoder's venue said before,
// such as the size of a contract.
func (d *Decoder) Learn(i market.Instrument) { d.learn(i) }

// refuse notes a fault, of which a call keeps the first.
func (d *Decoder) refuse(code, sentence string) {
	if d.fault == nil {
		d.fault = &market.Fault{Code: code, Sentence: sentence}
	}
}

// refusedBy notes that the venue refused a call, and whether it did because it
// lists no such symbol.
func (d *Decoder) refusedBy(call, said string, unlisted bool) {
	code := VenueRefused
	if unlisted {
		code = UnknownSymbol
	}
	d.refuse(code, string(d.venue)+" refuses "+call+": "+said)
}

// unknown refuses a message whose shape is none of the venue's.
func (d *Decoder) unknown() {
	what := d.what
	if what == "" {
		what = "the message"
	}
	d.refuse(UnknownMessage, string(d.venue)+": "+what+" has none of the shapes that are known")
}

// spoil marks the row being read as refused.
func (d *Decoder) spoil(code, sentence string) {
	d.bad = true
	d.refuse(code, sentence)
}

// spoiled reports whether the row just read was refused, and starts the next.
func (d *Decoder) spoiled() bool {
	bad := d.bad
	d.bad = false
	return bad
}
