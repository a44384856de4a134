package engine

import (
	"math"
	"testing"

	"brink/wasm/market"
)

func TestBand(t *testing.T) {
	for i, at := range bandAt {
		low, high := Band(market.USD(at*1e6), 1e6)
		if math.Abs(float64(low)-at*1e6*bandLow[i]) > 1 || math.Abs(float64(high)-at*1e6*bandHigh[i]) > 1 {
			t.Errorf("at %v: %v to %v", at, low, high)
		}
	}
	lastWidth := math.Inf(1)
	for usd := market.USD(1); usd < 1e12; usd *= 1.3 {
		low, high := Band(usd, 1e6)
		if !(low >= 0 && low < usd && high > usd) {
			t.Fatalf("the band of %v is %v to %v", usd, low, high)
		}
		if width := float64((high - low) / usd); width > lastWidth+1e-9 {
			t.Fatalf("the band of %v is relatively wider than a smaller one's", usd)
		} else {
			lastWidth = width
		}
	}
	if low, high := Band(0, 1e6); low != 0 || high != 0 {
		t.Error("nothing has a band")
	}
}
