package feed_test

import (
	"math/rand/v2"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Queues that take each other's place every ten seconds use together what one may.
func TestQueuesThatFollowEachOtherShareAnAllowance(t *testing.T) {
	bars := exchange.Query{Symbol: "BTCUSDT", Span: 5 * market.Minute, From: when, To: when + market.Hour, Limit: 1500}
	var spent feed.Spent
	var sent []market.Instant
	weight := 0
	for now := start; now < start.Add(2*market.Minute); now = now.Add(10 * market.Second) {
		q := feed.NewRequestQueue(codecs.PlanOf(venue.Binance), true, false, half)
		q.Resume(&spent, now)
		for range 400 {
			q.Add(exchange.CallBars, bars, 1)
		}
		for at := now; at < now.Add(9*market.Second); at += 10 {
			for j := q.Next(at); j != nil; j = q.Next(at) {
				weight = j.Request.Weight
				sent = append(sent, at)
				q.Done(j.ID, at, feed.Reply{Status: 200})
			}
		}
		spent = q.AppendSpent(nil, now.Add(10*market.Second))
	}
	for i, at := range sent {
		n := 0
		for _, other := range sent[i:] {
			if other.Since(at) < market.Minute {
				n++
			}
		}
		if n*weight > 2400 {
			t.Fatalf("%d units within a minute", n*weight)
		}
	}
	if len(sent)*weight < 2400 {
		t.Errorf("only %d requests were sent", len(sent))
	}
}

// A ban is obeyed by the queue that takes the place of the one that was told, and
// a refusal after good answers is no place that is not served.
func TestABanOutlivesItsQueue(t *testing.T) {
	until := start.Add(5 * market.Minute)
	q := filled(t)
	sendFor(q, start, market.Second, func(market.Instant) feed.Reply { return feed.Reply{Status: 418, Until: until} })
	spent := q.AppendSpent(nil, start.Add(market.Second))
	next := filled(t)
	fresh := feed.NewRequestQueue(codecs.PlanOf(venue.Binance), true, false, half)
	for _, q := range []*feed.RequestQueue{next, fresh} {
		list := spent
		q.Resume(&list, start.Add(2*market.Second).Add(-market.Second))
		if len(list) != 0 {
			t.Errorf("%d numbers are left", len(list))
		}
		q.Add(exchange.CallOpenInterest, exchange.Query{Symbol: "BTCUSDT"}, 1)
		sent := sendFor(q, start.Add(2*market.Second), 6*market.Minute, func(market.Instant) feed.Reply { return feed.Reply{Status: 403} })
		if len(sent) == 0 || sent[0] < until {
			t.Errorf("sent at %v, banned until %d", sent, until)
		}
		if q.Blocked() {
			t.Error("a refusal after good answers is taken for the place")
		}
	}
}

// Connections that were made before count, of one link and of all together.
func TestConnectionsOutliveTheirLimit(t *testing.T) {
	d := feed.NewDialLimit(2)
	plan := codecs.PlanOf(venue.Binance)
	socket := plan.Sockets([]string{"BTCUSDT"}, exchange.WantTrades)[0]
	link := feed.NewLink(plan, socket, []feed.Route{{Origin: "wss://x"}}, d, half)
	link.Start(start)
	link.Closed(start)
	for now := start; now < start.Add(10*market.Second); now += 250 {
		link.Tick(now)
	}
	var spent feed.Spent
	spent = link.AppendSpent(d.AppendSpent(spent, start.Add(20*market.Second)), start.Add(20*market.Second))
	again := feed.NewDialLimit(2)
	then := start.Add(20 * market.Second)
	again.Resume(&spent, then)
	next := feed.NewLink(plan, socket, []feed.Route{{Origin: "wss://x"}}, again, half)
	next.Resume(&spent, then)
	next.Start(then)
	dialled := market.Instant(0)
	for now := then; now < then.Add(2*market.Minute) && dialled == 0; now += 250 {
		for _, o := range next.Orders() {
			if o.Kind == feed.Dial {
				dialled = now
			}
		}
		next.Tick(now)
	}
	if dialled < start.Add(market.Minute) || dialled > start.Add(61*market.Second) {
		t.Errorf("connected %d ms after the first of two", dialled.Since(start))
	}
}

// Whatever stands in the list, a queue sends something in the end, and nothing is
// written beyond what is there.
func TestWhatIsSpentMayBeAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 2000 {
		spent := make(feed.Spent, r.IntN(30))
		for i := range spent {
			spent[i] = []int64{r.Int64(), -r.Int64(), int64(r.IntN(50)), int64(r.IntN(100_000))}[r.IntN(4)]
		}
		q := feed.NewRequestQueue(codecs.PlanOf(venue.Binance), true, false, half)
		d := feed.NewDialLimit(2)
		d.Resume(&spent, start)
		q.Resume(&spent, start)
		q.Add(exchange.CallOpenInterest, exchange.Query{Symbol: "BTCUSDT"}, 1)
		if sent := sendFor(q, start, market.Minute, func(market.Instant) feed.Reply { return feed.Reply{Status: 200} }); len(sent) > 1 {
			t.Fatal(sent)
		}
		q.AppendSpent(d.AppendSpent(nil, start), start)
	}
}
