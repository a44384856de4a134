package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/page"
)

// However much is wished for, no half second sees more than two renders, and
// what the visitor does is rendered at once after one that came by itself.
func TestThePageIsRenderedTwiceInHalfASecond(t *testing.T) {
	var pace page.RenderPace
	var renders []market.Millis
	for now := market.Millis(1000); now < 10_000; now++ {
		if now >= pace.Urgent() || now >= pace.Due() {
			pace.Rendered(now)
			renders = append(renders, now)
		}
	}
	for i := 2; i < len(renders); i++ {
		if span := renders[i] - renders[i-2]; span < 500 {
			t.Fatalf("three renders within %d ms", span)
		}
	}
	pace.Rendered(20_000)
	pace.Rendered(30_000)
	if at := pace.Urgent(); at > 30_000 {
		t.Errorf("a click waits until %d", at)
	}
	if at := pace.Due(); at != 30_500 {
		t.Errorf("what comes by itself is rendered at %d", at)
	}
}
