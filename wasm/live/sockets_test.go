//go:build !js

package live_test

import (
	"flag"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/fake"
	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// long asks for the soak at its full length: ./build.sh soak.
var long = flag.Bool("long", false, "soak for ten minutes and eight hours instead of what fits a test run")

// four are the venues of the numbers.
var four = []market.Venue{venues.Binance, venues.Bybit, venues.OKX, venues.Hyperliquid}

// socketTransport is a live.Transport of real sockets and real HTTP to exchanges on the
// loopback. Everything that happens to the market happens on one goroutine.
type socketTransport struct {
	t     *testing.T
	base  string
	m     *live.Market
	todo  chan func()
	conns map[int]*websocket.Conn
	r     *rand.Rand
	heard map[market.Venue]*venueTrades
	worst []time.Duration // from a frame's arrival to its having been taken
	dials int
}

// venueTrades is what came of a venue's trades.
type venueTrades struct {
	decoder      *exchange.Decoder
	events       []market.Event
	first, last  market.Millis
	trades       int
	began, ended int // trades of the first and of the last moment, which may be cut
	frames       int
}

func newWires(t *testing.T, c fake.Config, config live.Config) (*socketTransport, *fake.Exchange) {
	x, err := fake.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(x.Handler())
	w := &socketTransport{t: t, base: server.URL, todo: make(chan func(), 1<<16), conns: map[int]*websocket.Conn{}, r: rand.New(rand.NewPCG(1, 1)), heard: map[market.Venue]*venueTrades{}}
	t.Cleanup(func() { w.m.End(); x.Close(); server.Close() })
	w.m = live.New(config, w)
	return w, x
}

// now is an instant of a clock that began before the tests.
func now() market.Instant { return market.Instant(time.Since(began).Milliseconds()) }

var began = time.Now().Add(-time.Hour)

func (w *socketTransport) DeviceTime() market.Millis { return market.Millis(time.Now().UnixMilli()) }

func (w *socketTransport) path(url string) (market.Venue, string) {
	path, _ := fake.PathOf(url)
	venue, _, _ := strings.Cut(path[1:], "/")
	if strings.HasSuffix(path, "/v5/public/inverse") {
		return venues.BybitInverse, path
	}
	return market.Venue(venue), path
}

func (w *socketTransport) Dial(link int, url string) {
	w.Close(link)
	w.dials++
	venue, path := w.path(url)
	go func() {
		c, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(w.base, "http")+path, nil)
		w.todo <- func() {
			if err != nil {
				w.m.Ended(link, now())
				return
			}
			w.conns[link] = c
			w.m.Opened(link, now())
			go w.read(link, venue, c)
		}
	}()
}

func (w *socketTransport) read(link int, venue market.Venue, c *websocket.Conn) {
	for {
		_, message, err := c.ReadMessage()
		arrived := time.Now()
		w.todo <- func() {
			switch {
			case w.conns[link] != c:
			case err != nil:
				delete(w.conns, link)
				w.m.Ended(link, now())
			default:
				w.m.Frame(link, message, now())
				w.worst = append(w.worst, time.Since(arrived))
				w.count(venue, message)
			}
		}
		if err != nil {
			return
		}
	}
}

func (w *socketTransport) count(venue market.Venue, message []byte) {
	h := w.heard[venue]
	if h == nil {
		h = &venueTrades{decoder: codecs.New(venue)}
		w.heard[venue] = h
	}
	h.frames++
	h.events, _ = h.decoder.Frame(h.events[:0], message, 0)
	for i := range h.events {
		// One that a liquidation follows was forced: the truth counts it among those.
		if e := &h.events[i]; e.Kind == market.KindTrade && (i+1 == len(h.events) || h.events[i+1].Kind != market.KindLiquidation) {
			if h.first == 0 {
				h.first = e.Time
			}
			if h.last != e.Time {
				h.last, h.ended = e.Time, 0
			}
			h.ended++
			if h.trades++; e.Time == h.first {
				h.began++
			}
		}
	}
}

func (w *socketTransport) Send(link int, text string) {
	if c := w.conns[link]; c != nil {
		c.WriteMessage(websocket.TextMessage, []byte(text))
	}
}

func (w *socketTransport) Close(link int) {
	if c := w.conns[link]; c != nil {
		c.Close()
		delete(w.conns, link)
	}
}

func (w *socketTransport) Fetch(job int, ask live.Request) {
	_, path := w.path(ask.URL)
	go func() {
		status, wait, body := 0, market.Millis(0), []byte(nil)
		q, err := http.NewRequest(ask.Method, w.base+path, strings.NewReader(ask.Body))
		if err == nil {
			var answer *http.Response
			if answer, err = http.DefaultClient.Do(q); err == nil {
				status = answer.StatusCode
				seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
				wait = market.Millis(seconds) * market.Second
				body, _ = io.ReadAll(answer.Body)
				answer.Body.Close()
			}
		}
		w.todo <- func() { w.m.Answered(job, status, wait, body, now()) }
	}()
}

func (w *socketTransport) Save(string, []byte) {}
func (w *socketTransport) Random() float64     { return w.r.Float64() }

// run does what there is to do for a time, or until done.
func (w *socketTransport) run(span time.Duration, done func() bool) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	end := time.After(span)
	for {
		select {
		case <-end:
			return
		case do := <-w.todo:
			do()
		case <-ticker.C:
			w.m.Tick(now())
			w.m.Closed()
			w.m.NewLiquidations()
		}
		if done != nil && done() {
			return
		}
	}
}

// Thirty days of four venues, with the limits that venues have. The target of
// 5 s is measured (./build.sh bench shows it in the page); a test only fails
// where something is wrong, not where the machine is busy.
func TestThirtyDaysComeOverRealSockets(t *testing.T) {
	w, _ := newWires(t, fake.Config{Seed: 5, Speed: 1}, live.Config{Coin: "BTC", Days: 30, Venues: four})
	begin := time.Now()
	var shown time.Duration
	w.m.Begin(now())
	w.run(time.Minute, func() bool {
		if shown == 0 && w.m.Stale() {
			shown = time.Since(begin)
		}
		part, waiting := w.m.HistoryShare()
		return part == 1 && !waiting
	})
	took := time.Since(begin)
	if part, waiting := w.m.HistoryShare(); part != 1 || waiting {
		t.Fatalf("after %v: %v of it, waiting %v", took, part, waiting)
	}
	t.Logf("first bars after %v, 30 days of four venues after %v: %d bars", shown.Round(time.Millisecond), took.Round(time.Millisecond), len(w.m.Build()))
	for i, l := range w.m.Health(now()) {
		// About the last 5,000 bars are all that Hyperliquid has.
		if gone := w.m.Unavailable(i); (len(gone) > 0) != (l.Venue == venues.Hyperliquid) || l.Status == market.VenueNotListed {
			t.Errorf("%s: %v, gone %v", l.Venue, l.Status, gone)
		}
	}
}

// Four venues at a thousand messages a second together over real sockets:
// nothing is lost, and the heap does not grow.
func TestThousandMessagesASecond(t *testing.T) {
	span := time.Minute
	if *long {
		span = 10 * time.Minute
	}
	underLoad(t, four, 1150, 1000, span, 5*time.Second)
}

// The same of all venues that a market can connect to, at two thousand.
func TestTwoThousandMessagesASecondOfAllVenues(t *testing.T) {
	span := 15 * time.Second
	if *long {
		span = 5 * time.Minute
	}
	underLoad(t, venues.Offered(), 1800, 2000, span, 25*time.Second)
}

// underLoad is a market of so many messages a second, of which rate is the pace of
// the exchange's and least what is to come with -long. warm is how long it has to
// connect.
func underLoad(t *testing.T, ids []market.Venue, pace, least float64, span, warm time.Duration) {
	w, x := newWires(t, fake.Config{Seed: 6, Speed: 1, Rate: pace, Days: 3, Further: len(ids) > len(four)}, live.Config{Coin: "BTC", Days: 1, Venues: ids})
	w.m.Begin(now())
	w.run(warm, nil)
	w.m.Build()
	w.worst = make([]time.Duration, 0, int(span/time.Second)*2000)
	for _, h := range w.heard {
		*h = venueTrades{decoder: h.decoder}
	}
	var heaps []uint64
	const parts = 10
	for range parts {
		w.run(span/parts, nil)
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		heaps = append(heaps, stats.HeapAlloc>>10)
	}
	for len(w.todo) > 0 {
		(<-w.todo)()
	}
	frames := 0
	for _, venue := range ids {
		h := w.heard[venue]
		if h == nil {
			t.Fatalf("nothing came of %s", venue)
		}
		frames += h.frames
		truth, _ := x.Truth(venue, venues.Symbol(venue, "BTC"), h.first+1, h.last, "trades")
		if mine := h.trades - h.began - h.ended; mine != len(truth.Trades) {
			t.Errorf("%s: %d trades came of %d", venue, mine, len(truth.Trades))
		}
	}
	rate := float64(frames) / span.Seconds()
	slices.Sort(w.worst)
	late := w.worst[len(w.worst)*99/100]
	t.Logf("%.0f messages a second for %v, taken within %v (99 %%); heap KiB %v", rate, span, late, heaps)
	if *long && rate < least || rate < least/10 {
		t.Errorf("only %.0f messages a second", rate)
	}
	if grown := int64(heaps[parts-1]) - int64(heaps[1]); grown > 8<<10 {
		t.Errorf("the heap grew by %d KiB: %v", grown, heaps)
	}
	if w.dials > 4*len(ids) {
		t.Errorf("%d connections were made", w.dials)
	}
	for _, l := range w.m.Health(now()) {
		if l.Status != market.VenueLive || l.Refused > 0 {
			t.Errorf("%s: %v, %d malformed: %s", l.Venue, l.Status, l.Refused, l.Reason)
		}
	}
}
