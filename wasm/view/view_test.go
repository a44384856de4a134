package view

import (
	"math"
	"os"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

func TestSettingsComeBack(t *testing.T) {
	s := Defaults()
	s.Window, s.Classes, s.Threshold, s.Locked, s.LockedScale, s.Theme = Year, [4]bool{true, false, true, false}, .25, true, Scale{1e4, 1.5e6}, Light
	back, fault := ParseSettings(s.Text())
	if fault != nil || back != s {
		t.Errorf("%+v came back as %+v, %v", s, back, fault)
	}
}

func TestDamagedSettingsAreRefusedWhole(t *testing.T) {
	d := Defaults()
	good := d.Text()
	for _, bad := range []string{
		"", "{}", "brink-0", strings.Replace(good, "window=7d", "window=8d", 1), strings.Replace(good, "threshold=0", "threshold=NaN", 1),
		strings.Replace(good, "classes=1111", "classes=11x1", 1), strings.Replace(good, "longs=1", "longs=yes", 1), good + "\nnobody=1",
		strings.Replace(good, "contrast=0.5", "contrast=2", 1), strings.Replace(good, "theme=dark", "theme=pink", 1), good + "\n",
	} {
		if s, fault := ParseSettings(bad); fault == nil || s != d {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzParseSettings(f *testing.F) {
	d := Defaults()
	f.Add(d.Text())
	f.Add("brink-1\nsymbol=x")
	f.Fuzz(func(t *testing.T, text string) {
		s, fault := ParseSettings(text)
		if fault != nil {
			return
		}
		if back, fault := ParseSettings(s.Text()); fault == nil && back != s {
			t.Errorf("%q comes back as %q", s.Text(), back.Text())
		}
		r := s.Ramp(Scale{1e3, 1e6})
		if !(r.High > r.Low) || !(r.Gamma > 0) {
			t.Errorf("%q gives the ramp %+v", text, r)
		}
	})
}

func TestFormats(t *testing.T) {
	for usd, want := range map[market.USD]string{0: "$0", .4: "$0", 7: "$7", 950: "$950", 999.6: "$1.00K", 12_345: "$12.3K", 4_560_000: "$4.56M", 999_600: "$1.00M", 123.4e6: "$123M", 1.2e9: "$1.20B", 5e12: "$5.00T", -2000: "-$2.00K"} {
		if got := Dollars(usd); got != want {
			t.Errorf("Dollars(%v) = %s, want %s", float64(usd), got, want)
		}
	}
	if Dollars(market.USD(math.NaN())) != "–" || Price(0) != "–" || SignedPercent(math.Inf(1)) != "–" {
		t.Error("an unknown is shown as something")
	}
	for p, want := range map[market.Price]string{64_123.46: "64,123.5", 1_234_567: "1,234,567.0", 140.256: "140.26", 2.5: "2.5000", .12: "0.120000", .00001234: "0.00001234"} {
		if got := Price(p); got != want {
			t.Errorf("Price(%v) = %s, want %s", float64(p), got, want)
		}
	}
	if got := SignedPercent(-.01234); got != "-1.23 %" {
		t.Error(got)
	}
}

// stories are the names that Story knows.
func stories(t *testing.T) (names []string) {
	source, err := os.ReadFile("story.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(source), "\n") {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "case \""); ok {
			names = append(names, strings.TrimSuffix(name, "\":"))
		}
	}
	if len(names) < 10 {
		t.Fatalf("only these stories are found: %v", names)
	}
	return names
}

func TestStories(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range stories(t) {
		s, ok := Story(name)
		if !ok {
			t.Fatalf("there is no story %s", name)
		}
		text := string(s.Dock.Tab) + s.Clusters.News + s.Tour.Text() + s.Kind() + s.Status() + s.Notice + s.Settings.Text() + strings.Join(s.Settings.Legend(s.Chart.Scale), "")
		if s.Chart.Scrolled {
			text += "away"
		}
		if s.Dock.Settings {
			text += "sheet"
		}
		if seen[text] {
			t.Errorf("the story %s looks like another", name)
		}
		seen[text] = true
	}
	if _, ok := Story("nobody"); ok {
		t.Error("a story that nobody wrote")
	}
}

func TestChoices(t *testing.T) {
	s, _ := Story("simulated")
	var calls []Change
	s.Changed = func(c Change) { calls = append(calls, c) }
	for _, c := range []struct {
		control Choice
		value   string
		want    Change
	}{
		{ChoiceSymbol, "ETHUSDT", Market}, {ChoiceSymbol, "NOBODY", Nothing}, {ChoiceWindow, "24h", TimeRange}, {ChoiceWindow, "1y", Nothing},
		{ChoiceModel, "classic", Cells}, {ChoiceModel, "nobody", Nothing}, {ChoicePalette, "grey", Style}, {ChoiceTheme, "light", Style}, {ChoiceTheme, "pink", Nothing},
	} {
		calls = nil
		s.Choose(c.control, c.value)
		if got := append(calls, Nothing)[0]; got != c.want {
			t.Errorf("%d %s calls for %d, want %d", c.control, c.value, got, c.want)
		}
	}
	if s.Settings.Symbol != "ETHUSDT" || s.Settings.Window != Day || s.Settings.Model != "classic" || s.Settings.Theme != Light {
		t.Errorf("%+v", s.Settings)
	}
	s.LockScale()
	if !s.Settings.Locked || s.Settings.LockedScale != s.Chart.Scale {
		t.Error("the lock keeps another scale")
	}
	s.Settings.Window = Year
	s.Fit()
	if s.Settings.Window != Month {
		t.Errorf("thirty days fit into %s", s.Settings.Window)
	}
}

func TestWindows(t *testing.T) {
	last := market.Millis(0)
	for _, w := range Windows() {
		if w.Span() <= last || w.Span()/w.Bar(5*market.Minute, false) > 1500 || w.Span()/w.Bar(5*market.Minute, false) < 100 {
			t.Errorf("%s shows %d bars", w, w.Span()/w.Bar(5*market.Minute, false))
		}
		if w.Bar(market.Hour, false)%market.Hour != 0 {
			t.Errorf("%s draws bars of %d of an hourly market", w, w.Bar(market.Hour, false))
		}
		last = w.Span()
	}
	if !Month.Fits(30*market.Day) || Quarter.Fits(30*market.Day) || !Quarter.Fits(31*market.Day) || !HalfDay.Fits(1) {
		t.Error("the windows that fit")
	}
}

func TestRamp(t *testing.T) {
	s := Defaults()
	s.Shading = Expected
	r := s.Ramp(Scale{1e5, 1e6})
	if math.Abs(r.High-math.Log(1e6)) > 1e-9 || math.Abs(r.Low-math.Log(1e5)) > 1e-9 {
		t.Errorf("%+v", r)
	}
	// A flat map keeps some octaves, a steep one not too many.
	for _, scale := range []Scale{{9e5, 1e6}, {1, 1e9}, {0, 5}, {}} {
		if r := s.Ramp(scale); r.High-r.Low < minOctaves*math.Ln2-1e-9 || r.High-r.Low > maxOctaves*math.Ln2+1e-9 {
			t.Errorf("%+v gives %+v", scale, r)
		}
	}
	s.Locked, s.LockedScale = true, Scale{1e5, 5e6}
	if r := s.Ramp(Scale{1e4, 1e6}); math.Abs(r.High-math.Log(5e6)) > 1e-9 {
		t.Errorf("a locked scale follows the map: %+v", r)
	}
	r = s.Ramp(Scale{})
	if r.Cutoff(0) != 0 || math.Abs(float64(r.Cutoff(1))-5e6) > 1 || !(r.Cutoff(.5) < r.Cutoff(.6)) {
		t.Error("the threshold is not along the ramp")
	}
}

// The colours of stand-outs mean the same on every map, and the legend says so.
func TestStandoutsHaveOneScale(t *testing.T) {
	s := Defaults()
	a, b := s.Ramp(Scale{1e5, 1e6}), s.Ramp(Scale{1e2, 1e9})
	if a != b {
		t.Errorf("%+v on one map, %+v on another", a, b)
	}
	if cut := a.Cutoff(.5); !(cut > 1 && cut < 1.6) || a.Cutoff(0) != 0 {
		t.Errorf("half a threshold is %v times the surroundings", cut)
	}
	if got := s.Legend(Scale{1e5, 1e6}); got[0] != "1.60x" || got[4] != "0.95x" || s.LegendTitle() != "Times what is around" {
		t.Errorf("%s: %q", s.LegendTitle(), got)
	}
	s.Shading = Expected
	if got := s.Legend(Scale{1e5, 1e6}); got[0] != "$1.00M" || s.LegendTitle() != "USD per 0.05 %" {
		t.Errorf("%s: %q", s.LegendTitle(), got)
	}
	for ratio, want := range map[float64]string{0: "–", 1.26: "1.3 times its surroundings", .5: "0.5 times its surroundings"} {
		if got := StandoutText(ratio); got != want {
			t.Errorf("%v reads %q, want %q", ratio, got, want)
		}
	}
}

// A story's chart says what its figures say: the price is where it ends, and
// what stands out of the heat are its clusters, which price has not come to.
func TestAStorysChartIsOfItsFigures(t *testing.T) {
	s, _ := Story("simulated")
	bars := StoryBars(s, 30*market.Minute)
	last := &bars[len(bars)-1]
	if last.Close != s.Last || last.Start+30*market.Minute != s.Source.Until {
		t.Errorf("the chart ends at %v, %d", last.Close, last.Start)
	}
	for i := range bars {
		if fault := bars[i].Check(); fault != nil || i > 0 && bars[i].Open != bars[i-1].Close {
			t.Fatalf("bar %d: %+v, %v", i, bars[i], fault)
		}
	}
	v := grid.View{From: bars[0].Start, Column: 30 * market.Minute, Columns: len(bars), Bottom: s.Last * .86, Top: s.Last * 1.16, Rows: 300}
	price := func(row int) market.Price {
		return v.Bottom * market.Price(math.Pow(float64(v.Top/v.Bottom), (float64(row)+.5)/300))
	}
	in, out := market.USD(0), market.USD(0)
	StoryHeat(s, bars, &v, func(side market.Side, column, row, class int, usd market.USD) {
		p := price(row)
		if !usd.Valid() || p >= bars[column].Low && p <= bars[column].High {
			t.Fatalf("%v at %v, column %d", usd, p, column)
		}
		if column < len(bars)-1 {
			return
		}
		for _, c := range s.Clusters.List {
			if k := grid.Of(p); c.Side == side && k >= c.Lo && k < c.Hi {
				in = max(in, usd)
				return
			}
		}
		out = max(out, usd)
	})
	if in < 2*out {
		t.Errorf("the most in a cluster is %v, elsewhere %v", in, out)
	}
	empty, _ := Story("empty")
	StoryHeat(empty, bars, &v, func(market.Side, int, int, int, market.USD) { t.Fatal("heat in an empty map") })
}
