package exchange

import (
	"strconv"
	"strings"

	"brink/wasm/market"
)

// Asking writes a plan's endpoints and their requests from templates, for
// venues whose queries have no rules beyond their keys. A template is a query
// such as "symbol=$s&interval=$b&from=$f&to=$t&limit=$n", where
//
//	$s is the symbol, $c its coin as CoinOf gives it
//	$b the word for a length of bars, $p for a step of a history
//	$f and $t the first and the last time, $n the most rows
//	$e and $l the same times where both bounds are left out of the answer
//
// A key whose value is empty is left out; a path may hold $s and $b too. Where
// the venue has no word for a length, or none for the coin, there is no request.
type Asking struct {
	Host, Prefix, Budget string
	Bars, Steps          Spans
	Time                 func(market.Millis) string // nil for milliseconds
	CoinOf               func(symbol string) string
}

// Get is an endpoint at a path behind the prefix.
func (a *Asking) Get(call Call, path, template string, rows int) Endpoint {
	var keys []string
	for _, pair := range strings.Split(template, "&") {
		if key, _, ok := strings.Cut(pair, "="); ok {
			keys = append(keys, key)
		}
	}
	return Endpoint{
		Call: call, Method: "GET", Host: a.Host, Path: a.Prefix + path, Keys: keys, Template: template,
		Rows: rows, Weight: 1, Budget: a.Budget,
	}
}

// Write is a plan's Write.
func (a *Asking) Write(e *Endpoint, q Query, r *Request) {
	var pairs []string
	for _, pair := range strings.Split(e.Template, "&") {
		key, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, key, a.fill(value, q, r))
	}
	r.Query = Pairs(pairs...)
	r.Path = a.fill(e.Path, q, r)
}

// fill replaces what a template names.
func (a *Asking) fill(text string, q Query, r *Request) string {
	parts := strings.Split(text, "$")
	for i, part := range parts[1:] {
		parts[i+1] = a.value(part[0], q, r) + part[1:]
	}
	return strings.Join(parts, "")
}

func (a *Asking) value(name byte, q Query, r *Request) string {
	switch name {
	case 's':
		return q.Symbol
	case 'c':
		coin := a.CoinOf(q.Symbol)
		if coin == "" {
			r.Method = ""
		}
		return coin
	case 'b', 'p':
		spans := a.Bars
		if name == 'p' {
			spans = a.Steps
		}
		word := spans.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		return word
	case 'f':
		return a.time(q.From)
	case 't':
		return a.time(q.To)
	case 'e', 'l':
		at, beyond := q.From, market.Millis(-1)
		if name == 'l' {
			at, beyond = q.To, 1
		}
		if at != 0 {
			at += beyond
		}
		return a.time(at)
	case 'n':
		return Count(q.Limit)
	}
	return ""
}

func (a *Asking) time(t market.Millis) string {
	if a.Time != nil && t != 0 {
		return a.Time(t)
	}
	return Stamp(t)
}

// Seconds is a time in whole seconds as text.
func Seconds(t market.Millis) string { return Number(int64(t / market.Second)) }

// FormatISO is a time as ParseISO reads it.
func FormatISO(t market.Millis) string {
	year, month, day := date(int64(t / market.Day))
	of := int64(t % market.Day)
	out := make([]byte, 0, len("2006-01-02T15:04:05.000Z"))
	for i, n := range [...]int64{year, month, day, of / 3_600_000, of / 60_000 % 60, of / 1000 % 60, of % 1000} {
		digits := strconv.FormatInt(n, 10)
		for range [...]int{4, 2, 2, 2, 2, 2, 3}[i] - len(digits) {
			out = append(out, '0')
		}
		out = append(append(out, digits...), "--T::.Z"[i])
	}
	return string(out)
}

// Feeds are a socket's topics of one symbol, by what is wanted: templates in
// which $s is the symbol, several of one want with a space between them.
type Feeds struct{ Trades, Bars, Mark, Liquidations, Book string }

// Topics are those of the symbols, in their order.
func (f *Feeds) Topics(symbols []string, want Want) []string {
	var topics []string
	for _, symbol := range symbols {
		for i, template := range [...]string{f.Trades, f.Bars, f.Mark, f.Liquidations, f.Book} {
			if want&(WantTrades<<i) == 0 {
				continue
			}
			for _, one := range strings.Fields(template) {
				topics = append(topics, strings.ReplaceAll(one, "$s", symbol))
			}
		}
	}
	return topics
}
