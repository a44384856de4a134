package view

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"brink/wasm/market"
)

// locales are devices' languages, and whether they write a decimal comma.
var locales = map[string]bool{"en-US": false, "de-DE": true, "fr-CH": true}

func TestTypedNumbers(t *testing.T) {
	for _, c := range []struct {
		text   string
		commas string // "" for both, else in which languages
		want   float64
		asks   bool
	}{
		{"53000", "", 53000, false}, {"0,5", "", .5, false}, {"0.5", "", .5, false}, {",5", "", .5, false}, {".5", "", .5, false}, {"5.", "", 5, false}, {"5,", "", 5, false},
		{"53.000,50", "", 53000.5, false}, {"53,000.50", "", 53000.5, false}, {"1.234.567", "", 1234567, false}, {"1,234,567", "", 1234567, false}, {"1.234.567,8", "", 1234567.8, false},
		{"53\u202f000", "", 53000, false}, {"53 000", "", 53000, false}, {"53\u00a0000,5", "", 53000.5, false}, {"53'000", "", 53000, false}, {"53’000.5", "", 53000.5, false}, {"1 234 567", "", 1234567, false},
		{"53.000", "comma", 53000, true}, {"53.000", "point", 53, true}, {"1,234", "comma", 1.234, true}, {"1,234", "point", 1234, true},
		{"0.123", "", .123, false}, {"0,123", "", .123, false}, {"1234.567", "", 1234.567, false}, {"1234,567", "", 1234.567, false}, {"63000,000", "", 63000, false},
		{"1,5", "", 1.5, false}, {"12,34", "", 12.34, false}, {"0.00001234", "", .00001234, false}, {"12.3456", "", 12.3456, false},
		{"50k", "", 50000, false}, {"1,5k", "", 1500, false}, {"2.5 M", "", 2.5e6, false}, {"1.500k", "comma", 1.5e6, true}, {"1.500k", "point", 1500, true},
		{" $63000 ", "", 63000, false}, {"0,5 %", "", .5, false}, {"20x", "", 20, false}, {"-1", "", -1, false}, {"−2,5", "", -2.5, false}, {"100 €", "", 100, false},
	} {
		for name, commas := range locales {
			if c.commas == "comma" && !commas || c.commas == "point" && commas {
				continue
			}
			got := ReadTyped(c.text, commas)
			if got.Value != c.want || got.Refusal != "" || got.Empty || got.Question != "" != c.asks {
				t.Errorf("%s: %q is %+v, want %v", name, c.text, got, c.want)
			}
		}
	}
	for _, text := range []string{"much", "1,2,3", "1.2.3", "53 00", "5 3000", "12 345 67", "1,23,456", "1.234,567,8", "1.234.56", "1'23", "1..5", "1,.5", "--5", "5-5", "5k5", "kk", "k", "%", ".", ",", "-", "1e5", "0x10", "Inf", "NaN", "٥٠", "1.5.000,2", "$5$5", "12:30", "1'000 000", strings.Repeat("9", 40)} {
		for name, commas := range locales {
			if got := ReadTyped(text, commas); got.Refusal == "" || got.Value != 0 || !strings.Contains(got.Refusal, "is no number that can be read here") {
				t.Errorf("%s: %q is %+v", name, text, got)
			}
		}
	}
	for _, text := range []string{"", " ", "\u202f"} {
		if got := ReadTyped(text, true); got != (Typed{Empty: true}) {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

func TestQuestionsAreInWords(t *testing.T) {
	for text, want := range map[string][2]string{
		"53.000": {`"53.000" is read as 53 (fifty-three), not as 53,000 (fifty-three thousand)`, `"53.000" is read as 53,000 (fifty-three thousand), not as 53 (fifty-three)`},
		"1,234":  {`"1,234" is read as 1,234 (one thousand two hundred thirty-four), not as 1.234 (one point two three four)`, `"1,234" is read as 1.234 (one point two three four), not as 1,234 (one thousand two hundred thirty-four)`},
		"-9,050": {`"-9,050" is read as -9,050 (minus nine thousand fifty), not as -9.05 (minus nine point zero five)`, `"-9,050" is read as -9.05 (minus nine point zero five), not as -9,050 (minus nine thousand fifty)`},
	} {
		for i, commas := range []bool{false, true} {
			if got := ReadTyped(text, commas).Question; got != want[i] {
				t.Errorf("%s\nwant %s", got, want[i])
			}
		}
	}
	for x, want := range map[float64]string{0: "zero", 19: "nineteen", 20: "twenty", 100: "one hundred", 1_000_000: "one million", 2_300_045_017: "two billion three hundred million forty-five thousand seventeen", 1e20: "100000000000000000000"} {
		if got := inWords(x); got != want {
			t.Errorf("%v is %q", x, got)
		}
	}
}

// No text is taken for a number that a person cannot have meant: with the other
// reading of its signs it is the same, asked about, or refused.
func FuzzReadTyped(f *testing.F) {
	for _, text := range []string{"53.000,50", "0,5", "1'000", "5k", "53\u202f000", "much"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		point, comma := ReadTyped(text, false), ReadTyped(text, true)
		if point.Value != comma.Value && (point.Question == "" || comma.Question == "") {
			t.Errorf("%q is %v or %v, and nobody asks", text, point.Value, comma.Value)
		}
		if point.Refusal != comma.Refusal || point.Empty != comma.Empty {
			t.Errorf("%q: %+v, %+v", text, point, comma)
		}
	})
}

// In every form, a number that can be read in two ways counts on the second
// press, and not where the text was changed in between; what is none never does.
func TestFormsAskBeforeANumberCounts(t *testing.T) {
	for name, commas := range locales {
		s, _ := visit(t, "simulated")
		s.DecimalComma = commas
		entry, want := "63,000", market.Price(63000)
		if commas {
			entry = "63.000"
		}
		s.Form[FieldEntry], s.Form[FieldSize], s.Form[FieldLeverage] = entry, "0,5", "20"
		if got := s.Form.Readings(PositionFields, commas); !strings.HasPrefix(got, "Entry: \""+entry+"\" is read as 63,000 (sixty-three thousand), not as 63 ") {
			t.Errorf("%s: %q", name, got)
		}
		if s.AddPosition(); len(s.Positions.List) != 0 || !strings.Contains(s.Notice, "sixty-three thousand") {
			t.Errorf("%s: counted unasked, %q", name, s.Notice)
		}
		s.Form[FieldSize] = "1.000" // another question
		if s.AddPosition(); len(s.Positions.List) != 0 || !strings.Contains(s.Notice, "Size: \"1.000\"") {
			t.Errorf("%s: counted unasked, %q", name, s.Notice)
		}
		s.Form[FieldSize] = "0,5"
		s.AddPosition()
		if len(s.Positions.List) != 1 || s.Positions.List[0].Entry != want || s.Positions.List[0].Size != .5 || s.Notice != "" {
			t.Errorf("%s: %+v, %q", name, s.Positions.List, s.Notice)
		}
		s.Form[FieldEntry] = "63..000"
		for range 3 {
			if s.AddPosition(); len(s.Positions.List) != 1 || !strings.HasPrefix(s.Notice, "Entry: \"63..000\" is no number") {
				t.Errorf("%s: %q", name, s.Notice)
			}
		}
		s.Form[FieldAlertMinimum] = "0,5"
		if s.AddAlert(); len(s.Alerts.Rules.All()) != 1 || s.Alerts.Rules.All()[0].Minimum != 5e5 {
			t.Errorf("%s: %+v, %q", name, s.Alerts.Rules.All(), s.Notice)
		}
		s.Form[FieldAlertShare] = "1.000"
		if s.AddAlert(); len(s.Alerts.Rules.All()) != 1 || !strings.HasPrefix(s.Notice, "Percent: ") {
			t.Errorf("%s: %+v, %q", name, s.Alerts.Rules.All(), s.Notice)
		}
		s.SetSignificant("2,5")
		if s.Settings.Significant != 2.5e6 || s.Form[FieldSignificant] != "" || s.Form.Readings(ClusterFields, commas) != "" {
			t.Errorf("%s: %v", name, s.Settings.Significant)
		}
		// A number that is no size is not kept in the field as if it counted.
		for _, typed := range []string{"-5", "0", "2000000"} {
			if s.SetSignificant(typed); s.Settings.Significant != 2.5e6 || s.Form[FieldSignificant] != "" {
				t.Errorf("after %s the field holds %q over %v", typed, s.Form[FieldSignificant], s.Settings.Significant)
			}
		}
		// What can be read in two ways counts once it is taken so, unless it is
		// grouped as the device's language does.
		usual, unusual := "1,234", "1.234"
		if commas {
			usual, unusual = unusual, usual
		}
		for range 2 {
			if s.SetSignificant(unusual); s.Settings.Significant != 2.5e6 || s.Form[FieldSignificant] != unusual || !Unsure(s, ClusterFields) || !strings.Contains(s.Form.Readings(ClusterFields, commas), "not as") {
				t.Errorf("%s: %v, %q", name, s.Settings.Significant, s.Form[FieldSignificant])
			}
		}
		if TakeSo(s, ClusterFields); s.Settings.Significant != 1.234e6 || s.Form[FieldSignificant] != "" || Unsure(s, ClusterFields) {
			t.Errorf("%s: %v, %q", name, s.Settings.Significant, s.Form[FieldSignificant])
		}
		if s.SetSignificant(usual); s.Settings.Significant != 1.234e9 || Unsure(s, ClusterFields) {
			t.Errorf("%s: %v, %q", name, s.Settings.Significant, s.Form[FieldSignificant])
		}
		s.SetSignificant("2.5")
		if s.SetSignificant("lots"); s.Settings.Significant != 2.5e6 || s.Form[FieldSignificant] != "lots" || s.Form.Readings(ClusterFields, commas) == "" {
			t.Errorf("%s: %v, %q", name, s.Settings.Significant, s.Form[FieldSignificant])
		}
	}
}

// The cases that are kept outside the repository, of this package.
func TestCasesOfTypedNumbers(t *testing.T) {
	content, err := os.ReadFile("../../../shared/cases/positions-decimal-comma/typed.jsonl")
	if err != nil {
		t.Skip("../shared is not here: the cases this test walks are kept outside the repository")
	}
	means := map[string]float64{"53000": 53000, "0,5": .5, "20": 20, "1": 1, "53.000,50": 53000.5, "0,25": .25, "53\u202f000": 53000}
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		var row struct{ Fields map[string]string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		for field, text := range row.Fields {
			for name, commas := range locales {
				got := ReadTyped(text, commas)
				if want, sure := means[text]; sure && (got.Value != want || got.Question != "") || !sure && got.Question == "" {
					t.Errorf("%s: %s of %q is %+v", name, field, text, got)
				}
			}
		}
	}
}
