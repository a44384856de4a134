package market

import "testing"

// What a venue lists beside its perpetuals in dollars is told apart, and of several
// reasons the one that says most is told.
func TestWhyAContractIsLeftOut(t *testing.T) {
	perpetual := Instrument{Symbol: "BTCUSDT", BaseCoin: "BTC", Live: true}
	for name, c := range map[string]struct {
		change func(*Instrument)
		want   LeftOut
	}{
		"a perpetual":        {func(*Instrument) {}, ListedHere},
		"delisted":           {func(i *Instrument) { i.Live = false }, Untraded},
		"with an end":        {func(i *Instrument) { i.Expires = Day }, Dated},
		"a dated one":        {func(i *Instrument) { i.Symbol, i.Expires = "BTCUSDT_261225", Day }, Dated},
		"a dated one, ended": {func(i *Instrument) { i.Symbol, i.Expires, i.Live = "BTCUSDT_261225", Day, false }, Dated},
		"quanto":             {func(i *Instrument) { i.Quanto = true }, Quanto},
		"quanto, elsewhere":  {func(i *Instrument) { i.Symbol, i.Quanto = "BTCUSD", true }, Quanto},
		"counted in coins":   {func(i *Instrument) { i.Inverse = true }, OtherCurrency},
		"in another coin":    {func(i *Instrument) { i.Symbol = "BTCETH" }, OtherCurrency},
	} {
		i := perpetual
		if c.change(&i); i.LeftOut("BTCUSDT", false) != c.want {
			t.Errorf("%s: %d, want %d", name, i.LeftOut("BTCUSDT", false), c.want)
		}
	}
	inverse := Instrument{Symbol: "BTCUSD", BaseCoin: "BTC", Inverse: true, Live: true}
	if inverse.LeftOut("BTCUSD", true) != ListedHere || inverse.LeftOut("BTCUSD", false) != OtherCurrency {
		t.Error("a contract in coins is not told from one in dollars")
	}
	if !Unnumbered.Known() || LeftOut(200).Known() {
		t.Error("reasons that there are none of are known")
	}
}
