package fake_test

import (
	"bytes"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// noon is when the clocks of these tests begin: 2026-11-01 12:34:56.
const noon = market.Millis(1_793_536_496_000)

// symbols are the contracts of BTC.
var symbols = map[market.Venue]string{
	venues.BinanceCoinM: "BTCUSD_PERP", venues.Bitget: "BTCUSDT", venues.Gate: "BTC_USDT", venues.Deribit: "BTC-PERPETUAL", venues.Kraken: "PF_XBTUSD", venues.Lighter: "BTC", venues.DYdX: "BTC-USD",
	venues.Binance: "BTCUSDT", venues.Bybit: "BTCUSDT", venues.BybitInverse: "BTCUSD", venues.OKX: "BTC-USDT-SWAP", venues.Hyperliquid: "BTC",
}

// spoken are the venues that the exchange is.
func spoken() (ids []market.Venue) {
	for _, id := range venues.IDs() {
		if symbols[id] != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// open serves an exchange for the length of a test.
func open(t testing.TB, c fake.Config) (*fake.Exchange, string) {
	t.Helper()
	if c.Days == 0 {
		c.Days = 2
	}
	x, err := fake.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(x.Handler())
	t.Cleanup(func() { x.Close(); server.Close() })
	return x, server.URL
}

// ask sends a request of a plan and returns the status and the body.
func ask(t testing.TB, base string, r exchange.Request) (*http.Response, []byte) {
	t.Helper()
	address := base + r.Path
	if r.Query != "" {
		address += "?" + r.Query
	}
	q, err := http.NewRequest(r.Method, address, strings.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, body
}

// taught is a decoder that has read the venue's list of instruments.
func taught(t testing.TB, base string, venue market.Venue) *exchange.Decoder {
	t.Helper()
	d := codecs.New(venue)
	r, _ := codecs.PlanOf(venue).Request(exchange.CallInstruments, exchange.Query{})
	if row := venues.Of(venue); !row.Live {
		base += "/" + row.Relay
	}
	_, body := ask(t, base, r)
	events, fault := d.Answer(nil, exchange.CallInstruments, exchange.Query{}, body, noon)
	if fault != nil || len(events) < 3 {
		t.Fatalf("%s lists %d instruments: %v", venue, len(events), fault)
	}
	return d
}

// Every call of every plan is answered with what the adapter decodes, with
// the prefix of the venue and without.
func TestAllCallsDecode(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Unlimited: true, Further: true})
	for _, venue := range spoken() {
		plan := codecs.PlanOf(venue)
		prefix := string(venue)
		if venue == venues.BybitInverse {
			prefix = string(venues.Bybit)
		}
		d := taught(t, base, venue)
		for _, call := range plan.Endpoints {
			for _, coin := range []string{"BTC", "ETH", "SOL"} {
				q := exchange.Query{Symbol: strings.Replace(symbols[venue], "BTC", coin, 1), Span: 5 * market.Minute, From: noon - 6*market.Hour, To: noon, Limit: 50}
				if call.Call == exchange.CallTrades && (venue == venues.Binance || venue == venues.BinanceCoinM) {
					q.From = noon - market.Hour
				}
				if call.Call == exchange.CallLiquidations && venue == venues.Gate { // an hour a call
					q.From = noon - market.Hour
				}
				if call.Call == exchange.CallFundingHistory {
					q.From = noon - 40*market.Hour
				}
				r, ok := plan.Request(call.Call, q)
				if !ok {
					t.Fatalf("%s has no request for %s", venue, call.Call)
				}
				answer, body := ask(t, base+"/"+prefix, r)
				plain := body
				if venues.Of(venue).Live { // others are known by their prefix alone
					_, plain = ask(t, base, r)
				}
				if answer.StatusCode != 200 || !bytes.Equal(body, plain) {
					t.Errorf("%s %s: %d; prefix and no prefix agree: %v; %.200s", venue, call.Call, answer.StatusCode, bytes.Equal(body, plain), body)
				}
				events, fault := d.Answer(nil, call.Call, q, body, noon)
				if fault != nil || len(events) == 0 && call.Call != exchange.CallFundingIntervals {
					t.Errorf("%s %s: %d events, %v: %.300s", venue, call.Call, len(events), fault, body)
				}
				for i := range events {
					if e := &events[i]; e.Time > noon || e.Kind != market.KindInstrument && e.Kind != market.KindTier && e.Symbol != q.Symbol && len(events) > 1 && call.Call != exchange.CallContexts && call.Call != exchange.CallTickers && call.Call != exchange.CallBest {
						t.Fatalf("%s %s: an event of %s at %d", venue, call.Call, e.Symbol, e.Time)
					}
				}
			}
		}
	}
}

// near reports whether two numbers are the same but for what a decimal loses.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-5*math.Max(math.Abs(a), 1) }

// Bars over REST are what the truth says, at every venue and length, whether
// they have closed or not.
func TestBarsAreTrue(t *testing.T) {
	t.Parallel()
	x, base := open(t, fake.Config{Seed: 1, Now: noon, Unlimited: true, Further: true})
	for _, venue := range spoken() {
		d := taught(t, base, venue)
		truth, _ := x.Truth(venue, symbols[venue], noon-4*market.Hour, noon, "bars")
		byStart := map[market.Millis]fake.TrueBar{}
		for _, b := range truth.Bars {
			byStart[b.Start] = b
		}
		q := exchange.Query{Symbol: symbols[venue], Span: 5 * market.Minute, From: noon - 3*market.Hour, To: noon, Limit: 100}
		r, _ := codecs.PlanOf(venue).Request(exchange.CallBars, q)
		at := base
		if row := venues.Of(venue); !row.Live {
			at += "/" + row.Relay
		}
		_, body := ask(t, at, r)
		events, fault := d.Answer(nil, exchange.CallBars, q, body, noon)
		if fault != nil || len(events) != 36 {
			t.Fatalf("%s: %d bars of 36, %v", venue, len(events), fault)
		}
		for i := range events {
			got := events[i].Candle.Bar
			if i+1 == len(events) {
				if events[i].Candle.Final || got.Start != noon-noon%(5*market.Minute) {
					t.Errorf("%s: the last bar is of %d, final %v", venue, got.Start, events[i].Candle.Final)
				}
				continue // it forms
			}
			want, volume := byStart[got.Start], market.Base(0)
			for at := got.Start; at < got.Start+q.Span; at += market.Minute {
				m := byStart[at]
				want.High, want.Low, want.Close = max(want.High, m.High), min(want.Low, m.Low), m.Close
				volume += m.Volume
			}
			if got.Open != want.Open || got.High != want.High || got.Low != want.Low || got.Close != want.Close {
				t.Fatalf("%s: bar %d is %+v, in truth %+v", venue, i, got, want)
			}
			if math.Abs(float64(got.Volume/volume)-1) > .01 {
				t.Errorf("%s: bar %d has volume %v, in truth %v", venue, i, got.Volume, volume)
			}
		}
	}
}

// stream subscribes to all that a plan wants of BTC and hands every message
// to visit, for a time of the wall clock, and for longer, up to half a minute,
// until what came is enough: a slow machine is told of less within a time.
// A nil enough asks for no more than the time.
func stream(t testing.TB, base string, venue market.Venue, want exchange.Want, long time.Duration, enough func() bool, visit func(socket string, message []byte)) {
	t.Helper()
	start := time.Now()
	plan := codecs.PlanOf(venue)
	var all sync.WaitGroup
	var one sync.Mutex
	var sockets []*websocket.Conn
	for _, s := range plan.Sockets([]string{symbols[venue]}, want) {
		path := s.Path
		if row := venues.Of(venue); !row.Live {
			path = "/" + row.Relay + path
		}
		ws := dial(t, base+path)
		for i, topic := range s.Topics {
			if err := ws.WriteMessage(websocket.TextMessage, []byte(plan.Subscribe([]string{topic}, i+1))); err != nil {
				t.Fatal(err)
			}
		}
		if beat := plan.Heartbeat.Message; beat != "" {
			ws.WriteMessage(websocket.TextMessage, []byte(beat))
		}
		all.Go(func() {
			listen(ws, 30*time.Second, func(message []byte) {
				one.Lock()
				defer one.Unlock()
				visit(s.Name, message)
			})
		})
		sockets = append(sockets, ws)
	}
	done := func() bool {
		one.Lock()
		defer one.Unlock()
		return time.Since(start) >= long && (enough == nil || enough())
	}
	for !done() && time.Since(start) < 30*time.Second {
		time.Sleep(20 * time.Millisecond)
	}
	for _, ws := range sockets {
		ws.SetReadDeadline(time.Now())
	}
	all.Wait()
}

func dial(t testing.TB, address string) *websocket.Conn {
	t.Helper()
	ws, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(address, "http"), nil)
	if err != nil {
		t.Fatalf("%s: %v %v", address, err, answer)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

// listen reads for a time, or until the socket ends.
func listen(ws *websocket.Conn, long time.Duration, visit func([]byte)) {
	ws.SetReadDeadline(time.Now().Add(long))
	for {
		_, message, err := ws.ReadMessage()
		if err != nil {
			return
		}
		visit(message)
	}
}

// What is streamed decodes without a refusal, holds every kind that the venue
// has, and is what the truth says: no trade is lost, doubled or different.
func TestStreamsDecodeAndAreTrue(t *testing.T) {
	for _, venue := range spoken() {
		t.Run(string(venue), func(t *testing.T) {
			t.Parallel()
			speed := 120.0
			if venue == venues.BybitInverse || !venues.Of(venue).Live {
				speed = 2400 // little happens there
			}
			x, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: speed, Rate: 500, Further: true})
			d := taught(t, base, venue)
			seen := map[market.Kind]int{}
			chain := exchange.NewChain(codecs.PlanOf(venue).Continuity)
			var trades []market.Event
			var forced []market.Liquidation
			finals := map[market.Millis]market.Bar{}
			row := venues.Of(venue)
			kinds := []market.Kind{market.KindTrade, market.KindMark, market.KindFunding, market.KindAck}
			if venue != venues.Lighter { // whose bars are answered alone
				kinds = append(kinds, market.KindBar)
			}
			if row.Capture.Share > 0 {
				kinds = append(kinds, market.KindLiquidation)
			}
			if !row.Interest.Asked {
				kinds = append(kinds, market.KindOpenInterest)
			}
			if row.Book != venues.Asked {
				kinds = append(kinds, market.KindBookSnapshot)
			}
			if codecs.PlanOf(venue).Heartbeat.Message != "" && venue != venues.Deribit { // whose answer is any other's
				kinds = append(kinds, market.KindPong)
			}
			enough := func() bool {
				return len(trades) >= 50 && !slices.ContainsFunc(kinds, func(k market.Kind) bool { return seen[k] == 0 })
			}
			stream(t, base, venue, exchange.WantAll, 1500*time.Millisecond, enough, func(_ string, message []byte) {
				events, fault := d.Frame(nil, message, noon)
				if fault != nil {
					t.Errorf("%v: %.300s", fault, message)
				}
				for _, e := range events {
					seen[e.Kind]++
					switch e.Kind {
					case market.KindTrade:
						trades = append(trades, e)
					case market.KindLiquidation:
						// One that is told as a trade is no other trade.
						if n := len(trades); n > 0 && trades[n-1].Time == e.Time && trades[n-1].Trade.Base == e.Liquidation.Base && trades[n-1].Trade.Price == e.Liquidation.Price {
							trades = trades[:n-1]
						}
						if e.Symbol == symbols[venue] {
							forced = append(forced, e.Liquidation)
						}
					case market.KindBar:
						if e.Candle.Final {
							finals[e.Candle.Bar.Start] = e.Candle.Bar
						}
					case market.KindBookSnapshot, market.KindBookDelta:
						if v := chain.Next(&e); v == exchange.Gap {
							t.Errorf("a gap in the book at %d", e.Time)
						}
					}
				}
			})
			for _, k := range kinds {
				if seen[k] == 0 {
					t.Errorf("no %s came: %v", k, seen)
				}
			}
			compare(t, x, venue, trades, forced, finals)
		})
	}
}

// compare holds what came against the truth of the same time.
func compare(t *testing.T, x *fake.Exchange, venue market.Venue, trades []market.Event, forced []market.Liquidation, finals map[market.Millis]market.Bar) {
	t.Helper()
	if len(trades) < 50 {
		t.Fatalf("%d trades", len(trades))
	}
	truth, _ := x.Truth(venue, symbols[venue], trades[0].Time, trades[len(trades)-1].Time+1, "trades")
	if len(truth.Trades) != len(trades) {
		t.Fatalf("%d trades came, in truth there were %d", len(trades), len(truth.Trades))
	}
	for i, e := range trades {
		w := truth.Trades[i]
		if e.Time != w.Time || e.Trade.Price != w.Price || e.Trade.Base != w.Base || e.Trade.Taker.String() != w.Taker {
			t.Fatalf("trade %d is %+v, in truth %+v", i, e.Trade, w)
		}
		if venue == venues.Binance && e.ID != w.ID {
			t.Fatalf("trade %d has the number %d, in truth %d", i, e.ID, w.ID)
		}
	}
	all, _ := x.Truth(venue, symbols[venue], noon-3*market.Hour, noon+market.Day, "bars,liquidations")
	for _, l := range forced {
		found := false
		for _, w := range all.Liquidations {
			found = found || w.Told && w.Time == l.Time && w.Price == l.Price && w.Base == l.Base && w.Closed == l.Closed.String()
		}
		if !found {
			t.Errorf("a liquidation that never happened: %+v", l)
		}
	}
	matched := 0
	for _, w := range all.Bars {
		if b, ok := finals[w.Start]; ok {
			matched++
			if b.Open != w.Open || b.High != w.High || b.Low != w.Low || b.Close != w.Close || !near(float64(b.Volume), float64(w.Volume)) {
				t.Errorf("bar %d is %+v, in truth %+v", w.Start, b, w)
			}
		}
	}
	if !venues.Of(venue).NeverFinal && (matched < 2 || matched != len(finals)) {
		t.Errorf("%d of %d closed bars are in the truth", matched, len(finals))
	}
}
