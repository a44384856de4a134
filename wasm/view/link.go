package view

import (
	"strconv"
	"strings"

	"brink/wasm/market"
)

// Link is a view as it is shared: what is looked at and how, in the fragment
// of an address, which no server sees. The theme and the time zone are left
// out, for they are the reader's; positions and alerts have no place in it.
type Link struct {
	Symbol      string
	Window      Window
	From, To    market.Millis // the stretch on screen, both 0 for the window's own
	Bottom, Top market.Price  // the prices on screen, both 0 for what fits
	At          market.Millis // the moment that is replayed, 0 for live
	Model       string
	Classes     [4]bool
	Longs       bool
	Shorts      bool
	Off         string // venues that are not counted in, by id, a space between
	Threshold   float64
	Contrast    float64
	Palette     string
	Linear      bool
	Locked      bool
	Kept        Scale // while locked
}

// Share is the part of the settings that a link carries.
func (s *Settings) Share() Link {
	return Link{
		Symbol: s.Symbol, Window: s.Window, Model: s.Model, Classes: s.Classes, Longs: s.Longs, Shorts: s.Shorts,
		Threshold: s.Threshold, Contrast: s.Contrast, Palette: s.Palette, Linear: s.Linear, Locked: s.Locked, Kept: s.Kept, Off: s.Off,
	}
}

// Take sets what a link carries and leaves what is the reader's.
func (s *Settings) Take(l *Link) {
	s.Symbol, s.Window, s.Model, s.Classes, s.Longs, s.Shorts = l.Symbol, l.Window, l.Model, l.Classes, l.Longs, l.Shorts
	s.Threshold, s.Contrast, s.Palette, s.Linear, s.Locked, s.Kept, s.Off = l.Threshold, l.Contrast, l.Palette, l.Linear, l.Locked, l.Kept, l.Off
}

// linkVersion is the first word of a link.
const linkVersion = "v1"

// Text writes the link as a fragment without its "#". What is as on a first
// visit is left out, so that the text is short:
//
//	v1&symbol=ETHUSDT&window=30d&sides=long
func (l *Link) Text() string {
	own, usual := l.pairs(), defaultLink()
	text := linkVersion
	for i, pair := range usual.pairs() {
		if own[i] != pair {
			text += "&" + pair.key + "=" + escape(own[i].value)
		}
	}
	return text
}

// pair is one choice as it is written.
type pair struct{ key, value string }

// pairs are all choices of a link, in their order; what is not chosen is "".
func (l *Link) pairs() [16]pair {
	moment := func(t market.Millis) string {
		if t == 0 {
			return ""
		}
		return strconv.FormatInt(int64(t), 10)
	}
	price := func(p market.Price) string {
		if p == 0 {
			return ""
		}
		return digits(float64(p))
	}
	scale, lock := "", ""
	if l.Linear {
		scale = "linear"
	}
	if l.Locked {
		lock = digits(float64(l.Kept.Dim)) + "," + digits(float64(l.Kept.Bright))
	}
	return [...]pair{
		{"symbol", l.Symbol}, {"window", string(l.Window)}, {"from", moment(l.From)}, {"to", moment(l.To)},
		{"low", price(l.Bottom)}, {"high", price(l.Top)}, {"at", moment(l.At)},
		{"model", l.Model}, {"classes", flags(l.Classes[:])}, {"sides", sides[index(l.Longs, l.Shorts)]}, {"off", swap(l.Off, ' ', ',')},
		{"threshold", digits(l.Threshold)}, {"contrast", digits(l.Contrast)}, {"palette", l.Palette}, {"scale", scale}, {"lock", lock},
	}
}

// swap puts one sign in the place of another.
func swap(s string, from, to byte) string {
	out := []byte(s)
	for i, c := range out {
		if c == from {
			out[i] = to
		}
	}
	return string(out)
}

func defaultLink() Link {
	d := Defaults()
	return d.Share()
}

// sides are the names of what is shown, by index.
var sides = [4]string{"none", "long", "short", "both"}

func index(longs, shorts bool) (i int) {
	if longs {
		i = 1
	}
	if shorts {
		i += 2
	}
	return i
}

// digits writes a number exactly, without the plus that some programs take for
// a space.
func digits(x float64) string {
	text := strconv.FormatFloat(x, 'g', -1, 64)
	if mantissa, power, ok := strings.Cut(text, "e+"); ok {
		return mantissa + "e" + power
	}
	return text
}

func flags(set []bool) string {
	out := ""
	for _, on := range set {
		if on {
			out += "1"
		} else {
			out += "0"
		}
	}
	return out
}

// ParseLink reads the fragment of an address, without its "#". One that is no
// link at all, as that of a place within a page, is not found; a link that is
// damaged in any place or of another version is refused whole.
func ParseLink(fragment string) (l Link, found bool, fault *market.Fault) {
	version, rest, _ := strings.Cut(fragment, "&")
	if version != linkVersion {
		if len(version) > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9' {
			return Link{}, true, &market.Fault{Code: "link-of-another-version", Sentence: "The link is of another version of this page (" + cut(version) + ", this one reads " + linkVersion + "); the page opened with your own settings."}
		}
		if !strings.Contains(fragment, "=") {
			return Link{}, false, nil
		}
		return damaged("it does not begin with its version")
	}
	if len(fragment) > 2048 {
		return damaged("it is longer than any link")
	}
	l = defaultLink()
	seen := ""
	for rest != "" {
		var pair string
		pair, rest, _ = strings.Cut(rest, "&")
		key, value, ok := strings.Cut(pair, "=")
		if value, ok = unescape(value, ok); !ok || strings.Contains(seen, "&"+key+"=") || !l.set(key, value) {
			return damaged("at \"" + cut(pair) + "\"")
		}
		seen += "&" + key + "="
	}
	if !l.whole() {
		return damaged("its times or prices do not go together")
	}
	return l, true, nil
}

func damaged(what string) (Link, bool, *market.Fault) {
	return Link{}, true, &market.Fault{Code: "link-damaged", Sentence: "The link could not be read (" + what + "); the page opened with your own settings."}
}

// cut is the beginning of a text, for a sentence.
func cut(text string) string {
	if len(text) > 40 {
		return text[:40] + "..."
	}
	return text
}

// latest bounds the times of a link: the year 5138.
const latest = 1e14

// whole reports whether pairs are complete and ascending.
func (l *Link) whole() bool {
	return (l.From == 0 && l.To == 0 || l.From < l.To && l.From > 0) && (l.Bottom == 0 && l.Top == 0 || l.Bottom < l.Top && l.Bottom > 0)
}

// set takes one choice of a link and says whether it is one.
func (l *Link) set(key, value string) bool {
	time := func(t *market.Millis) bool {
		v, err := strconv.ParseInt(value, 10, 64)
		*t = market.Millis(v)
		return err == nil && v > 0 && v <= latest
	}
	number := func(x *float64, value string, most float64) bool {
		v, err := strconv.ParseFloat(value, 64)
		*x = v
		return err == nil && v >= 0 && v <= most
	}
	name := func(s *string, most int) bool {
		*s = value
		return value != "" && len(value) < most
	}
	switch key {
	case "symbol":
		return name(&l.Symbol, 64)
	case "window":
		l.Window = Window(value)
		return l.Window.Span() > 0
	case "from":
		return time(&l.From)
	case "to":
		return time(&l.To)
	case "low":
		return number((*float64)(&l.Bottom), value, 1e12) && l.Bottom >= 1e-9
	case "high":
		return number((*float64)(&l.Top), value, 1e12) && l.Top >= 1e-9
	case "at":
		return time(&l.At)
	case "model":
		return name(&l.Model, 32)
	case "classes":
		for i := range value {
			if len(value) != len(l.Classes) || value[i] != '0' && value[i] != '1' {
				return false
			}
			l.Classes[i] = value[i] == '1'
		}
		return value != ""
	case "sides":
		for i, name := range sides {
			if name == value {
				l.Longs, l.Shorts = i&1 != 0, i&2 != 0
				return true
			}
		}
	case "off":
		l.Off = swap(value, ',', ' ')
		return value != "" && len(value) < 256 && !strings.Contains(value, " ")
	case "threshold":
		return number(&l.Threshold, value, 1)
	case "contrast":
		return number(&l.Contrast, value, 1)
	case "palette":
		return name(&l.Palette, 32)
	case "scale":
		l.Linear = true
		return value == "linear"
	case "lock":
		l.Locked = true
		dim, bright, ok := strings.Cut(value, ",")
		return ok && number((*float64)(&l.Kept.Dim), dim, 1e15) && number((*float64)(&l.Kept.Bright), bright, 1e15)
	}
	return false
}

// plainly reports whether a byte stands for itself in a link.
func plainly(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._,:", c) >= 0
}

const hex = "0123456789ABCDEF"

// escape writes a value so that neither a link's own signs nor an address's
// stand in it.
func escape(value string) string {
	out := make([]byte, 0, len(value))
	for i := range len(value) {
		if c := value[i]; plainly(c) {
			out = append(out, c)
		} else {
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(out)
}

// unescape is its inverse; false of what is no escaped value.
func unescape(value string, ok bool) (string, bool) {
	if !ok || strings.IndexByte(value, '%') < 0 {
		return value, ok
	}
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '%' {
			if i+2 >= len(value) {
				return "", false
			}
			v, err := strconv.ParseUint(value[i+1:i+3], 16, 8)
			if err != nil {
				return "", false
			}
			c, i = byte(v), i+2
		}
		out = append(out, c)
	}
	return string(out), true
}
