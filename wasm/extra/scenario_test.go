package extra

import (
	"strings"
	"testing"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// held is a reader whose map is known as well: of longs, 1M in each bin below the
// price, of which a band is pinned.
func held(t *testing.T) (r *reader, pinned *wire.Origin) {
	r = newReader(t)
	m := wire.Material{Serial: 1, At: r.at, Price: r.price, Interval: five, Scale: 1, Replace: true}
	here := grid.Of(r.price)
	usd := make([]float64, 100)
	for i := range usd {
		usd[i] = 1e6
	}
	m.Planes[market.Long] = wire.Plane{Lo: here - 100, USD: usd}
	r.Handle(m.Append(nil))
	return r, &wire.Origin{Side: market.Long, Low: (here - 30).Lower(), High: (here - 20).Lower(), USD: 10e6, Price: r.price}
}

// scenario is what is said of the pinned band after what was known of it without books.
func scenario(r *reader, m *wire.Origin) string {
	lines := r.why(m).Lines
	return strings.Join(lines[1:], " ")
}

func TestAScenarioAgainstTheBook(t *testing.T) {
	r, pinned := held(t)
	further := book.Zone{Side: market.Long, Lo: grid.Of(pinned.Low) - 6, Hi: grid.Of(pinned.Low) - 1, USD: 5e6}
	r.choose(book.Zone{}, further)
	r.tell(r.venue("binance", 2e6, 60))
	// 10M at once against 2M a bin, where the map has nothing more in the ten bins of
	// the band: gone after five.
	got := scenario(r, pinned)
	for _, want := range []string{"Scenario, no forecast, against the order book at ", "all $10.0M were forced at once", "the bids of 1 venue, as deep there as they are now before the price, would take it by ", " on; with four times of what is seen ", "; with a quarter of what is seen ", "On its way it would force nothing else.", "On the simulated market, whose true cascades are known, "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	// Half as much: it goes on beyond the band, into the map and the cluster there.
	r.tell(r.venue("binance", 7.5e5, 60))
	got = scenario(r, pinned)
	for _, want := range []string{"not take it: they are seen for 2.9 %, and $", "with a quarter of what is seen beyond what is seen", "more of longs, and come into a further cluster of $5.00M."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	// Half of the map is switched off: half of it is forced.
	pinned.USD = 5e6
	if got := scenario(r, pinned); !strings.Contains(got, "all $5.00M were forced") {
		t.Error(got)
	}
}

// Without a book that can be counted a sentence says why.
func TestNoScenarioSaysWhy(t *testing.T) {
	r, pinned := held(t)
	says := func(want string) {
		t.Helper()
		if got := scenario(r, pinned); !strings.Contains(got, want) || strings.Contains(got, "Scenario, no forecast") {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	says("For a scenario against the order book, switch Order book on.")
	frozen := r.venue("binance", 1e6, 60)
	frozen.Age = book.FrozenAfter
	r.tell(frozen)
	says("No scenario, as no order book can be counted now. Binance: frozen, nothing has changed for 10 s; not counted.")
	r.tell(book.Venue{ID: "binance", State: book.Awaited, Gaps: 1})
	says("Binance: a change was missed, or its bids and asks crossed; it is asked for anew.")
	r.tell(book.Venue{ID: "binance", State: book.Awaited})
	says("Binance: its order book has not come yet.")
	r.tell(book.Venue{ID: "binance"})
	says("Binance: sends no order book here.")
	r.tell()
	says("No scenario, as no order book can be counted now.")
	good := r.venue("binance", 1e6, 60)
	r.at += market.Hour
	r.tell(good)
	says("No scenario: the order book is of now, and the map of another time.")
	r.at -= 3 * market.Hour
	r.tell(good)
	says("switch Order book on.")
	// Nothing is said of what price is in, of nothing, or before there is a map.
	pinned.Price = pinned.High * .999
	if got := scenario(r, pinned); got != "" {
		t.Error(got)
	}
	pinned.Price, pinned.USD = r.price, 0
	if got := scenario(r, pinned); got != "" {
		t.Error(got)
	}
	pinned.USD = 1e6
	if got := newModule(t).why(pinned); len(got.Lines) != 1 {
		t.Errorf("%+v", got)
	}
}

// While books go on, what is said of what is pinned goes on with them, each message
// of books with one answer.
func TestAScenarioGoesOnWithTheBook(t *testing.T) {
	r, pinned := held(t)
	r.why(pinned)
	said := 0
	for i := range 32 {
		before := len(r.out)
		r.at += 250
		r.Handle((&wire.Books{At: r.at, Price: r.price, Venues: []book.Venue{r.venue("binance", market.USD(1e6*(i+1)), 60)}}).Append(nil))
		if len(r.out) != before+1 {
			t.Fatalf("%d answers", len(r.out)-before)
		}
		var w wire.WhyText
		if w.Parse(r.out[before]) == nil {
			if said++; !strings.Contains(strings.Join(w.Lines, " "), "Scenario, no forecast") {
				t.Errorf("%+v", w.Lines)
			}
		}
	}
	if said != 4 {
		t.Errorf("it is said anew %d times in 32 messages", said)
	}
}
