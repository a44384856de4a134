package session

import (
	"fmt"
	"testing"

	"brink/wasm/market"
)

// What a message changes is told at once; one that changes nothing that is drawn
// has the page draw nothing.
func TestOnlyWhatIsDrawnOtherwiseIsTold(t *testing.T) {
	c := livesAt(t, connected, filling)
	l := c.live
	const links = 7 // of all venues, and the frame is one of the first's
	for link := range links {
		l.Opened(link, c.now)
	}
	say := func(high, last string, volume float64) int {
		before := c.emitted
		at := monday + market.Millis(c.now)
		start := at - at%(market.Minute)
		frame := fmt.Sprintf(`{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":%d,"s":"BTCUSDT","k":{"t":%d,"T":%d,"s":"BTCUSDT","i":"1m","f":1,"L":2,"o":"60000.0","c":"%s","h":"%s","l":"59990.0","v":"%g","n":2,"x":false,"q":"60000","V":"%g","Q":"30000","B":"0"}}}`,
			at, start, start+market.Minute-1, last, high, volume, volume/2)
		for link := range links {
			l.Frame(link, []byte(frame), float64(at), c.now)
		}
		l.Show()
		c.now = c.now.Add(100)
		return c.emitted - before
	}
	if say("60010.0", "60001.0", 3) == 0 {
		t.Fatal("a bar that forms is not told")
	}
	if n := say("60010.0", "60001.0", 3); n != 0 {
		t.Errorf("%d messages tell what was told", n)
	}
	for what, n := range map[string]int{"close": say("60010.0", "60002.0", 3), "high": say("60020.0", "60002.0", 3), "volume": say("60020.0", "60002.0", 4)} {
		if n == 0 {
			t.Errorf("another %s is not told", what)
		}
	}
	if l.received != 0 {
		t.Error("a message that is told, or changes nothing, still waits to be shown")
	}
}
