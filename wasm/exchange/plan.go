package exchange

import (
	"strconv"
	"strings"

	"brink/wasm/market"
)

// Budget is an allowance that a venue gives an address.
type Budget struct {
	Name  string // names it in Request
	Units int
	Per   market.Millis
}

// Call is one REST call that the package can ask for and decode.
type Call struct {
	Name    string // "bars": the same word at every venue
	Method  string // GET, or POST where the question is the body
	Host    string
	Path    string
	Keys    []string // every query key a request of it may carry
	Rows    int      // most rows of one answer, 0 where that has no meaning
	Weight  int      // units of the budget; of the largest answer
	Budget  string
	About   string // one line for people
	Aliases []string
}

// Request is a REST request, ready to be sent.
type Request struct {
	Call   string
	Symbol string
	Method string
	Host   string
	Path   string
	Query  string // keys in the order of Call.Keys
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
	Calls     []Call
	Budgets   []Budget
	Heartbeat Heartbeat
	Limits    Limits
	// Sockets are the connections that carry what is wanted of the symbols.
	Sockets func(symbols []string, want Want) []Socket
	// Subscribe and Unsubscribe are the messages for topics of one socket.
	Subscribe, Unsubscribe func(topics []string, id int) string

	request func(call *Call, q Query, r *Request)
}

// PlanOf returns a venue's plan, or nil for an unknown venue. It is shared:
// nobody writes to it.
func PlanOf(venue market.Venue) *Plan {
	c, ok := codecs[venue]
	if !ok {
		return nil
	}
	return c.plan()
}

// Call finds a call by its name, its path or the end of it, or another name
// that the venue itself uses. Nil where there is none.
func (p *Plan) Call(name string) *Call {
	name = strings.TrimSuffix(name, "/")
	for i := range p.Calls {
		if p.Calls[i].Name == name {
			return &p.Calls[i]
		}
	}
	for i := range p.Calls {
		c := &p.Calls[i]
		if c.Method == "GET" && (c.Path == name || strings.HasSuffix(c.Path, "/"+name)) {
			return c
		}
		for _, alias := range c.Aliases {
			if alias == name {
				return c
			}
		}
	}
	return nil
}

// Request writes the request of a call. It returns false where the venue has
// no such call, or not for such a span of time.
func (p *Plan) Request(call string, q Query) (Request, bool) {
	c := p.Call(call)
	if c == nil {
		return Request{}, false
	}
	r := Request{Call: c.Name, Symbol: q.Symbol, Method: c.Method, Host: c.Host, Path: c.Path, Weight: c.Weight, Budget: c.Budget}
	if q.Limit == 0 || c.Rows > 0 && q.Limit > c.Rows {
		q.Limit = c.Rows
	}
	p.request(c, q, &r)
	return r, r.Method != ""
}

// pairs writes a query, leaving out keys without a value.
func pairs(keysAndValues ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		if keysAndValues[i+1] == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(keysAndValues[i])
		b.WriteByte('=')
		b.WriteString(keysAndValues[i+1])
	}
	return b.String()
}

// stamp is a time in milliseconds as text, "" for 0.
func stamp(t market.Millis) string { return number(int64(t)) }

// count is a number of rows as text, "" for 0.
func count(n int) string { return number(int64(n)) }

// number is a number as text, "" for 0.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// quoted writes topics as the elements of a JSON array of strings. Topics are
// made of symbols, which hold no quote and no backslash.
func quoted(topics []string) string { return `["` + strings.Join(topics, `","`) + `"]` }

// spans are a venue's words for lengths of time, tried in order.
type spans []struct {
	length market.Millis
	word   string
}

func (s spans) word(length market.Millis) string {
	for _, x := range s {
		if x.length == length {
			return x.word
		}
	}
	return ""
}

// length is what a word means, 0 where it is none of them.
func (s spans) length(word string) market.Millis {
	for _, x := range s {
		if x.word == word {
			return x.length
		}
	}
	return 0
}
