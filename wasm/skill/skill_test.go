package skill

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/information"
	"brink/wasm/market"
)

// monday is 2026-01-05, 00:00 UTC.
const monday = market.Millis(1_767_571_200_000)

// forecastAt is a forecast of an hour: a map with more USD where heat says so.
func forecastAt(at market.Millis, price market.Price, heat func(side market.Side, cell int) market.USD) *Sealed {
	s := &Sealed{At: at, Made: at + 12_345, Price: price, Chances: true, Dollars: true, Feeds: []Feed{{"binance", .6, .52, 4e6}, {"bybit", .4, 1, 0}}}
	for i := range s.Extremes {
		s.Extremes[i] = [market.Sides]market.Price{price * market.Price(1-.002*float64(i)), price * market.Price(1+.002*float64(i))}
	}
	for h := range s.Touches {
		for i, part := range Levels {
			s.Touches[h][i] = math.Exp(-math.Abs(part) * 200 / float64(1+h))
		}
	}
	for h := range s.Expected {
		for side := range s.Expected[h] {
			s.Expected[h][side] = Range{1e3, 1e6, 1e8}
		}
	}
	for _, name := range []string{"learned", "classic"} {
		m := Standing{Name: name, Version: name + "-1", Path: 1e4}
		for side := range m.Sides {
			for cell := range m.Sides[side] {
				m.Sides[side][cell] = 1e6
				if name == "learned" {
					m.Sides[side][cell] = heat(market.Side(side), cell)
				}
			}
		}
		s.Models = append(s.Models, m)
	}
	return s
}

// recorded is a log of a walk whose liquidations fall where the learned map has its
// USD.
func recorded(t *testing.T, days int) *Log {
	t.Helper()
	r, l, price := rand.New(rand.NewPCG(3, 1)), New("BTC"), market.Price(60_000)
	for i := range days * 24 {
		at := monday + market.Millis(i)*market.Hour
		dense := r.IntN(2)
		heat := func(side market.Side, cell int) market.USD {
			if cell%2 == dense {
				return 3e6
			}
			return 1e5
		}
		s := forecastAt(at, price, heat)
		if !l.Seal(s) {
			t.Fatal("an hour is sealed twice")
		}
		c := &Came{At: at}
		for range 12 {
			open := price
			price *= market.Price(math.Exp(.0012 * r.NormFloat64()))
			c.Bars = append(c.Bars, Reach{max(open, price) * 1.0002, min(open, price) * .9998, price})
		}
		m := s.model("learned")
		c.Feeds = []Told{{Venue: "binance"}, {Venue: "bybit"}}
		for side := range market.Side(market.Sides) {
			usd := market.USD(m.forecast(s, c, side, 0) * (.5 + r.Float64()))
			c.Feeds[0].USD[side], c.Feeds[1].USD[side] = usd/4, usd/2
		}
		l.Add(c)
	}
	return l
}

func TestLogComesBackToTheDigit(t *testing.T) {
	l := recorded(t, 12)
	l.Void(monday+400*market.Hour, "clock")
	text := l.Text()
	back, fault := Open(text)
	if fault != nil {
		t.Fatal(fault)
	}
	if back.Text() != text || back.Tip() != l.Tip() || back.Coin != "BTC" {
		t.Error("it is another text")
	}
	a, b := l.Report(), back.Report()
	if a.Judged != 12*24 || a.Void != 1 || len(a.Verdicts) != 2 || a.Verdicts[0].Status != information.Judged {
		t.Fatalf("%+v", a)
	}
	if a.Verdicts[0].Over != b.Verdicts[0].Over || a.Verdicts[0].Forecast != b.Verdicts[0].Forecast || a.Touches != b.Touches || a.Coverages != b.Coverages {
		t.Errorf("scored again: %+v, %+v", a.Verdicts[0], b.Verdicts[0])
	}
	if perMonth := len(text) * 31 / 12; perMonth > 2_000_000 {
		t.Errorf("a month takes %d bytes", perMonth)
	}
}

// A map that holds what comes leads; one that is flat does not.
func TestTheBetterMapLeads(t *testing.T) {
	r := recorded(t, 20).Report()
	learned, classic := r.Verdicts[0], r.Verdicts[1]
	if learned.Over[0].Low <= 0 || learned.Over[1].Low <= 0 || learned.Over[2].Low <= 0 {
		t.Errorf("learned: %+v", learned.Over)
	}
	if classic.Over[1] != (information.Interval{}) || classic.Forecast >= learned.Forecast {
		t.Errorf("classic: %+v", classic)
	}
	if len(learned.Daily) != 20 || learned.Daily[19].At != monday+19*market.Day || math.Abs(learned.Daily[19].Lead-learned.Over[0].Value) > 1e-9 {
		t.Errorf("by days: %+v", learned.Daily)
	}
}

// Whatever byte is changed, and whichever line is taken out or moved, is refused
// with its place.
func TestAChangeIsRefusedWithItsPlace(t *testing.T) {
	l := recorded(t, 1)
	text := l.Text()
	lines := strings.SplitAfter(text, "\n")
	r := rand.New(rand.NewPCG(5, 1))
	for range 400 {
		i := r.IntN(len(text))
		x := byte('0' + r.IntN(10))
		if text[i] == x {
			continue
		}
		_, fault := Open(text[:i] + string(x) + text[i+1:])
		if fault == nil {
			t.Fatalf("byte %d may be %q for %q", i, x, text[i])
		}
		if line := 1 + strings.Count(text[:i], "\n"); line > 1 && text[i] != '\n' && !strings.HasPrefix(fault.Sentence, "line "+digitsOf(line)+" ") {
			t.Fatalf("a byte of line %d is changed: %s", line, fault.Sentence)
		}
	}
	for i := 1; i < len(lines)-2; i++ {
		without := strings.Join(append(append([]string(nil), lines[:i]...), lines[i+1:]...), "")
		if _, fault := Open(without); fault == nil || !strings.HasPrefix(fault.Sentence, "line "+digitsOf(i+1)+" ") {
			t.Fatalf("line %d may be taken out: %v", i+1, fault)
		}
	}
	for name, c := range map[string]struct{ text, code string }{
		"another version": {strings.Replace(text, "brink-sealed-1", "brink-sealed-2", 1), "sealed-version"},
		"something else":  {"ts_ms,open\n", "sealed-strange"},
		"nothing":         {"", "sealed-strange"},
		"cut short":       {text[:len(text)-9], "sealed-changed"},
		"a head alone":    {"brink-sealed-1 BTC\n", "sealed-changed"},
	} {
		if _, fault := Open(c.text); fault == nil || fault.Code != c.code {
			t.Errorf("%s: %v", name, fault)
		}
	}
}

func digitsOf(n int) string { return number(float64(n)) }

// A chain with valid digests of lines that say something impossible is refused.
func TestImpossibleLinesAreRefused(t *testing.T) {
	good := recorded(t, 1).lines[1].text
	for _, line := range []string{
		"", "sealed", "sealed 1", "void 3600000", "void -1 clock", "came 3600000", "came 3600001 1,1,1", "came 3600000 1,0,1", "came 3600000 1,1,NaN", "came 3600000 1,1,1 f bybit 1",
		"came 3600000 1,1,1 f bybit -1,1", "came 3600000 1,1,1 f bybit 1e999,1", "note 3600000 x", good + " m", good + " x", strings.Replace(good, " ", "  ", 1),
	} {
		text := head + version + " BTC " + strings.Repeat("0", digestSize) + "\n" + line + " " + chained(strings.Repeat("0", digestSize), line) + "\n"
		if _, fault := Open(text); fault == nil {
			t.Errorf("%q is accepted", line)
		}
	}
}

// What is forgotten is gone from the figures, and the chain still holds.
func TestForgettingKeepsTheChain(t *testing.T) {
	l := recorded(t, 15)
	tip := l.Tip()
	l.Forget(monday + 3*market.Day)
	back, fault := Open(l.Text())
	if fault != nil || back.Tip() != tip {
		t.Fatalf("%v", fault)
	}
	if r := back.Report(); r.Judged != 12*24 || r.From != monday+3*market.Day {
		t.Errorf("%+v", r)
	}
	l.Forget(monday + 100*market.Day)
	if r := l.Report(); r.Sealed != 0 || l.First() != 0 || len(r.Verdicts) != 0 {
		t.Errorf("%+v", r)
	}
	if back, fault = Open(l.Text()); fault != nil || back.Tip() != tip {
		t.Errorf("%v", fault)
	}
}

// Gaps, hours that have not passed and void ones are counted and not judged; a new
// version begins anew.
func TestWhatIsNotJudged(t *testing.T) {
	whole := recorded(t, 12)
	l := New("BTC")
	for i, at := range whole.hours() {
		s, c := *whole.sealed[at], *whole.came[at]
		s.Models = append([]Standing(nil), s.Models...)
		switch i {
		case 20:
			c.Feeds = c.Feeds[:1]
		case 30:
			c.Feeds = nil
		case 40:
			l.Seal(&s)
			continue
		case 50:
			l.Void(at, "clock")
		}
		if i >= 260 {
			s.Models[0].Version = "learned-2"
		}
		l.Seal(&s)
		l.Add(&c)
	}
	r := l.Report()
	if r.Judged != 12*24-4 || r.Gaps != 2 || r.Waiting != 1 || r.Void != 1 || r.Sealed != 12*24-1 {
		t.Errorf("%+v", r)
	}
	if v := r.Verdicts[0]; v.Version != "learned-2" || v.Hours != 12*24-260 || v.Status != information.Undersampled || v.Days != 2 {
		t.Errorf("%+v", v)
	}
	if day := r.Touches[2]; day.N != (12*24-23-24-1)*len(Levels) {
		t.Errorf("touches within a day: %d", day.N/len(Levels))
	}
}

func TestFiguresByHand(t *testing.T) {
	var s Side
	k := grid.Of(60_000)
	s.Put(market.Long, 60_000, k-40, []float64{8, 0, 4})
	s.Put(market.Short, 60_000, k-40, []float64{100})
	if s[19]+s[20] != 12 {
		t.Errorf("%v", s[:25])
	}
	if got := s.Within(.1); got != 12 {
		t.Errorf("within 10 %%: %v", got)
	}
	if got := (&Side{10, 20}).Within(.0015); math.Abs(float64(got)-20) > 1e-9 {
		t.Errorf("within 15 bp: %v", got)
	}
	f := Feed{"binance", .5, .52, 4e6}
	if got := f.Published(16e6, market.Hour); math.Abs(float64(got)-.52*8e6/3) > 1e-6 {
		t.Errorf("published: %v", got)
	}
	// Down 1 % beyond the last hour's low of .2 %, then back and down again.
	e := forecastAt(monday, 10_000, func(market.Side, int) market.USD { return 1 })
	e.Extremes = Extremes{{9_980, 10_020}, {9_960, 10_020}, {9_960, 10_040}, {9_000, 11_000}}
	c := &Came{At: monday, Bars: []Reach{{10_000, 9_900, 9_970}, {9_970, 9_950, 9_960}}}
	parts := zones(e, c, market.Long)
	ln := func(a, b float64) float64 { return 100 * math.Log(a/b) }
	for zone, want := range []float64{ln(10_000, 9_980), ln(9_980, 9_960) + ln(9_970, 9_960), 0, ln(9_960, 9_900) + ln(9_960, 9_950), 0} {
		if math.Abs(parts[zone]-want) > 1e-6 {
			t.Errorf("zone %d: %v, want %v", zone, parts[zone], want)
		}
	}
	if up := zones(e, c, market.Short); up != [5]float64{} {
		t.Errorf("upwards: %v", up)
	}
}

func FuzzOpen(f *testing.F) {
	l := New("BTC")
	l.Seal(forecastAt(monday, 60_000, func(market.Side, int) market.USD { return 5 }))
	f.Add(l.Text())
	f.Fuzz(func(t *testing.T, text string) {
		if l, fault := Open(text); fault == nil && l.Text() != text {
			t.Errorf("%q is accepted and written as %q", text, l.Text())
		}
	})
}

func BenchmarkSealAndReport(b *testing.B) {
	s := forecastAt(monday, 60_000, func(side market.Side, cell int) market.USD { return market.USD(1e4 * (cell + 1)) })
	b.ReportAllocs()
	for b.Loop() {
		New("BTC").Seal(s)
	}
}
