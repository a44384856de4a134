package policy

import "strings"

// Budget is what an exchange gives one address, in its own units: weights,
// requests or new connections. The relay is one address to it, whoever asks.
type Budget struct {
	Name    string // of the exchange and what is counted; "" of what costs nothing
	Units   int
	Seconds int
}

// Share is the part of a budget that the relay uses. What it sends within a
// period may reach the exchange within a shorter one.
const Share = .9

// Bucket is a budget as a token bucket: so many units at once, and so many a
// second. Within any period at all, wherever it begins, no more than Share of
// the budget can be taken from it, for an exchange may begin to count at any
// moment.
func (b *Budget) Bucket() (burst int, perSecond float64) {
	usable := Share * float64(b.Units)
	burst = max(1, int(usable/3))
	return burst, (usable - float64(burst)) / float64(b.Seconds)
}

// Frames are what one page may send on a socket: so many at once, and so many
// a second.
type Frames struct {
	Burst     int
	PerSecond float64
}

// cost is how many units of its budget a request takes, by its query.
type cost func(query string) int

func flat(units int) cost { return func(string) int { return units } }

// bySymbol is the cost with a symbol, and without one, which asks for all.
func bySymbol(one, all int) cost {
	return func(query string) int {
		if value(query, "symbol") != "" {
			return one
		}
		return all
	}
}

// step is the cost of at most so many rows.
type step struct{ rows, units int }

// byRows is the cost by the key limit: that of the first step that has so many
// rows, or of the last one. Without the key the exchange gives usual rows. A
// limit that is no number costs the most.
func byRows(usual int, steps ...step) cost {
	return func(query string) int {
		rows := usual
		if text := value(query, "limit"); text != "" {
			rows = number(text)
		}
		for _, s := range steps {
			if rows > 0 && rows <= s.rows {
				return s.units
			}
		}
		return steps[len(steps)-1].units
	}
}

// value is that of a key of a canonical query, "" where it is not there.
func value(query, key string) string {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if name, v, _ := strings.Cut(pair, "="); name == key {
			return v
		}
	}
	return ""
}

// number reads digits, at most nine of them; -1 for anything else.
func number(text string) int {
	if text == "" || len(text) > 9 {
		return -1
	}
	n := 0
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return -1
		}
		n = 10*n + int(text[i]-'0')
	}
	return n
}
