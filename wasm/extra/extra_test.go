package extra

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

const step = 5 * market.Minute

// asked is a module with what it has answered.
type asked struct {
	*Module
	t   *testing.T
	out [][]byte
}

func newModule(t *testing.T) *asked {
	a := &asked{t: t}
	a.Module = New("0123456789", nil, func(message []byte) { a.out = append(a.out, message) })
	return a
}

// last is the newest answer's kind, and the sentence of a fault.
func (a *asked) last() (wire.Kind, string) {
	a.t.Helper()
	message := a.out[len(a.out)-1]
	kind, _ := wire.KindOf(message)
	if said, damaged := wire.ParseFault(message); damaged == nil {
		return kind, said.Sentence
	}
	return kind, ""
}

func (a *asked) ahead(m *wire.Material) (out wire.AheadText) {
	a.t.Helper()
	a.Handle(m.Append(nil))
	if fault := out.Parse(a.out[len(a.out)-1]); fault != nil {
		a.t.Fatal(fault, a.out[len(a.out)-1])
	}
	return out
}

func (a *asked) touch(level market.Price) string {
	a.t.Helper()
	m := wire.TouchProbe{Level: level}
	a.Handle(m.Append(nil))
	var out wire.Touch
	if fault := out.Parse(a.out[len(a.out)-1]); fault != nil || out.Level != level {
		a.t.Fatal(fault, out)
	}
	return out.Text
}

// walk is closed bars of a random market.
func walk(seed uint64, n int) []wire.Reach {
	r := rand.New(rand.NewPCG(seed, 7))
	at, price := market.Millis(1_790_812_800_000), 60_000.0
	bars := make([]wire.Reach, n)
	for i := range bars {
		open, vol := price, .0008*math.Exp(r.NormFloat64())
		price *= math.Exp(vol * r.NormFloat64())
		bars[i] = wire.Reach{Start: at, High: market.Price(max(open, price) * (1 + vol*r.Float64())), Low: market.Price(min(open, price) * (1 - vol/2*r.Float64())), Close: market.Price(price)}
		at += step
	}
	return bars
}

// material is of the first n bars, with all of them.
func material(bars []wire.Reach, n int) *wire.Material {
	last := bars[n-1]
	k := grid.Of(last.Close)
	return &wire.Material{
		Serial: 7, Model: "learned", Version: "learned-1", At: last.Start + step, Price: last.Close, Interval: step, Scale: 1, Fitted: true,
		Planes: [2]wire.Plane{{Lo: k - 40, USD: slices.Repeat([]float64{2e6}, 30)}, {Lo: k + 10, USD: slices.Repeat([]float64{1e6}, 30)}},
		Levels: []market.Price{last.Close * .99, last.Close * 1.02}, Replace: true, Bars: bars,
	}
}

func TestHelloComesFirst(t *testing.T) {
	a := newModule(t)
	var hello wire.Hello
	if fault := hello.Parse(a.out[0]); fault != nil || hello.Build != "0123456789" {
		t.Error(fault, hello)
	}
}

func TestNextHoursAreTold(t *testing.T) {
	a := newModule(t)
	bars := walk(3, 12*288)
	m := material(bars, len(bars))
	m.Feeds = []wire.Feed{{Venue: "binance", Forced: 180e6, Published: 2e6}, {Venue: "bybit", Forced: 90e6, Published: 90e6}}
	got := a.ahead(m)
	if got.Serial != 7 || got.At != m.At || len(got.Lines) != 7 || len(got.Touches) != 2 || !strings.Contains(got.Note, "volatility alone") {
		t.Fatalf("%+v", got)
	}
	for i, want := range []string{"A fall of 1.4 %, to 54,675.5, which comes within 4 h one time in four, forces an estimated $34.7M of longs on its way; half of such runs go on more than ", "A rise of 1.4 %, to 56,228.2,"} {
		if !strings.HasPrefix(got.Lines[i], want) {
			t.Error(got.Lines[i])
		}
	}
	got.Lines = got.Lines[2:]
	for i, h := range []string{"1 h", "4 h"} {
		if !strings.HasPrefix(got.Lines[i], "Forced within "+h+", estimate (learned-1): longs median $") || strings.Count(got.Lines[i], "80 % range") != 2 {
			t.Error(got.Lines[i])
		}
	}
	if !strings.HasPrefix(got.Lines[2], "Forced within 24 h: not known. Nothing tried forecasts") {
		t.Error(got.Lines[2])
	}
	if want := "feeds would publish: Binance about $2.00M of its $180M, Bybit all of its $90.0M."; !strings.HasSuffix(got.Lines[3], want) {
		t.Error(got.Lines[3])
	}
	for _, touched := range got.Touches {
		if !strings.HasSuffix(touched.Text, " %") || strings.Count(touched.Text, " / ") != 2 || a.touch(touched.Level) != touched.Text {
			t.Error(touched)
		}
	}
	if got := a.touch(bars[len(bars)-1].Close); got != "100 / 100 / 100 %" {
		t.Error(got)
	}
	if got := a.touch(bars[len(bars)-1].Close * 3); got != "<1 / <1 / <1 %" {
		t.Error(got)
	}
}

// What came bar by bar, or was looked at in a replay before, says the same as
// what came at once.
func TestNextHoursDoNotDependOnTheWay(t *testing.T) {
	bars := walk(4, 12*288)
	n := len(bars)
	want := newModule(t).ahead(material(bars, n))
	a := newModule(t)
	first := material(bars[:n-2], n-2)
	a.ahead(first)
	before := a.ahead(material(bars[:n-2], n/2+300))
	for i := n - 2; i < n; i++ {
		m := material(bars, i+1)
		m.Replace, m.Bars = false, bars[i:i+1]
		if i == n-1 {
			if got := a.ahead(m); !slices.Equal(got.Lines, want.Lines) || !slices.Equal(got.Touches, want.Touches) {
				t.Errorf("%+v, want %+v", got, want)
			}
		} else {
			a.ahead(m)
		}
	}
	again := material(bars, n/2+300)
	again.Replace, again.Bars = false, nil
	if got := a.ahead(again); !slices.Equal(got.Lines, before.Lines) || !slices.Equal(got.Touches, before.Touches) {
		t.Errorf("looked at again: %+v, before %+v", got, before)
	}
}

// What is not known is a sentence, and no number.
func TestWithoutGrounds(t *testing.T) {
	bars := walk(5, 12*288)
	n := len(bars)
	for name, change := range map[string]func(*wire.Material){
		"three days":  func(m *wire.Material) { m.Bars = m.Bars[n-3*288:] },
		"no bars":     func(m *wire.Material) { m.Bars = nil },
		"no scale":    func(m *wire.Material) { m.Scale = 0 },
		"other model": func(m *wire.Material) { m.Fitted, m.Scale = false, 0 },
		"a gap":       func(m *wire.Material) { m.Bars = m.Bars[:n-20] },
		"standing still": func(m *wire.Material) {
			m.Bars = slices.Clone(m.Bars)
			for i := range m.Bars {
				m.Bars[i].High, m.Bars[i].Low = 60_000, 60_000
			}
		},
		"bars of ten days": func(m *wire.Material) { m.Interval = 10 * market.Day },
	} {
		m := material(bars, n)
		change(m)
		got := newModule(t).ahead(m)
		if moves := strings.HasPrefix(got.Lines[0], "A fall of "); moves != (name == "three days" || name == "no scale" || name == "other model") {
			t.Errorf("%s: %s", name, got.Lines[0])
		} else if moves { // chances and map are known, how far runs go on is not
			if further := strings.Contains(got.Lines[0], "go on"); further != (name == "three days") {
				t.Errorf("%s: %s", name, got.Lines[0])
			}
			got.Lines = got.Lines[2:]
		}
		if other := strings.Contains(got.Lines[0], "fitted to the map of the learned model"); other != (name == "other model") {
			t.Errorf("%s: %s", name, got.Lines[0])
		}
		for _, line := range got.Lines[:3] {
			if !strings.Contains(line, ": not known. ") || strings.Contains(line, "$") {
				t.Errorf("%s: %s", name, line)
			}
		}
		if got.Lines[3] != "Dollars are those forced, not those that feeds publish." {
			t.Errorf("%s: %s", name, got.Lines[3])
		}
	}
	a := newModule(t)
	if got := a.touch(60_000); got != unknown {
		t.Errorf("before any material: %s", got)
	}
	m := material(bars, n)
	m.Bars = nil
	if got := a.ahead(m); got.Touches[0].Text != unknown || !strings.HasSuffix(got.Note, ".") {
		t.Errorf("without bars: %+v", got)
	}
}

func TestWhatIsNotUnderstoodIsAFault(t *testing.T) {
	a := newModule(t)
	for name, message := range map[string][]byte{
		"nothing":           nil,
		"an unknown kind":   (&wire.Beat{}).Append(nil),
		"cut short":         material(walk(1, 20), 20).Append(nil)[:40],
		"a probe cut short": (&wire.TouchProbe{Level: 1}).Append(nil)[:5],
	} {
		a.Handle(message)
		if kind, sentence := a.last(); kind != wire.KindFault || sentence == "" {
			t.Errorf("%s: %d %s", name, kind, sentence)
		}
	}
}
