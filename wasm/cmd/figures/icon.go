package main

import (
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"strconv"
	"strings"
)

// icons are what a device wants of the page's icon.svg to put the page among
// its applications: plain, and with the ground up to the edge, so that it may
// be cut to any shape within the middle four fifths.
var icons = []struct {
	name  string
	size  int
	whole bool // ground up to the edge
}{
	{"icon-192", 192, false},
	{"icon-512", 512, false},
	{"icon-maskable-512", 512, true},
}

// emblem is the icon: strokes over a ground with round corners. Lengths are in
// the units of its square.
type emblem struct {
	ground  color.RGBA
	corner  float64
	strokes []stroke
}

type stroke struct {
	line []point
	half float64 // of its width
	ink  color.RGBA
}

type point struct{ x, y float64 }

// readIcon reads an icon; anything but a ground and open strokes of M, l and h
// is refused.
func readIcon(name string) (*emblem, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var svg struct {
		ViewBox string `xml:"viewBox,attr"`
		Ground  struct {
			Corner float64 `xml:"rx,attr"`
			Fill   string  `xml:"fill,attr"`
		} `xml:"rect"`
		Strokes []struct {
			Path  string  `xml:"d,attr"`
			Ink   string  `xml:"stroke,attr"`
			Width float64 `xml:"stroke-width,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(text, &svg); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if svg.ViewBox != "0 0 32 32" || len(svg.Strokes) == 0 {
		return nil, fmt.Errorf("%s is not a ground and strokes in a view of 0 0 32 32", name)
	}
	e := &emblem{corner: svg.Ground.Corner}
	if e.ground, err = colour(svg.Ground.Fill); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, s := range svg.Strokes {
		line, err := corners(s.Path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		ink, err := colour(s.Ink)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		e.strokes = append(e.strokes, stroke{line, s.Width / 2, ink})
	}
	return e, nil
}

// corners are the ends of a path's lines.
func corners(path string) (out []point, err error) {
	rest := path
	number := func() float64 {
		rest = strings.TrimLeft(rest, " ,")
		n := 0
		for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9' || rest[n] == '.' || n == 0 && rest[n] == '-') {
			n++
		}
		x, failed := strconv.ParseFloat(rest[:n], 64)
		if failed != nil {
			err = fmt.Errorf("the path %q is cut short", path)
		}
		rest = rest[n:]
		return x
	}
	command := byte(0)
	var at point
	for rest = strings.TrimSpace(rest); rest != "" && err == nil; rest = strings.TrimLeft(rest, " ,") {
		if c := rest[0]; c >= 'A' {
			command, rest = c, rest[1:]
		}
		switch {
		case command == 'M' && len(out) == 0:
			at = point{number(), number()}
		case command == 'l':
			at = point{at.x + number(), at.y + number()}
		case command == 'h':
			at.x += number()
		default:
			return nil, fmt.Errorf("the path %q has more than one line of M, l and h", path)
		}
		out = append(out, at)
	}
	if err == nil && len(out) < 2 {
		err = fmt.Errorf("the path %q has no line", path)
	}
	return out, err
}

// colour reads #rrggbb.
func colour(text string) (color.RGBA, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32)
	if err != nil || len(text) != 7 {
		return color.RGBA{}, fmt.Errorf("%q is not a colour as #rrggbb", text)
	}
	return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xff}, nil
}

// side is the icon's in its own units, samples how many points a pixel is
// looked at across and down.
const (
	side    = 32.
	samples = 3
)

// raster draws the icon; with the ground whole, its strokes are drawn in to
// the middle.
func (e *emblem) raster(size int, whole bool) *image.RGBA {
	still := image.NewRGBA(image.Rect(0, 0, size, size))
	shrink := 1.
	if whole {
		shrink = .72
	}
	for y := range size {
		for x := range size {
			var sum [4]int
			for i := range samples * samples {
				across, down := float64(i%samples)+.5, float64(i/samples)+.5
				p := point{(float64(x) + across/samples) * side / float64(size), (float64(y) + down/samples) * side / float64(size)}
				in := point{(p.x-side/2)/shrink + side/2, (p.y-side/2)/shrink + side/2}
				c := e.at(p, in, whole)
				for k, v := range [4]uint8{c.R, c.G, c.B, c.A} {
					sum[k] += int(v)
				}
			}
			const n = samples * samples
			still.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)})
		}
	}
	return still
}

// indexed is a picture of few colours with a palette, which makes its file
// small; one of many stays as it is.
func indexed(still *image.RGBA) image.Image {
	var colours color.Palette
	places := map[color.RGBA]uint8{}
	out := image.NewPaletted(still.Bounds(), nil)
	for i := range out.Pix {
		c := color.RGBA{still.Pix[4*i], still.Pix[4*i+1], still.Pix[4*i+2], still.Pix[4*i+3]}
		place, known := places[c]
		if !known {
			if len(colours) == 256 {
				return still
			}
			place = uint8(len(colours))
			places[c], colours = place, append(colours, c)
		}
		out.Pix[i] = place
	}
	out.Palette = colours
	return out
}

// at is the colour of a point of the ground and of the strokes over it.
func (e *emblem) at(p, in point, whole bool) (c color.RGBA) {
	if r := e.corner; whole || math.Hypot(max(r-p.x, p.x-side+r, 0), max(r-p.y, p.y-side+r, 0)) <= r {
		c = e.ground
	}
	for _, s := range e.strokes {
		for i := range s.line[1:] {
			if away(in, s.line[i], s.line[i+1]) <= s.half {
				c = s.ink
			}
		}
	}
	return c
}

// away is the distance of a point from a line; beyond its ends, which are cut
// straight, there is none but at a joint.
func away(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := ((p.x-a.x)*dx + (p.y-a.y)*dy) / (dx*dx + dy*dy)
	if dy == 0 && (along < 0 || along > 1) {
		return math.Inf(1)
	}
	along = min(1, max(0, along))
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}
