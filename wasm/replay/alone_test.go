package replay_test

import (
	"strconv"
	"strings"
	"testing"

	"brink/wasm/replay"
)

// A row that stands where none beside it does is refused with its place.
func TestARowThatStandsAloneIsRefused(t *testing.T) {
	text := "ts_ms,open,high,low,close,volume\n"
	for i := range 9 {
		prices := ",60000,60010,59990,60000,10\n"
		if i == 4 {
			prices = ",1e11,1e11,1e11,1e11,10\n"
		}
		text += strconv.Itoa(1_790_812_800_000+i*300_000) + prices
	}
	if _, fault := replay.ReadBars([]byte(text)); fault == nil || fault.Code != "bar-stands-alone" || !strings.Contains(fault.Sentence, "row 6:") {
		t.Errorf("%v", fault)
	}
	if _, fault := replay.ReadBars([]byte(strings.ReplaceAll(text, "1e11", "60005"))); fault != nil {
		t.Error(fault)
	}
}
