package feed_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const start = market.Instant(1_790_812_800_000)

var routes = []feed.Route{{Origin: "wss://direct"}, {Origin: "ws://relay/venue", Relayed: true}}

func half() float64 { return .5 }

// link is a Binance link that wants more topics than one message may carry.
func link(random func() float64) *feed.Link {
	plan := codecs.PlanOf(venue.Binance)
	socket := exchange.Socket{Host: "direct", Path: "/market/ws"}
	for i := range plan.Limits.TopicsAtOnce + 1 {
		socket.Topics = append(socket.Topics, fmt.Sprintf("s%d@aggTrade", i))
	}
	return feed.NewLink(plan, socket, routes, nil, random)
}

// story runs a link through steps "at what", and tells its orders and state
// after each: at is in milliseconds since the start.
func TestLink(t *testing.T) {
	type step struct {
		at   market.Instant
		what string // start, opened, came, closed, tick, wake, stop
		want string // orders, each as kind:beginning, then the state
	}
	for name, steps := range map[string][]step{
		"subscribes in parts, no faster than allowed": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{100, "opened", "say:SUBSCRIBE joining"},
			{200, "tick", "joining"},
			{300, "tick", "say:SUBSCRIBE joining"},
			{600, "came", "live"},
		},
		"a first failure tries the next way": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{10, "closed", "resting"},
			{2011, "tick", "dial:ws://relay/venue/market/ws dialling"},
		},
		"a dial that never ends is given up": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{10_000, "tick", "dialling"},
			{10_001, "tick", "hang: resting"},
		},
		"a way that works is kept for two failures and left at the third": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{2, "came", "live"},
			{10, "closed", "resting"},
			{3000, "tick", "dial:wss://direct/market/ws dialling"},
			{3010, "closed", "resting"},
			{6000, "tick", "resting"}, // two a minute at most
			{59_999, "wake", "resting"},
			{60_000, "tick", "dial:wss://direct/market/ws dialling"},
			{60_010, "closed", "resting"},
			{63_000, "tick", "dial:ws://relay/venue/market/ws dialling"},
		},
		"an accepted subscription that nothing follows is silence": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{300, "tick", "say:SUBSCRIBE joining"},
			{15_001, "tick", "joining"},
			{15_002, "tick", "hang: resting"},
		},
		"silence after life is noticed": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{300, "tick", "say:SUBSCRIBE joining"},
			{14_000, "came", "live"},
			{29_000, "tick", "live"},
			{29_001, "tick", "hang: resting"},
		},
		"the tab comes back after a night": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{2, "came", "live"},
			{30_000_000, "wake", "hang: dial:wss://direct/market/ws dialling"},
		},
		"a restart gives up what stands, and comes back by the same way": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{2, "came", "live"},
			{10, "restart", "hang: resting"},
			{11, "restart", "resting"},
			{3000, "tick", "dial:wss://direct/market/ws dialling"},
		},
		"leaves before the venue would close": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{300, "tick", "say:SUBSCRIBE joining"},
			{85_800_000, "came", "live"},
			{85_800_001, "tick", "live"},
			{85_800_002, "tick", "hang: resting"},
			{85_800_003, "tick", "dial:wss://direct/market/ws dialling"},
		},
		"stops for good": {
			{0, "start", "dial:wss://direct/market/ws dialling"},
			{1, "opened", "say:SUBSCRIBE joining"},
			{2, "stop", "hang: idle"},
			{3, "closed", "idle"},
			{900_000, "tick", "idle"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := link(half)
			for _, s := range steps {
				now := start + s.at
				switch s.what {
				case "start":
					l.Start(now)
				case "opened":
					l.Opened(now)
				case "came":
					l.Received(now)
				case "closed":
					l.Closed(now)
				case "tick":
					l.Tick(now)
				case "wake":
					l.Wake(now)
				case "restart":
					l.Restart(now)
				case "stop":
					l.Stop()
				}
				if got := told(l); got != s.want {
					t.Fatalf("at %d %s: %q, want %q", s.at, s.what, got, s.want)
				}
			}
		})
	}
}

func told(l *feed.Link) string {
	var words []string
	for _, o := range l.Orders() {
		text := o.Text
		if strings.Contains(text, "SUBSCRIBE") {
			text = "SUBSCRIBE"
		}
		words = append(words, [...]string{"dial:", "say:", "hang:"}[o.Kind]+text)
	}
	return strings.Join(append(words, [...]string{"idle", "resting", "dialling", "joining", "live"}[l.State()]), " ")
}

func TestHeartbeatIsSent(t *testing.T) {
	plan := codecs.PlanOf(venue.Bybit)
	l := feed.NewLink(plan, exchange.Socket{Path: "/v5/public/linear", Topics: []string{"publicTrade.BTCUSDT"}}, routes, nil, half)
	l.Start(start)
	l.Opened(start)
	l.Received(start)
	l.Orders()
	beats := 0
	for at := start; at <= start.Add(61*market.Second); at = at.Add(market.Second) {
		l.Received(at)
		l.Tick(at)
		for _, o := range l.Orders() {
			if o.Kind == feed.Send && o.Text == plan.Heartbeat.Message {
				beats++
			}
		}
	}
	if beats != 3 {
		t.Errorf("%d heartbeats in 61 s", beats)
	}
}

// What a link carries may change while it stands.
func TestSetTopics(t *testing.T) {
	plan := codecs.PlanOf(venue.Bybit)
	l := feed.NewLink(plan, exchange.Socket{Path: "/v5/public/linear"}, routes, nil, half)
	l.Start(start)
	if got := told(l); got != "idle" {
		t.Fatalf("a link without a topic is %q", got)
	}
	says := func() string {
		var all []string
		for now := start; now < start.Add(2*market.Second); now += 100 {
			l.Tick(now)
			for _, o := range l.Orders() {
				all = append(all, o.Text)
			}
		}
		return strings.Join(all, " ")
	}
	l.SetTopics([]string{"a", "b"}, start)
	l.Opened(start)
	if got := says(); !strings.Contains(got, `"subscribe"`) || !strings.Contains(got, `["a","b"]`) {
		t.Errorf("first %s", got)
	}
	l.Received(start)
	l.SetTopics([]string{"b", "c"}, start)
	got := says()
	off, on := strings.Index(got, `"unsubscribe","req_id":"2","args":["a"]`), strings.Index(got, `"subscribe","req_id":"3","args":["c"]`)
	if off < 0 || on < off || strings.Contains(got, `"b"`) {
		t.Errorf("then %s", got)
	}
	l.Resubscribe([]string{"c"}, start)
	if got := says(); strings.Count(got, `["c"]`) != 2 {
		t.Errorf("anew %s", got)
	}
	l.SetTopics(nil, start)
	if got := told(l); got != "hang: idle" {
		t.Errorf("without topics %q", got)
	}
	// What it carries is what it subscribes to when it comes back.
	l.SetTopics([]string{"d"}, start)
	l.Opened(start)
	if got := says(); !strings.Contains(got, `["d"]`) || strings.Contains(got, `"c"`) {
		t.Errorf("back with %s", got)
	}
}

// Whatever happens to the connection, every event between two of life is
// inside an outage that is told, and each topic is subscribed on each
// connection exactly once.
func TestRandomFaults(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := link(r.Float64)
		l.Start(start)
		up, topics := false, 0
		last := market.Instant(0) // event that was received
		missed := []market.Instant{}
		gone := 0 // events left uncovered
		for now := start; now < start.Add(20*market.Minute); now += 100 {
			for _, o := range l.Orders() {
				switch o.Kind {
				case feed.Dial:
					up, topics = false, 0
					if r.IntN(3) > 0 {
						l.Opened(now)
						up = true
					} else {
						l.Closed(now)
					}
				case feed.Close:
					up = false
				case feed.Send:
					topics += strings.Count(o.Text, "@aggTrade")
				}
			}
			if topics > codecs.PlanOf(venue.Binance).Limits.TopicsAtOnce+1 {
				t.Fatalf("seed %d: a topic was subscribed twice on one connection", seed)
			}
			silent := now/60_000%5 == 3 // one minute in five nothing comes, though it looks connected
			if now%1000 == 0 {
				if up && !silent && topics > 0 {
					l.Received(now)
					if from, to, ok := l.Outage(); ok {
						for _, at := range missed {
							if last != 0 && (at <= from || at > to) {
								gone++
							}
						}
						missed = missed[:0]
					} else if last != 0 && len(missed) > 0 && !silentSpan(missed, now) {
						gone += len(missed)
					}
					missed, last = missed[:0], now
				} else if last != 0 {
					missed = append(missed, now)
				}
			}
			if up && r.IntN(300) == 0 {
				up = false
				l.Closed(now)
			}
			l.Tick(now)
		}
		if gone > 0 {
			t.Fatalf("seed %d: %d events were missed and are in no outage", seed, gone)
		}
		if last < start.Add(15*market.Minute) {
			t.Fatalf("seed %d: the link did not come back", seed)
		}
	}
}

// silentSpan is whether missed events are too few for the watchdog: a venue
// that says nothing for less than its usual longest silence has lost nothing.
func silentSpan(missed []market.Instant, now market.Instant) bool {
	return now.Since(missed[0]) <= codecs.PlanOf(venue.Binance).Heartbeat.Quiet
}
