package skill

import (
	"math"
	"strings"
	"testing"

	"brink/wasm/market"
)

// What agreed as hours began is part of the chain: it comes back to the digit, is
// told once an hour, and with an interval over days; a changed figure is refused.
func TestAgreementIsSealed(t *testing.T) {
	l := New("BTC")
	for i := range 30 * 24 {
		at := monday + market.Millis(i)*market.Hour
		o := &Observed{At: at, Venue: "hyperliquid", Accounts: 100 + i%3, Rank: .4, Map: .5 + .01*float64(i%24), Ramp: .2}
		if i/24%2 == 1 {
			o.Map = -.1
		}
		if !l.Observe(o) || l.Observe(o) {
			t.Fatalf("hour %d", i)
		}
	}
	a := l.Report().Agreed
	want := (.5 + .115 - .2 + -.1 - .2) / 2
	if a.Venue != "hyperliquid" || a.Hours != 720 || a.Days != 30 || math.Abs(a.Accounts-101) > .1 || math.Abs(a.Rank-.4) > 1e-9 || math.Abs(a.Gain.Value-want) > 1e-9 {
		t.Errorf("%+v, want a gain of %v", a, want)
	}
	if !(a.Gain.Low < a.Gain.Value && a.Gain.Value < a.Gain.High) || a.Gain.High-a.Gain.Low > .6 {
		t.Errorf("%+v", a.Gain)
	}
	back, fault := Open(l.Text())
	if fault != nil {
		t.Fatal(fault)
	}
	if got := back.Report().Agreed; got != a || back.Text() != l.Text() {
		t.Errorf("%+v, want %+v", got, a)
	}
	if _, fault := Open(strings.Replace(l.Text(), " 101 0.4,", " 901 0.4,", 1)); fault == nil || fault.Code != "sealed-changed" {
		t.Errorf("a changed line: %v", fault)
	}
	l.Forget(monday + 29*market.Day)
	if got := l.Report().Agreed; got.Hours != 24 || got.Days != 1 {
		t.Errorf("of the last day: %+v", got)
	}
	if got := New("ETH").Report().Agreed; got != (Agreed{}) {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestAbsurdAgreementsAreRefused(t *testing.T) {
	good := Observed{At: monday, Venue: "hyperliquid", Accounts: 50, Rank: .1, Map: .2, Ramp: -.1}
	for name, change := range map[string]func(*Observed){
		"no number":    func(o *Observed) { o.Map = math.NaN() },
		"without end":  func(o *Observed) { o.Ramp = math.Inf(-1) },
		"a rank of 2":  func(o *Observed) { o.Rank = 2 },
		"nobody":       func(o *Observed) { o.Accounts = 0 },
		"half an hour": func(o *Observed) { o.At += market.Hour / 2 },
		"no venue":     func(o *Observed) { o.Venue = "" },
		"two words":    func(o *Observed) { o.Venue = "hyper liquid" },
	} {
		o, l := good, New("BTC")
		change(&o)
		if before := l.Tip(); l.Observe(&o) || l.Tip() != before {
			t.Errorf("%s is sealed", name)
		}
	}
	l := New("BTC")
	if !l.Observe(&good) {
		t.Error("a good one is not")
	}
}
