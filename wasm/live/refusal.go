package live

import (
	"brink/wasm/exchange"
	"brink/wasm/market"
)

// answer is what a venue answered to a request: events, or why there are
// none. lost says that it was given up unanswered.
type answer struct {
	events []market.Event
	fault  *market.Fault
	lost   bool
}

// read decodes an answer. Of a refusal the body says what it is about; of a
// refusal to serve this address, or of a failure, it says nothing to decode.
func (j *job) read(d *exchange.Decoder, status int, body []byte, now market.Millis) (a answer) {
	switch {
	case status == 200:
		a.events, a.fault = d.Answer(nil, j.call, j.query, body, now)
	case status >= 400 && status < 500 && status != 403 && status != 418 && status != 429 && status != 451:
		_, a.fault = d.Answer(nil, j.call, j.query, body, now)
		if a.fault == nil || a.fault.Code != exchange.UnknownSymbol && a.fault.Code != exchange.VenueLimits {
			a.fault = &market.Fault{Code: exchange.VenueRefused, Sentence: "the venue refused a request"}
		}
	}
	return a
}

// believes reports whether an event that a venue answered is believed; one that is
// not is counted in the venue's health.
func (m *Market) believes(v *venue, e *market.Event, now market.Instant) bool {
	fault := m.gate.Event(v.number, e, m.device.time(now))
	if fault != nil {
		v.received.refuse(fault, nil)
	}
	return fault == nil
}

// limited reports whether the venue says that there were too many requests.
func (a *answer) limited() bool { return a.fault != nil && a.fault.Code == exchange.VenueLimits }

// unusable reports whether nothing of an answer is the venue's: a page of
// somebody between, nothing at all, half of an answer.
func (a *answer) unusable() bool {
	return a.fault != nil && len(a.events) == 0 && malformed(a.fault)
}

// malformed reports whether a fault means that a message was damaged or made by
// somebody else. What is about another market, and what the venue says no to, is
// not.
func malformed(fault *market.Fault) bool {
	switch fault.Code {
	case exchange.OtherMarket, exchange.UnknownSize, exchange.VenueRefused, exchange.UnknownSymbol, exchange.VenueLimits:
		return false
	}
	return true
}

// longestBan is the longest ban that is obeyed: the venues' own are up to three
// days.
const longestBan = 3 * market.Day

// bannedUntil is until when a refusal says that this address is banned, by the
// venue's clock, 0 where it does not say.
func bannedUntil(status int, body []byte) market.Millis {
	if status != 403 && status != 418 && status != 429 {
		return 0
	}
	return exchange.BannedUntil(body)
}

// banEnds is when a venue's ban of this address ends, once its time is known: the
// device's clock, which is all there is before, may be days off.
func banEnds(v *venue, now market.Instant) (until market.Instant, known bool) {
	if v.received.bannedUntil == 0 || !v.clock.Known() {
		return 0, false
	}
	until = now.Add(min(v.received.bannedUntil-v.clock.Venue(now), longestBan))
	v.received.bannedUntil = 0
	return until, true
}

// obey waits for as long as a venue said before its time was known.
func obey(venues []*venue, v *venue, now market.Instant) {
	if until, known := banEnds(v, now); known && until > now {
		v.requests.Ban(until)
		shareBan(venues, v)
	}
}

// shareBan has other markets at the same host wait as long as one whose address
// the host refuses.
func shareBan(venues []*venue, v *venue) {
	until := v.requests.Banned()
	for _, other := range venues {
		if other != v && other.row.REST == v.row.REST && other.requests.Banned() < until {
			other.requests.Ban(until)
		}
	}
}
