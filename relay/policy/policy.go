// Package policy decides what the relay may fetch: a request in, a verdict
// out. It is an allow-list of exact paths; everything else is refused. It
// opens nothing, logs nothing and knows neither server nor runtime, so both
// twins of the relay share it.
package policy

import (
	"strings"
	"unicode/utf8"
)

// Prefix is where relayed requests live on our own origin:
// /relay/VENUE/PATH?QUERY.
const Prefix = "/relay/"

// Request is what the relay is asked, as it came.
type Request struct {
	Method   string
	Path     string // undecoded
	RawQuery string
	Own      string // the origin that this relay is served on
	Origin   string // header; "" where missing
	Site     string // header Sec-Fetch-Site; "" where missing
	Socket   bool   // a WebSocket is asked for
}

// Verdict is what to do with a request that is allowed.
type Verdict struct {
	Venue   string
	Host    string // of the upstream, by its origin
	URL     string // of the upstream, from the table alone
	Key     string // of the cache: equal requests have equal keys
	Seconds int    // how long an answer is fresh; 0 of a socket
	Stale   int    // seconds more for which it is better than none
	Most    int64  // bytes of the answer's body
	Budget  Budget // of the exchange, that the request or the connection counts against
	Units   int    // that it takes of it
	Open    int    // connections that the exchange lets an address have; 0 for any number
	Frames  Frames // of a page on its socket
	at      *endpoint
}

// longest is the longest path and query that are looked at.
const longest = 1024

// most is the largest answer that is passed on.
const most = 4 << 20

// Judge allows a request or refuses it. Exactly one of the two is returned.
func Judge(r *Request) (*Verdict, *Refusal) {
	if len(r.Path)+len(r.RawQuery) > longest {
		return nil, &Refusal{Status: 414, Code: "url-too-long", Sentence: "the address is longer than 1 KB"}
	}
	if r.Method != "GET" && (r.Method != "HEAD" || r.Socket) {
		return nil, WrongMethod
	}
	if refusal := sameOrigin(r); refusal != nil {
		return nil, refusal
	}
	if !plain(r.Path) {
		return nil, &Refusal{Status: 400, Code: "path-malformed", Sentence: "the path holds something that no relayed path does"}
	}
	venue, path, ok := strings.Cut(strings.TrimPrefix(r.Path, Prefix), "/")
	if !ok || !strings.HasPrefix(r.Path, Prefix) {
		return nil, unknown
	}
	v := table[venue]
	if v == nil {
		return nil, unknown
	}
	if r.Socket {
		for _, s := range v.sockets {
			if s == path && r.RawQuery == "" {
				return &Verdict{Venue: venue, Host: v.socket, URL: v.socket + "/" + path, Most: most, Budget: v.dials, Units: 1, Open: v.open, Frames: v.frames}, nil
			}
		}
		return nil, unknown
	}
	for i := range v.paths {
		if e := &v.paths[i]; e.at(path) {
			if refusal := query(r.RawQuery, e.keys); refusal != nil {
				return nil, refusal
			}
			url := v.rest + "/" + path
			key := r.Path
			if r.RawQuery != "" {
				url += "?" + r.RawQuery
				key += "?" + r.RawQuery
			}
			return &Verdict{Venue: venue, Host: v.rest, URL: url, Key: key, Seconds: e.kept.fresh, Stale: e.kept.stale, Most: most, Budget: e.budget, Units: e.cost(r.RawQuery), at: e}, nil
		}
	}
	return nil, unknown
}

var unknown = &Refusal{Status: 404, Code: "not-relayed", Sentence: "the relay has no such address; it passes on a fixed list of public market data"}

// sameOrigin refuses requests that another site has made. A socket must name
// our origin exactly; a plain request may instead be marked by the browser as
// our own.
func sameOrigin(r *Request) *Refusal {
	if r.Origin == r.Own && r.Own != "" {
		return nil
	}
	if !r.Socket && r.Origin == "" && r.Site == "same-origin" {
		return nil
	}
	return Foreign
}

// plain reports whether a path has only letters, digits, "_", "-", "." and
// single slashes, and no step upwards.
func plain(path string) bool {
	for i := 0; i < len(path); i++ {
		c := path[i]
		if !letter(c) && c != '/' && c != '_' && c != '-' && c != '.' {
			return false
		}
		if i > 0 && path[i-1] == c && (c == '/' || c == '.') {
			return false
		}
	}
	return path != ""
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// longestValue is the longest value of a query's key.
const longestValue = 64

// query refuses keys that the path does not take, keys out of order or given
// twice, and values outside a small alphabet: a query that passes is its own
// canonical form.
func query(raw string, keys []string) *Refusal {
	if raw == "" {
		return nil
	}
	last := ""
	for _, pair := range strings.Split(raw, "&") {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || value == "" || len(value) > longestValue || !contains(keys, key) {
			return &Refusal{Status: 400, Code: "query-refused", Sentence: "the query has a key or a value that is not relayed"}
		}
		if key <= last {
			return &Refusal{Status: 400, Code: "query-not-canonical", Sentence: "the query's keys are not in alphabetical order, each once"}
		}
		last = key
		if !sayable(value) {
			return &Refusal{Status: 400, Code: "query-refused", Sentence: "the query has a key or a value that is not relayed"}
		}
	}
	return nil
}

// sayable reports whether a value has only letters, digits, "_", "-", ".", ","
// and ":", and letters beyond ASCII as the bytes of valid text, in capitals: the
// one way in which each can be written.
func sayable(value string) bool {
	var beyond []byte
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '%' && i+2 < len(value):
			high, low := nibble(value[i+1]), nibble(value[i+2])
			if high < 8 || low < 0 { // below are letters that stand for themselves
				return false
			}
			beyond = append(beyond, byte(high<<4|low))
			i += 2
		case !letter(c) && c != '_' && c != '-' && c != '.' && c != ',' && c != ':':
			return false
		default:
			beyond = append(beyond, c)
		}
	}
	return utf8.Valid(beyond)
}

// nibble is a hexadecimal digit in capitals, -1 for anything else.
func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
