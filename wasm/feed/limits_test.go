package feed_test

import (
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// sendFor lets a time pass at a venue that answers every request alike, and
// returns when requests were sent.
func sendFor(q *feed.RequestQueue, from market.Instant, span market.Millis, reply func(now market.Instant) feed.Reply) (sent []market.Instant) {
	for now := from; now < from.Add(span); now += 250 {
		for j := q.Next(now); j != nil; j = q.Next(now) {
			sent = append(sent, now)
			q.Done(j.ID, now, reply(now))
		}
	}
	return sent
}

// filled is a queue with some requests of every allowance, after a good answer.
func filled(t *testing.T) *feed.RequestQueue {
	q := feed.NewRequestQueue(codecs.PlanOf(venue.Binance), true, false, half)
	bars := exchange.Query{Symbol: "BTCUSDT", Span: 5 * market.Minute, From: when, To: when + market.Hour, Limit: 1500}
	q.Add(exchange.CallBars, bars, 0)
	q.Done(q.Next(start).ID, start, feed.Reply{Status: 200})
	for range 20 {
		for _, call := range []exchange.Call{exchange.CallBars, exchange.CallOpenInterestHistory, exchange.CallFundingHistory} {
			if q.Add(call, bars, 1) == 0 {
				t.Fatal(call)
			}
		}
	}
	return q
}

func TestALimitThatIsNeverReadGrows(t *testing.T) {
	for name, reply := range map[string]feed.Reply{"429": {Status: 429}, "in a body": {Status: 200, Limited: true}} {
		q := filled(t)
		sent := sendFor(q, start, 30*market.Minute, func(market.Instant) feed.Reply { return reply })
		if n := len(sent); n < 15 || n > 40 { // three allowances
			t.Errorf("%s: %d requests in half an hour", name, n)
		}
		// Once it is over all come, none given up.
		sendFor(q, start.Add(30*market.Minute), 2*market.Hour, func(market.Instant) feed.Reply { return feed.Reply{Status: 200} })
		if q.Waiting() != 0 {
			t.Errorf("%s: %d wait", name, q.Waiting())
		}
	}
}

// A ban is the host's: every allowance waits until its end, and then one
// request alone shows whether it is over.
func TestABanIsObeyedByEveryAllowance(t *testing.T) {
	q := filled(t)
	end := start.Add(3 * market.Hour)
	sent := sendFor(q, start, 3*market.Hour, func(market.Instant) feed.Reply { return feed.Reply{Status: 418, Until: end} })
	if len(sent) != 1 || q.Banned() != end || q.LimitedUntil(start.Add(market.Hour)) != end {
		t.Fatalf("sent at %v, banned until %d", sent, q.Banned()-start)
	}
	inFlight := 0
	for j := q.Next(end); j != nil; j = q.Next(end) {
		inFlight++
	}
	if inFlight != 3 || q.LimitedUntil(end) != 0 {
		t.Errorf("%d requests at once after the ban, of three allowances", inFlight)
	}
}

// Requests that were on their way when a ban began do not make it longer.
func TestABanIsNotCountedTwice(t *testing.T) {
	q := filled(t)
	var ids []int
	for j := q.Next(start); j != nil; j = q.Next(start) {
		ids = append(ids, j.ID)
	}
	if len(ids) != 6 {
		t.Fatal(len(ids))
	}
	for _, id := range ids {
		q.Done(id, start, feed.Reply{Status: 418})
	}
	if q.Banned() != start.Add(2*market.Minute) {
		t.Errorf("banned for %d ms", q.Banned()-start)
	}
}

// A firewall's 403 after good answers is a pause; the first of all is the place.
func TestAForbiddenAfterGoodAnswersIsAPause(t *testing.T) {
	for _, status := range []int{403, 451} {
		q := filled(t)
		bad := start.Add(10 * market.Minute)
		sent := sendFor(q, start, market.Hour, func(now market.Instant) feed.Reply {
			if now < bad {
				return feed.Reply{Status: status}
			}
			return feed.Reply{Status: 200}
		})
		if q.Blocked() || q.Waiting() != 0 {
			t.Errorf("%d: blocked %v, %d wait", status, q.Blocked(), q.Waiting())
		}
		early := 0
		for _, at := range sent {
			if at < bad {
				early++
			}
		}
		if early > 9 {
			t.Errorf("%d: %d requests while it was refused", status, early)
		}
		first := feed.NewRequestQueue(codecs.PlanOf(venue.Binance), true, false, half)
		first.Add(exchange.CallInstruments, exchange.Query{}, 1)
		if _, outcome := first.Done(first.Next(start).ID, start, feed.Reply{Status: status}); outcome != feed.Blocked || !first.Blocked() {
			t.Errorf("%d first of all: outcome %d", status, outcome)
		}
		// A page of somebody between is no good answer.
		portal := feed.NewRequestQueue(codecs.PlanOf(venue.Binance), false, false, half)
		portal.Add(exchange.CallInstruments, exchange.Query{}, 1)
		if _, outcome := portal.Done(portal.Next(start).ID, start, feed.Reply{Status: 200, Unusable: true}); outcome != feed.Retry {
			t.Errorf("a page of a hotel: outcome %d", outcome)
		}
	}
}
