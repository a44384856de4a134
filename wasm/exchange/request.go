package exchange

import (
	"strconv"
	"strings"

	"brink/wasm/market"
)

// Pairs writes a query, leaving out keys without a value.
func Pairs(keysAndValues ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		if keysAndValues[i+1] == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(keysAndValues[i])
		b.WriteByte('=')
		escape(&b, keysAndValues[i+1])
	}
	return b.String()
}

// escape writes a value as it stands in an address: letters beyond ASCII as
// their bytes, all else as it is.
func escape(b *strings.Builder, value string) {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(value); i++ {
		if c := value[i]; c >= 0x80 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
}

// Stamp is a time in milliseconds as text, "" for 0.
func Stamp(t market.Millis) string { return Number(int64(t)) }

// Count is a number of rows as text, "" for 0.
func Count(n int) string { return Number(int64(n)) }

// Number is a number as text, "" for 0.
func Number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// Quoted writes topics as the elements of a JSON array of strings. Topics are
// made of symbols, which hold no quote and no backslash.
func Quoted(topics []string) string { return `["` + strings.Join(topics, `","`) + `"]` }

// Spans are a venue's words for lengths of time, tried in order.
type Spans []Span

// Span is one of them.
type Span struct {
	Length market.Millis
	Word   string
}

// Word is the venue's for a length, "" where it has none.
func (s Spans) Word(length market.Millis) string {
	for _, x := range s {
		if x.Length == length {
			return x.Word
		}
	}
	return ""
}

// Length is what a word means, 0 where it is none of them.
func (s Spans) Length(word string) market.Millis {
	for _, x := range s {
		if x.Word == word {
			return x.Length
		}
	}
	return 0
}

// Carrying is the sockets that have something to carry.
func Carrying(sockets ...Socket) []Socket {
	var list []Socket
	for _, s := range sockets {
		if len(s.Topics) > 0 {
			list = append(list, s)
		}
	}
	return list
}
