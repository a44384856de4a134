package view

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"brink/wasm/market"
)

// Texts that earlier builds have stored and shared. They are read as they
// were, and what is written is still the same bytes.
const (
	storedOnAFirstVisit = "brink-1\nsymbol=BTCUSDT\nwindow=7d\nmodel=learned\nclasses=1111\nlongs=1\nshorts=1\nthreshold=0\ncontrast=0.5\n" +
		"palette=violet\ntheme=dark\nlinear=0\nlocked=0\noff=\ndim=0\nbright=0\nsignificant=0\nzone=UTC\nhours=0\nshading=standout\nahead=0\ncandles=quiet\ndistances=0\nsums=0\nobserved=off\npicture=screen\nvenues=\npanes=\nbook=0"
	storedWithEveryChoice = "brink-1\nsymbol=ETH\nwindow=30d\nmodel=classic\nclasses=1011\nlongs=1\nshorts=0\nthreshold=0.25\ncontrast=0.75\n" +
		"palette=viridis\ntheme=light\nlinear=1\nlocked=1\noff=okx bybit\ndim=200000\nbright=4.2e+06\nsignificant=1.25e+07\nzone=Asia/Tokyo\nhours=1\nshading=dollars\nahead=1\ncandles=hollow\ndistances=1\nsums=1\nobserved=visible\npicture=1600x900@2\nvenues=binance-coinm\npanes=rsi volume\nbook=1"
	sharedWithEveryChoice = "v1&symbol=ETH&window=30d&from=1790812800000&to=1790912800000&low=60123.5&high=71234.5&at=1790850000000&model=classic" +
		"&classes=1011&sides=long&off=okx,bybit&threshold=0.25&contrast=0.75&palette=viridis&scale=linear&lock=200000,4.2e06&shading=dollars&panes=rsi,volume&book=1"
)

// everyChoice are settings of which none is a first visit's.
func everyChoice() Settings {
	return Settings{
		Symbol: "ETH", Window: Month, Model: "classic", Classes: [4]bool{true, false, true, true}, Longs: true, Threshold: .25, Contrast: .75,
		Palette: "viridis", Theme: Light, Linear: true, Locked: true, Excluded: "okx bybit", LockedScale: Scale{2e5, 4.2e6}, Significant: 12.5e6, Zone: "Asia/Tokyo", TradingHours: true, Shading: Expected, Ahead: true, Look: Look{"hollow", true, true, ObserveSeen, "1600x900@2", "binance-coinm", "rsi volume", true},
	}
}

func TestStoredAndSharedTextsStayAsTheyWere(t *testing.T) {
	first := Settings{
		Symbol: "BTCUSDT", Window: Week, Model: "learned", Classes: [4]bool{true, true, true, true}, Longs: true, Shorts: true,
		Contrast: .5, Palette: "violet", Theme: Dark, Zone: "UTC", Shading: Standout, Look: Look{Candles: "quiet", Observed: ObserveOff, Picture: "screen"},
	}
	if Defaults() != first {
		t.Errorf("a first visit has %+v", Defaults())
	}
	for text, want := range map[string]Settings{storedOnAFirstVisit: first, storedWithEveryChoice: everyChoice(), "brink-1\ntheme=dark": first} {
		got, fault := ParseSettings(text)
		if fault != nil || got != want {
			t.Errorf("%q is read as %+v, %v", text, got, fault)
		}
		if back := want.Text(); back != text && strings.Count(text, "\n") > 1 {
			t.Errorf("%q is written as %q", text, back)
		}
	}
	for _, now := range []string{storedOnAFirstVisit, storedWithEveryChoice} { // as they were before sizes followed the coin
		now = strings.ReplaceAll(now, "significant=0", "significant=5e+07")
		before := strings.ReplaceAll(now, "significant=", "least=")
		want, _ := ParseSettings(now)
		if got, fault := ParseSettings(before); before == now || fault != nil || got != want || got.Significant == 0 {
			t.Errorf("%q is read as %+v, %v", before, got, fault)
		}
	}
	own := everyChoice()
	l := own.Share()
	l.From, l.To, l.Bottom, l.Top, l.At = 1_790_812_800_000, 1_790_912_800_000, 60_123.5, 71_234.5, 1_790_850_000_000
	if l.Text() != sharedWithEveryChoice+"&end" { // links of before had no last word
		t.Errorf("shared as %s", l.Text())
	}
	for _, text := range []string{sharedWithEveryChoice, l.Text()} {
		if back, _, fault := ParseLink(text); fault != nil || back != l {
			t.Errorf("read as %+v, %v", back, fault)
		}
	}
}

// Every choice that is made
// comes back from the settings, and from a link where it is shared.
func TestEveryChoiceComesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	keys := map[string]bool{}
	for c := range choices {
		row := &choices[c]
		if keys[row.key] || row.key == "" || strings.ContainsAny(row.key, "=\n&") {
			t.Errorf("the key %q of choice %d", row.key, c)
		}
		keys[row.key] = true
		s := Defaults()
		if row.text(&s) != row.usual {
			t.Errorf("%s: a first visit has %q, not %q", row.key, row.text(&s), row.usual)
		}
		if row.change == Nothing {
			t.Errorf("%s calls for nothing", row.key)
		}
	}
	for range 2000 {
		l := anyLink(r)
		s := l.Settings
		s.Theme, s.Zone, s.TradingHours, s.Significant = []Theme{Dark, Light, System}[r.IntN(3)], "Zone/"+string(rune('A'+r.IntN(26))), r.IntN(2) == 0, market.USD(1+r.ExpFloat64()*1e8)
		if back, fault := ParseSettings(s.Text()); fault != nil || back != s {
			t.Fatalf("%+v came back as %+v, %v", s, back, fault)
		}
		for c := range choices {
			one := Defaults()
			if text := choices[c].text(&s); !choices[c].set(&one, text) || choices[c].text(&one) != text {
				t.Fatalf("%s: %q came back as %q", choices[c].key, text, choices[c].text(&one))
			}
		}
	}
	for i := range parameters {
		p := &parameters[i]
		own, usual := everyChoice(), Defaults()
		value := p.text(&own)
		if value == p.text(&usual) || !p.set(&usual, value) || p.text(&usual) != value {
			t.Errorf("%s: %q came back as %q", p.name(), value, p.text(&usual))
		}
	}
}

// What cannot be is refused, by itself and in a link or stored settings with a
// sentence, and changes nothing.
func TestValuesThatCannotBe(t *testing.T) {
	long := strings.Repeat("x", 64)
	for c, values := range map[Choice][]string{
		ChoiceSymbol: {long}, ChoiceWindow: {"", "8d", "7D"}, ChoiceModel: {long[:32]}, ChoiceClasses: {"", "111", "11111", "11x1", "111 "},
		ChoiceLongs: {"", "yes", "11", "2"}, ChoiceShorts: {"true"}, ChoiceThreshold: {"", "-1", "1.01", "NaN", "x", "0x", "1e400"}, ChoiceContrast: {"2", "Inf"},
		ChoicePalette: {long[:32]}, ChoiceTheme: {"", "pink", "Dark"}, ChoiceLinear: {"log"}, ChoiceLocked: {"-"}, ChoiceExcluded: {strings.Repeat(long, 4)},
		ChoiceLockedDim: {"-5", "1e16"}, ChoiceLockedBright: {"NaN"}, ChoiceSignificant: {"-1", "1e16", "NaN", ""}, ChoiceZone: {"", long}, ChoiceTradingHours: {"on"},
	} {
		for _, value := range values {
			s := everyChoice()
			if choices[c].set(&s, value) || s != everyChoice() {
				t.Errorf("%s takes %q", choices[c].key, value)
			}
			if _, fault := ParseSettings("brink-1\n" + choices[c].key + "=" + value); fault == nil || fault.Code != "settings-damaged" || !strings.HasSuffix(fault.Sentence, ".") {
				t.Errorf("stored, %s takes %q: %v", choices[c].key, value, fault)
			}
			for i := range parameters {
				if p := &parameters[i]; p.read == nil && p.of[0] == c {
					if _, _, fault := ParseLink("v1&" + p.name() + "=" + escape(value)); fault == nil || fault.Code != "link-damaged" || !strings.HasSuffix(fault.Sentence, ".") {
						t.Errorf("in a link, %s takes %q: %v", p.name(), value, fault)
					}
				}
			}
		}
	}
}

// A setting that is empty is not shared, for a link that says so would be
// refused by whoever opens it.
func TestAnEmptySymbolIsNotShared(t *testing.T) {
	s := Defaults()
	s.Symbol = ""
	l := s.Share()
	if back, _, fault := ParseLink(l.Text()); fault != nil || back.Symbol != "BTCUSDT" {
		t.Errorf("%s: %v, %v", l.Text(), back.Symbol, fault)
	}
}

// Controls offer what the market at hand has, and take nothing else.
func TestControlsTakeWhatTheyOffer(t *testing.T) {
	s, _ := Story("simulated")
	s.Clock.Device = "Europe/Berlin"
	calls := 0
	s.Changed = func(Change) { calls++ }
	for c := range choices {
		choice := Choice(c)
		for _, o := range s.Options(choice) {
			if o.Title == "" {
				t.Errorf("%s: %q has no title", choices[c].key, o.Value)
			}
			s.Choose(choice, o.Value)
			if got := choices[c].text(&s.Settings); got != o.Value && choice != ChoiceSymbol && choice != ChoiceModel {
				t.Errorf("%s: %q was offered, and is %q", choices[c].key, o.Value, got)
			}
		}
		if len(s.Options(choice)) > 0 {
			before := calls
			if s.Choose(choice, "nobody's"); calls != before {
				t.Errorf("%s takes what it does not offer", choices[c].key)
			}
		}
	}
	var titles []string
	for _, c := range []Choice{ChoiceModel, ChoicePalette, ChoiceTheme, ChoiceZone} {
		for _, o := range s.Options(c) {
			titles = append(titles, o.Title)
		}
	}
	want := []string{"Learned", "Classic", "Violet to yellow", "Classic", "Viridis", "Cividis, for red-green blindness", "Magma", "Grey", "Dark", "Light", "As the device",
		"UTC", "America/New_York", "Europe/London", "Asia/Tokyo", "Asia/Singapore", "Europe/Berlin"}
	if !slices.Equal(titles, want) {
		t.Errorf("%q", titles)
	}
	if s.Options(ChoiceThreshold) != nil {
		t.Error("a slider has a list")
	}
}

// Flags turn over and call for what their rows say; what is no flag stays.
func TestFlips(t *testing.T) {
	s, _ := Story("simulated")
	var got []Change
	s.Changed = func(c Change) { got = append(got, c) }
	for _, c := range []Choice{ChoiceLongs, ChoiceShorts, ChoiceLinear, ChoiceTradingHours, ChoiceSymbol, ChoiceThreshold} {
		s.Flip(c)
	}
	s.FlipClass(2)
	if want := []Change{Style, Style, PriceAxis, Times, Style}; !slices.Equal(got, want) {
		t.Errorf("they call for %v, want %v", got, want)
	}
	if set := s.Settings; set.Longs || set.Shorts || !set.Linear || !set.TradingHours || set.Classes != [4]bool{true, true, false, true} || set.Symbol != "BTCUSDT" {
		t.Errorf("%+v", set)
	}
	got = nil
	for value, want := range map[string]float64{"0.3": .3, "0": 0, "1": 1} {
		if s.Choose(ChoiceThreshold, value); s.Settings.Threshold != want {
			t.Errorf("a slider at %s gives %v", value, s.Settings.Threshold)
		}
	}
	if !slices.Equal(got, []Change{Sliding, Sliding, Sliding}) {
		t.Errorf("a slider calls for %v", got)
	}
}
