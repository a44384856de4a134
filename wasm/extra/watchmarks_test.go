package extra

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/wire"
)

func TestPricesOfTheWatchlistAreMarks(t *testing.T) {
	w := newWatcher(t)
	w.v.marks = `[{"universe":[{"name":"BTC"},{"name":"ETH"},{"name":"OLD","isDelisted":true},{"name":"kPEPE"},{"name":"SOL"}]},[{"markPx":"61000","prevDayPx":"60000"},{"markPx":"1e30","prevDayPx":"x"},{"markPx":"1"},{"markPx":"0.0125","prevDayPx":"0.0"},{"markPx":"14"}]]`
	page := look()
	w.says(&page)
	w.says(&wire.WatchCoins{Coins: []string{"BTC", "ETH", "SOL", "1000PEPE"}})
	w.pass(2 * market.Second)
	if r := w.row("BTC"); r.Price != "61,000.0" || r.Change != "+1.67 %" || r.Below != unknown {
		t.Errorf("%+v", r)
	}
	if r := w.row("1000PEPE"); r.Price == unknown || r.Change != unknown {
		t.Errorf("%+v", r)
	}
	if r := w.row("ETH"); r.Price != unknown {
		t.Errorf("%+v", r)
	}
	w.answers("BTC", 60_500)
	w.pass(4 * market.Second)
	if r := w.row("BTC"); r.Price != "61,000.0" || r.Change != "+4.86 %" { // against the close of a day before
		t.Errorf("%+v", r)
	}
	w.answers("ETH", 2_400)
	w.pass(4 * market.Second)
	w.answers("SOL", 140) // of which the mark is a tenth
	w.pass(4 * market.Second)
	if r := w.row("SOL"); r.Price != "140.00" {
		t.Errorf("%+v", r)
	}
	// Marks that come no more count for a minute.
	w.v.marks = ""
	w.pass(2 * marksFor)
	if r := w.row("BTC"); r.Price != "60,500.0" || strings.Contains(w.text.Lead, "marks") {
		t.Errorf("%+v, %s", r, w.text.Lead)
	}
	// A clock that is put back stops nothing.
	w.v.marks = `[{"universe":[{"name":"BTC"}]},[{"markPx":"61500"}]]`
	w.v.now -= market.Hour
	w.pass(2 * market.Minute)
	if r := w.row("BTC"); r.Price != "61,500.0" {
		t.Errorf("%+v", r)
	}
}
