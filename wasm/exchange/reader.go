package exchange

import (
	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// Reader is one message being read: what a codec is handed. It reads fields,
// knows the venue's contracts, and takes the events, in their order. It is
// the codec's until the call returns.
type Reader struct {
	Fields
	codec     Codec
	contracts map[string]*Contract

	At    market.Millis // when the message was received
	Query Query         // what was asked for; of a frame at most what Assume said

	dst    []market.Event
	had    int // events of dst that the caller had
	levels []market.Level
}

// Event appends an event and returns it to be filled, at once: the next event
// may move it.
func (r *Reader) Event(kind market.Kind, c *Contract, t market.Millis) *market.Event {
	r.dst = append(r.dst, market.Event{})
	e := &r.dst[len(r.dst)-1]
	e.Kind, e.Venue, e.Time = kind, r.venue, t
	if c != nil {
		e.Symbol = c.Symbol
	}
	return e
}

// Events are those that were appended so far, behind what the caller had.
func (r *Reader) Events() []market.Event { return r.dst }

// Keep lets go of all events but the first n of Events.
func (r *Reader) Keep(n int) { r.dst = r.dst[:n] }

// Reply appends the venue's word to us: of KindAck, KindPong or, with its text
// for people, KindNotice.
func (r *Reader) Reply(kind market.Kind, text string) { r.Event(kind, nil, r.At).Text = text }

// Limited notes that the venue answers no call for now: there were too many.
func (r *Reader) Limited(call Call, said string) {
	r.Refuse(VenueLimits, string(r.venue)+" limits requests, "+call.String()+" among them: "+said)
}

// Refused notes that the venue refused a call, and whether it did because it
// lists no such symbol.
func (r *Reader) Refused(call Call, said string, unlisted bool) {
	code := VenueRefused
	if unlisted {
		code = UnknownSymbol
	}
	r.Refuse(code, string(r.venue)+" refuses "+call.String()+": "+said)
}

// Symbol is the contract that a field names. Nil, with the row spoilt, where
// it names none.
func (r *Reader) Symbol(v *fastjson.Value, name string) *Contract {
	c := r.Contract(r.Raw(v))
	if c == nil {
		r.Wrong(v, name, "a symbol")
	}
	return c
}

// Asked is the contract that the query names.
func (r *Reader) Asked() *Contract {
	c := r.Contract([]byte(r.Query.Symbol))
	if c == nil {
		r.Spoil("symbol-missing", string(r.venue)+" "+r.what+": the answer does not say its symbol, so the query must")
	}
	return c
}

// SymbolOr is the contract that a field names, or the query's where the
// field is absent.
func (r *Reader) SymbolOr(v *fastjson.Value, name string) *Contract {
	if r.Has(v) {
		return r.Symbol(v, name)
	}
	return r.Asked()
}
