package census

import (
	"math"
	"slices"

	"brink/wasm/market"
)

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
	coins   coins
	// together is whether the venue takes several accounts in one question.
	together together
	probes   int // of that, so far
	spoilt   int // answers to such questions that could not be read, in a row
}

// MostCoins is of how many coins the trades are listened to on one socket: venues cut
// those that ask for a few more.
const MostCoins = 10

// coins are those whose trades name accounts beside the coin at hand.
type coins struct {
	largest []string // the most traded ones; nil before they are known
	asking  bool
	due     market.Millis // when they are asked for again
}

// together is whether the venue takes several accounts in one question.
//
//	from     what happens                                           to
//	untried  an account's answer with a position is known           probed
//	probed   the same account asked so has the same answer          works
//	probed   it has another, or there is none that can be read      not
//	probed   the venue or the network refuses the question          untried, at most three times
//	works    three answers in a row cannot be read                   not
type together uint8

const (
	untried together = iota
	probed
	works
	not
)

// Follow takes over what another reader of the same venue has learnt of it, and spent of
// its allowance.
func (r *Reader) Follow(before *Reader) {
	r.coins.largest, r.together, r.probes = before.coins.largest, before.together, before.probes
	if r.together == probed {
		r.together = untried
	}
	r.schedule.follow(&before.schedule)
}

// Together reports whether several accounts are asked for in one question.
func (r *Reader) Together() bool { return r.together == works }

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
	r.askCoins(now)
	for {
		if r.together == works {
			list := r.NextTogether(nil, now)
			if len(list) > 1 {
				r.askTogether(list)
				continue
			}
			if len(list) == 0 {
				return
			}
			r.ask(list[0])
			continue
		}
		who, due := r.Next(now)
		if !due {
			return
		}
		r.ask(who)
	}
}

// coinsAgain is how long nothing is asked after the largest coins could not be had.
const coinsAgain = 5 * market.Minute

// askCoins asks once for the largest coins, and listens to the trades of those.
func (r *Reader) askCoins(now market.Millis) {
	const weight = 10 // single questions
	if !r.live || r.coins.largest != nil || r.coins.asking || now < r.coins.due && r.coins.due-now <= coinsAgain || !r.ready(now, 1) {
		return
	}
	r.coins.asking = true
	r.Charge(weight, now)
	r.network.Post(r.source.Ask, r.source.Coins, func(status int, wait market.Millis, body []byte) {
		now := r.network.Now()
		r.coins.asking, r.coins.due = false, now+coinsAgain
		if verdictOf(status) == refused {
			r.refused(wait, now)
		}
		if verdictOf(status) != answered {
			return
		}
		if list := r.source.Largest(body); len(list) > 0 {
			r.coins.largest = list[:min(len(list), MostCoins)]
			r.listen()
		}
	})
}

// listen subscribes to the trades of the largest coins.
func (r *Reader) listen() {
	if !r.live {
		return
	}
	others := 0
	for _, coin := range r.coins.largest {
		if coin != r.Coin() && others < MostCoins-1 {
			others++
			r.socket.Send(r.source.Listen(coin))
		}
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
				r.listen()
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

// verdict is what the status of an answer means.
type verdict uint8

const (
	answered verdict = iota
	refused          // by a limit, or there is no network
	broken           // the venue has a fault
	unknown
)

func verdictOf(status int) verdict {
	const good, forbidden, teapot, tooMany, fault = 200, 403, 418, 429, 500
	switch {
	case status == good:
		return answered
	case status == 0 || status == tooMany || status == teapot || status == forbidden:
		return refused
	case status >= fault:
		return broken
	}
	return unknown
}

func (r *Reader) ask(who Address) {
	r.network.Post(r.source.Ask, r.source.Question(who), func(status int, wait market.Millis, body []byte) {
		now := r.network.Now()
		switch verdictOf(status) {
		case answered:
			p, limited, fault := r.source.State(body, r.Coin())
			r.Answer(who, p, limited, fault, now)
			if !limited && fault == nil && p.Size > 0 {
				r.probe(who, p, now)
			}
		case refused:
			r.Refused(who, wait, now)
		case broken:
			r.Answer(who, Position{}, true, nil, now)
		default:
			r.Answer(who, Position{}, false, unreadable, now)
		}
	})
}

// probe asks once for an account whose answer is known as if it were several: only if
// the two agree are several asked for in one question from then on.
func (r *Reader) probe(who Address, known Position, now market.Millis) {
	const most = 3
	if r.together != untried || r.probes >= most || r.paused {
		return
	}
	r.together = probed
	r.probes++
	r.Charge(TogetherMost, now)
	r.network.Post(r.source.Ask, r.source.Together([]Address{who}), func(status int, wait market.Millis, body []byte) {
		if r.together = not; verdictOf(status) == refused {
			r.together = untried
			r.refused(wait, r.network.Now())
			return
		}
		list, ok := r.source.States(body, 1, r.Coin())
		if verdictOf(status) == answered && ok && !list[0].Limited && list[0].Fault == nil && list[0].Position.like(&known) {
			r.together = works
		}
	})
}

// like reports whether two readings, a moment apart, are of one position: the
// liquidation price of a cross one moves with the account's other positions.
func (p *Position) like(o *Position) bool {
	const close = .02
	a, b := *p, *o
	a.Liquidation, b.Liquidation = 0, 0
	apart := float64(p.Liquidation - o.Liquidation)
	return a == b && (p.Liquidation == 0) == (o.Liquidation == 0) && math.Abs(apart) <= close*float64(o.Liquidation)
}

// askTogether asks for several accounts in one question. Where three answers in a row
// are none of so many accounts, they are asked for singly from then on.
func (r *Reader) askTogether(who []Address) {
	r.network.Post(r.source.Ask, r.source.Together(who), func(status int, wait market.Millis, body []byte) {
		now := r.network.Now()
		list, read := []State(nil), false
		if verdictOf(status) == answered {
			list, read = r.source.States(body, len(who), r.Coin())
			read = read && slices.ContainsFunc(list, func(s State) bool { return !s.Limited })
		}
		if !read {
			const most = 3
			if r.spoilt++; r.spoilt >= most && verdictOf(status) != refused {
				r.together = not
			}
			for _, a := range who {
				r.Refused(a, wait, now)
			}
			return
		}
		r.spoilt = 0
		for i, a := range who {
			s := &list[i]
			if s.Limited { // others have content: it is this account's own matter
				s.Fault = unreadable
			}
			r.Answer(a, s.Position, false, s.Fault, now)
		}
	})
}
