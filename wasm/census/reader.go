package census

import "brink/wasm/market"

// Network is what a reader needs of its device. None of its functions calls
// back before it has returned.
type Network interface {
	// Dial opens a connection. opened is called when it stands, frame with each
	// message, whose bytes are good until it returns, ended once when it has ended
	// or never stood.
	Dial(url string, opened func(), frame func(data []byte), ended func()) Socket
	// Post sends a question. done gets the status, 0 where the network failed, how
	// long the server asks to wait, and the body.
	Post(url, body string, done func(status int, wait market.Millis, body []byte))
	// Now is the device's clock.
	Now() market.Millis
}

// Socket is a connection that was dialled.
type Socket interface {
	Send(text string)
	// Disconnect closes it; nothing more is told of it.
	Disconnect()
}

// StepEvery is how often a reader wants Step to be called.
const StepEvery market.Millis = 100

// Reader keeps one census going: it listens to the trades of a coin and asks for
// the accounts. It belongs to one goroutine.
type Reader struct {
	*Census
	source  *Source
	network Network
	socket  Socket // nil while there is none
	live    bool   // it stands
	serial  int    // of sockets
	dial    market.Millis
	pause   market.Millis // before the next dialling
	ping    market.Millis
	heard   market.Millis
	paused  bool
}

// NewReader begins a census of a coin, by the venue's name of it.
func NewReader(source *Source, coin string, network Network) *Reader {
	return &Reader{Census: New(coin), source: source, network: network}
}

// Source is the venue that it reads.
func (r *Reader) Source() *Source { return r.source }

// Live reports whether it hears trades.
func (r *Reader) Live() bool { return r.live }

// Rest ends the connection and asks nothing until the next Step after Wake.
func (r *Reader) Rest() {
	r.paused = true
	r.hangUp()
}

// Wake lets it go on after a Rest.
func (r *Reader) Wake() { r.paused = false }

func (r *Reader) hangUp() {
	r.serial++
	if r.socket != nil {
		r.socket.Disconnect()
		r.socket, r.live = nil, false
	}
}

// silence is after how long without a message a connection is given up.
const silence = 60 * market.Second

// Step does what is due: it dials, pings and asks.
func (r *Reader) Step() {
	if r.paused {
		return
	}
	now := r.network.Now()
	switch {
	case r.socket == nil && (now >= r.dial || r.dial-now > 2*market.Minute):
		r.open(now)
	case r.socket != nil && (now-r.heard > silence || now < r.heard-market.Minute):
		r.hangUp()
		r.again(now)
	case r.live && (now-r.ping >= r.source.PingEvery || now < r.ping):
		r.ping = now
		r.socket.Send(r.source.Ping)
	}
	r.Expire(now)
	for {
		who, due := r.Next(now)
		if !due {
			return
		}
		r.ask(who)
	}
}

// again waits before the next dialling, twice as long after each failure.
func (r *Reader) again(now market.Millis) {
	r.pause = min(max(2*r.pause, 2*market.Second), market.Minute)
	r.dial = now + r.pause
}

func (r *Reader) open(now market.Millis) {
	r.serial++
	this := r.serial
	r.heard, r.ping = now, now
	r.socket = r.network.Dial(r.source.Stream,
		func() {
			if this == r.serial {
				r.live = true
				for _, message := range r.source.Subscribe(r.Coin()) {
					r.socket.Send(message)
				}
			}
		},
		func(data []byte) {
			if this == r.serial {
				r.heard, r.pause = r.network.Now(), 0
				r.source.Frame(r.Census, data, r.heard)
			}
		},
		func() {
			if this == r.serial {
				r.socket, r.live = nil, false
				r.again(r.network.Now())
			}
		})
}

func (r *Reader) ask(who Address) {
	r.network.Post(r.source.Ask, r.source.Question(who), func(status int, wait market.Millis, body []byte) {
		now := r.network.Now()
		const good, forbidden, teapot, tooMany, broken = 200, 403, 418, 429, 500
		switch {
		case status == good:
			p, limited, fault := r.source.State(body, r.Coin())
			r.Answer(who, p, limited, fault, now)
		case status == 0 || status == tooMany || status == teapot || status == forbidden:
			r.Refused(who, wait, now)
		case status >= broken:
			r.Answer(who, Position{}, true, nil, now)
		default:
			r.Answer(who, Position{}, false, unreadable, now)
		}
	})
}
