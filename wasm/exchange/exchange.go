// Package exchange turns the bytes of exchanges into market events and says
// what to ask them for: the vocabulary that all venues' codecs share, and the
// readers that they are made of. Each codec is a folder below, and
// exchange/codecs knows them all. It opens no connection, knows no clock,
// keeps no market data and has no opinion on what it decodes.
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
	// VenueLimits: a REST answer says that there were too many requests, whatever
	// its HTTP status.
	VenueLimits = "venue-limits"
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

// Codec reads one venue's messages for one Decoder. What it cannot read it
// refuses at the Reader, which also takes the events.
type Codec interface {
	// Frame decodes one WebSocket message that is JSON.
	Frame(r *Reader, v *fastjson.Value)
	// Answer decodes the body of the answer to a call of the venue's plan.
	Answer(r *Reader, call Call, v *fastjson.Value)
	// Know says what is known of a symbol before any list was read.
	Know(c *Contract)
}

// Decoder reads one venue's messages. It remembers contract sizes, funding
// intervals and spellings, nothing else, so messages may come in any order.
// It is not safe for concurrent use.
type Decoder struct {
	plan    *Plan
	parser  fastjson.Parser
	reader  Reader
	assumed Query
	scaled  string // the symbol whose events are brought to another unit
	times   float64
}

// New returns a decoder for the venue of a plan, by a codec of its own.
func New(plan *Plan, codec Codec) *Decoder {
	return &Decoder{plan: plan, reader: Reader{Fields: Fields{venue: plan.Venue}, codec: codec, contracts: map[string]*Contract{}}}
}

// Venue is the one whose messages d reads.
func (d *Decoder) Venue() market.Venue { return d.plan.Venue }

// Frame decodes one WebSocket message and appends its events to dst, in the
// order of the message. at is when it was received; only messages without a
// time of their own use it. A message that holds nothing of the vocabulary
// (a price ticker) gives no event and no fault. A fault is the first refusal;
// the events beside it are good, and dst keeps what it held.
//
// Trades, liquidations and books allocate nothing once dst has room and each
// symbol has been seen.
func (d *Decoder) Frame(dst []market.Event, frame []byte, at market.Millis) ([]market.Event, *market.Fault) {
	r := d.begin(dst, at, d.assumed)
	if string(frame) == "pong" {
		r.Reply(market.KindPong, "")
		return d.end()
	}
	v, err := d.parser.ParseBytes(frame)
	if err != nil {
		r.Refuse("json-broken", string(r.venue)+": the message is not JSON")
		return d.end()
	}
	r.codec.Frame(r, v)
	return d.end()
}

// Answer decodes the body of the answer to a REST call and appends its events
// to dst, oldest first. The query gives what answers leave out, such as the
// symbol. Faults are as for Frame.
func (d *Decoder) Answer(dst []market.Event, call Call, query Query, body []byte, at market.Millis) ([]market.Event, *market.Fault) {
	r := d.begin(dst, at, query)
	if d.plan.Endpoint(call) == nil {
		r.Refuse("call-unknown", string(r.venue)+" has no REST call "+call.String())
		return d.end()
	}
	// Answers are rare and some are a megabyte: a parser of their own keeps
	// the memory of the one for frames small.
	var parser fastjson.Parser
	v, err := parser.ParseBytes(body)
	if err != nil {
		r.Refuse("json-broken", string(r.venue)+" "+call.String()+": the answer is not JSON")
		return d.end()
	}
	r.what = call.String()
	r.codec.Answer(r, call, v)
	return d.end()
}

func (d *Decoder) begin(dst []market.Event, at market.Millis, query Query) *Reader {
	r := &d.reader
	r.dst, r.had, r.At, r.Query = dst, len(dst), at, query
	r.what, r.fault, r.bad = "", nil, false
	r.levels = r.levels[:0]
	return r
}

func (d *Decoder) end() ([]market.Event, *market.Fault) {
	r := &d.reader
	dst, fault := r.dst, r.fault
	d.rescale(dst[r.had:])
	r.dst, r.fault = nil, nil
	return dst, fault
}

// Learn takes what a list of instruments of the decoder's venue said before,
// such as the size of a contract.
func (d *Decoder) Learn(i market.Instrument) { d.reader.Learn(i) }

// Unit brings the events of a symbol to a unit that is so many of the venue's: a
// thousand where it counts PEPE and the market is of 1000PEPE. Lists of
// instruments stay in the venue's own.
func (d *Decoder) Unit(symbol string, times float64) { d.scaled, d.times = symbol, times }

// rescale brings events to the unit.
func (d *Decoder) rescale(events []market.Event) {
	if d.scaled == "" || d.times == 1 {
		return
	}
	for i := range events {
		if e := &events[i]; e.Symbol == d.scaled {
			e.Rescale(d.times)
		}
	}
}

// Assume names the symbol of frames that do not say theirs in words: of a
// venue that numbers its markets and whose list was not read.
func (d *Decoder) Assume(symbol string) { d.assumed.Symbol = symbol }

// Sized reports whether the size of a symbol's contract is known, from a list
// or before any was read.
func (d *Decoder) Sized(symbol string) bool {
	c := d.reader.Contract([]byte(symbol))
	return c != nil && c.Sized
}
