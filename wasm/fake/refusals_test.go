package fake_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"brink/wasm/exchange"
	"brink/wasm/fake"
)

// A ban of Binance says until when in its body, and keeps to it.
func TestABanSaysUntilWhen(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.UnixMilli(int64(noon)).Truncate(time.Hour)}
	x, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 1, Wall: c.Now})
	ask := func(path string) (int, []byte) {
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, body
	}
	for range 260 {
		if status, body := ask("/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1001"); status == http.StatusTeapot {
			until := exchange.BannedUntil(body)
			if d := until - x.Now(); d < 119_000 || d > 121_000 {
				t.Fatalf("%s: %d ms from now", body, d)
			}
			c.pass(time.Duration(until-x.Now()+1000) * time.Millisecond)
			if status, _ = ask("/fapi/v1/openInterest?symbol=BTCUSDT"); status != 200 {
				t.Errorf("after its end: %d", status)
			}
			return
		}
	}
	t.Error("nobody is banned")
}

func TestALimitIsToldAsEachVenueDoes(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Faults: "limited=1h"})
	for path, want := range map[string]string{
		"/v5/market/instruments-info?category=linear":         "200 10006",
		"/api/v5/market/candles?instId=BTC-USDT-SWAP":         "200 50011",
		"/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=10": "429 -1003",
	} {
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		status, code, _ := strings.Cut(want, " ")
		if strconv.Itoa(answer.StatusCode) != status || !strings.Contains(string(body), code) || answer.Header.Get("Retry-After") != "" {
			t.Errorf("%s: %d %s", path, answer.StatusCode, body)
		}
	}
}
