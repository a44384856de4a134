package exchange

import (
	"math"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// Fields reads the fields of a message. Its readers take a field's value and
// its name. What cannot be read spoils the row; they then return zero, and the
// row gives no event.
type Fields struct {
	venue  market.Venue
	what   string        // the message's kind, for refusals
	fault  *market.Fault // the first refusal of the call
	bad    bool          // the row being read holds something impossible
	digits []byte
}

// Venue is the one whose message is read.
func (f *Fields) Venue() market.Venue { return f.venue }

// What names the kind of the message for refusals.
func (f *Fields) What(kind string) { f.what = kind }

// Place is how a refusal begins: the venue and the kind of the message.
func (f *Fields) Place() string { return string(f.venue) + " " + f.what }

// Refuse notes a fault, of which a call keeps the first.
func (f *Fields) Refuse(code, sentence string) {
	if f.fault == nil {
		f.fault = &market.Fault{Code: code, Sentence: sentence}
	}
}

// Unknown refuses a message whose shape is none of the venue's.
func (f *Fields) Unknown() {
	what := f.what
	if what == "" {
		what = "the message"
	}
	f.Refuse(UnknownMessage, string(f.venue)+": "+what+" has none of the shapes that are known")
}

// Spoil marks the row being read as refused.
func (f *Fields) Spoil(code, sentence string) {
	f.bad = true
	f.Refuse(code, sentence)
}

// Bad reports whether the row being read is refused by now.
func (f *Fields) Bad() bool { return f.bad }

// Spoiled reports whether the row just read was refused, and starts the next.
func (f *Fields) Spoiled() bool {
	bad := f.bad
	f.bad = false
	return bad
}

// Raw is the text of a JSON string or number, valid until the next call; nil
// for anything else. Venues write the same field as either.
func (f *Fields) Raw(v *fastjson.Value) []byte {
	if v == nil {
		return nil
	}
	switch v.Type() {
	case fastjson.TypeString:
		text, _ := v.StringBytes()
		return text
	case fastjson.TypeNumber:
		f.digits = v.MarshalTo(f.digits[:0])
		return f.digits
	}
	return nil
}

// Has reports whether a field is there and says something.
func (f *Fields) Has(v *fastjson.Value) bool { return len(f.Raw(v)) > 0 }

// Wrong spoils the row over a field.
func (f *Fields) Wrong(v *fastjson.Value, name, want string) {
	const most = 40
	got := "absent"
	if v != nil {
		text := v.MarshalTo(nil)
		if len(text) > most {
			text = append(text[:most], "..."...)
		}
		got = string(text)
	}
	f.Spoil("field-impossible", string(f.venue)+" "+f.what+": "+name+" is "+got+", not "+want)
}

// Number is any finite number.
func (f *Fields) Number(v *fastjson.Value, name string) float64 {
	n, ok := ParseDecimal(f.Raw(v))
	if !ok {
		f.Wrong(v, name, "a number")
		return 0
	}
	return n
}

// Positive is a number above zero.
func (f *Fields) Positive(v *fastjson.Value, name string) float64 {
	n, ok := ParseDecimal(f.Raw(v))
	if !ok || !(n > 0) {
		f.Wrong(v, name, "a number above zero")
		return 0
	}
	return n
}

// Amount is a number not below zero.
func (f *Fields) Amount(v *fastjson.Value, name string) float64 {
	n, ok := ParseDecimal(f.Raw(v))
	if !ok || !(n >= 0) {
		f.Wrong(v, name, "a number of zero or more")
		return 0
	}
	return n
}

// Price is a positive number, as a price.
func (f *Fields) Price(v *fastjson.Value, name string) market.Price {
	return market.Price(f.Positive(v, name))
}

// Millis is a time in milliseconds, written as a number or as text, or one as
// ParseISO reads it.
func (f *Fields) Millis(v *fastjson.Value, name string) market.Millis {
	const last = 9_999_999_999_999 // in 2286; above are microseconds
	text := f.Raw(v)
	n, ok := ParseWhole(text)
	if !ok && len(text) > 0 {
		if t, iso := ParseISO(text); iso {
			return t
		}
	}
	if !ok || n <= 0 || n > last {
		f.Wrong(v, name, "a time in milliseconds")
		return 0
	}
	return market.Millis(n)
}

// Seconds is a time in seconds, of which venues write fractions.
func (f *Fields) Seconds(v *fastjson.Value, name string) market.Millis {
	const last = 9_999_999_999 // in 2286; above are milliseconds
	n, ok := ParseDecimal(f.Raw(v))
	if !ok || !(n > 0) || n > last {
		f.Wrong(v, name, "a time in seconds")
		return 0
	}
	return market.Millis(math.Round(n * 1000))
}

// TimeOr is a time, or another where the field is absent.
func (f *Fields) TimeOr(v *fastjson.Value, name string, other market.Millis) market.Millis {
	if !f.Has(v) {
		return other
	}
	return f.Millis(v, name)
}

// Whole is a whole number, 0 where the field is absent.
func (f *Fields) Whole(v *fastjson.Value, name string) int64 {
	if v == nil {
		return 0
	}
	n, ok := ParseWhole(f.Raw(v))
	if !ok {
		f.Wrong(v, name, "a whole number")
	}
	return n
}

// Sequence is the number of a change of a book, 0 where the field is absent.
// Numbers beyond an int64 come out negative: equal ones stay equal, and the next
// stays the next.
func (f *Fields) Sequence(v *fastjson.Value, name string) int64 {
	if n, ok := parseDigits(f.Raw(v)); ok {
		return int64(n)
	}
	return f.Whole(v, name)
}

// Next is the time of the next payment. Some venues write "0" or nothing where
// there is none; what is no time at all is refused, and costs no more than
// itself.
func (f *Fields) Next(v *fastjson.Value, name string) market.Millis {
	if text := f.Raw(v); len(text) == 0 || string(text) == "0" {
		return 0
	}
	bad := f.bad
	t := f.Millis(v, name)
	f.bad = bad
	return t
}

// FundingEvery reports whether rates may be paid so often: every so many whole
// hours, at most a day.
func FundingEvery(every market.Millis) bool {
	return every >= market.Hour && every <= market.Day && every%market.Hour == 0
}

// FundingHours is how often a contract pays, given in hours. It is 0, with a
// refusal that costs no more than the field, for what FundingEvery does not take.
func (f *Fields) FundingHours(v *fastjson.Value, name string) market.Millis {
	hours, ok := ParseDecimal(f.Raw(v))
	if ok && hours >= 1 && hours <= 24 && FundingEvery(market.Millis(hours*float64(market.Hour))) {
		return market.Millis(hours) * market.Hour
	}
	bad := f.bad
	f.Wrong(v, name, "whole hours from 1 to 24")
	f.bad = bad
	return 0
}

// ID identifies a trade: the number itself, or a hash (FNV-1a) of the text.
func (f *Fields) ID(v *fastjson.Value) int64 {
	text := f.Raw(v)
	if n, ok := ParseWhole(text); ok {
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

// Taker is who took liquidity, by the venue's words for it.
func (f *Fields) Taker(v *fastjson.Value, name, buy, sell string) market.Aggressor {
	switch text := f.Raw(v); string(text) {
	case buy:
		return market.Buy
	case sell:
		return market.Sell
	}
	f.Wrong(v, name, buy+" or "+sell)
	return market.Buy
}

// ClosedBy is the side of the position that a forced order closed: one that
// sells closes a long.
func ClosedBy(order market.Aggressor) market.Side {
	if order == market.Sell {
		return market.Long
	}
	return market.Short
}

// OneOf is which of the words a text is, "" where it is none of them. It
// allocates nothing.
func OneOf(text []byte, words ...string) string {
	for _, word := range words {
		if string(text) == word {
			return word
		}
	}
	return ""
}

// Is reports whether a field is the text.
func Is(v *fastjson.Value, text string) bool {
	if v == nil || v.Type() != fastjson.TypeString {
		return false
	}
	b, _ := v.StringBytes()
	return string(b) == text
}

// Text is a field as a string of its own, "" where it is none.
func Text(v *fastjson.Value) string {
	if v == nil || v.Type() != fastjson.TypeString {
		return ""
	}
	b, _ := v.StringBytes()
	return string(b)
}

// List is the elements of an array. Nil, with a refusal, for anything else.
func (f *Fields) List(v *fastjson.Value) []*fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeArray {
		f.Unknown()
		return nil
	}
	return v.GetArray()
}

// ToMinute rounds the stamp of a payment to its minute: venues stamp some
// milliseconds after the hour, which would never join with anything.
func ToMinute(t market.Millis) market.Millis {
	return (t + market.Minute/2) / market.Minute * market.Minute
}

// Backwards reports whether rows come newest first, by the times of the first
// and the last, or by their numbers.
func (f *Fields) Backwards(rows []*fastjson.Value, key string) bool {
	if len(rows) < 2 {
		return false
	}
	newest := rows[len(rows)-1].Get(key)
	first, ok := ParseWhole(f.Raw(rows[0].Get(key)))
	last, also := ParseWhole(f.Raw(newest))
	if !ok && !also { // text in the form of ISO sorts as time does
		return Text(rows[0].Get(key)) > Text(newest)
	}
	return ok && also && first > last
}

// Ascending calls visit for each row, oldest first.
func (f *Fields) Ascending(rows []*fastjson.Value, key string, visit func(row *fastjson.Value, newest bool)) {
	last := len(rows) - 1
	back := f.Backwards(rows, key)
	for i := range rows {
		at := i
		if back {
			at = last - i
		}
		visit(rows[at], i == last)
	}
}

// Bar reads the prices of a bar and its first and last millisecond.
func (f *Fields) Bar(start, last, open, high, low, end *fastjson.Value) (market.Bar, market.Millis) {
	bar := market.Bar{Start: f.Millis(start, "the start")}
	bar.Open, bar.High = f.Price(open, "open"), f.Price(high, "high")
	bar.Low, bar.Close = f.Price(low, "low"), f.Price(end, "close")
	span := f.Millis(last, "the end") + 1 - bar.Start
	if span < 0 {
		f.Wrong(last, "the end", "after the start")
	}
	return bar, span
}

// BarRow reads start, open, high, low and close of a row.
func (f *Fields) BarRow(k []*fastjson.Value) market.Bar {
	bar := market.Bar{Start: f.Millis(k[0], "the start")}
	bar.Open, bar.High = f.Price(k[1], "open"), f.Price(k[2], "high")
	bar.Low, bar.Close = f.Price(k[3], "low"), f.Price(k[4], "close")
	return bar
}

// Spacing is the shortest time between neighbours of one symbol, 0 where that
// is not a whole number of hours from 1 to 24.
func (f *Fields) Spacing(rows []*fastjson.Value, symbol, at string) market.Millis {
	var shortest market.Millis
	for i := 1; i < len(rows); i++ {
		a, _ := ParseWhole(f.Raw(rows[i-1].Get(at)))
		b, _ := ParseWhole(f.Raw(rows[i].Get(at)))
		if Text(rows[i-1].Get(symbol)) != Text(rows[i].Get(symbol)) {
			return 0
		}
		step := ToMinute(market.Millis(b)) - ToMinute(market.Millis(a))
		if step < 0 {
			step = -step
		}
		if step > 0 && (shortest == 0 || step < shortest) {
			shortest = step
		}
	}
	if shortest%market.Hour != 0 || shortest > market.Day {
		return 0
	}
	return shortest
}
