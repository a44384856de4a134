package live_test

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Poison that a former version stored costs its bar: the others of its day are
// used, the bar is asked for again, and the day is stored without it.
func TestStoredPoisonIsSetAside(t *testing.T) {
	a := newScriptedVenues(t, 31, 2, venues.Binance)
	a.m.Begin(a.ours())
	a.run(20 * market.Second)
	a.m.End()
	key := "day/binance/BTCUSDT/" + strconv.FormatInt(int64(begin/market.Day)-1, 10)
	chunk := a.store[key]
	const head, size, bar = 28, 57, 100
	binary.LittleEndian.PutUint64(chunk[head+bar*size+8+8:], math.Float64bits(1e13))
	binary.LittleEndian.PutUint32(chunk[len(chunk)-4:], crc32.ChecksumIEEE(chunk[:len(chunk)-4]))

	b := newScriptedVenues(t, 32, 2, venues.Binance)
	b.now = a.now
	for key, chunk := range a.store {
		if fault := b.m.Stored(key, chunk); fault != nil {
			t.Fatal(key, fault)
		}
	}
	have := len(b.m.Build())
	asked := market.Millis(0)
	b.status = func(r *request) int {
		if strings.Contains(r.ask.URL, "klines") {
			if span := param(r.ask.URL, "endTime") - param(r.ask.URL, "startTime") + live.Interval; span != checkedAtVisit {
				asked += span
			}
		}
		return 200
	}
	b.m.Begin(b.ours())
	b.run(20 * market.Second)
	b.whole(1, b.first(2))
	if n := len(b.m.Build()) - have; n != 1 {
		t.Errorf("%d bars were missing", n)
	}
	if asked > 3*live.Interval {
		t.Errorf("%d minutes were asked for", asked/market.Minute)
	}
	if h := b.m.Health(b.ours())[0]; h.Refused != 1 || h.Reason == "" {
		t.Errorf("health %+v", h)
	}
	b.m.End()
	if string(b.store[key]) == string(chunk) || b.store[key] == nil {
		t.Error("the day was not stored again")
	}
}
