package feed_test

import (
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// when is the time that is asked about.
const when market.Millis = 1_790_812_800_000

func TestRequestQueue(t *testing.T) {
	plan := codecs.PlanOf(venue.Binance)
	bars := exchange.Query{Symbol: "BTCUSDT", Span: 5 * market.Minute, From: when, To: when + market.Hour, Limit: 1500}
	queue := func() *feed.RequestQueue { return feed.NewRequestQueue(plan, true, false, half) }

	t.Run("the smaller order is first", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallBars, bars, 7)
		first := d.Add(exchange.CallBars, bars, 3)
		if j := d.Next(start); j == nil || j.ID != first {
			t.Error("not the first")
		}
		if d.Add(exchange.CallContexts, bars, 1) != 0 {
			t.Error("a call that there is none of was queued")
		}
	})
	t.Run("allowances are kept", func(t *testing.T) {
		d, sent := queue(), 0
		for range 400 {
			d.Add(exchange.CallBars, bars, 1)
		}
		spent := map[market.Instant]int{}
		for now := start; now < start.Add(3*market.Minute); now += 10 {
			for j := d.Next(now); j != nil; j = d.Next(now) {
				spent[now] += j.Request.Weight
				sent++
				d.Done(j.ID, now, feed.Reply{Status: 200})
			}
			sum := 0
			for at, units := range spent {
				if now.Since(at) < market.Minute {
					sum += units
				}
			}
			if sum > 2400*8/10 {
				t.Fatalf("%d units in a minute", sum)
			}
		}
		if sent != 400 {
			t.Errorf("%d of 400 were sent in three minutes", sent)
		}
	})
	t.Run("what the venue says", func(t *testing.T) {
		for _, c := range []struct {
			status  int
			wait    market.Millis
			outcome feed.Outcome
			rest    market.Millis // nothing of the budget before
		}{
			{200, 0, feed.Answered, 0},
			{429, 7 * market.Second, feed.Retry, 7 * market.Second},
			{429, 0, feed.Retry, 5 * market.Second},
			{418, 0, feed.Retry, 2 * market.Minute},
			{418, market.Hour, feed.Retry, market.Hour},
			{451, 0, feed.Blocked, 0},
			{403, 0, feed.Blocked, 0},
			{404, 0, feed.Refused, 0},
			{400, 0, feed.Refused, 0},
		} {
			d := queue()
			d.Add(exchange.CallBars, bars, 1)
			d.Add(exchange.CallBars, bars, 2)
			j := d.Next(start)
			if _, outcome := d.Done(j.ID, start, feed.Reply{Status: c.status, Wait: c.wait}); outcome != c.outcome {
				t.Errorf("%d: outcome %d, want %d", c.status, outcome, c.outcome)
			}
			if c.rest > 0 && (d.Next(start.Add(c.rest-1)) != nil || d.Next(start.Add(c.rest)) == nil) {
				t.Errorf("%d: the rest of %d ms is not kept", c.status, c.rest)
			}
			if d.Blocked() != (c.outcome == feed.Blocked) || d.Blocked() && d.Next(start.Add(market.Day)) != nil {
				t.Errorf("%d: blocked is %v", c.status, d.Blocked())
			}
		}
	})
	t.Run("a venue out of a page's reach is asked through the relay", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallBars, bars, 1)
		j := d.Next(start)
		if j.Relayed {
			t.Fatal("relayed at once")
		}
		if _, outcome := d.Done(j.ID, start, feed.Reply{}); outcome != feed.Retry || !d.Relayed() {
			t.Fatal("not sent through the relay")
		}
		if j = d.Next(start); !j.Relayed {
			t.Fatal("not relayed")
		}
	})
	t.Run("a place that is refused is not helped round by the relay", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallBars, bars, 1)
		d.Done(d.Next(start).ID, start, feed.Reply{Status: 451})
		if d.Relayed() || !d.Blocked() {
			t.Error("the relay is used")
		}
	})
	t.Run("Bybit's 403 is a limit once it has answered", func(t *testing.T) {
		d := feed.NewRequestQueue(codecs.PlanOf(venue.Bybit), true, false, half)
		d.Add(exchange.CallBars, bars, 1)
		d.Done(d.Next(start).ID, start, feed.Reply{Status: 200})
		d.Add(exchange.CallBars, bars, 1)
		if _, outcome := d.Done(d.Next(start).ID, start, feed.Reply{Status: 403}); outcome != feed.Retry {
			t.Errorf("outcome %d", outcome)
		}
		if d.Next(start.Add(10*market.Minute)-1) != nil || d.Next(start.Add(10*market.Minute)) == nil {
			t.Error("ten minutes are not kept")
		}
	})
	t.Run("a venue behind the relay alone is never asked directly", func(t *testing.T) {
		d := feed.NewRequestQueue(plan, true, true, half)
		d.Add(exchange.CallBars, bars, 1)
		if j := d.Next(start); !j.Relayed {
			t.Error("asked directly")
		}
		posted := feed.NewRequestQueue(codecs.PlanOf(venue.Hyperliquid), true, true, half)
		if posted.Add(exchange.CallBars, exchange.Query{Symbol: "BTC", Span: 5 * market.Minute, From: when, To: when + market.Hour}, 1) != 0 {
			t.Error("a question by POST, which no relay takes, is queued")
		}
	})
	t.Run("an allowance that rests keeps back its own jobs alone", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallRatio, bars, 1)
		d.Done(d.Next(start).ID, start, feed.Reply{Status: 429, Wait: market.Hour})
		d.Add(exchange.CallRatio, bars, 1)
		d.Add(exchange.CallBars, bars, 9)
		if j := d.Next(start); j == nil || j.Request.Call != exchange.CallBars {
			t.Errorf("sent %v", j)
		}
	})
	t.Run("failures end, and are no refusal", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallBars, bars, 1)
		tries, last := 0, feed.Answered
		for now := start; now < start.Add(market.Hour); now = now.Add(market.Second) {
			if j := d.Next(now); j != nil {
				tries++
				_, last = d.Done(j.ID, now, feed.Reply{Status: 500})
			}
		}
		if tries != 6 || d.Waiting() != 0 || last != feed.Failed {
			t.Errorf("%d tries, %d waiting, outcome %d", tries, d.Waiting(), last)
		}
	})
	t.Run("without a network neither way is settled on", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallBars, bars, 1)
		ways := map[bool]int{}
		now := start
		for range 4 {
			var j *feed.Job
			for ; j == nil; now = now.Add(market.Second) {
				j = d.Next(now)
			}
			ways[j.Relayed]++
			d.Done(j.ID, now, feed.Reply{})
		}
		if ways[true] != 2 || ways[false] != 2 {
			t.Errorf("tried %v", ways)
		}
	})
	t.Run("a host that relays nothing is no venue that refuses", func(t *testing.T) {
		d := queue()
		d.Add(exchange.CallBars, bars, 1)
		d.Done(d.Next(start).ID, start, feed.Reply{})
		if _, outcome := d.Done(d.Next(start).ID, start, feed.Reply{Status: 404}); outcome != feed.Retry || d.Relayed() {
			t.Fatalf("outcome %d, relayed %v", outcome, d.Relayed())
		}
		for now := start; now < start.Add(market.Minute); now = now.Add(market.Second) {
			if j := d.Next(now); j != nil && j.Relayed {
				t.Fatal("relayed again")
			} else if j != nil {
				d.Done(j.ID, now, feed.Reply{})
			}
		}
	})
}
