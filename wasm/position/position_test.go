package position

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/seal"
)

func bitcoin(side market.Side, entry market.Price, size market.Base, leverage float64) Position {
	return Position{Venue: "binance", Symbol: "BTCUSDT", Side: side, Entry: entry, Size: size, Leverage: leverage}
}

func table(p Position) *margin.Table { return margin.BuiltIn(p.Venue, p.Symbol) }

// The worked values of VENUES.md for one BTC at 60,000, stated by leverage,
// by the margin that it means, and as a cross position with as much.
func TestWorkedValues(t *testing.T) {
	for _, c := range []struct {
		leverage    float64
		long, short market.Price
	}{{10, 54216.9, 65737.1}, {25, 57831.3, 62151.4}, {100, 59638.6, 60358.6}} {
		for side, want := range []market.Price{c.long, c.short} {
			stated := bitcoin(market.Side(side), 60_000, 1, c.leverage)
			backed := stated
			backed.Leverage, backed.Margin = 0, market.USD(60_000/c.leverage)
			cross := backed
			cross.Mode = Cross
			for _, p := range []Position{stated, backed, cross} {
				v, f := p.Assess(table(p))
				if f != nil || math.Abs(float64(v.Liquidation-want)) > .05 || v.Never || math.Abs(v.Leverage-c.leverage) > 1e-9 || v.Notional != 60_000 || v.Dated != "2026-05-01" || !v.Complete {
					t.Errorf("%+v: %+v %v, want %v", p, v, f, want)
				}
			}
		}
	}
}

// Each venue's own table decides: the same position is liquidated elsewhere
// at each.
func TestEachVenuesTable(t *testing.T) {
	seen := map[market.Price]market.Venue{}
	for _, at := range []struct {
		venue  market.Venue
		symbol string
		want   float64 // of a long from 60,000 at 20x: a rate m keeps 57,000 / (1 - m)
	}{{"binance", "BTCUSDT", 57_000 / .996}, {"bybit", "BTCUSDT", 57_198}, {"okx", "BTC-USDT-SWAP", 57_000 / .9955}, {"hyperliquid", "BTC", 57_000 * 80. / 79}} {
		p := Position{Venue: at.venue, Symbol: at.symbol, Entry: 60_000, Size: .1, Leverage: 20}
		v, f := p.Assess(table(p))
		if f != nil || math.Abs(float64(v.Liquidation)-at.want) > 1e-6 {
			t.Errorf("%s: %+v %v, want %v", at.venue, v, f, at.want)
		}
		seen[v.Liquidation] = at.venue
	}
	if len(seen) != 4 {
		t.Errorf("%v", seen)
	}
}

func TestFullyBackedLongIsNeverLiquidated(t *testing.T) {
	p := bitcoin(market.Long, 60_000, 1, 0)
	p.Mode, p.Margin = Cross, 61_000
	if v, f := p.Assess(table(p)); f != nil || !v.Never || v.Liquidation != 0 {
		t.Errorf("%+v %v", v, f)
	}
	p.Side = market.Short
	if v, f := p.Assess(table(p)); f != nil || v.Never || v.Liquidation < 120_000 {
		t.Errorf("a short with as much: %+v %v", v, f)
	}
}

func TestImpossiblePositions(t *testing.T) {
	good := bitcoin(market.Long, 60_000, 1, 10)
	if _, f := good.Assess(table(good)); f != nil {
		t.Fatal(f)
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		change func(p *Position)
		code   string
	}{
		{func(p *Position) { p.Venue = "" }, "market-unnamed"},
		{func(p *Position) { p.Symbol = "A B" }, "market-unnamed"},
		{func(p *Position) { p.Symbol = "人生\n" }, "market-unnamed"},
		{func(p *Position) { p.Symbol = "\xe4\xba" }, "market-unnamed"},
		{func(p *Position) { p.Side = 2 }, "side-impossible"},
		{func(p *Position) { p.Mode = 2 }, "side-impossible"},
		{func(p *Position) { p.Entry = 0 }, "entry-impossible"},
		{func(p *Position) { p.Entry = -5 }, "entry-impossible"},
		{func(p *Position) { p.Entry = market.Price(nan) }, "entry-impossible"},
		{func(p *Position) { p.Entry = market.Price(inf) }, "entry-impossible"},
		{func(p *Position) { p.Size = 0 }, "size-impossible"},
		{func(p *Position) { p.Size = -1 }, "size-impossible"},
		{func(p *Position) { p.Size = market.Base(nan) }, "size-impossible"},
		{func(p *Position) { p.Size = market.Base(inf) }, "size-impossible"},
		{func(p *Position) { p.Size = 1e9 }, "size-beyond-belief"},
		{func(p *Position) { p.Size = 1e5 }, "size-beyond-venue"},
		{func(p *Position) { p.Margin = 5 }, "backing-double"},
		{func(p *Position) { p.Leverage = 0 }, "backing-missing"},
		{func(p *Position) { p.Mode = Cross }, "cross-by-leverage"},
		{func(p *Position) { p.Leverage = .5 }, "leverage-impossible"},
		{func(p *Position) { p.Leverage = -10 }, "leverage-impossible"},
		{func(p *Position) { p.Leverage = nan }, "leverage-impossible"},
		{func(p *Position) { p.Leverage = 1e6 }, "leverage-impossible"},
		{func(p *Position) { p.Leverage, p.Margin = 0, -1 }, "margin-impossible"},
		{func(p *Position) { p.Leverage, p.Margin = 0, market.USD(nan) }, "margin-impossible"},
		{func(p *Position) { p.Leverage, p.Margin = 0, market.USD(inf) }, "margin-impossible"},
		{func(p *Position) { p.Leverage = 151 }, "leverage-beyond-venue"},
		{func(p *Position) { p.Size, p.Leverage = 100, 75 }, "leverage-beyond-venue"},
		{func(p *Position) { p.Leverage, p.Margin = 0, 200 }, "lost-at-once"},
		{func(p *Position) { p.Venue = "nobody" }, "table-missing"},
		{func(p *Position) { p.Venue, p.Size = "bybit", 100 }, "size-beyond-table"},
		{func(p *Position) { p.Venue, p.Side, p.Size, p.Leverage = "bybit", market.Short, 34, 4 }, "size-beyond-table"},
	} {
		p := good
		c.change(&p)
		v, f := p.Assess(table(p))
		if f == nil || f.Code != "position-"+c.code || v != (Assessment{}) || !strings.HasSuffix(f.Sentence, ".") {
			t.Errorf("%+v: %+v %v, want %s", p, v, f, c.code)
		}
	}
}

// Any position that is accepted is liquidated on the side on which it loses,
// nearer the more leverage it has, and never at a price that is none.
func TestAnyPosition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	accepted := 0
	for range 20_000 {
		p := bitcoin(market.Side(r.IntN(2)), market.Price(math.Exp(4+10*r.Float64())), market.Base(math.Exp(12*r.Float64()-6)), 1+60*r.Float64())
		v, f := p.Assess(table(p))
		if f != nil {
			continue
		}
		accepted++
		if v.Never {
			continue
		}
		if !v.Liquidation.Valid() || (v.Liquidation < p.Entry) != (p.Side == market.Long) {
			t.Fatalf("%+v is liquidated at %v", p, v.Liquidation)
		}
		p.Leverage *= .9
		if w, f := p.Assess(table(p)); p.Leverage >= 1 && f == nil && !w.Never && math.Abs(float64(w.Liquidation-p.Entry)) <= math.Abs(float64(v.Liquidation-p.Entry)) {
			t.Fatalf("%+v is liquidated at %v, with more leverage at %v", p, w.Liquidation, v.Liquidation)
		}
	}
	if accepted < 10_000 {
		t.Errorf("only %d were accepted", accepted)
	}
}

func TestSize(t *testing.T) {
	p := Plan{Venue: "binance", Symbol: "BTCUSDT", Account: 10_000, Risk: .01, Entry: 60_000, Stop: 59_000}
	s, f := p.Size(margin.BuiltIn("binance", "BTCUSDT"))
	if f != nil || math.Abs(float64(s.Size)-.1) > 1e-12 || s.Loss != 100 || math.Abs(s.Leverage-.6) > 1e-12 || !s.Never || s.BeforeStop {
		t.Errorf("%+v %v", s, f)
	}
	p.Fee = .0005 // of both sides: 59.5 dollars a coin
	if s, f = p.Size(margin.BuiltIn("binance", "BTCUSDT")); f != nil || math.Abs(float64(s.Size)-100/1059.5) > 1e-12 {
		t.Errorf("with fees: %+v %v", s, f)
	}
	p = Plan{Venue: "binance", Symbol: "BTCUSDT", Side: market.Short, Account: 1000, Risk: .5, Entry: 60_000, Stop: 60_600}
	if s, f = p.Size(margin.BuiltIn("binance", "BTCUSDT")); f != nil || math.Abs(s.Leverage-50) > 1e-9 || s.BeforeStop || s.Liquidation <= p.Stop {
		t.Errorf("a short: %+v %v", s, f)
	}
	p.Risk = .9 // what is left at the stop does not cover the maintenance
	if s, f = p.Size(margin.BuiltIn("binance", "BTCUSDT")); f != nil || !s.BeforeStop {
		t.Errorf("most of the account: %+v %v", s, f)
	}
}

func TestImpossiblePlans(t *testing.T) {
	good := Plan{Venue: "binance", Symbol: "BTCUSDT", Account: 10_000, Risk: .01, Entry: 60_000, Stop: 59_000}
	nan := math.NaN()
	for _, c := range []struct {
		change func(p *Plan)
		code   string
	}{
		{func(p *Plan) { p.Entry = 0 }, "entry-impossible"}, {func(p *Plan) { p.Stop = market.Price(nan) }, "entry-impossible"},
		{func(p *Plan) { p.Stop = 60_000 }, "stop-wrong-side"}, {func(p *Plan) { p.Side = market.Short }, "stop-wrong-side"},
		{func(p *Plan) { p.Account = 0 }, "account-impossible"}, {func(p *Plan) { p.Account = market.USD(nan) }, "account-impossible"},
		{func(p *Plan) { p.Risk = 0 }, "risk-impossible"}, {func(p *Plan) { p.Risk = 1.01 }, "risk-impossible"}, {func(p *Plan) { p.Risk = nan }, "risk-impossible"},
		{func(p *Plan) { p.Fee = -1 }, "fee-impossible"}, {func(p *Plan) { p.Stop, p.Fee = 59_999, 0 }, "leverage-beyond-venue"},
		{func(p *Plan) { p.Venue = "nobody" }, "table-missing"}, {func(p *Plan) { p.Account = 1e11 }, "size-beyond-venue"},
	} {
		p := good
		c.change(&p)
		s, f := p.Size(margin.BuiltIn(p.Venue, p.Symbol))
		if f == nil || f.Code != "position-"+c.code || s != (Sized{}) {
			t.Errorf("%+v: %+v %v, want %s", p, s, f, c.code)
		}
	}
}

func TestStopStandsBehindTheCluster(t *testing.T) {
	c := insight.Cluster{Side: market.Long, Lo: 100, Hi: 120}
	if stop := StopBehind(&c, .001); stop >= c.Far() || math.Abs(float64(stop/c.Far())-.999) > 1e-12 {
		t.Errorf("%v behind %v", stop, c.Far())
	}
	c.Side = market.Short
	if stop := StopBehind(&c, .001); stop <= c.Far() || c.Far() != c.Hi.Lower() {
		t.Errorf("%v behind %v", stop, c.Far())
	}
}

func samples() []Position {
	return []Position{
		bitcoin(market.Long, 60_000, .5, 20),
		{Venue: "okx", Symbol: "BTC-USDT-SWAP", Side: market.Short, Mode: Cross, Entry: 64_000.123456, Size: 1.25, Margin: 9_000},
		{Venue: "binance", Symbol: "币安人生USDT", Entry: 0.12, Size: 1000, Leverage: 5},
		{Venue: "hyperliquid", Symbol: "kPEPE", Entry: 1.2e-5, Size: 3e7, Margin: 12.5},
	}
}

func TestStoredPositionsComeBack(t *testing.T) {
	for n := range len(samples()) + 1 {
		list := samples()[:n]
		back, f := Parse(Text(list))
		if f != nil || len(back) != n || n > 0 && !reflect.DeepEqual(back, list) {
			t.Errorf("%+v came back as %+v, %v", list, back, f)
		}
	}
}

func TestDamagedPositionsAreRefused(t *testing.T) {
	good := Text(samples())
	bad := []string{"", "{}", good[:len(good)-1], good + "\n", strings.Replace(good, "-1 ", "-2 ", 1)}
	line := "binance BTCUSDT long isolated 60000 0.5 leverage 20"
	for _, change := range [][2]string{
		{"long", "sideways"}, {"isolated", "both"}, {"60000", "NaN"}, {"60000", "dear"}, {"0.5", "-1"}, {"leverage", "gearing"}, {"20", "0"}, {" 20", ""}, {"20", "20 1"}, {"binance", "bin ance"},
	} {
		bad = append(bad, seal.Text(kind, strings.Replace(line, change[0], change[1], 1)))
	}
	bad = append(bad, seal.Text(kind, line+"\n"), seal.Text(kind, strings.Repeat(line+"\n", MaxPositions)+line))
	for _, text := range bad {
		if list, f := Parse(text); f == nil || f.Code != "positions-damaged" || list != nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	_, body, _ := strings.Cut(Text(samples()), "\n")
	f.Add(body)
	f.Fuzz(func(t *testing.T, body string) {
		_, _ = Parse(body)
		list, fault := Parse(seal.Text(kind, body))
		if fault != nil {
			return
		}
		for i := range list {
			if v, fault := list[i].Assess(table(list[i])); fault == nil && !v.Never && !v.Liquidation.Valid() {
				t.Errorf("%+v is liquidated at %v", list[i], v.Liquidation)
			}
		}
		back, fault := Parse(Text(list))
		if fault != nil || !reflect.DeepEqual(back, list) {
			t.Errorf("%q comes back as %+v, %v", body, back, fault)
		}
	})
}
