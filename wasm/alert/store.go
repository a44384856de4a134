package alert

import (
	"strconv"
	"strings"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/seal"
)

// kind is the seal's word for stored rules.
const kind = "brink-alerts-1"

// sides are the names of Rule.Sides.
var sides = [...]string{1: "long", 2: "short", 3: "both"}

// Text writes the rules as Parse reads them, one a line, each with the places
// where it has fired:
//
//	near BTCUSDT both 5e+07 0.01 long:3555:3583
func (l *Rules) Text() string {
	var lines []string
	for i := range l.watched {
		w := &l.watched[i]
		line := w.Kind.String() + " " + w.Symbol + " " + sides[w.Sides] + " " + strconv.FormatFloat(float64(w.Minimum), 'g', -1, 64) + " " + strconv.FormatFloat(w.Share, 'g', -1, 64)
		for _, p := range w.fired {
			line += " " + p.side.String() + ":" + strconv.Itoa(int(p.lo)) + ":" + strconv.Itoa(int(p.hi))
		}
		lines = append(lines, line)
	}
	return seal.Text(kind, strings.Join(lines, "\n"))
}

// Parse reads stored rules. What is damaged in any place is refused whole.
func Parse(text string) (Rules, *market.Fault) {
	bad := func(what string) (Rules, *market.Fault) {
		return Rules{}, &market.Fault{Code: "alerts-damaged", Sentence: "The stored rules could not be read (" + what + "); they were set aside and none waits."}
	}
	body, complaint := seal.Open(kind, text)
	if complaint != "" {
		return bad(complaint)
	}
	var l Rules
	if body == "" {
		return l, nil
	}
	for i, line := range strings.Split(body, "\n") {
		r, places, ok := parse(line)
		if !ok {
			return bad("at alert " + strconv.Itoa(i+1))
		}
		if fault := l.Add(r); fault != nil {
			return bad("alert " + strconv.Itoa(i+1) + ": " + fault.Sentence)
		}
		l.watched[i].fired = places
	}
	return l, nil
}

// parse reads one line of stored rules.
func parse(line string) (r Rule, places []place, ok bool) {
	w := strings.Split(line, " ")
	if len(w) < 5 || len(w) > 5+maxRemembered {
		return r, nil, false
	}
	r.Kind, r.Sides = KindNamed(w[0]), SidesNamed(w[2])
	r.Symbol = w[1]
	minimum, err1 := strconv.ParseFloat(w[3], 64)
	share, err2 := strconv.ParseFloat(w[4], 64)
	r.Minimum, r.Share = market.USD(minimum), share
	if err1 != nil || err2 != nil {
		return r, nil, false
	}
	for _, word := range w[5:] {
		side, band, _ := strings.Cut(word, ":")
		low, high, _ := strings.Cut(band, ":")
		lo, err1 := strconv.ParseInt(low, 10, 32)
		hi, err2 := strconv.ParseInt(high, 10, 32)
		if side != "long" && side != "short" || err1 != nil || err2 != nil || lo >= hi || lo < -1<<20 || hi > 1<<20 {
			return r, nil, false
		}
		p := place{market.Long, grid.Bin(lo), grid.Bin(hi)}
		if side == "short" {
			p.side = market.Short
		}
		places = append(places, p)
	}
	return r, places, true
}

// KindNamed is the kind of a stored name; one that Check refuses where there
// is none.
func KindNamed(name string) Kind { return Kind(find(kinds[:], name)) }

// SidesNamed is Rule.Sides of "long", "short" or "both"; what Check refuses
// where the name is another.
func SidesNamed(name string) uint8 { return uint8(find(sides[:], name)) }

// find is the place of a name in a list, one beyond it where it is not there.
func find(list []string, name string) int {
	for i, s := range list {
		if s == name && name != "" {
			return i
		}
	}
	return len(list)
}

// word reports whether a symbol can be stored: no space, no control sign.
func word(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 127 {
			return false
		}
	}
	return true
}
