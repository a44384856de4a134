package fake_test

import (
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// heard is what a socket says to some messages within a time.
func heard(t *testing.T, address string, long time.Duration, say ...string) []string {
	t.Helper()
	ws := dial(t, address)
	for _, text := range say {
		if err := ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	var list []string
	listen(ws, long, func(m []byte) { list = append(list, string(m)) })
	return list
}

// On a wrong route, and on those that were switched off, Binance accepts,
// acknowledges and stays silent.
func TestBinanceIsSilentOnTheWrongRoute(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1, Rate: 500})
	for _, c := range []struct {
		path, topic string
		comes       bool
	}{
		{"/market/ws", "btcusdt@aggTrade", true}, {"/public/ws", "btcusdt@depth@100ms", true}, {"/market/ws", "btcusdt@kline_1m", true},
		{"/public/ws", "btcusdt@aggTrade", false}, {"/market/ws", "btcusdt@depth@100ms", false}, {"/public/ws", "btcusdt@kline_1m", false},
		{"/binance/ws", "btcusdt@aggTrade", false}, {"/stream", "btcusdt@aggTrade", false}, {"/market/ws", "nobodyusdt@aggTrade", false},
	} {
		t.Run(c.path+" "+c.topic, func(t *testing.T) {
			t.Parallel()
			got := heard(t, base+c.path, 600*time.Millisecond, `{"method":"SUBSCRIBE","params":["`+c.topic+`"],"id":7}`)
			if len(got) == 0 || !strings.Contains(strings.Join(got[:min(2, len(got))], ""), `{"result":null,"id":7}`) {
				t.Fatalf("it is not acknowledged: %v", got)
			}
			if (len(got) > 1) != c.comes {
				t.Errorf("%d messages came", len(got)-1)
			}
		})
	}
}

func TestBinanceCombinesStreams(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1, Rate: 500})
	for path, begins := range map[string]string{
		"/market/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade": `{"stream":"`, "/market/ws/btcusdt@aggTrade/ethusdt@aggTrade": `{"e":"aggTrade"`,
	} {
		coins := map[string]bool{}
		for _, m := range heard(t, base+path, 400*time.Millisecond) {
			if !strings.HasPrefix(m, begins) {
				t.Fatalf("%s: %s", path, m)
			}
			for _, coin := range []string{"BTCUSDT", "ETHUSDT"} {
				if strings.Contains(m, coin) {
					coins[coin] = true
				}
			}
			if _, fault := codecs.New(venues.Binance).Frame(nil, []byte(m), noon); fault != nil {
				t.Fatal(fault)
			}
		}
		if len(coins) != 2 {
			t.Errorf("%s: of %v", path, coins)
		}
	}
}

// What venues answer to heartbeats and to what they do not have.
func TestReplies(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Unlimited: true})
	for _, c := range []struct{ path, say, want string }{
		{"/ws/v5/public", `ping`, `pong`},
		{"/ws/v5/public", `{"op":"subscribe","args":[{"channel":"candle1m","instId":"BTC-USDT-SWAP"}]}`, `"code":"60018"`},
		{"/ws/v5/business", `{"op":"subscribe","args":[{"channel":"trades","instId":"BTC-USDT-SWAP"}]}`, `"code":"60018"`},
		{"/ws/v5/public", `{"op":"subscribe","args":[{"channel":"liquidation-orders","instType":"SWAP","instId":"BTC-USDT-SWAP"}]}`, `"code":"60018"`},
		{"/ws/v5/public", `nonsense`, `"code":"60012"`},
		{"/v5/public/linear", `{"op":"ping"}`, `"ret_msg":"pong"`},
		{"/v5/public/linear", `{"op":"subscribe","args":["publicTrade.BTCUSD"]}`, `"success":false`},
		{"/v5/public/inverse", `{"op":"subscribe","args":["publicTrade.BTCUSD"]}`, `"success":true`},
		{"/ws", `{"method":"ping"}`, `{"channel":"pong"}`},
		{"/ws", `{"method":"subscribe","subscription":{"type":"liquidations","coin":"BTC"}}`, `"channel":"error"`},
		{"/market/ws", `{"method":"DANCE","id":1}`, `"error"`},
	} {
		if got := heard(t, base+c.path, 100*time.Millisecond, c.say); len(got) == 0 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s: to %s comes %v", c.path, c.say, got)
		}
	}
}

// Pages may read where the venue lets them, and nowhere else.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon})
	for _, c := range []struct{ method, path, origin, want string }{
		{"GET", "/fapi/v1/openInterest?symbol=BTCUSDT", "http://page", "*"},
		{"GET", "/v5/market/tickers?category=linear", "http://page", "http://page"},
		{"GET", "/v5/market/tickers?category=linear", "null", ""},
		{"GET", "/api/v5/public/open-interest?instType=SWAP", "http://page", ""},
		{"OPTIONS", "/info", "http://page", "*"},
		{"POST", "/faults", "http://page", "*"},
		{"GET", "/truth?venue=okx&symbol=BTC-USDT-SWAP&kinds=bars", "http://page", "*"},
	} {
		q, _ := http.NewRequest(c.method, base+c.path, nil)
		q.Header.Set("Origin", c.origin)
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if got := answer.Header.Get("Access-Control-Allow-Origin"); got != c.want || answer.StatusCode >= 300 {
			t.Errorf("%s %s for %s: %d, %q", c.method, c.path, c.origin, answer.StatusCode, got)
		}
	}
}

// Refusals are the venues' own.
func TestRefusals(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Days: 33})
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1501", 400, "-1130"},
		{"/fapi/v1/klines?symbol=NOBODY&interval=5m", 400, "-1121"},
		{"/fapi/v1/klines?symbol=BTCUSDT&interval=7m", 400, "-1120"},
		{"/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&startTime=1790000000000", 400, "-1130"},
		{"/v5/market/kline?category=linear&symbol=BTCUSD&interval=5", 200, "10001"},
		{"/v5/market/kline?category=option&symbol=BTCUSD&interval=5", 200, "10001"},
		{"/api/v5/market/candles?instId=BTC-USDT", 400, "51001"},
		{"/api/v5/public/position-tiers?instType=SWAP&tdMode=cross&instFamily=NO-BODY", 400, "51000"},
		{"/fapi/v1/nothing?symbol=BTCUSDT", 404, ""},
		{"/truth?venue=binance&symbol=NOBODY", 404, ""},
	} {
		answer, body := ask(t, base, exchange.Request{Method: "GET", Path: strings.Split(c.path, "?")[0], Query: strings.SplitN(c.path, "?", 2)[1]})
		if answer.StatusCode != c.status || !strings.Contains(string(body), c.want) {
			t.Errorf("%s: %d %s", c.path, answer.StatusCode, body)
		}
	}
}

// Pages are as long as venues let them be, in the venue's order, and reach as
// far back as they do.
func TestPages(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Days: 33, Unlimited: true})
	for _, c := range []struct {
		venue  market.Venue
		call   exchange.Call
		from   market.Millis // before noon
		rows   int
		newest bool // the last rows of what was asked for
	}{
		{venues.Binance, exchange.CallBars, 30 * market.Day, 1500, false},
		{venues.Bybit, exchange.CallBars, 30 * market.Day, 1000, true},
		{venues.BybitInverse, exchange.CallBars, 30 * market.Day, 1000, true},
		{venues.OKX, exchange.CallBars, 30 * market.Day, 300, true},
		{venues.OKX, exchange.CallOlderBars, 30 * market.Day, 300, true},
		{venues.Hyperliquid, exchange.CallBars, 30 * market.Day, 5000, true},
		{venues.Binance, exchange.CallOpenInterestHistory, 29 * market.Day, 500, false},
		{venues.Bybit, exchange.CallOpenInterestHistory, 30 * market.Day, 200, true},
		{venues.OKX, exchange.CallOpenInterestHistory, 30 * market.Day, 100, true},
		{venues.Hyperliquid, exchange.CallFundingHistory, 30 * market.Day, 500, false},
	} {
		q := exchange.Query{Symbol: symbols[c.venue], Span: 5 * market.Minute, From: noon - c.from, To: noon}
		r, _ := codecs.PlanOf(c.venue).Request(c.call, q)
		_, body := ask(t, base, r)
		events, fault := codecs.New(c.venue).Answer(nil, c.call, q, body, noon)
		if fault != nil || len(events) != c.rows {
			t.Errorf("%s %s: %d rows of %d, %v", c.venue, c.call, len(events), c.rows, fault)
			continue
		}
		if last := events[len(events)-1].Time; c.newest != (noon-last <= 10*market.Minute) {
			t.Errorf("%s %s ends %d minutes before now", c.venue, c.call, (noon-last)/market.Minute)
		}
	}
	// Statistics of Binance end a month ago.
	_, body := ask(t, base, exchange.Request{Method: "GET", Path: "/futures/data/openInterestHist", Query: "symbol=BTCUSDT&period=1d&limit=500"})
	if n := strings.Count(string(body), "sumOpenInterestValue"); n != 30 {
		t.Errorf("open interest of %d days", n)
	}
}

func listenHere(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Nothing stays behind when an exchange is closed.
func TestGoroutinesEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	x, err := fake.New(fake.Config{Seed: 1, Now: noon, Speed: 1, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	server := http.Server{Handler: x.Handler()}
	listener := listenHere(t)
	go server.Serve(listener)
	base := "http://" + listener.Addr().String()
	var sockets []*websocket.Conn
	for _, path := range []string{"/market/ws/btcusdt@aggTrade", "/v5/public/linear", "/ws/v5/public", "/ws"} {
		sockets = append(sockets, dial(t, base+path))
	}
	x.Close()
	server.Close()
	for _, ws := range sockets {
		listen(ws, time.Second, func([]byte) {})
		ws.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	buffer := make([]byte, 1<<16)
	t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buffer[:runtime.Stack(buffer, true)])
}
