package exchange

import (
	"strings"

	"brink/wasm/market"
)

// Budget is an allowance that a venue gives an address.
type Budget struct {
	Name  string // names it in Request
	Units int
	Per   market.Millis
}

// Endpoint is where a venue answers a call.
type Endpoint struct {
	Call   Call
	Method string // GET, or POST where the question is the body
	Host   string
	Path   string
	Keys   []string // every query key a request of it may carry
	// Template is what Asking writes the query from, "" where a plan writes it itself.
	Template string
	Rows     int // most rows of one answer, 0 where that has no meaning
	Weight   int // units of the budget; of the largest answer
	Budget   string
	Aliases  []string
}

// Request is a REST request, ready to be sent.
type Request struct {
	Call   Call
	Symbol string
	Method string
	Host   string
	Path   string
	Query  string // keys in the order of Endpoint.Keys
	Body   string // JSON, for POST
	Weight int
	Budget string
}

// URL is the request's address.
func (r *Request) URL() string {
	url := "https://" + r.Host + r.Path
	if r.Query != "" {
		url += "?" + r.Query
	}
	return url
}

// Want is a set of what to subscribe to.
type Want uint8

// What can be wanted of a symbol.
const (
	WantTrades Want = 1 << iota
	WantBars
	WantMark // with funding, and open interest where it comes along
	WantLiquidations
	WantBook
	WantAll = WantTrades | WantBars | WantMark | WantLiquidations | WantBook
)

// Socket is a WebSocket connection and what it should carry.
type Socket struct {
	Name   string // of the route: "market"
	Host   string
	Path   string
	Topics []string // for Subscribe, Unsubscribe
}

// URL is the address of the socket.
func (s *Socket) URL() string { return "wss://" + s.Host + s.Path }

// Heartbeat is what keeps a connection alive.
type Heartbeat struct {
	Message string        // to send; "" where answering protocol pings is enough, which browsers do
	Every   market.Millis // between two of them
	// Quiet is the longest silence of a subscribed socket that is normal. A
	// longer one means that nothing will come, whatever the connection says.
	Quiet market.Millis
	// Lifetime is after how long the venue closes a connection, 0 for never.
	Lifetime market.Millis
}

// Limits are what a venue allows its sockets.
type Limits struct {
	Topics         int           // on one connection
	TopicsAtOnce   int           // in one message
	MessagesEvery  market.Millis // at least this long between two messages of ours
	ConnectEvery   market.Millis // at least this long between two connections
	SubscribeBytes int           // of one message
}

// Plan is what to ask of a venue: pure data and text, for whoever connects.
type Plan struct {
	Venue     market.Venue
	Endpoints []Endpoint
	Budgets   []Budget
	Heartbeat Heartbeat
	Limits    Limits
	// Continuity is the rule by which the changes of its books follow.
	Continuity Continuity
	// Sockets are the connections that carry what is wanted of the symbols.
	Sockets func(symbols []string, want Want) []Socket
	// Subscribe and Unsubscribe are the messages for topics of one socket.
	Subscribe, Unsubscribe func(topics []string, id int) string

	// Write fills in what of a request depends on the query: Query or Body, and
	// Weight. It takes Method away where the call is not for such a span.
	Write func(e *Endpoint, q Query, r *Request)
}

// Endpoint is where a call is answered, nil where the venue does not.
func (p *Plan) Endpoint(call Call) *Endpoint {
	for i := range p.Endpoints {
		if p.Endpoints[i].Call == call {
			return &p.Endpoints[i]
		}
	}
	return nil
}

// Named finds an endpoint by the name of its call, its path or the end of it,
// or another name that the venue itself uses. Nil where there is none.
func (p *Plan) Named(word string) *Endpoint {
	word = strings.TrimSuffix(word, "/")
	for i := range p.Endpoints {
		if p.Endpoints[i].Call.String() == word {
			return &p.Endpoints[i]
		}
	}
	for i := range p.Endpoints {
		e := &p.Endpoints[i]
		if e.Method == "GET" && (names(e.Path, word) || strings.HasSuffix(e.Path, "/"+word)) {
			return e
		}
		for _, alias := range e.Aliases {
			if names(alias, word) {
				return e
			}
		}
	}
	return nil
}

// names reports whether a path is one of a template, whose parts with a $ stand
// for any.
func names(template, path string) bool {
	for template != "" && path != "" {
		var want, part string
		want, template, _ = strings.Cut(template, "/")
		part, path, _ = strings.Cut(path, "/")
		if want != part && !strings.HasPrefix(want, "$") {
			return false
		}
	}
	return template == path
}

// Request writes the request of a call. It returns false where the venue has
// no such call, or not for such a span of time.
func (p *Plan) Request(call Call, q Query) (Request, bool) {
	e := p.Endpoint(call)
	if e == nil {
		return Request{}, false
	}
	r := Request{Call: call, Symbol: q.Symbol, Method: e.Method, Host: e.Host, Path: e.Path, Weight: e.Weight, Budget: e.Budget}
	if q.Limit == 0 || e.Rows > 0 && q.Limit > e.Rows {
		q.Limit = e.Rows
	}
	p.Write(e, q, &r)
	return r, r.Method != ""
}
