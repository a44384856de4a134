//go:build !js

package live_test

import (
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// A ban that ends at a time of the venue's is obeyed to its end on a device whose
// clock is a month off: the end is reckoned by the venue's own time.
func TestABanIsObeyedWhateverTheDevicesClockShows(t *testing.T) {
	for _, ahead := range []market.Millis{0, 30 * market.Day, -30 * market.Day} {
		s := newStage(t, 110, "", live.Config{Coin: "BTC", Days: 1})
		s.ahead = ahead
		until := s.clock + 10*market.Minute
		first, early, asked := market.Millis(0), 0, 0
		s.answer = func(path string, status int, body []byte) (int, []byte) {
			if !strings.HasPrefix(path, "/"+string(venues.Binance)) {
				return status, body
			}
			if asked++; s.clock >= until {
				return status, body
			}
			if first == 0 {
				first = s.clock
			} else if s.clock > first+market.Second {
				early++
			}
			return 418, []byte(`{"code":-1003,"msg":"Way too many requests; IP(10.1.2.3) banned until ` + strconv.FormatInt(int64(until), 10) + `."}`)
		}
		s.m.Begin(s.now())
		s.run(10*market.Minute - market.Second)
		if first == 0 || early > 0 {
			t.Errorf("ahead by %d: asked %d times while banned", ahead, early)
		}
		before := asked
		s.run(5 * market.Minute)
		if asked == before {
			t.Errorf("ahead by %d: never asked again", ahead)
		}
		s.complete()
	}
}
