package insight

import (
	"strconv"
	"strings"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/seal"
)

// kind names the format of a stored visit in its seal.
const kind = "brink-look-1"

// mostBands bounds what a stored visit may hold.
const mostBands = 4096

// Text writes a visit as ParseVisit reads it: under the seal, what it is of,
// when it was (milliseconds), then a line a band: side, bins [lo, hi), USD.
//
//	BTCUSDT learned-2026-11-24 all
//	1790000000000
//	long 4200 4260 120000000
func (s *Visit) Text() string {
	out := append([]byte(s.Of), '\n')
	out = strconv.AppendInt(out, int64(s.At), 10)
	for _, b := range s.Bands {
		out = append(append(append(out, '\n'), b.Side.String()...), ' ')
		out = append(strconv.AppendInt(out, int64(b.Lo), 10), ' ')
		out = append(strconv.AppendInt(out, int64(b.Hi), 10), ' ')
		out = strconv.AppendFloat(out, float64(b.USD), 'g', -1, 64)
	}
	return seal.Text(kind, string(out))
}

// ParseVisit reads a stored visit. Text that is damaged in any place is refused
// whole, with the code look-damaged and a sentence for a person.
func ParseVisit(text string) (Visit, *market.Fault) {
	bad := func(what string) (Visit, *market.Fault) {
		return Visit{}, &market.Fault{Code: "look-damaged", Sentence: "What was remembered of the last look could not be read (" + what + "); it was set aside, and the comparison begins with this look."}
	}
	body, complaint := seal.Open(kind, text)
	if complaint != "" {
		return bad(complaint)
	}
	lines := strings.Split(body, "\n")
	if len(lines) < 2 || len(lines) > mostBands+2 {
		return bad("it does not have as many lines as it should")
	}
	at, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || at < 0 || lines[0] == "" {
		return bad("its head")
	}
	s := Visit{Of: lines[0], At: market.Millis(at)}
	for i, line := range lines[2:] {
		band, ok := parseBand(line)
		if !ok {
			return bad("at band " + strconv.Itoa(i+1))
		}
		s.Bands = append(s.Bands, band)
	}
	return s, nil
}

// parseBand reads one line of a stored visit.
func parseBand(line string) (b Band, ok bool) {
	word := strings.Split(line, " ")
	if len(word) != 4 || word[0] != "long" && word[0] != "short" {
		return b, false
	}
	if word[0] == "short" {
		b.Side = market.Short
	}
	const farthest = 1 << 20 // beyond the grid's last bin
	lo, err1 := strconv.ParseInt(word[1], 10, 32)
	hi, err2 := strconv.ParseInt(word[2], 10, 32)
	usd, err3 := strconv.ParseFloat(word[3], 64)
	b.Lo, b.Hi, b.USD = grid.Bin(lo), grid.Bin(hi), market.USD(usd)
	return b, err1 == nil && err2 == nil && err3 == nil && lo < hi && lo >= -farthest && hi <= farthest && usd >= 0 && usd <= 1e18
}
