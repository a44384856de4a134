package wire

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

var view = grid.View{From: 1_700_000_000_000, Column: 300_000, Columns: 3, Bottom: 50_000, Top: 70_000, Rows: 2, Scale: grid.Linear}

func planes(n int) []byte { return bytes.Repeat([]byte{1, 2, 3, 4}, n) }

// message is what every message can do.
type message interface {
	Append([]byte) []byte
	Parse([]byte) *market.Fault
}

func samples() []message {
	return []message{
		&Simulate{7, "BTCUSDT", 1_700_000_000_000, 1_702_000_000_000, 300_000, "learned"},
		&Record{"bars.csv.gz", 300_000, []byte("abc")},
		&Viewport{9, "learned", 5, view, Area{1_700_000_300_000, 1_700_000_600_000, 55_000, 60_000}},
		&Probe{3, 1_700_000_000_000, 61_234.5, 5, 2},
		&Ack{11},
		&Source{market.Live, true, "seed 7", "BTCUSDT", []string{"BTCUSDT", "ETHUSDT"}, []string{"binance"}, 300_000, 1, 2, []ModelCard{{"a", "b", "c", "d"}, {"e", "f", "g", "h"}}, "a notice"},
		&Bars{true, 300_000, 600_000, []market.Bar{{Start: 1, Open: 2, High: 4, Low: 1, Close: 3, Volume: 9}, {Start: 2, Open: 3, High: 3, Low: 3, Close: 3, Volume: 9, Optional: market.OptionalTaker | market.OptionalOI, TakerBuy: 4, OpenInterest: 7}}, 1.5},
		&Frame{5, true, 1e5, 2e6, "classic", view, []byte{1, 0, 1}, [2][]byte{planes(6), planes(6)}, make([]byte, 12)},
		&Live{"BTC", "https://own", []string{"okx"}, []string{"binance", "gate"}, 30, 300_000, "classic", 1_790_000_000_000, []int64{3, -1, 1 << 40}, 700},
		&Beat{[]int64{4, 0, 5}},
		&Health{1, .5, true, 2, []market.VenueHealth{{
			Venue: "binance", Listing: market.Listing{Symbol: "BTCUSDT", LeftOut: market.Dated}, Status: market.VenueQuiet, Missing: market.MissingHistory, Relayed: true, PublishesLiquidations: true, LastEvent: 9, Skew: -3, Share: .25,
			Events: 7, Refused: 1, Reason: "why", Sample: "{", Notice: "said", Funding: -1e-5, NextFunding: 8, LimitedUntil: 9, Distance: market.Distance{Apart: -.014, Disputed: true}, Interest: 6e9,
		}, {Venue: "okx"}}},
		&Coins{[]string{"BTC", "kPEPE"}},
		&Tiers{"okx", "BTC-USDT-SWAP", 7, []market.Tier{{CapBase: 10, Maintenance: .004, MaxLeverage: 100}, {Cap: 5e6, Maintenance: .02, MaxLeverage: 5, Deduction: 3}}},
		&Liquidations{true, []market.VenueLiquidation{{Venue: 2, Liquidation: market.Liquidation{Time: 5, Closed: market.Short, Price: 60_000, PriceKind: market.BankruptcyPrice, Base: .5, USD: 30_000, Complete: true}}, {}}},
		&Cell{4, true, 1, 60_000, 5e6, 0, 1e6, 9e6, 1.3, 61_000},
	}
}

// comeBack checks that messages come back as they were sent, and that no
// damaged one is accepted.
func comeBack(t *testing.T, messages []message) {
	t.Helper()
	for _, m := range messages {
		sent := m.Append(nil)
		back := reflect.New(reflect.TypeOf(m).Elem()).Interface().(message)
		if f := back.Parse(sent); f != nil {
			t.Errorf("%T: %v", m, f)
		} else if !reflect.DeepEqual(m, back) {
			t.Errorf("%T came back as %+v, was %+v", m, back, m)
		}
		for n := range sent {
			if back.Parse(sent[:n]) == nil {
				t.Errorf("%T cut to %d of %d bytes is accepted", m, n, len(sent))
			}
		}
		if back.Parse(append(sent, 0)) == nil {
			t.Errorf("%T with a byte too many is accepted", m)
		}
		sent[0]++
		if back.Parse(sent) == nil {
			t.Errorf("%T of another version is accepted", m)
		}
	}
}

func TestMessagesComeBack(t *testing.T) {
	comeBack(t, samples())
	said, f := ParseFault(AppendFault(nil, &market.Fault{Code: "code", Sentence: "A sentence."}))
	if f != nil || said.Code != "code" || said.Sentence != "A sentence." {
		t.Errorf("%v %v", said, f)
	}
}

func TestCellsAreTheFramesOwn(t *testing.T) {
	m := Frame{Model: "m", View: view, Filled: make([]byte, 3), Planes: [2][]byte{make([]byte, 24), make([]byte, 24)}, Standouts: make([]byte, 12)}
	sent := m.Append(nil)
	cells, standouts := PlanesOf(sent, &view)
	cells[0][0], cells[1][23], standouts[0], standouts[11] = 9, 8, 7, 6
	var back Frame
	if f := back.Parse(sent); f != nil || back.Planes[0][0] != 9 || back.Planes[1][23] != 8 || back.Standouts[0] != 7 || back.Standouts[11] != 6 {
		t.Errorf("%v %+v", f, back)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		usd  float32
		want byte
	}{{0, 0}, {63.9, 0}, {64, 1}, {71.9, 1}, {72, 2}, {127.9, 8}, {128, 9}, {float32(math.NaN()), 0}, {-5, 0}, {float32(math.Inf(1)), 255}} {
		if got := Level(c.usd); got != c.want {
			t.Errorf("Level(%v) = %d, want %d", c.usd, got, c.want)
		}
	}
	last := 0.0
	for level := 1; level < 256; level++ {
		usd := Dollars(byte(level))
		if usd <= last || Level(float32(usd)) != byte(level) {
			t.Errorf("level %d is %v USD, which is level %d", level, usd, Level(float32(usd)))
		}
		if level > 1 && usd/last > 1.126 {
			t.Errorf("level %d is %v times the one before", level, usd/last)
		}
		last = usd
	}
	if last < 1e11 {
		t.Errorf("the highest level is %v USD", last)
	}
}

func FuzzParse(f *testing.F) {
	for _, m := range samples() {
		f.Add(m.Append(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, m := range samples() {
			if m.Parse(data) != nil {
				continue
			}
			if again := m.Append(nil); m.Parse(again) != nil {
				t.Fatalf("%T that was accepted is refused when sent again", m)
			}
		}
		_, _ = ParseFault(data)
	})
}
