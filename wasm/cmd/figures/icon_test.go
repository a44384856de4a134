package main

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
)

// The icon has its colours where the SVG has them, and with the ground whole
// nothing but ground outside of the middle.
func TestIconIsTheSVGs(t *testing.T) {
	d, err := readIcon("../../../site/icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	ground, upper, lower := color.RGBA{0x0b, 0x0e, 0x13, 0xff}, color.RGBA{0xf7, 0xd1, 0x54, 0xff}, color.RGBA{0xa8, 0x5f, 0x10, 0xff}
	plain := d.raster(320, false)
	for at, want := range map[[2]int]color.RGBA{
		{0, 0}: {}, {319, 319}: {}, {160, 5}: ground, {160, 90}: upper, {51, 90}: upper, {48, 90}: ground, {269, 230}: lower, {160, 130}: ground,
	} {
		if got := plain.RGBAAt(at[0], at[1]); got != want {
			t.Errorf("at %v stands %v, want %v", at, got, want)
		}
	}
	whole := d.raster(320, true)
	for y := range 320 {
		for x := range 320 {
			if dx, dy := x-160, y-160; dx*dx+dy*dy > 128*128 && whole.RGBAAt(x, y) != ground {
				t.Fatalf("at %d, %d stands %v, which a round mask cuts off", x, y, whole.RGBAAt(x, y))
			}
		}
	}
}

// A palette changes no pixel; too many colours for one are left as they are.
func TestFewColoursAreIndexed(t *testing.T) {
	still := image.NewRGBA(image.Rect(0, 0, 20, 20))
	for i := range 400 {
		still.SetRGBA(i%20, i/20, color.RGBA{uint8(i % 250), 1, 2, 0xff})
	}
	small, ok := indexed(still).(*image.Paletted)
	if !ok {
		t.Fatal("250 colours have no palette")
	}
	for i := range 400 {
		if got := small.At(i%20, i/20); got != still.RGBAAt(i%20, i/20) {
			t.Fatalf("pixel %d is %v", i, got)
		}
	}
	for i := range 400 {
		still.SetRGBA(i%20, i/20, color.RGBA{uint8(i % 256), uint8(i / 256), 2, 0xff})
	}
	if indexed(still) != image.Image(still) {
		t.Error("400 colours were put into a palette")
	}
}

func TestOtherIconsAreRefused(t *testing.T) {
	svg := func(path, ink string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect rx="6" fill="#000000"/><path d="` + path + `" stroke="` + ink + `" stroke-width="2"/></svg>`
	}
	for name, text := range map[string]string{
		"no SVG": "<", "no strokes": `<svg viewBox="0 0 32 32"/>`, "a curve": svg("M1 1c1 1 2 2 3 3", "#ffffff"), "two lines": svg("M1 1h2M3 3h2", "#ffffff"),
		"no line": svg("M1 1", "#ffffff"), "cut short": svg("M1 1l2", "#ffffff"), "a named colour": svg("M1 1h2", "white"),
	} {
		file := filepath.Join(t.TempDir(), "icon.svg")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readIcon(file); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := readIcon(filepath.Join(t.TempDir(), "none.svg")); err == nil {
		t.Error("a file that is not there is taken")
	}
}
