package fake_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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

func TestFaultsAreRead(t *testing.T) {
	for _, good := range []string{
		"", "drop=30s", "silence=20s/5m", "duplicate=.01,reorder=.01,malformed=.01", "status=429:.05", "status=451@bybit",
		"slow=2s", "skew=-5000", "bookgap=.01", "gone=okx:1h", "gone=1h@okx", " drop=30s , slow=1s ", "skew=100@binance,skew=200@okx",
	} {
		if _, err := fake.ParseFaults(good); err != nil {
			t.Errorf("%s is refused: %v", good, err)
		}
	}
	for _, bad := range []string{
		"drop", "drop=", "drop=0s", "drop=x", "crash=1", "duplicate=2", "duplicate=-1", "status=200", "status=429:2", "status=x",
		"slow=1", "skew=1.5", "gone=nobody:1h", "duplicate=.1@nobody", "silence=5m/20s", "gone=okx", "duplicate=NaN",
	} {
		if _, err := fake.ParseFaults(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// following subscribes to trades of BTC and returns the messages of a time.
func following(t *testing.T, base string, venue market.Venue, want exchange.Want, long time.Duration) []string {
	t.Helper()
	var list []string
	stream(t, base, venue, want, long, nil, func(_ string, message []byte) { list = append(list, string(message)) })
	return list
}

const awhile = 700 * time.Millisecond

func numbers(t *testing.T, list []string) (ids []int64, broken int) {
	t.Helper()
	d := codecs.New(venues.Binance)
	for _, m := range list {
		events, fault := d.Frame(nil, []byte(m), noon)
		if fault != nil {
			broken++
		}
		for _, e := range events {
			if e.Kind == market.KindTrade {
				ids = append(ids, e.ID)
			}
		}
	}
	return ids, broken
}

func TestMessagesAreDoubledSwappedAndBroken(t *testing.T) {
	for _, c := range []struct {
		spec                     string
		doubled, swapped, broken bool
	}{{"", false, false, false}, {"duplicate=.1", true, false, false}, {"reorder=.1", false, true, false}, {"malformed=.1", false, false, true}} {
		t.Run(c.spec, func(t *testing.T) {
			t.Parallel()
			_, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1, Rate: 1000, Faults: c.spec})
			ids, broken := numbers(t, following(t, base, venues.Binance, exchange.WantTrades, awhile))
			doubled, swapped, missing := 0, 0, 0
			for i := 1; i < len(ids); i++ {
				switch {
				case ids[i] == ids[i-1]:
					doubled++
				case ids[i] < ids[i-1]:
					swapped++
				case ids[i] > ids[i-1]+1:
					missing++
				}
			}
			if len(ids) < 100 {
				t.Fatalf("%d trades", len(ids))
			}
			part := func(n int) float64 { return float64(n) / float64(len(ids)) }
			check := func(name string, n int, on bool) {
				if on && (part(n) < .03 || part(n) > .2) || !on && n > 0 {
					t.Errorf("%d of %d are %s", n, len(ids), name)
				}
			}
			check("doubled", doubled, c.doubled)
			check("swapped", swapped, c.swapped)
			check("broken", broken, c.broken)
			if !c.swapped && !c.broken && missing > 0 {
				t.Errorf("%d are missing", missing)
			}
		})
	}
}

func TestBookLosesChanges(t *testing.T) {
	t.Parallel()
	for _, venue := range []market.Venue{venues.Bybit, venues.OKX} {
		for _, spec := range []string{"", "bookgap=.3"} {
			t.Run(string(venue)+spec, func(t *testing.T) {
				t.Parallel()
				_, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1, Faults: spec})
				d, chain, gaps := taught(t, base, venue), exchange.NewChain(codecs.PlanOf(venue).Continuity), 0
				for _, m := range following(t, base, venue, exchange.WantBook, 1200*time.Millisecond) {
					events, fault := d.Frame(nil, []byte(m), noon)
					if fault != nil {
						t.Error(fault)
					}
					for i := range events {
						if k := events[i].Kind; k == market.KindBookDelta || k == market.KindBookSnapshot {
							if chain.Next(&events[i]) == exchange.Gap {
								gaps++
							}
						}
					}
				}
				if (gaps > 0) != (spec != "") {
					t.Errorf("%d gaps", gaps)
				}
			})
		}
	}
}

// A book from REST and the changes from the socket join by Binance's rule,
// and then are the book that REST has later.
func TestBinanceBookJoins(t *testing.T) {
	t.Parallel()
	x, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1})
	d := codecs.New(venues.Binance)
	chain := exchange.NewChain(codecs.PlanOf(venues.Binance).Continuity)
	bids, asks := map[market.Price]market.Base{}, map[market.Price]market.Base{}
	put := func(b *market.Book) {
		for _, side := range []struct {
			of     map[market.Price]market.Base
			levels []market.Level
		}{{bids, b.Bids}, {asks, b.Asks}} {
			for _, l := range side.levels {
				if side.of[l.Price] = l.Base; l.Base == 0 {
					delete(side.of, l.Price)
				}
			}
		}
	}
	ws := dial(t, base+"/public/ws/btcusdt@depth@100ms")
	time.Sleep(250 * time.Millisecond)
	snapshot := func() market.Event {
		q := exchange.Query{Symbol: "BTCUSDT"}
		r, _ := codecs.PlanOf(venues.Binance).Request(exchange.CallBook, q)
		_, body := ask(t, base, r)
		events, fault := codecs.New(venues.Binance).Answer(nil, exchange.CallBook, q, body, x.Now())
		if fault != nil {
			t.Fatal(fault)
		}
		return events[0]
	}
	first := snapshot()
	chain.Next(&first)
	put(&first.Book)
	verdicts := map[exchange.Verdict]int{}
	var last market.Event
	listen(ws, time.Second, func(m []byte) {
		events, fault := d.Frame(nil, m, noon)
		if fault != nil {
			t.Fatal(fault)
		}
		for i := range events {
			v := chain.Next(&events[i])
			if verdicts[v]++; v == exchange.Apply {
				put(&events[i].Book)
				last = events[i]
			}
		}
	})
	if verdicts[exchange.Gap] > 0 || verdicts[exchange.Apply] < 5 {
		t.Fatalf("verdicts: %v", verdicts)
	}
	// What REST has at that number is asked of an exchange that stands still.
	_, still := open(t, fake.Config{Seed: 1, Now: last.Time})
	r, _ := codecs.PlanOf(venues.Binance).Request(exchange.CallBook, exchange.Query{Symbol: "BTCUSDT"})
	_, body := ask(t, still, r)
	events, fault := codecs.New(venues.Binance).Answer(nil, exchange.CallBook, exchange.Query{Symbol: "BTCUSDT"}, body, last.Time)
	if fault != nil {
		t.Fatal(fault)
	}
	b := events[0].Book
	if b.Last != last.Book.Last || len(b.Bids) != len(bids) || len(b.Asks) != len(asks) {
		t.Fatalf("book %d has %d and %d levels, by the changes to %d there are %d and %d", b.Last, len(b.Bids), len(b.Asks), last.Book.Last, len(bids), len(asks))
	}
	for _, l := range b.Bids {
		if bids[l.Price] != l.Base {
			t.Fatalf("at %v %v is bid, by changes %v", l.Price, l.Base, bids[l.Price])
		}
	}
	for _, l := range b.Asks {
		if asks[l.Price] != l.Base {
			t.Fatalf("at %v %v is offered, by changes %v", l.Price, l.Base, asks[l.Price])
		}
	}
}

func post(t *testing.T, base, spec string) int {
	t.Helper()
	answer, err := http.Post(base+"/faults", "text/plain", strings.NewReader(spec))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// Faults can be switched while somebody listens: silence is silent to data
// alone, a drop ends the socket, and one who is gone answers nobody.
func TestFaultsAreSwitched(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1, Rate: 400})
	if code := post(t, base, "nonsense=1"); code != 400 {
		t.Errorf("nonsense is answered with %d", code)
	}
	ws := dial(t, base+"/v5/public/linear")
	say := func(text string) { ws.WriteMessage(websocket.TextMessage, []byte(text)) }
	got := make(chan string, 10_000)
	go func() {
		defer close(got)
		listen(ws, 10*time.Second, func(m []byte) { got <- string(m) })
	}()
	count := func(long time.Duration) (data, pongs int, open bool) {
		for end := time.After(long); ; {
			select {
			case m, ok := <-got:
				if !ok {
					return data, pongs, false
				}
				if strings.Contains(m, `"topic"`) {
					data++
				} else {
					pongs++
				}
			case <-end:
				return data, pongs, true
			}
		}
	}
	say(`{"op":"subscribe","req_id":"1","args":["publicTrade.BTCUSDT"]}`)
	if data, replies, open := count(400 * time.Millisecond); data == 0 || replies != 1 || !open {
		t.Fatalf("%d messages, %d replies, open %v", data, replies, open)
	}
	post(t, base, "silence=400ms")
	count(50 * time.Millisecond) // what was under way
	say(`{"op":"ping"}`)
	if data, pongs, open := count(250 * time.Millisecond); data != 0 || pongs != 1 || !open {
		t.Errorf("in silence: %d messages, %d pongs, open %v", data, pongs, open)
	}
	if data, _, _ := count(500 * time.Millisecond); data == 0 {
		t.Error("after the silence nothing comes")
	}
	post(t, base, "drop=50ms@okx")
	if _, _, open := count(200 * time.Millisecond); !open {
		t.Error("the drop was another venue's")
	}
	post(t, base, "drop=50ms")
	if _, _, open := count(time.Second); open {
		t.Error("the connection was not dropped")
	}
	post(t, base, "gone=bybit:300ms")
	if _, err := http.Get(base + "/v5/market/tickers?category=linear&symbol=BTCUSDT"); err == nil {
		t.Error("who is gone answers")
	}
	if _, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(base, "http")+"/v5/public/inverse", nil); err == nil {
		t.Error("who is gone takes sockets")
	}
	if answer, err := http.Get(base + "/fapi/v1/openInterest?symbol=BTCUSDT"); err != nil || answer.StatusCode != 200 {
		t.Errorf("the others are there: %v", err)
	}
	time.Sleep(350 * time.Millisecond)
	if answer, err := http.Get(base + "/v5/market/tickers?category=linear&symbol=BTCUSDT"); err != nil || answer.StatusCode != 200 {
		t.Errorf("who was gone is back: %v", err)
	}
}

func TestAnswersAreRefusedSlowBrokenAndSkewed(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Faults: "status=451@bybit,status=429:.3@okx,slow=300ms@hyperliquid,malformed=.5@binance,skew=5000@binance"})
	get := func(path string) (int, string) {
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		if answer.StatusCode == 429 && answer.Header.Get("Retry-After") == "" {
			t.Error("a 429 does not say how long to wait")
		}
		return answer.StatusCode, string(body)
	}
	if code, _ := get("/v5/market/tickers?category=linear&symbol=BTCUSDT"); code != 451 {
		t.Errorf("bybit answers %d", code)
	}
	_, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(base, "http")+"/v5/public/linear", nil)
	if err == nil || answer == nil || answer.StatusCode != 451 {
		t.Errorf("a socket is opened where the region is refused: %v", answer)
	}
	refused, broken := 0, 0
	for range 18 {
		if code, _ := get("/api/v5/public/funding-rate?instId=BTC-USDT-SWAP"); code == 429 {
			refused++
		}
		_, body := get("/fapi/v1/premiumIndex?symbol=BTCUSDT")
		if !json.Valid([]byte(body)) {
			broken++
		} else if !strings.Contains(body, fmt.Sprintf(`"time":%d}`, noon+5000)) {
			t.Fatalf("the clock is not ahead by five seconds: %s", body)
		}
	}
	if refused == 0 || refused == 18 || broken == 0 || broken == 18 {
		t.Errorf("%d refused and %d broken of 18", refused, broken)
	}
	start := time.Now()
	if code, body := question(t, base+"/info", `{"type":"meta"}`); code != 200 || !json.Valid([]byte(body)) || time.Since(start) < 250*time.Millisecond {
		t.Errorf("%d after %v: %.80s", code, time.Since(start), body)
	}
}

func question(t *testing.T, address, body string) (int, string) {
	t.Helper()
	answer, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text)
}
