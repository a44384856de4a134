package view

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/position"
)

// crowded is a map with 10 million a bin on both sides.
func crowded(price market.Price) *insight.Map {
	m := &insight.Map{Price: price}
	closed := grid.Of(price)
	for side := range m.Planes {
		p := insight.Plane{Lo: closed + 1, USD: make([]float64, 1000)}
		if market.Side(side) == market.Long {
			p.Lo = closed - 1000
		}
		for i := range p.USD {
			p.USD[i] = 10e6
		}
		m.Planes[side] = p
	}
	return m
}

func TestPositionOnMap(t *testing.T) {
	table := margin.BuiltIn("binance", "BTCUSDT")
	p := position.Position{Venue: "binance", Symbol: "BTCUSDT", Entry: 60_000, Size: 1, Leverage: 25}
	v, fault := p.Assess(table)
	if fault != nil {
		t.Fatal(fault)
	}
	m := crowded(59_000)
	// From 59,000 to 57,831.3 are 40 bins of 5 bp, of which the price is in one.
	if got, want := positionOnMap(&p, &v, m), "$391M of longs stand between price and yours at 57,831.3, 2.0 % below."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	m.Price = 57_000
	if got := positionOnMap(&p, &v, m); !strings.HasPrefix(got, "The price is beyond yours") {
		t.Error(got)
	}
	short := p
	short.Side = market.Short
	if v, fault = short.Assess(table); fault != nil {
		t.Fatal(fault)
	}
	if got, want := positionOnMap(&short, &v, crowded(60_000)), "$700M of shorts stand between price and yours at 62,151.4, 3.6 % above."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := positionOnMap(&short, &v, &insight.Map{Price: 60_000}), "No shorts stand between price and yours at 62,151.4, 3.6 % above."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if v.Complete = false; !strings.HasSuffix(positionOnMap(&short, &v, m), "known in part.") {
		t.Error("a table that is known in part is not said to be")
	}
	if got := positionOnMap(&p, &position.Assessment{Never: true}, m); !strings.HasPrefix(got, "This position is not liquidated") {
		t.Error(got)
	}
}

func TestPlans(t *testing.T) {
	plan := position.Plan{Venue: "binance", Symbol: "BTCUSDT", Account: 10_000, Risk: .01, Entry: 60_000, Stop: 59_000}
	s, fault := plan.Size(margin.BuiltIn("binance", "BTCUSDT"))
	if fault != nil {
		t.Fatal(fault)
	}
	if got, want := planText(&plan, &s, "BTC"), "Up to 0.1 BTC ($6.00K, 0.6x of the account): the stop at 59,000.0 then costs $100."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	plan.Account, plan.Risk, plan.Side, plan.Stop = 1000, .9, market.Short, 60_600
	if s, fault = plan.Size(margin.BuiltIn("binance", "BTCUSDT")); fault != nil || !strings.HasSuffix(planText(&plan, &s, "BTC"), "before the stop: risk less.") {
		t.Errorf("%s %v", planText(&plan, &s, "BTC"), fault)
	}
}

func TestPositionsAreAddedAndRemoved(t *testing.T) {
	s, calls := visit(t, "simulated")
	s.Form[FieldEntry], s.Form[FieldSize], s.Form[FieldLeverage] = " $63,000", "0.5", "20"
	if s.AddPosition(); len(s.Positions.List) != 0 || !strings.Contains(s.Notice, "read as 63,000 (sixty-three thousand), not as 63 (sixty-three)") {
		t.Fatalf("%+v, %q", s.Positions.List, s.Notice)
	}
	s.AddPosition() // once it has been shown in words
	want := position.Position{Venue: "binance", Symbol: "BTCUSDT", Side: market.Long, Entry: 63_000, Size: .5, Leverage: 20}
	if len(s.Positions.List) != 1 || s.Positions.List[0] != want || s.Notice != "" || !slices.Equal(*calls, []Change{PositionList}) {
		t.Fatalf("%+v, %q, %v", s.Positions.List, s.Notice, *calls)
	}
	if got := PositionName(&s.Positions.List[0]); got != "long 0.5 BTCUSDT from 63,000.0, 20x isolated, Binance" {
		t.Error(got)
	}
	if got := s.PositionText(&s.Positions.List[0]); !strings.Contains(got, "of longs stand between price and yours at 60,") {
		t.Error(got)
	}
	elsewhere := want
	elsewhere.Symbol = "ETHUSDT"
	if got := s.PositionText(&elsewhere); !strings.HasSuffix(got, "; open ETHUSDT to see what stands before it.") {
		t.Error(got)
	}
	if marks := positionMarks(s); len(marks) != 2 || marks[0].Kind != EntryMark || marks[1].Kind != LossMark {
		t.Errorf("%+v", marks)
	}
	for field, bad := range map[Field]string{FieldEntry: "much", FieldSize: "-1", FieldLeverage: ""} {
		kept := s.Form
		s.Form[field] = bad
		if s.AddPosition(); len(s.Positions.List) != 1 || s.Notice == "" || s.Form[field] != bad {
			t.Errorf("%q in field %d: %+v, %q", bad, field, s.Positions.List, s.Notice)
		}
		s.Form, s.Notice = kept, ""
	}
	for len(s.Positions.List) < position.MaxPositions {
		s.AddPosition()
	}
	if s.AddPosition(); len(s.Positions.List) != position.MaxPositions || !strings.HasPrefix(s.Notice, "No more than 64 positions") {
		t.Errorf("%d positions, %q", len(s.Positions.List), s.Notice)
	}
	for range position.MaxPositions {
		if s.Positions.Remove(s.Positions.List[0]) != PositionList {
			t.Error("nobody is told of a removal")
		}
	}
	if s.Positions.Remove(position.Position{}) != Nothing {
		t.Error("of an empty list something is removed")
	}
	if len(s.Positions.List) != 0 || len(positionMarks(s)) != 0 {
		t.Error("something is left")
	}
}

func TestSizing(t *testing.T) {
	s, _ := visit(t, "simulated")
	s.Form[FieldAccount] = "10.000"
	if s.SizingText() != "" {
		t.Error("an answer before the question")
	}
	s.Form[FieldRisk] = "1 %"
	for range 2 { // nothing counts before it was shown in words and taken so
		if got := s.SizingText(); !strings.HasPrefix(got, "Nothing is reckoned") || !Unsure(s, SizingFields) {
			t.Error(got)
		}
	}
	if got := s.Form.Readings(SizingFields, false); got != "Account: \"10.000\" is read as 10 (ten), not as 10,000 (ten thousand)." {
		t.Error(got)
	}
	TakeSo(s, SizingFields)
	taken := s.SizingText()
	s.Form[FieldAccount] = "10"
	if got := s.SizingText(); got != taken || Unsure(s, SizingFields) {
		t.Errorf("%q, taken so %q", got, taken)
	}
	// Grouped as the device's language does counts at once, and is shown in words.
	s.Form[FieldAccount] = "10,000"
	sure := s.SizingText()
	if !strings.HasPrefix(sure, "Up to ") || Unsure(s, SizingFields) || !strings.Contains(s.Form.Readings(SizingFields, false), "ten thousand") {
		t.Error(sure)
	}
	if s.Form[FieldAccount] = "10000"; s.SizingText() != sure {
		t.Errorf("%q, grouped %q", s.SizingText(), sure)
	}
	s.Form[FieldEntry] = "64.000" // of the position above, which the size is reckoned from
	if got := s.SizingText(); !strings.HasPrefix(got, "Nothing is reckoned") {
		t.Error(got)
	}
	s.Form[FieldEntry], s.Form[FieldAccount] = "", "10,000"
	if got := s.SizingText(); !strings.HasPrefix(got, "Up to ") || !strings.Contains(got, " BTC (") {
		t.Error(got)
	}
	s.Form[FieldRisk] = "many"
	if got := s.SizingText(); !strings.HasPrefix(got, "The risk must be") {
		t.Error(got)
	}
	s.Clusters.Forget()
	if got := s.SizingText(); !strings.HasPrefix(got, "No significant cluster of longs stands below the entry") {
		t.Error(got)
	}
	s.Form[FieldVenue] = "bybit-inverse"
	if got := s.SizingText(); !strings.Contains(got, "margined in dollars") {
		t.Error(got)
	}
}

// What a holder looks for first, for one position and for cross ones that share
// an account's margin.
func TestFiguresOfPositions(t *testing.T) {
	s, _ := visit(t, "simulated")
	price := s.Price()
	if !price.Valid() {
		t.Fatal("no price")
	}
	long := position.Position{Venue: "okx", Symbol: "BTC-USDT-SWAP", Entry: price, Size: 1, Leverage: 20}
	want := price * .95 / .9955
	if f := Figures(s, &long); f.Liquidation != Price(want) || f.Distance != Percent(float64(price-want)/float64(price)) || f.Profit != "$0 (+0.00 %)" {
		t.Errorf("%+v, want %s", f, Price(want))
	}
	short := long
	short.Side, short.Entry = market.Short, price*1.1
	if f := Figures(s, &short); !strings.HasPrefix(f.Profit, "+$") || f.Distance == "–" {
		t.Errorf("%+v", f)
	}
	past := long
	past.Entry = price * 1.1
	if f := Figures(s, &past); f.Distance != "passed" || !strings.HasPrefix(f.Profit, "-$") {
		t.Errorf("%+v", f)
	}
	elsewhere := position.Position{Venue: "binance", Symbol: "ETHUSDT", Entry: 2400, Size: 1, Leverage: 10}
	if f := Figures(s, &elsewhere); f.Liquidation != "2,168.7" && f.Liquidation != "2,168.67" || f.Distance != "–" || f.Profit != "–" {
		t.Errorf("%+v", f)
	}
	unknown := position.Position{Venue: "bybit", Symbol: "BTCUSDT", Entry: price, Size: 1000, Leverage: 2}
	if f := Figures(s, &unknown); f.Liquidation != "–" {
		t.Errorf("%+v", f)
	}

	one := position.Position{Venue: "binance", Symbol: "BTCUSDT", Mode: position.Cross, Entry: price, Size: 1, Margin: 10_000}
	if got := s.PositionText(&one); !strings.HasSuffix(got, " Told as the only cross position of its account.") {
		t.Error(got)
	}
	two := one
	two.Symbol, two.Entry, two.Size, two.Margin = "ETHUSDT", 2400, 10, 9_000
	s.Positions.List = []position.Position{one, two}
	got := s.PositionText(&s.Positions.List[0])
	if !strings.Contains(got, "if all coins fall alike") || !strings.Contains(got, "if this one moves alone") || !strings.Contains(got, "The smallest") && !strings.Contains(got, "the smallest, $9.00K") {
		t.Error(got)
	}
	figures := Figures(s, &s.Positions.List[0])
	if !strings.Contains(got, figures.Liquidation) || figures.Liquidation <= Price(price-10_000) {
		t.Errorf("%+v, %s", figures, got)
	}
}

// A position in dollars that is margined in coins, as the form states it and as
// it is told.
func TestInversePositionsInTheForm(t *testing.T) {
	s, _ := visit(t, "simulated")
	if size, margin := Units(s); size != "BTC" || margin != "$" {
		t.Error(size, margin)
	}
	s.Form[FieldVenue], s.Form[FieldEntry], s.Form[FieldSize], s.Form[FieldMargin] = "bybit-inverse", "60000", "100000", "0,1"
	if size, margin := Units(s); size != "USD" || margin != "BTC" {
		t.Error(size, margin)
	}
	s.AddPosition()
	if len(s.Positions.List) != 1 {
		t.Fatal(s.Notice)
	}
	p := &s.Positions.List[0]
	if got := PositionName(p); got != "long 100,000 USD of BTCUSD from 60,000.0, 0.1 coins isolated, Bybit inverse" {
		t.Error(got)
	}
	if got := s.PositionText(p); !strings.Contains(got, "not known here") || Figures(s, p).Liquidation != "–" {
		t.Error(got)
	}
	s.Positions.Learn(margin.Table{Venue: "bybit-inverse", Symbol: "BTCUSD", Dated: "2026-11-28", Complete: true, Tiers: []market.Tier{{CapBase: 150, Maintenance: .005, MaxLeverage: 100}}})
	want := market.Price(100_000 * 1.005 / (.1 + 100_000./60_000))
	price := s.Price()
	coins := 100_000 * (1./60_000 - 1/float64(price))
	f := Figures(s, p)
	if f.Liquidation != towardsDanger(want, market.Long) || f.Distance != Percent(float64(price-want)/float64(price)) || f.Profit != "+"+Dollars(market.USD(coins*float64(price)))+" ("+SignedPercent(coins/.1)+")" {
		t.Errorf("%+v, want %v", f, want)
	}
	if got := s.PositionText(p); !strings.Contains(got, f.Liquidation) || !strings.HasSuffix(got, "rounded towards the danger.") {
		t.Error(got)
	}
	if kept := s.Positions.Kept(); len(kept) != 1 || kept[0].Symbol != "BTCUSD" {
		t.Errorf("%+v", kept)
	}
	crossed := *p
	crossed.Mode = position.Cross
	if got := s.PositionText(&crossed); !strings.Contains(got, "other cross positions of its account, which holds the coin, are not counted in") {
		t.Error(got)
	}
	s.Positions.Remove(*p)
	if kept := s.Positions.Kept(); len(kept) != 0 {
		t.Errorf("%+v", kept)
	}
}

// Of a venue that tells its tiers to nobody the price is unknown for good; of
// one whose tiers are bounded the nearest one is told.
func TestWhatIsKnownWithoutATable(t *testing.T) {
	s, _ := visit(t, "simulated")
	for venue, want := range map[market.Venue]string{"binance": "now or later", "okx": "are asked for while the live market", "hyperliquid": "the nearest price that any of them could mean"} {
		p := position.Position{Venue: venue, Symbol: "DOGE", Entry: .2, Size: 10_000, Leverage: 10}
		if got := s.PositionText(&p); !strings.Contains(got, want) {
			t.Errorf("%s: %s", venue, got)
		}
	}
	p := position.Position{Venue: "hyperliquid", Symbol: "DOGE", Entry: .2, Size: 10_000, Leverage: 10}
	if got, want := Figures(s, &p).Liquidation, towardsDanger(.2*.9/.95, market.Long); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A contract without a built-in table is held, and told once its venue has
// answered.
func TestTablesAreLearnt(t *testing.T) {
	s, _ := visit(t, "simulated")
	p := position.Position{Venue: "bybit", Symbol: "ETHUSDT", Entry: 2400, Size: 1, Leverage: 10}
	if f := s.Positions.add(p); f != nil {
		t.Fatal(f)
	}
	if got := s.PositionText(&s.Positions.List[0]); !strings.Contains(got, "are not known here") {
		t.Error(got)
	}
	told := margin.Table{Venue: "bybit", Symbol: "ETHUSDT", Dated: "2026-11-28", Complete: true, Tiers: []market.Tier{{Cap: 1e6, Maintenance: .005, MaxLeverage: 100}}}
	s.Positions.Learn(told)
	s.Positions.Learn(told)
	if f := Figures(s, &s.Positions.List[0]); len(s.Positions.Tables) != 1 || f.Liquidation != "2,172.0" {
		t.Errorf("%+v", f)
	}
	for range 2 {
		other := p
		other.Size = 2
		if s.Positions.Remove(other) != Nothing || s.Positions.Remove(position.Position{}) != Nothing || len(s.Positions.List) != 1 {
			t.Error("what is not there was removed")
		}
	}
}

func TestUnsurePricesAreRoundedTowardsTheDanger(t *testing.T) {
	for price, want := range map[market.Price][2]string{57_257.61: {"57,257.7", "57,257.6"}, 57_257.69: {"57,257.7", "57,257.6"}, 57_257.5: {"57,257.5", "57,257.5"}, .1234567: {"0.123457", "0.123456"}} {
		for side := range want {
			if got := towardsDanger(price, market.Side(side)); got != want[side] {
				t.Errorf("%v %v: %s, want %s", price, market.Side(side), got, want[side])
			}
		}
	}
}
