package alert

import (
	"strconv"
	"strings"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/seal"
)

// kind seals stored alerts.
const kind = "brink-alerts-1"

// sides are the names of which sides count, by their bits.
var sides = [...]string{1: "long", 2: "short", 3: "both"}

// Text writes the alerts as Parse reads them, one a line, each with the
// places that it has gone off for:
//
//	near BTCUSDT both 5e+07 0.01 long:3555:3583
func (b *Bell) Text() string {
	var lines []string
	for i := range b.wishes {
		w := &b.wishes[i]
		line := w.Kind.String() + " " + w.Symbol + " " + sides[w.Sides] + " " + strconv.FormatFloat(float64(w.Least), 'g', -1, 64) + " " + strconv.FormatFloat(w.Share, 'g', -1, 64)
		for _, p := range w.told {
			line += " " + p.side.String() + ":" + strconv.Itoa(int(p.lo)) + ":" + strconv.Itoa(int(p.hi))
		}
		lines = append(lines, line)
	}
	return seal.Text(kind, strings.Join(lines, "\n"))
}

// Parse reads stored alerts. What is damaged in any place is refused whole.
func Parse(text string) (Bell, *market.Fault) {
	bad := func(what string) (Bell, *market.Fault) {
		return Bell{}, &market.Fault{Code: "alerts-damaged", Sentence: "The stored alerts could not be read (" + what + "); they were set aside and none waits."}
	}
	body, complaint := seal.Open(kind, text)
	if complaint != "" {
		return bad(complaint)
	}
	var b Bell
	if body == "" {
		return b, nil
	}
	for i, line := range strings.Split(body, "\n") {
		a, places, ok := parse(line)
		if !ok {
			return bad("at alert " + strconv.Itoa(i+1))
		}
		if fault := b.Add(a); fault != nil {
			return bad("alert " + strconv.Itoa(i+1) + ": " + fault.Sentence)
		}
		b.wishes[i].told = places
	}
	return b, nil
}

// parse reads one line of stored alerts.
func parse(line string) (a Alert, places []told, ok bool) {
	w := strings.Split(line, " ")
	if len(w) < 5 || len(w) > 5+remembered {
		return a, nil, false
	}
	a.Kind, a.Sides = Kind(find(kinds[:], w[0])), uint8(find(sides[:], w[2]))
	a.Symbol = w[1]
	least, err1 := strconv.ParseFloat(w[3], 64)
	share, err2 := strconv.ParseFloat(w[4], 64)
	a.Least, a.Share = market.USD(least), share
	if err1 != nil || err2 != nil {
		return a, nil, false
	}
	for _, word := range w[5:] {
		side, band, _ := strings.Cut(word, ":")
		low, high, _ := strings.Cut(band, ":")
		lo, err1 := strconv.ParseInt(low, 10, 32)
		hi, err2 := strconv.ParseInt(high, 10, 32)
		if side != "long" && side != "short" || err1 != nil || err2 != nil || lo >= hi || lo < -1<<20 || hi > 1<<20 {
			return a, nil, false
		}
		p := told{market.Long, grid.Bin(lo), grid.Bin(hi)}
		if side == "short" {
			p.side = market.Short
		}
		places = append(places, p)
	}
	return a, places, true
}

// find is the place of a name in a list, one beyond it where it is not there.
func find(list []string, name string) int {
	for i, s := range list {
		if s == name && name != "" {
			return i
		}
	}
	return len(list)
}
