package palette

import (
	"encoding/hex"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
)

// published is every third colour of the maps as matplotlib 3 ships them.
var published = map[string]string{
	"viridis": "440154450559460a5d470e61471365481769481b6d481f70482374482677472a7a472e7c46327e453581443983433d844240864144873f47883e4a89" +
		"3d4e8a3b518b3a548c38588c375b8d355e8d34618d32648e31678e306a8e2e6d8e2d708e2c728e2b758e2a788e297b8e277e8e26818e25838e24868e" +
		"23898d228c8d218f8d20928c1f948c1f978b1f9a8a1e9d891fa0881fa28721a58522a88425ab8227ad812ab07f2eb37c32b67a37b8783bbb7540bd72" +
		"46c06f4cc26c52c56958c7655ec96265cb5e6ccd5a73d0567ad15181d34d89d54890d74398d83ea0da39a8db34b0dd2fb8de29c0df25c8e020d0e11c" +
		"d8e219dfe318e7e419efe51cf6e620fde725",
	"cividis": "00224e00255300275800295d002b62002d68002f6d0031700533710f35701637701c396f213b6e263d6e2a3f6d2e416d32436d35456c39486c3c4a6c" +
		"3f4c6c424e6c45506c48526c4b546c4e566c51586d545a6d565c6d595e6e5c616e5e636f61656f646770666970696b716c6d726e6f73717274737475" +
		"7676767878777b7a787e7c78807f788381798683798985788c88788f8a78928c78948e779791779a93769d9576a09875a39a74a69c74a99f73aca172" +
		"afa471b2a670b6a96fb9ab6dbcae6cbfb06bc2b369c5b568c8b866ccba64cfbd62d2c060d5c25ed9c55cdcc859dfca57e2cd54e6d051e9d34eedd54a" +
		"f0d846f3db42f7de3efbe138fee434fee838",
	"magma": "00000401010802020d04041406051a0907200c0926100b2d130d34160f3b1a10421e11492211502711582c115f31116536106b3b0f70400f74451077" +
		"4a10794f127b54137d59157e5d177f621980671b806b1d81701f817521817922827e24828326818827818c2981912b81962c809b2e7fa02f7fa5317e" +
		"aa337dae347bb3367ab83779bd3977c23b75c73d73cc3f71d0416fd5446dd9466bde4968e24d66e55064e95462ec5860ef5d5ef2625df4675cf66c5c" +
		"f7725cf9785dfa7d5efb835ffc8961fc8e64fd9467fd9a6afe9f6dfea571feaa74feb078feb67cfebb81fec185fec68afecc8ffed194fed799fddc9e" +
		"fde1a3fde7a9fdecaefcf2b4fcf7b9fcfdbf",
}

func TestTablesAreThePublishedOnes(t *testing.T) {
	for name, text := range published {
		want, err := hex.DecodeString(text)
		if err != nil || len(want) != 3*86 {
			t.Fatalf("%s: %d bytes, %v", name, len(want), err)
		}
		table := ByName(name).Table()
		for i := 0; i < Size; i += 3 {
			r, g, b := table.RGB(i)
			for c, got := range [3]byte{r, g, b} {
				if d := int(got) - int(want[i+c]); d < -2 || d > 2 {
					t.Errorf("%s, colour %d, channel %d: %d, published %d", name, i, c, got, want[i+c])
				}
			}
		}
	}
}

// eyes are the matrices by which a full deficiency maps linear RGB (Machado,
// Oliveira and Fernandes, A physiologically-based model for simulation of
// color vision deficiency, 2009, severity 1.0).
var eyes = map[string][9]float64{
	"normal":       {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {.152286, 1.052583, -.204868, .114503, .786281, .099216, -.003882, -.048116, 1.051998},
	"deuteranopia": {.367322, .860646, -.227968, .280085, .672501, .047413, -.011820, .042940, .968881},
	"tritanopia":   {1.255528, -.076749, -.178779, -.078411, .930809, .147602, .004733, .691367, .303900},
}

// lightness is the CIE L* that an eye sees of a colour, 0 to 100.
func lightness(eye [9]float64, r, g, b byte) float64 {
	v := [3]float64{linear(r), linear(g), linear(b)}
	var seen [3]float64
	for i := range seen {
		seen[i] = min(1, max(0, eye[3*i]*v[0]+eye[3*i+1]*v[1]+eye[3*i+2]*v[2]))
	}
	y := .2126*seen[0] + .7152*seen[1] + .0722*seen[2]
	if y <= 216./24389 {
		return y * 24389 / 27
	}
	return 116*math.Cbrt(y) - 16
}

// Neighbouring colours stay in the order of their lightness to every eye. A
// byte of green is worth up to .5 of L*, so neighbours may tie within that;
// colours eight apart must differ for real.
func TestLightnessRisesToEveryEye(t *testing.T) {
	for _, p := range All() {
		table := p.Table()
		for name, eye := range eyes {
			at := func(i int) float64 { r, g, b := table.RGB(i); return lightness(eye, r, g, b) }
			for i := 1; i < Size; i++ {
				if at(i) < at(i-1)-.3 {
					t.Errorf("%s under %s: colour %d has L* %.2f, the one before %.2f", p.Name, name, i, at(i), at(i-1))
				}
				if i >= 8 && at(i) < at(i-8)+.5 {
					t.Errorf("%s under %s: colours %d and %d have L* %.2f and %.2f", p.Name, name, i-8, i, at(i-8), at(i))
				}
			}
			if d := at(Size-1) - at(0); d < 70 {
				t.Errorf("%s under %s spans only %.1f of L*", p.Name, name, d)
			}
		}
	}
}

// On a light page it falls, and ends where dark candles can still be told.
func TestLightnessFallsOnLightPagesToEveryEye(t *testing.T) {
	for _, p := range All() {
		table := p.LightTable()
		for name, eye := range eyes {
			at := func(i int) float64 { r, g, b := table.RGB(i); return lightness(eye, r, g, b) }
			for i := 1; i < Size; i++ {
				if at(i) > at(i-1)+.5 {
					t.Errorf("%s under %s: colour %d has L* %.2f, the one before %.2f", p.Name, name, i, at(i), at(i-1))
				}
				if i >= 8 && at(i) > at(i-8)-.5 {
					t.Errorf("%s under %s: colours %d and %d have L* %.2f and %.2f", p.Name, name, i-8, i, at(i-8), at(i))
				}
			}
			if first, last := at(0), at(Size-1); first < 95 || last < 20 || last > 45 {
				t.Errorf("%s under %s goes from L* %.1f to %.1f", p.Name, name, first, last)
			}
		}
	}
}

// colour finds a colour of the style sheet by its name, in a theme's rule.
func colour(t *testing.T, rule, name string) (r, g, b byte) {
	t.Helper()
	found := regexp.MustCompile(`--` + name + `: #([0-9a-f]{6})`).FindStringSubmatch(rule)
	if found == nil {
		t.Fatalf("the style sheet has no plain colour --%s", name)
	}
	rgb, _ := hex.DecodeString(found[1])
	return rgb[0], rgb[1], rgb[2]
}

// contrast is that of two colours (WCAG 2.2).
func contrast(a, b [3]byte) float64 {
	luminance := func(c [3]byte) float64 { return .2126*linear(c[0]) + .7152*linear(c[1]) + .0722*linear(c[2]) + .05 }
	return max(luminance(a)/luminance(b), luminance(b)/luminance(a))
}

// A candle is its wick and outline with a rim around them (site/layers/halo.js):
// on every colour of every palette one of both has a contrast of 3 to 1 or more,
// and so they have to each other.
func TestCandlesStandOutOfEveryPalette(t *testing.T) {
	sheet, err := os.ReadFile("../../site/style.css")
	if err != nil {
		t.Fatal(err)
	}
	dark, rest, _ := strings.Cut(string(sheet), `:root[data-theme="light"]`)
	light, device, _ := strings.Cut(rest, "@media")
	for theme, rule := range map[string]string{"dark": dark, "light": light, "light device": device} {
		at := func(name string) (c [3]byte) { c[0], c[1], c[2] = colour(t, rule, name); return c }
		for _, kind := range []string{"", "-coloured", "-hollow"} {
			for _, way := range []string{"up", "down"} {
				line, rim := at(way+"-wick"+kind), at("halo")
				if c := contrast(line, rim); c < 3 {
					t.Errorf("%s: %s%s has %.1f to its rim", theme, way, kind, c)
				}
				for _, p := range All() {
					table := p.Table()
					if theme != "dark" {
						table = p.LightTable()
					}
					for i := range Size {
						r, g, b := table.RGB(i)
						heat := [3]byte{r, g, b}
						if c := max(contrast(line, heat), contrast(rim, heat)); c < 3 {
							t.Errorf("%s, %s%s on %s %d: %.2f to 1", theme, way, kind, p.Name, i, c)
						}
					}
				}
			}
		}
	}
}

func TestTablesAreOpaqueAndWhole(t *testing.T) {
	if len(All()) != 6 || All()[0].Name != "violet" || ByName("rainbow") != nil {
		t.Error("the palettes are violet, classic, viridis, cividis, magma and grey")
	}
	for _, p := range All() {
		table := p.Table()
		for i := range Size {
			if table[4*i+3] != 255 {
				t.Fatalf("%s: colour %d is not opaque", p.Name, i)
			}
		}
	}
	classic := ByName("classic").Table()
	if r, g, b := classic.RGB(0); r|g|b != 0 {
		t.Error("classic does not begin black")
	}
	if r, g, b := classic.RGB(Size - 1); r < 250 || g < 220 || b > 160 {
		t.Error("classic does not end yellow")
	}
	violet := ByName("violet").Table()
	if r, g, b := violet.RGB(40); b < 2*g || b <= r {
		t.Error("violet is not violet where it is dark")
	}
	if r, g, b := violet.RGB(Size - 1); r < 250 || g < 240 || b > 100 {
		t.Error("violet does not end bright yellow")
	}
	grey := ByName("grey").Table()
	for i := range Size {
		if r, g, b := grey.RGB(i); r != g || g != b {
			t.Fatalf("grey %d is %d %d %d", i, r, g, b)
		}
	}
}
