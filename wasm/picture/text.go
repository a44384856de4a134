package picture

import (
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// fonts are the sizes in use.
var fonts = struct{ title, small, strong font.Face }{
	face(gomedium.TTF, 22), face(goregular.TTF, 14), face(gomedium.TTF, 14),
}

// face opens one of the fonts that are compiled in.
func face(ttf []byte, size float64) font.Face {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic("picture: a built-in font cannot be parsed")
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic("picture: a built-in font has no such size")
	}
	return face
}

// anchor is the part of a text that is put at its place.
type anchor int

const (
	left anchor = iota
	middle
	right
)

// text writes one line with its baseline at y.
func (c canvas) text(with font.Face, x, y int, to anchor, line string, ink color.Color) {
	switch to {
	case middle:
		x -= wide(with, line) / 2
	case right:
		x -= wide(with, line)
	}
	drawer := font.Drawer{Dst: c, Src: image.NewUniform(ink), Face: with, Dot: fixed.P(x, y)}
	drawer.DrawString(line)
}

// wide is the width of a line in pixels.
func wide(with font.Face, line string) int { return font.MeasureString(with, line).Ceil() }

// fit cuts a line down to a width.
func fit(with font.Face, line string, width int) string {
	if wide(with, line) <= width {
		return line
	}
	letters := []rune(line)
	for len(letters) > 0 && wide(with, string(letters)+"...") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "..."
}

// sentences leaves off the last ones that go beyond a width.
func sentences(with font.Face, text string, width int) string {
	for wide(with, text) > width {
		end := strings.LastIndex(strings.TrimSuffix(text, "."), ". ")
		if end < 0 {
			return fit(with, text, width)
		}
		text = text[:end+1]
	}
	return text
}
