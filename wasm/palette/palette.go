// Package palette holds the colour tables of the heat: on dark pages from dark,
// where little is expected, to light, where much is; on light pages the other way. It knows colours, and neither what is
// coloured nor by which scale.
package palette

import "math"

// Size is how many colours a table has.
const Size = 256

// Table is Size opaque colours as red, green, blue and alpha bytes in sRGB,
// ready to be a texture. Lightness (CIE L*) never falls from one to the next,
// to any eye: the order of the dollars is readable without hue.
type Table [Size * 4]byte

// RGB is the colour at an index.
func (t *Table) RGB(i int) (r, g, b byte) { return t[4*i], t[4*i+1], t[4*i+2] }

// Palette names a colour table and makes it.
type Palette struct {
	Name    string // stable id: "viridis"
	Title   string // for people
	anchors []anchor
}

// anchor is one colour of a table, 0xRRGGBB; those between two anchors are
// mixed.
type anchor struct {
	at  int
	rgb uint32
}

// palettes come with the default first. Viridis and magma are those of Stefan
// van der Walt and Nathaniel Smith (BIDS colormap, CC0), cividis that of
// Nunez, Anderton and Renslow (PLOS ONE 13(7), 2018, public domain): anchors
// are chosen so that no channel is more than 2 of 255 away from the published
// table. Classic, violet and grey are ours; their second anchor stands near black
// because OKLab's first tenth is all but black on a screen.
var palettes = [...]*Palette{
	{"violet", "Violet to yellow", []anchor{
		{0, 0x06040f}, {14, 0x130a2c}, {56, 0x35126a}, {104, 0x6f2193}, {148, 0xb3407f}, {190, 0xe5704f}, {225, 0xf9ae2b}, {255, 0xfdf95a},
	}},
	{"classic", "Classic", []anchor{
		{0, 0x000000}, {12, 0x140d0a}, {56, 0x38190b}, {104, 0x6d320a}, {156, 0xac5a0a}, {208, 0xe9a01f}, {255, 0xfff38a},
	}},
	{"viridis", "Viridis", []anchor{
		{0, 0x440154}, {27, 0x482677}, {55, 0x3f4889}, {88, 0x2f6b8e}, {127, 0x21908d}, {149, 0x20a486},
		{166, 0x2fb47c}, {182, 0x4ac16d}, {200, 0x70cf57}, {220, 0xa2da37}, {233, 0xc5e021}, {243, 0xdfe318},
		{254, 0xfbe723}, {255, 0xfde725},
	}},
	{"cividis", "Cividis, for red-green blindness", []anchor{
		{0, 0x00224e}, {20, 0x003070}, {23, 0x013271}, {39, 0x263d6e}, {75, 0x4e566c}, {142, 0x8a8678},
		{220, 0xdac65b}, {252, 0xfee434}, {255, 0xfee838},
	}},
	{"magma", "Magma", []anchor{
		{0, 0x000004}, {18, 0x0c0926}, {39, 0x271158}, {54, 0x400f74}, {74, 0x601880}, {117, 0xa5317e},
		{146, 0xd3436e}, {167, 0xee5b5e}, {187, 0xfa7f5e}, {213, 0xfeb078}, {247, 0xfceeb0}, {255, 0xfcfdbf},
	}},
	{"grey", "Grey", []anchor{{0, 0x000000}, {12, 0x101010}, {255, 0xffffff}}},
}

// All lists the palettes that people choose from, the default first. The
// caller only reads it.
func All() []*Palette { return palettes[:] }

// ByName finds a palette by its id, or nil.
func ByName(name string) *Palette {
	for _, p := range palettes {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Table makes the colours: those between two anchors are mixed in OKLab.
func (p *Palette) Table() *Table {
	t := new(Table)
	for i, a := range p.anchors[:len(p.anchors)-1] {
		b := p.anchors[i+1]
		from, to := oklabOf(a.rgb), oklabOf(b.rgb)
		for k := a.at; k <= b.at; k++ {
			f := float64(k-a.at) / float64(b.at-a.at)
			var mixed oklab
			for c := range mixed {
				mixed[c] = from[c] + f*(to[c]-from[c])
			}
			rgb := mixed.sRGB()
			copy(t[4*k:], rgb[:])
			t[4*k+3] = 255
		}
	}
	return t
}

// The lightness and the colour that the ends of a light table have.
const (
	palest, deepest = .985, .42
	deepestAt       = 52  // of the dark table: further on it is all but black
	fullAt          = .3  // of the light table: before, colour fades to that of paper
	mildness        = .85 // of the dark table's colour, which a screen can show at every lightness
)

// LightTable makes the table for light pages: from paper, where little is
// expected, through the hues of the dark table's bright end to a deep colour,
// and never so dark that dark candles are lost in it.
func (p *Palette) LightTable() *Table {
	dark, t := p.Table(), new(Table)
	for i := range Size {
		f := float64(i) / (Size - 1)
		r, g, b := dark.RGB(Size - 1 - int(f*(Size-1-deepestAt)+.5))
		c := oklabOf(uint32(r)<<16 | uint32(g)<<8 | uint32(b))
		c[0] = palest + f*(deepest-palest)
		faded := mildness * min(1, f/fullAt)
		c[1], c[2] = c[1]*faded, c[2]*faded
		rgb := c.sRGB()
		copy(t[4*i:], rgb[:])
		t[4*i+3] = 255
	}
	return t
}

// oklab is a colour by lightness, green to red and blue to yellow, in which
// equal steps look equal (Björn Ottosson, A perceptual color space for image
// processing, 2020).
type oklab [3]float64

// oklabOf is the inverse of sRGB.
func oklabOf(rgb uint32) oklab {
	r, g, b := linear(byte(rgb>>16)), linear(byte(rgb>>8)), linear(byte(rgb))
	l := math.Cbrt(.4122214708*r + .5363325363*g + .0514459929*b)
	m := math.Cbrt(.2119034982*r + .6806995451*g + .1073969566*b)
	s := math.Cbrt(.0883024619*r + .2817188376*g + .6299787005*b)
	return oklab{
		.2104542553*l + .7936177850*m - .0040720468*s,
		1.9779984951*l - 2.4285922050*m + .4505937099*s,
		.0259040371*l + .7827717662*m - .8086757660*s,
	}
}

// sRGB is the colour as a screen shows it; what no screen can is clipped.
func (o oklab) sRGB() [3]byte {
	l := o[0] + .3963377774*o[1] + .2158037573*o[2]
	m := o[0] - .1055613458*o[1] - .0638541728*o[2]
	s := o[0] - .0894841775*o[1] - 1.2914855480*o[2]
	l, m, s = l*l*l, m*m*m, s*s*s
	return [3]byte{
		encoded(4.0767416621*l - 3.3077115913*m + .2309699292*s),
		encoded(-1.2684380046*l + 2.6097574011*m - .3413193965*s),
		encoded(-.0041960863*l - .7034186147*m + 1.7076147010*s),
	}
}

// linear is the linear intensity of an sRGB byte, 0 to 1 (IEC 61966-2-1).
func linear(c byte) float64 {
	v := float64(c) / 255
	if v <= .04045 {
		return v / 12.92
	}
	return math.Pow((v+.055)/1.055, 2.4)
}

// encoded is the sRGB byte nearest to a linear intensity.
func encoded(v float64) byte {
	switch {
	case v <= 0:
		return 0
	case v >= 1:
		return 255
	case v <= .0031308:
		v *= 12.92
	default:
		v = 1.055*math.Pow(v, 1/2.4) - .055
	}
	return byte(v*255 + .5)
}
