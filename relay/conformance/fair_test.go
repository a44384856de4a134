//go:build conformance

package conformance

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const okx = "/relay/okx/api/v5/market/candles?bar=5m&instId="

// TestRefusals has exchanges tell of limits and bans, in every way that they
// do. Each is obeyed for as long as it says, by all that is asked of the host,
// and what is kept is given meanwhile.
func TestRefusals(t *testing.T) {
	p := startPair(t, rowLimit)
	for k, twin := range p.twins {
		caller := 1
		ask := func(t *testing.T, r row) {
			t.Helper()
			caller++
			r.method = "GET"
			r.run(t, caller, twin, p.exchanges[k])
		}
		wait := func(t *testing.T, twin *Twin, answer *Answer) {
			if seconds, err := strconv.Atoi(answer.Head.Get("Retry-After")); err != nil || seconds < 1 || seconds > 7 || answer.Head.Get("Cache-Control") != "no-store" {
				t.Errorf("%v", answer.Head)
			}
		}
		counted(t, "limited, and obeyed", twin, func(t *testing.T) {
			ask(t, row{target: klines + "BEFORE", status: 200, reaches: 1})
			p.kept(t, twin, klines+"BEFORE")
			start := time.Now()
			ask(t, row{target: klines + "STATUS429", status: 429, code: "upstream-limits", reaches: 1, check: has("Retry-After", "7")})
			ask(t, row{target: klines + "STATUS429", status: 429, code: "upstream-limits", check: wait})
			ask(t, row{target: "/relay/binance/fapi/v1/depth?limit=100&symbol=A", status: 429, code: "upstream-limits", check: wait})
			ask(t, row{target: klines + "BEFORE", status: 200, check: has("X-Relay-Cache", "hit")})
			time.Sleep(time.Until(start.Add(8 * time.Second)))
			ask(t, row{target: klines + "AFTER", status: 200, reaches: 1})
		})
		counted(t, "banned, and obeyed", twin, func(t *testing.T) {
			ask(t, row{target: okx + "STATUS418", status: 418, code: "upstream-limits", reaches: 1, check: has("Retry-After", "7")})
			ask(t, row{target: okx + "BTC-USDT-SWAP", status: 429, code: "upstream-limits", check: wait})
			ask(t, row{target: "/relay/okx/api/v5/public/instruments?instType=SWAP", status: 429, code: "upstream-limits", check: wait})
		})
		counted(t, "limited within 200", twin, func(t *testing.T) {
			ask(t, row{target: bybit + "BEFORE", status: 200, reaches: 1})
			p.kept(t, twin, bybit+"BEFORE")
			ask(t, row{target: bybit + "LIMITED", status: 429, code: "upstream-limits", reaches: 1, check: wait})
			ask(t, row{target: bybit + "BEFORE", status: 200, check: has("X-Relay-Cache", "hit")})
		})
		counted(t, "a firewall after data", twin, func(t *testing.T) {
			ask(t, row{target: klines + "STATUS403", status: 429, code: "upstream-limits", reaches: 1, check: has("Retry-After", "7")})
			ask(t, row{target: klines + "OTHER", status: 429, code: "upstream-limits", check: wait})
		})
	}
	places := startPair(t, rowLimit)
	for k, twin := range places.twins {
		counted(t, "blocked by law", twin, func(t *testing.T) {
			(&row{method: "GET", target: klines + "STATUS451", status: 451, reaches: 1, check: says(`{"code":-1}`)}).run(t, 1, twin, places.exchanges[k])
			(&row{method: "GET", target: klines + "STATUS451", status: 451, code: "upstream-refused"}).run(t, 2, twin, places.exchanges[k])
		})
		counted(t, "forbidden from the first on", twin, func(t *testing.T) {
			(&row{method: "GET", target: okx + "STATUS403", status: 403, reaches: 1, check: says(`{"code":-1}`)}).run(t, 1, twin, places.exchanges[k])
			(&row{method: "GET", target: okx + "BTC-USDT-SWAP", status: 403, code: "upstream-refused"}).run(t, 2, twin, places.exchanges[k])
		})
	}
}

// TestStale has an exchange ban for longer than an answer is fresh: it is
// given on, and says its age.
func TestStale(t *testing.T) {
	t.Parallel()
	p := startPair(t, rowLimit)
	for k, twin := range p.twins {
		counted(t, "stale while banned", twin, func(t *testing.T) {
			const interest = "/relay/binance/fapi/v1/openInterest?symbol=OLD"
			p.exchanges[k].BanAbove(1)
			(&row{method: "GET", target: interest, status: 200, reaches: 1}).run(t, 1, twin, p.exchanges[k])
			p.kept(t, twin, interest)
			if k == 1 {
				p.cache.Await(twin.Addr + strings.Replace(interest, "/relay/", "/relay/stale/", 1))
			}
			(&row{method: "GET", target: klines + "NEW", status: 418, code: "upstream-limits", reaches: 1}).run(t, 2, twin, p.exchanges[k])
			time.Sleep(2500 * time.Millisecond) // it is fresh for two seconds
			check := func(t *testing.T, _ *Twin, answer *Answer) {
				if age, err := strconv.Atoi(answer.Head.Get("Age")); err != nil || age < 2 || age > 30 || answer.Head.Get("Cache-Control") != "no-store" || answer.Head.Get("X-Relay-Cache") != "stale" {
					t.Errorf("%v", answer.Head)
				}
				says("symbol=OLD")(t, nil, answer)
			}
			(&row{method: "GET", target: interest, status: 200, check: check}).run(t, 3, twin, p.exchanges[k])
		})
		for _, hidden := range []string{"/relay/stale/binance/fapi/v1/openInterest?symbol=OLD", "/relay/rest/https%3A%2F%2Ffapi.binance.com"} {
			counted(t, "no address of the cache's own is served", twin, func(t *testing.T) {
				answer, err := twin.Ask(5, "GET", hidden, twin.Own())
				if err != nil || answer.Status != 404 && answer.Status != 400 {
					t.Errorf("%s: %+v %v", hidden, answer, err)
				}
			})
		}
	}
}

// TestTogether asks the same many times at once, from many addresses: the
// exchange is asked once.
func TestTogether(t *testing.T) {
	t.Parallel()
	p := startPair(t, rowLimit)
	for k, twin := range p.twins {
		counted(t, "192 equal requests are one", twin, func(t *testing.T) {
			var all sync.WaitGroup
			var served atomic.Int64
			for i := range 192 {
				all.Go(func() {
					if answer, err := twin.Ask(1+i/12, "GET", klines+"LATE", twin.Own()); err == nil && answer.Status == 200 && answer.Body == `[["late"]]` {
						served.Add(1)
					}
				})
			}
			all.Wait()
			if served.Load() != 192 || p.exchanges[k].Requests() != 1 {
				t.Errorf("%d of 192 were served with %d requests of the exchange", served.Load(), p.exchanges[k].Requests())
			}
		})
		// The platform tells a Worker that its visitor is gone, and may end it; so
		// may its stand-in. Whoever waits for the same is answered all the same.
		counted(t, "the first of many goes away", twin, func(t *testing.T) {
			conn, err := from(200).Dial("tcp", twin.Addr)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = fmt.Fprintf(conn, "GET /relay/binance/fapi/v1/markPriceKlines?interval=5m&symbol=LATE HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n", twin.Addr, twin.Own())
			time.Sleep(500 * time.Millisecond)
			go func() { time.Sleep(500 * time.Millisecond); _ = conn.Close() }()
			answer, err := twin.Ask(201, "GET", "/relay/binance/fapi/v1/markPriceKlines?interval=5m&symbol=LATE", twin.Own())
			if err != nil || answer.Status != 200 {
				t.Errorf("%+v %v", answer, err)
			}
		})
	}
}

// TestGreedy has one address ask for bars with the largest limit, of another
// span each time, and another for a little: the exchange, which counts weights and
// bans, bans nobody, and at most a tenth of the other's requests is lost.
func TestGreedy(t *testing.T) {
	p := startPaced(t, unlimited, true)
	for k, twin := range p.twins {
		counted(t, "two visitors, one greedy", twin, func(t *testing.T) {
			exchange := p.exchanges[k]
			exchange.BanAbove(2400)
			end := time.Now().Add(6 * time.Second)
			var all sync.WaitGroup
			var serial, greedy atomic.Int64
			for range 16 {
				all.Go(func() {
					for time.Now().Before(end) {
						answer, err := twin.Ask(1, "GET", fmt.Sprintf("/relay/binance/fapi/v1/klines?endTime=%d&interval=5m&limit=1500&symbol=GREEDY", 1_000_000_000_000+serial.Add(1)*600_000_000), twin.Own(), "CF-Connecting-IP: 192.0.2.1")
						if err == nil && answer.Status == 200 {
							greedy.Add(1)
						}
					}
				})
			}
			asked, served := 0, 0
			for time.Now().Before(end) {
				time.Sleep(100 * time.Millisecond)
				asked++
				answer, err := twin.Ask(2, "GET", fmt.Sprintf("/relay/binance/fapi/v1/klines?endTime=%d&interval=5m&limit=99&symbol=MODEST", 1_700_000_000_000+int64(asked)*300_000), twin.Own(), "CF-Connecting-IP: 192.0.2.2")
				if err == nil && answer.Status == 200 {
					served++
				}
			}
			all.Wait()
			t.Logf("%d of %d modest requests served, %d greedy ones of %d, %d weights", served, asked, greedy.Load(), serial.Load(), exchange.Weights())
			if served*10 < asked*9 || asked < 5 {
				t.Errorf("%d of %d requests were served beside a greedy visitor", served, asked)
			}
			if exchange.Late() > 0 || greedy.Load() < 20 {
				t.Errorf("%d requests came while banned; the greedy visitor had %d answers", exchange.Late(), greedy.Load())
			}
		})
	}
}
