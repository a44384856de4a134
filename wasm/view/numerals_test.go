package view

import (
	"math"
	"testing"

	"brink/wasm/market"
)

// As Intl.NumberFormat writes 1234567.8 in some languages.
var devices = []struct{ language, sample, price, plain string }{
	{"en-US", "1,234,567.8", "53,389.4", "1234.5"},
	{"de-DE", "1.234.567,8", "53.389,4", "1234,5"},
	{"es-ES", "1.234.567,8", "53.389,4", "1234,5"},
	{"fr-FR", "1\u202f234\u202f567,8", "53\u202f389,4", "1234,5"},
	{"pl-PL", "1\u00a0234\u00a0567,8", "53\u00a0389,4", "1234,5"},
	{"de-CH", "1’234’567.8", "53’389.4", "1234.5"},
	{"en-IN", "12,34,567.8", "53,389.4", "1234.5"},
}

// inLanguage writes numbers as a device does, until the test ends.
func inLanguage(t *testing.T, sample string) {
	before := written
	t.Cleanup(func() { written = before })
	WriteNumbersAs(sample)
}

func TestNumbersAreWrittenAsTheDeviceDoes(t *testing.T) {
	for _, d := range devices {
		t.Run(d.language, func(t *testing.T) {
			inLanguage(t, d.sample)
			point := d.sample[len(d.sample)-2 : len(d.sample)-1]
			for got, want := range map[string]string{
				Price(53389.4): d.price, Number(1234567.8, 1): d.sample, Number(-1234567.8, 1): "-" + d.sample,
				Plain(1234.5): d.plain, Dollars(33.4e6): "$33" + point + "4M", Dollars(-950): "-$950",
				Percent(.018): "1" + point + "8 %", SignedPercent(.0125): "+1" + point + "25 %", Number(7, 0): "7", Number(999, 0): "999",
			} {
				if got != want {
					t.Errorf("%q, want %q", got, want)
				}
			}
			// What is written can be typed, and means the same.
			for _, x := range []float64{.5, 7, 999.5, 53389.4, 120000.5, 1234567.8, .000125} {
				for _, text := range []string{Number(x, -1), Plain(x)} {
					if typed := ReadTyped(text, point == ","); typed.Value != x || typed.Refusal != "" || typed.Question != "" {
						t.Errorf("%q is read as %+v", text, typed)
					}
				}
			}
			if got, less := towardsDanger(53389.44, market.Long), Price(53389.5); got != less {
				t.Errorf("a long's liquidation at 53389.44 is %s, want %s", got, less)
			}
		})
	}
}

// A browser that writes such a number in a way that is not known leaves numbers as
// they are in English.
func TestUnknownNumeralsChangeNothing(t *testing.T) {
	for _, sample := range []string{"", "1234567.8", "١٬٢٣٤٬٥٦٧٫٨", "1,234,567", "1.2E6", "NaN", "1,234,567.8 x", "-1,234,567.8", "1,234,568"} {
		inLanguage(t, sample)
		if got := Number(1234567.8, 1); got != "1,234,567.8" {
			t.Errorf("%q: %q", sample, got)
		}
	}
	if got := Number(math.Inf(1), 2); got != "–" {
		t.Error(got)
	}
}
