package live

import (
	"slices"
	"strings"

	"brink/wasm/feed"
	"brink/wasm/market"
)

// Transport is what a live market acts through: network, store and randomness.
// A connection is named by its number link, a request by its number job. No
// method waits, and none calls the market back before it has returned: what
// becomes of an order is told later, by Market.Opened, Ended, Frame and
// Answered.
type Transport interface {
	// Dial opens a connection, wss or ws, in place of the link's one before.
	Dial(link int, url string)
	// Send sends a text message on a link that is open; else it does nothing.
	Send(link int, text string)
	// Close closes a link's connection, if it has one. Nothing more is told of
	// that connection.
	Close(link int)
	// Fetch sends a request; it is answered by Answered, once.
	Fetch(job int, request Request)
	// Save keeps a record under a key, in place of the one before. The chunk
	// is the transport's from then on.
	Save(key string, chunk []byte)
	// DeviceTime is what the device's clock shows: it may be wrong, and may be set
	// at any time.
	DeviceTime() market.Millis
	// Random is uniform in [0, 1).
	Random() float64
}

// Request is a REST request for the Transport.
type Request struct {
	Method, URL, Body string
}

// socketOrigin is where sockets of the relay are.
func socketOrigin(relay string) string { return "ws" + strings.TrimPrefix(relay, "http") }

// relayOnly reports whether a venue is reached through the relay alone.
func (c *Config) relayOnly(id market.Venue) bool {
	return c.Relay != "" && slices.Contains(c.RelayOnly, id)
}

// routes are the ways to a host of a venue, the first to be tried first.
func (c *Config) routes(v *venue, host string) []feed.Route {
	var routes []feed.Route
	if !c.relayOnly(v.id) {
		routes = append(routes, feed.Route{Origin: "wss://" + host})
	}
	if c.Relay != "" {
		routes = append(routes, feed.Route{Origin: socketOrigin(c.Relay) + v.relayPath(), Relayed: true})
	}
	return routes
}

// request is a job as a request. The relay takes queries in one order only, so
// that equal ones are kept once.
func (c *Config) request(v *venue, j *feed.Job) Request {
	if !j.Relayed {
		return Request{j.Request.Method, j.Request.URL(), j.Request.Body}
	}
	url := c.Relay + v.relayPath() + j.Request.Path
	if j.Request.Query != "" {
		pairs := strings.Split(j.Request.Query, "&")
		slices.Sort(pairs)
		url += "?" + strings.Join(pairs, "&")
	}
	return Request{j.Request.Method, url, ""}
}

// relayPath is what a relay puts before a venue's own path.
func (v *venue) relayPath() string { return "/relay/" + v.row.Relay }
