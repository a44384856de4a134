package live_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
)

const begin = market.Millis(1_793_491_200_000) + 3*market.Hour // 2026-11-01

// truth is a minute of the one market that every venue of these tests has.
func truth(at market.Millis) (open, high, low, close, volume int64) {
	n := int64(at / market.Minute)
	p := func(n int64) int64 { return 60_000 + (n*7919)%500 - (n*104729)%300 }
	open, close = p(n), p(n+1)
	return open, max(open, close) + n%9, min(open, close) - n%7, close, 1 + n%13
}

// five is the closed bar of five minutes.
func five(at market.Millis) market.Bar {
	var b market.Bar
	for i := range market.Millis(5) {
		o, h, l, c, v := truth(at + i*market.Minute)
		if i == 0 {
			b = market.Bar{Start: at, Open: market.Price(o), High: market.Price(h), Low: market.Price(l)}
		}
		b.High, b.Low, b.Close = max(b.High, market.Price(h)), min(b.Low, market.Price(l)), market.Price(c)
		b.Volume += market.Base(v)
	}
	return b
}

// scriptedVenues is a small network: venues in Binance's and Bybit's true formats,
// with a schedule of faults. Time is what the test says.
type scriptedVenues struct {
	t       *testing.T
	r       *rand.Rand
	m       *live.Market
	now     market.Millis
	skew    market.Millis // of our clock
	early   bool          // minutes are said to be final before they are
	stamp   market.Millis // by which the next mark or trade is stamped ahead
	slept   market.Millis // that the instants do not count
	links   map[int]*socket
	jobs    []request
	store   map[string][]byte
	faults  bool
	until   market.Millis // no faults after
	dials   int
	dialled []market.Instant // when
	forced  []market.Millis  // times of the liquidations that were sent
	status  func(r *request) int
	body    func(url, body string) string // what comes of a good body in its stead
	direct  bool                          // the venues cannot be reached without the relay
}

type socket struct {
	venue  string
	topics int
	mute   market.Millis // nothing is sent before
	opened bool
}

type request struct {
	id  int
	ask live.Request
	at  market.Millis
}

func newScriptedVenues(t *testing.T, seed uint64, days int, only ...market.Venue) *scriptedVenues {
	w := &scriptedVenues{t: t, r: rand.New(rand.NewPCG(seed, 2)), now: begin, links: map[int]*socket{}, store: map[string][]byte{}}
	w.m = live.New(live.Config{Coin: "BTC", Days: days, Relay: "http://own", Venues: only}, w)
	return w
}

func (w *scriptedVenues) Random() float64 { return w.r.Float64() }
func (w *scriptedVenues) Dial(link int, url string) {
	w.dials++
	w.dialled = append(w.dialled, w.ours())
	venue := ""
	for _, name := range []string{"binance", "bybit"} {
		if strings.Contains(url, name) {
			venue = name
		}
	}
	if venue == "" {
		w.t.Fatalf("nobody serves %s", url)
	}
	w.links[link] = &socket{venue: venue}
	if w.direct && !strings.Contains(url, "/relay/") {
		delete(w.links, link)
		w.jobs = append(w.jobs, request{id: -1 - link, at: w.now})
	}
}
func (w *scriptedVenues) Close(link int) { delete(w.links, link) }
func (w *scriptedVenues) Send(link int, text string) {
	if s := w.links[link]; s != nil && (strings.Contains(text, "SUBSCRIBE") || strings.Contains(text, `"subscribe"`)) {
		s.topics++
	}
}
func (w *scriptedVenues) Save(key string, chunk []byte) { w.store[key] = slices.Clone(chunk) }
func (w *scriptedVenues) Fetch(job int, ask live.Request) {
	w.jobs = append(w.jobs, request{job, ask, w.now + market.Millis(20+w.r.IntN(200))})
}

// ours is the instant that it is, of a clock that began an hour before the test.
func (w *scriptedVenues) ours() market.Instant {
	return market.Instant(w.now - w.slept - begin + market.Hour)
}

func (w *scriptedVenues) DeviceTime() market.Millis { return w.now + w.skew }

// run lets time pass in steps of a quarter second.
func (w *scriptedVenues) run(span market.Millis) {
	for end := w.now + span; w.now < end; {
		w.now += 250
		w.connect()
		w.answer()
		w.stream()
		w.m.Tick(w.ours())
	}
}

func (w *scriptedVenues) faulty(one int) bool {
	return w.faults && w.now < w.until && w.r.IntN(one) == 0
}

func (w *scriptedVenues) connect() {
	for id := range 8 {
		s := w.links[id]
		if s == nil {
			continue
		}
		switch {
		case !s.opened && w.faulty(4), s.opened && w.faulty(1200):
			delete(w.links, id)
			w.m.Ended(id, w.ours())
		case !s.opened:
			s.opened = true
			w.m.Opened(id, w.ours())
		case w.faulty(2400):
			s.mute = w.now + 40*market.Second // it stands, and says nothing
		}
	}
}

func (w *scriptedVenues) answer() {
	due := w.jobs
	w.jobs = nil
	for i := range due {
		r := &due[i]
		if r.at > w.now {
			w.jobs = append(w.jobs, *r)
			continue
		}
		status := 200
		switch {
		case r.id < 0:
			w.m.Ended(-1-r.id, w.ours())
			continue
		case w.direct && !strings.Contains(r.ask.URL, "/relay/"):
			status = 0
		case w.status != nil:
			status = w.status(r)
		case w.faulty(6):
			status = []int{0, 429, 500, 503}[w.r.IntN(4)]
		}
		body := ""
		if status == 400 {
			body = `{"code":-1121,"msg":"Invalid symbol."}`
		}
		if status == 200 {
			body = w.rest(r.ask.URL)
			if w.body != nil {
				body = w.body(r.ask.URL, body)
			}
			if w.faulty(10) {
				body = body[:len(body)/2]
			}
		}
		w.m.Answered(r.id, status, 0, []byte(body), w.ours())
	}
}

func param(url, key string) market.Millis {
	_, rest, ok := strings.Cut(url, key+"=")
	if !ok {
		return 0
	}
	rest, _, _ = strings.Cut(rest, "&")
	n, _ := strconv.ParseInt(rest, 10, 64)
	return market.Millis(n)
}

// known is a bar as a venue tells it now: one that forms is not what it will be.
func (w *scriptedVenues) known(at market.Millis) market.Bar {
	b := five(at)
	if at+live.Interval > w.now {
		b.High, b.Low, b.Close, b.Volume = b.Open, b.Open, b.Open, 1
	}
	return b
}

func (w *scriptedVenues) rest(url string) string {
	switch {
	case strings.Contains(url, "/fapi/v1/klines"):
		var rows []string
		from, to, limit := param(url, "startTime"), param(url, "endTime"), int(param(url, "limit"))
		for at := (from + live.Interval - 1) / live.Interval * live.Interval; at <= to && at <= w.now && len(rows) < limit; at += live.Interval {
			b := w.known(at)
			rows = append(rows, fmt.Sprintf(`[%d,"%v","%v","%v","%v","%v",%d,"1",1,"0","0","0"]`, at, b.Open, b.High, b.Low, b.Close, b.Volume, at+live.Interval-1))
		}
		return "[" + strings.Join(rows, ",") + "]"
	case strings.Contains(url, "/v5/market/kline"):
		var rows []string
		from, to, limit := param(url, "start"), param(url, "end"), int(param(url, "limit"))
		for at := min(to, w.now) / live.Interval * live.Interval; at >= from && len(rows) < limit; at -= live.Interval {
			b := w.known(at)
			rows = append(rows, fmt.Sprintf(`["%d","%v","%v","%v","%v","%v","1"]`, at, b.Open, b.High, b.Low, b.Close, b.Volume))
		}
		return `{"retCode":0,"retMsg":"OK","result":{"category":"linear","symbol":"BTCUSDT","list":[` + strings.Join(rows, ",") + `]},"time":1}`
	case strings.Contains(url, "/fapi/v1/exchangeInfo"):
		return `{"symbols":[{"symbol":"BTCUSDT","contractType":"PERPETUAL","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.10"},{"filterType":"LOT_SIZE","stepSize":"0.001"}]}]}`
	case strings.Contains(url, "/v5/market/instruments-info"):
		return `{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"BTC","quoteCoin":"USDT","fundingInterval":480,"leverageFilter":{"maxLeverage":"100.00"},"priceFilter":{"tickSize":"0.10"},"lotSizeFilter":{"qtyStep":"0.001"}}],"nextPageCursor":""},"time":1}`
	case strings.Contains(url, "/v5/market/risk-limit"):
		return `{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"id":1,"symbol":"BTCUSDT","riskLimitValue":"2000000","maintenanceMargin":"0.005","initialMargin":"0.01","isLowestRisk":1,"maxLeverage":"100.00","mmDeduction":""},{"id":2,"symbol":"BTCUSDT","riskLimitValue":"10000000","maintenanceMargin":"0.01","initialMargin":"0.02","isLowestRisk":0,"maxLeverage":"50.00","mmDeduction":"10000"}]},"time":1}`
	case strings.Contains(url, "/fapi/v1/openInterest"):
		return fmt.Sprintf(`{"openInterest":"%d","symbol":"BTCUSDT","time":%d}`, 80_000+w.now/60_000%100, w.now)
	case strings.Contains(url, "/futures/data/openInterestHist"):
		return "[]"
	case strings.Contains(url, "/v5/market/open-interest"):
		return `{"retCode":0,"retMsg":"OK","result":{"category":"linear","symbol":"BTCUSDT","list":[]},"time":1}`
	}
	if strings.HasSuffix(url, "/lists/instruments.bin") {
		return "" // the relay has none
	}
	w.t.Fatalf("nobody answers %s", url)
	return ""
}

// stream sends each second what the venues send, to those that subscribed.
func (w *scriptedVenues) stream() {
	if w.now%market.Second != 0 {
		return
	}
	minute := w.now / market.Minute * market.Minute
	for id := range 8 {
		s := w.links[id]
		if s == nil || !s.opened || s.topics == 0 || w.now < s.mute {
			continue
		}
		send := func(text string) {
			if w.faulty(300) {
				return // lost
			}
			w.m.Frame(id, []byte(text), w.ours())
			if w.faulty(50) {
				w.m.Frame(id, []byte(text), w.ours())
			}
			if w.faulty(200) {
				w.m.Frame(id, []byte(text[:len(text)/2]), w.ours())
			}
		}
		candle := func(at market.Millis, final bool) {
			o, h, l, c, v := truth(at)
			if !final || at == minute {
				// As far as it has come: what is missed of it is missed.
				part := int64((w.now - at) / market.Second)
				c, v = o+(c-o)*part/60, v*part/60
				h, l = max(o, c), min(o, c)
			}
			if s.venue == "binance" {
				send(fmt.Sprintf(`{"e":"kline","E":%d,"s":"BTCUSDT","st":1,"k":{"t":%d,"T":%d,"s":"BTCUSDT","i":"1m","f":1,"L":2,"o":"%d","c":"%d","h":"%d","l":"%d","v":"%d","n":1,"x":%v,"q":"1","V":"0","Q":"0","B":"0"}}`,
					w.now, at, at+59_999, o, c, h, l, v, final))
			} else {
				send(fmt.Sprintf(`{"topic":"kline.1.BTCUSDT","data":[{"start":%d,"end":%d,"interval":"1","open":"%d","close":"%d","high":"%d","low":"%d","volume":"%d","turnover":"1","confirm":%v,"timestamp":%d}],"ts":%d,"type":"snapshot"}`,
					at, at+59_999, o, c, h, l, v, final, w.now, w.now))
			}
		}
		if w.now == minute {
			candle(minute-market.Minute, true)
		}
		if w.early && w.now == minute+30*market.Second {
			candle(minute, true)
			continue
		}
		candle(minute, false)
		if s.venue == "bybit" {
			o, _, _, _, _ := truth(minute)
			send(fmt.Sprintf(`{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":%d,"data":[{"T":%d,"s":"BTCUSDT","S":"Buy","v":"0.001","p":"%d","L":"PlusTick","i":"a","BT":false}]}`, w.now, w.now-30+w.stamp, o))
		}
		if s.venue == "binance" {
			send(fmt.Sprintf(`{"e":"markPriceUpdate","E":%d,"s":"BTCUSDT","st":1,"p":"60000","i":"60000","r":"0.0001","T":%d}`, w.now-30+w.stamp, w.now+market.Hour))
			w.stamp = 0
			if w.now%(17*market.Second) == 0 {
				w.forced = append(w.forced, w.now)
				send(fmt.Sprintf(`{"e":"forceOrder","E":%d,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"59910","ap":"59920","X":"FILLED","l":"0.014","z":"0.014","T":%d,"st":1}}`, w.now, w.now))
			}
		}
	}
}

// whole checks that the build is the complete record of every venue.
func (w *scriptedVenues) whole(venues int, from market.Millis) {
	w.t.Helper()
	steps := w.m.Build()
	last := w.now/live.Interval*live.Interval - live.Interval
	i := 0
	for at := from; at <= last; at += live.Interval {
		for venue := range venues {
			if i >= len(steps) {
				w.t.Fatalf("the build ends before %d", at)
			}
			s := steps[i]
			i++
			want := five(at)
			b := s.Bar
			if s.Venue != venue || b.Start != want.Start || b.Open != want.Open || b.High != want.High || b.Low != want.Low || b.Close != want.Close || b.Volume != want.Volume {
				w.t.Fatalf("step %d is of venue %d: %+v, want venue %d: %+v", i, s.Venue, b, venue, want)
			}
		}
	}
	if i != len(steps) {
		w.t.Fatalf("%d steps too many", len(steps)-i)
	}
}

func (w *scriptedVenues) first(days int) market.Millis {
	return begin - begin%market.Day - market.Millis(days)*market.Day
}
