package view

import (
	"testing"

	"brink/wasm/market"
)

// What is drawn on a simulated market stays off the live one of the same coin.
func TestWhatIsDrawnIsKeptByCoin(t *testing.T) {
	s := State{Source: Source{Symbol: "BTCUSDT", Origin: market.Live, Interval: 1}}
	for origin, want := range map[market.Origin]string{market.Live: "BTC", market.Recorded: "BTC", market.Simulated: "simulated"} {
		if s.Source.Origin = origin; DrawnOn(&s) != want {
			t.Errorf("%v: %q, want %q", origin, DrawnOn(&s), want)
		}
	}
}
