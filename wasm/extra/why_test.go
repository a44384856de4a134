package extra

import (
	"strings"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// why asks the second module for words.
func (a *asked) why(m *wire.Origin) (out wire.WhyText) {
	a.t.Helper()
	a.Handle(m.Append(nil))
	if fault := out.Parse(a.out[len(a.out)-1]); fault != nil {
		a.t.Fatal(fault)
	}
	return out
}

func origin() *wire.Origin {
	return &wire.Origin{
		Side: market.Long, Low: 58_000, High: 58_500, USD: 111e6, Standout: 1.34, Price: 60_000, Known: true, Scale: 1, Ahead: 3e6,
		Origin: insight.Origin{
			Days: []insight.OriginDay{{From: monday, Share: .2}, {From: monday + market.Day, Share: .5}}, Earlier: .3, Swept: .4, Closed: .1, SweptAt: monday - market.Day,
		},
		Classes: [4]float64{.1, .9, 0, 0}, Venues: []wire.VenueShare{{Venue: "binance", Share: .6}, {Venue: "bybit", Share: .4}},
	}
}

func TestWhyInWords(t *testing.T) {
	a := newModule(t)
	out := a.why(origin())
	if len(out.Lines) != 2 || len(out.Shares) != 3 || strings.Join(out.Labels, " ") != "before 01-05 01-06" {
		t.Fatalf("%+v", out)
	}
	for i, want := range []string{
		"$111M of longs at 58,000.0 to 58,500.0: 70 % of it has come since 01-05, most on 01-06 (50 %); the rest stood there before. Of all that has stood there in that time, 40 % was swept as price went through, last on 01-04, and 10 % was closed by its holders. Days are UTC and net.",
		"Distance to liquidation: 10 % below 1.2 %, over 62x, 90 % 1.2 to 3 %, 29x to 62x. Venues: Binance 60 % (its feed is a sample), Bybit 40 %. At its peak it stands 1.3 times its surroundings.",
	} {
		if out.Lines[i] != want {
			t.Errorf("%q, want %q", out.Lines[i], want)
		}
	}
	m := origin()
	m.Known = false
	if out := a.why(m); !strings.Contains(out.Lines[0], "no map of a day before is known") || len(out.Shares) != 0 {
		t.Errorf("%+v", out)
	}
	m.USD = 0
	if out := a.why(m); len(out.Lines) != 1 || !strings.HasPrefix(out.Lines[0], "Nothing of longs stands at") {
		t.Errorf("%+v", out)
	}
	m = origin()
	m.At = monday
	if out := a.why(m); len(out.Lines) != 2 || !strings.HasPrefix(out.Lines[0], "As of 5 Jan 2026 00:00 UTC: $111M of longs at ") {
		t.Errorf("%+v", out)
	}
	m = origin()
	m.Origin = insight.Origin{Earlier: 1}
	if out := a.why(m); !strings.Contains(out.Lines[0], "all of it stood there before") || !strings.Contains(out.Lines[0], "nothing was swept") {
		t.Errorf("%+v", out)
	}
}

// Once the volatility is known the answer says what comes of it.
func TestConsequenceInWords(t *testing.T) {
	w := newWorker()
	a := newModule(t)
	material := wire.Material{Serial: 1, At: w.end, Price: w.price, Interval: five, Scale: 1, Fitted: true, Replace: true, Bars: w.bars}
	a.Handle(material.Append(nil))
	m := origin()
	m.Price = w.price
	m.Low, m.High = w.price*.98, w.price*.99
	out := a.why(m)
	last := out.Lines[len(out.Lines)-1]
	for _, want := range []string{"A fall of 1.0 % reaches it, with a chance of ", "forces an estimated $111M", "half went on more than ", "little stands in the next 1 %", "not a scenario of orders against a book."} {
		if !strings.Contains(last, want) {
			t.Errorf("%q is not in %q", want, last)
		}
	}
	m.High = w.price * 1.01
	if out := a.why(m); out.Lines[len(out.Lines)-1] != "Price is there already." {
		t.Errorf("%+v", out.Lines)
	}
}
