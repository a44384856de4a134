package listed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// lists is a venue's list of so many coins, of names that look like those that there are.
func lists(row *venue.Row, n int, r *rand.Rand) List {
	var events []market.Event
	for k := range n {
		coin := fmt.Sprintf("%c%c%c%d", 'A'+r.IntN(26), 'A'+r.IntN(26), 'A'+r.IntN(26), k%50)
		i := market.Instrument{Symbol: row.Symbol(coin), BaseCoin: coin, Quote: "USDT", Inverse: row.Inverse, Contract: []float64{1, .1, 10, .0001}[r.IntN(4)], Live: k%20 > 0, FundingEvery: 8 * market.Hour}
		i.Tick, i.Lot, i.MaxLeverage = market.Price([]float64{.1, .01, .0001, .00001}[r.IntN(4)]), market.Base([]float64{1, .1, .001}[r.IntN(3)]), float64(25*(1+r.IntN(4)))
		events = append(events, market.Event{Kind: market.KindInstrument, Venue: row.ID, Symbol: i.Symbol, Instrument: &i})
	}
	return Of(row, events, 5*market.Day)
}

// A list comes back as it was written; what is damaged in any byte is refused.
func TestAListComesBack(t *testing.T) {
	l := lists(venue.Of(venue.OKX), 40, rand.New(rand.NewPCG(1, 2)))
	l.Others["人生"] = market.Quanto
	written := l.Append(nil)
	got, fault := Read(written)
	if fault != nil || got.At != l.At || !reflect.DeepEqual(got.Others, l.Others) || len(got.Instruments) != len(l.Instruments) || len(l.Others) < 2 {
		t.Fatalf("%v, %d of %d, %v", fault, len(got.Instruments), len(l.Instruments), got.Others)
	}
	for i := range got.Instruments {
		if x := l.Instruments[i]; got.Instruments[i] != x {
			t.Fatalf("%+v, was %+v", got.Instruments[i], x)
		}
	}
	for at := range written {
		damaged := bytes.Clone(written)
		damaged[at] ^= 1
		if _, fault := Read(damaged); fault == nil {
			t.Fatal("damage is taken at", at)
		}
		if _, fault := Read(written[:at]); fault == nil {
			t.Fatal("a part is taken, of", at)
		}
	}
}

// Lists of several venues come apart again; what is cut off or is none ends them.
func TestListsOfSeveralVenues(t *testing.T) {
	whole := AppendVenue(AppendVenue(nil, "okx", []byte("one")), "bybit-inverse", nil)
	for n := range whole {
		rest, count := whole[:n], 0
		for {
			id, list, after, ok := NextVenue(rest)
			if !ok {
				break
			}
			if count++; id != "okx" || string(list) != "one" {
				t.Fatalf("of %d bytes: %s, %q", n, id, list)
			}
			rest = after
		}
		if want := n / 11; count > 1 || want >= 1 != (count == 1) {
			t.Errorf("%d lists in %d bytes", count, n)
		}
	}
	_, _, rest, _ := NextVenue(whole)
	if id, list, rest, ok := NextVenue(rest); !ok || id != "bybit-inverse" || len(list) != 0 || len(rest) != 0 {
		t.Errorf("%s, %q, %q", id, list, rest)
	}
	for _, absurd := range []string{"", "\x00", "\xff", "\x03okx\xff\xff\xff\xff", "<!doctype html><title>no</title>", `{"code":"no"}`} {
		if id, list, _, ok := NextVenue([]byte(absurd)); ok && len(list) > 0 {
			t.Errorf("%q holds a list of %s", absurd, id)
		}
	}
}

// All that the venues list fits into what a relay hands out.
func TestAllListsAreSmall(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	counts := map[market.Venue]int{venue.Binance: 550, venue.Bybit: 550, venue.OKX: 300, venue.Hyperliquid: 200, venue.Bitget: 550, venue.Gate: 600, venue.Kraken: 300, venue.Lighter: 120}
	var all []byte
	rows := 0
	for _, row := range venue.All() {
		l := lists(&row, counts[row.ID]+20, r)
		all = AppendVenue(all, row.ID, l.Append(nil))
		rows += len(l.Instruments)
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = w.Write(all)
	_ = w.Close()
	if t.Logf("%d contracts are %d bytes, packed %d", rows, len(all), packed.Len()); packed.Len() > 60_000 {
		t.Error("they are too large")
	}
}
