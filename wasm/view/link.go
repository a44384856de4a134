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
	Settings                  // a link carries those that parameters lists; the others are a first visit's
	From, To    market.Millis // the stretch on screen, both 0 for the window's own
	Bottom, Top market.Price  // the prices on screen, both 0 for what fits
	At          market.Millis // the moment that is replayed, 0 for live
}

// parameter is one key=value of a link: a choice as it is stored, or choices
// that a link writes otherwise than the settings do.
type parameter struct {
	key   string // "" for the choice's own
	of    []Choice
	spell func(stored []string) string // of the choices' stored values; nil for the first as it is
	read  func(value string) []string  // its inverse; nil for what is none
}

// parameters are what a link carries of the settings, in its order. The
// stretch and the moment on screen stand after the second.
var parameters = [...]parameter{
	{of: []Choice{ChoiceSymbol}},
	{of: []Choice{ChoiceWindow}},
	{of: []Choice{ChoiceModel}},
	{of: []Choice{ChoiceClasses}},
	{"sides", []Choice{ChoiceLongs, ChoiceShorts}, spellSides, readSides},
	{"off", []Choice{ChoiceExcluded}, spellList, readList},
	{of: []Choice{ChoiceThreshold}},
	{of: []Choice{ChoiceContrast}},
	{of: []Choice{ChoicePalette}},
	{"scale", []Choice{ChoiceLinear}, spellScale, readScale},
	{"lock", []Choice{ChoiceLocked, ChoiceLockedDim, ChoiceLockedBright}, spellLock, readLock},
	{of: []Choice{ChoiceShading}},
	{"panes", []Choice{ChoicePanes}, spellList, readList},
	{of: []Choice{ChoiceBook}},
}

// name is the parameter's key in a link.
func (p *parameter) name() string {
	if p.key != "" {
		return p.key
	}
	return choices[p.of[0]].key
}

// text is its value, "" for one that is left out.
func (p *parameter) text(s *Settings) string {
	stored := make([]string, len(p.of))
	for i, c := range p.of {
		stored[i] = choices[c].text(s)
	}
	if p.spell == nil {
		return stored[0]
	}
	return p.spell(stored)
}

// set reads a value and reports whether it is one.
func (p *parameter) set(s *Settings, value string) bool {
	stored := []string{value}
	if p.read != nil {
		stored = p.read(value)
	}
	if value == "" || len(stored) != len(p.of) {
		return false
	}
	for i, c := range p.of {
		if !choices[c].set(s, stored[i]) {
			return false
		}
	}
	return true
}

// sides are how a link says which sides are shown.
var sides = [...]struct{ name, longs, shorts string }{{"none", "0", "0"}, {"long", "1", "0"}, {"short", "0", "1"}, {"both", "1", "1"}}

func spellSides(stored []string) string {
	for _, s := range sides {
		if s.longs == stored[0] && s.shorts == stored[1] {
			return s.name
		}
	}
	return ""
}

func readSides(value string) []string {
	for _, s := range sides {
		if s.name == value {
			return []string{s.longs, s.shorts}
		}
	}
	return nil
}

// A link has commas between the names of a list, where the settings have spaces.
func spellList(stored []string) string { return strings.ReplaceAll(stored[0], " ", ",") }

func readList(value string) []string {
	if strings.Contains(value, " ") {
		return nil
	}
	return []string{strings.ReplaceAll(value, ",", " ")}
}

func spellScale(stored []string) string {
	if stored[0] == "1" {
		return "linear"
	}
	return ""
}

func readScale(value string) []string {
	if value != "linear" {
		return nil
	}
	return []string{"1"}
}

// A link names the dollars of a locked scale, without the plus of an exponent
// that some programs take for a space.
func spellLock(stored []string) string {
	if stored[0] == "0" {
		return ""
	}
	return strings.ReplaceAll(stored[1]+","+stored[2], "e+", "e")
}

func readLock(value string) []string {
	dim, bright, ok := strings.Cut(value, ",")
	if !ok {
		return nil
	}
	return []string{"1", dim, bright}
}

// SharedText says that a link was made, and what it does not hold.
func SharedText(address string, copied, recording bool) string {
	made := words[phraseLinkCopied]
	if !copied {
		made = say(words[phraseLinkInBar], address)
	}
	switch {
	case recording:
		return made + " " + words[phraseLinkOfRecording]
	case copied:
		return made + " " + words[phraseLinkHolds]
	}
	return made
}

// Share is the part of the settings that a link carries.
func (s *Settings) Share() Link {
	l := Link{Settings: Defaults()}
	share(&l.Settings, s)
	return l
}

// Take sets what a link carries and leaves what is the reader's.
func (s *Settings) Take(l *Link) { share(s, &l.Settings) }

// share copies the choices that a link carries.
func share(to, from *Settings) {
	for i := range parameters {
		for _, c := range parameters[i].of {
			choices[c].set(to, choices[c].text(from))
		}
	}
}

// linkVersion is the first word of a link.
const linkVersion = "v1"

// Text writes the link as a fragment without its "#". What is as on a first
// visit is left out, so that the text is short:
//
//	v1&symbol=ETHUSDT&window=30d&sides=long&end
//
// The last word shows that nothing was cut off on the way.
func (l *Link) Text() string {
	text, usual := linkVersion, Defaults()
	for i := range parameters {
		p := &parameters[i]
		if value := p.text(&l.Settings); value != "" && value != p.text(&usual) {
			text += "&" + p.name() + "=" + escape(value)
		}
		if i != 1 {
			continue
		}
		for _, key := range sightKeys {
			if at := l.time(key); at != nil && *at != 0 {
				text += "&" + key + "=" + strconv.FormatInt(int64(*at), 10)
			} else if price := l.price(key); price != nil && *price != 0 {
				text += "&" + key + "=" + strings.ReplaceAll(exact(float64(*price)), "e+", "e")
			}
		}
	}
	if text != linkVersion {
		text += linkEnd
	}
	return text
}

// sightKeys are the stretch, the prices and the moment on screen.
var sightKeys = [...]string{"from", "to", "low", "high", "at"}

// time is the moment of a key, nil of a key that is for none.
func (l *Link) time(key string) *market.Millis {
	switch key {
	case "from":
		return &l.From
	case "to":
		return &l.To
	case "at":
		return &l.At
	}
	return nil
}

// price is the price of a key, nil of a key that is for none.
func (l *Link) price(key string) *market.Price {
	switch key {
	case "low":
		return &l.Bottom
	case "high":
		return &l.Top
	}
	return nil
}

// ParseLink reads the fragment of an address, without its "#". One that is no
// link at all, as that of a place within a page, is not found; a link that is
// damaged in any place or of another version is refused whole.
//
// What programs do to links on the way is repaired. One that may be cut short
// is read, and comes with a fault of the code LinkOpen.
func ParseLink(fragment string) (l Link, found bool, fault *market.Fault) {
	original := fragment
	fragment, sealed := repaired(fragment)
	version, rest, _ := strings.Cut(fragment, "&")
	if version != linkVersion {
		if len(version) > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9' {
			return Link{}, true, &market.Fault{Code: "link-of-another-version", Sentence: say(words[phraseLinkOther], cut(version), linkVersion)}
		}
		if !strings.Contains(original, "=") {
			return Link{}, false, nil
		}
		return damaged(words[phraseLinkUnversioned])
	}
	if len(fragment) > 2048 {
		return damaged(words[phraseLinkLong])
	}
	l.Settings = Defaults()
	seen, last := "", ""
	for rest != "" {
		var pair string
		pair, rest, _ = strings.Cut(rest, "&")
		key, value, ok := strings.Cut(pair, "=")
		if counts(key) || !ok && rest == "" && strings.HasPrefix(linkEnd[1:], key) {
			continue
		}
		if value, ok = unescape(value, ok); !ok || strings.Contains(seen, "&"+key+"=") || !l.set(key, value) {
			return damaged(say(words[phraseAtPlace], "\""+cut(pair)+"\""))
		}
		seen += "&" + key + "="
		last = pair
	}
	if !l.ordered() {
		return damaged(words[phraseLinkDisordered])
	}
	if key, _, _ := strings.Cut(last, "="); !sealed && endsOpen(key) {
		return l, true, &market.Fault{Code: LinkOpen, Sentence: say(words[phraseLinkOpen], cut(last))}
	}
	return l, true, nil
}

func damaged(what string) (Link, bool, *market.Fault) {
	return Link{}, true, &market.Fault{Code: "link-damaged", Sentence: say(words[phraseLinkDamaged], what)}
}

// cut is the beginning of a text, for a sentence.
func cut(text string) string {
	if len(text) > 40 {
		return text[:40] + "..."
	}
	return text
}

// The bounds of a link's times and prices: a time before 2001 is one that was
// cut. The latest is the year 5138.
const (
	first   = 1e12
	latest  = 1e14
	lowest  = 1e-9
	highest = 1e12
)

// ordered reports whether the stretch and the prices are each complete and
// ascending, or left out.
func (l *Link) ordered() bool {
	return (l.From == 0 && l.To == 0 || l.From < l.To && l.From > 0) && (l.Bottom == 0 && l.Top == 0 || l.Bottom < l.Top && l.Bottom > 0)
}

// set reads one value of a link and reports whether it is one.
func (l *Link) set(key, value string) bool {
	if at := l.time(key); at != nil {
		v, err := strconv.ParseInt(value, 10, 64)
		*at = market.Millis(v)
		return err == nil && v >= first && v <= latest
	}
	if price := l.price(key); price != nil {
		v, err := strconv.ParseFloat(value, 64)
		*price = market.Price(v)
		return err == nil && v >= lowest && v <= highest
	}
	for i := range parameters {
		if parameters[i].name() == key {
			return parameters[i].set(&l.Settings, value)
		}
	}
	return false
}

// unescaped reports whether a byte stands for itself in a link.
func unescaped(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._,:", c) >= 0
}

const hex = "0123456789ABCDEF"

// escape writes a value so that neither a link's own signs nor an address's
// stand in it.
func escape(value string) string {
	out := make([]byte, 0, len(value))
	for i := range len(value) {
		if c := value[i]; unescaped(c) {
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
