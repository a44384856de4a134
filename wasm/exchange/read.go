package exchange

import (
	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// The readers below take the field's value and its name. What cannot be read
// spoils the row; they then return zero, and the row gives no event.

// raw is the text of a JSON string or number, valid until the next call; nil
// for anything else. Venues write the same field as either.
func (d *Decoder) raw(v *fastjson.Value) []byte {
	if v == nil {
		return nil
	}
	switch v.Type() {
	case fastjson.TypeString:
		text, _ := v.StringBytes()
		return text
	case fastjson.TypeNumber:
		d.digits = v.MarshalTo(d.digits[:0])
		return d.digits
	}
	return nil
}

// said reports whether a field is there and says something.
func (d *Decoder) said(v *fastjson.Value) bool { return len(d.raw(v)) > 0 }

// wrong spoils the row over a field.
func (d *Decoder) wrong(v *fastjson.Value, name, want string) {
	const most = 40
	got := "absent"
	if v != nil {
		text := v.MarshalTo(nil)
		if len(text) > most {
			text = append(text[:most], "..."...)
		}
		got = string(text)
	}
	d.spoil("field-impossible", string(d.venue)+" "+d.what+": "+name+" is "+got+", not "+want)
}

// number is any finite number.
func (d *Decoder) number(v *fastjson.Value, name string) float64 {
	n, ok := parseDecimal(d.raw(v))
	if !ok {
		d.wrong(v, name, "a number")
		return 0
	}
	return n
}

// positive is a number above zero.
func (d *Decoder) positive(v *fastjson.Value, name string) float64 {
	n, ok := parseDecimal(d.raw(v))
	if !ok || !(n > 0) {
		d.wrong(v, name, "a number above zero")
		return 0
	}
	return n
}

// amount is a number not below zero.
func (d *Decoder) amount(v *fastjson.Value, name string) float64 {
	n, ok := parseDecimal(d.raw(v))
	if !ok || !(n >= 0) {
		d.wrong(v, name, "a number of zero or more")
		return 0
	}
	return n
}

// price is a positive number, as a price.
func (d *Decoder) price(v *fastjson.Value, name string) market.Price {
	return market.Price(d.positive(v, name))
}

// millis is a time in milliseconds, written as a number or as text.
func (d *Decoder) millis(v *fastjson.Value, name string) market.Millis {
	const last = 9_999_999_999_999 // in 2286; above are microseconds
	n, ok := parseWhole(d.raw(v))
	if !ok || n <= 0 || n > last {
		d.wrong(v, name, "a time in milliseconds")
		return 0
	}
	return market.Millis(n)
}

// timeOr is a time, or another where the field is absent.
func (d *Decoder) timeOr(v *fastjson.Value, name string, other market.Millis) market.Millis {
	if !d.said(v) {
		return other
	}
	return d.millis(v, name)
}

// whole is a whole number, 0 where the field is absent.
func (d *Decoder) whole(v *fastjson.Value, name string) int64 {
	if v == nil {
		return 0
	}
	n, ok := parseWhole(d.raw(v))
	if !ok {
		d.wrong(v, name, "a whole number")
	}
	return n
}

// id identifies a trade: the number itself, or a hash (FNV-1a) of the text.
func (d *Decoder) id(v *fastjson.Value) int64 {
	text := d.raw(v)
	if n, ok := parseWhole(text); ok {
		return n
	}
	if len(text) == 0 {
		return 0
	}
	hash := uint64(14695981039346656037)
	for _, c := range text {
		hash = (hash ^ uint64(c)) * 1099511628211
	}
	return int64(hash)
}

// taker is who took liquidity, by the venue's words for it.
func (d *Decoder) taker(v *fastjson.Value, name, buy, sell string) market.Aggressor {
	switch text := d.raw(v); string(text) {
	case buy:
		return market.Buy
	case sell:
		return market.Sell
	}
	d.wrong(v, name, buy+" or "+sell)
	return market.Buy
}

// symbol is the contract that a field names. Nil, with the row spoilt, where
// it names none.
func (d *Decoder) symbol(v *fastjson.Value, name string) *contract {
	c := d.contract(d.raw(v))
	if c == nil {
		d.wrong(v, name, "a symbol")
	}
	return c
}

// asked is the contract that the query names.
func (d *Decoder) asked() *contract {
	c := d.contract([]byte(d.query.Symbol))
	if c == nil {
		d.spoil("symbol-missing", string(d.venue)+" "+d.what+": the answer does not say its symbol, so the query must")
	}
	return c
}

// symbolOr is the contract that a field names, or the query's where the
// field is absent.
func (d *Decoder) symbolOr(v *fastjson.Value, name string) *contract {
	if d.said(v) {
		return d.symbol(v, name)
	}
	return d.asked()
}

// is reports whether a field is the text.
func is(v *fastjson.Value, text string) bool {
	if v == nil || v.Type() != fastjson.TypeString {
		return false
	}
	b, _ := v.StringBytes()
	return string(b) == text
}

// text is a field as a string of its own, "" where it is none.
func text(v *fastjson.Value) string {
	if v == nil || v.Type() != fastjson.TypeString {
		return ""
	}
	b, _ := v.StringBytes()
	return string(b)
}

// list is the elements of an array. Nil, with a refusal, for anything else.
func (d *Decoder) list(v *fastjson.Value) []*fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeArray {
		d.unknown()
		return nil
	}
	return v.GetArray()
}

// settled rounds the stamp of a payment to its minute: venues stamp some
// milliseconds after the hour, which would never join with anything.
func settled(t market.Millis) market.Millis {
	return (t + market.Minute/2) / market.Minute * market.Minute
}

// backwards reports whether rows come newest first, by the times of the first
// and the last.
func (d *Decoder) backwards(rows []*fastjson.Value, key string) bool {
	if len(rows) < 2 {
		return false
	}
	first, ok := parseWhole(d.raw(rows[0].Get(key)))
	last, also := parseWhole(d.raw(rows[len(rows)-1].Get(key)))
	return ok && also && first > last
}

// ascending calls visit for each row, oldest first.
func (d *Decoder) ascending(rows []*fastjson.Value, key string, visit func(row *fastjson.Value, newest bool)) {
	last := len(rows) - 1
	back := d.backwards(rows, key)
	for i := range rows {
		at := i
		if back {
			at = last - i
		}
		visit(rows[at], i == last)
	}
}
