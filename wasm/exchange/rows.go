package exchange

import (
	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// BarSpan is the length of the bars of an answer that does not say it: what was
// asked for, else the shortest time between two neighbours.
func (r *Reader) BarSpan(rows []*fastjson.Value) market.Millis {
	if r.Query.Span != 0 {
		return r.Query.Span
	}
	return Nearest(&r.Fields, rows, "0")
}

// Nearest is the shortest time between two neighbours, in the unit in which the
// rows tell it; 0 where there is none.
func Nearest(f *Fields, rows []*fastjson.Value, key string) market.Millis {
	var shortest market.Millis
	for i := 1; i < len(rows); i++ {
		a, _ := ParseWhole(f.Raw(rows[i-1].Get(key)))
		b, _ := ParseWhole(f.Raw(rows[i].Get(key)))
		step := market.Millis(b - a)
		if step < 0 {
			step = -step
		}
		if step > 0 && (shortest == 0 || step < shortest) {
			shortest = step
		}
	}
	return shortest
}

// Mark reads a mark price, with the index, the funding rate and the
// time of its payment where those are there.
func (r *Reader) Mark(c *Contract, t market.Millis, price, index, rate, next *fastjson.Value) {
	m := market.Mark{Time: t, Mark: r.Price(price, "the mark price")}
	if i, ok := ParseDecimal(r.Raw(index)); ok && i > 0 {
		m.Index = market.Price(i)
	}
	if r.Spoiled() {
		return
	}
	r.Event(market.KindMark, c, t).Mark = m
	if r.Has(rate) {
		r.Funding(c, t, rate, r.Next(next, "the next payment"), 0)
	}
}

// Funding reads a rate for a span of time, by default the contract's own, which
// also stands for a span that cannot be (FundingEvery).
func (r *Reader) Funding(c *Contract, t market.Millis, rate *fastjson.Value, next, every market.Millis) {
	paid := r.Number(rate, "the funding rate")
	if r.Spoiled() || c == nil {
		return
	}
	if !FundingEvery(every) {
		every = c.FundingEvery
	}
	if !FundingEvery(every) {
		r.Refuse("funding-interval-unknown", r.Place()+" "+c.Symbol+": how often the rate is paid is unknown")
		return
	}
	r.Event(market.KindFunding, c, t).Funding = market.Funding{
		Time: t, RatePerHour: paid * float64(market.Hour) / float64(every), Next: next, Every: every,
	}
}

// FundingHistory reads payments, which are stamped some milliseconds late.
// The span of a rate is every, or where that is 0 the time between two
// payments of the answer, or that of the contract.
func (r *Reader) FundingHistory(rows []*fastjson.Value, symbol, at, rate string, every market.Millis) {
	if every == 0 {
		every = r.Spacing(rows, symbol, at)
	}
	r.Ascending(rows, at, func(row *fastjson.Value, _ bool) {
		c := r.Symbol(row.Get(symbol), symbol)
		r.Funding(c, ToMinute(r.Millis(row.Get(at), at)), row.Get(rate), 0, every)
	})
}

// TakerRatio appends the share that takers bought; nothing where nobody traded.
func (r *Reader) TakerRatio(c *Contract, t market.Millis, buy, sell *fastjson.Value) {
	b, s := r.Amount(buy, "the volume bought"), r.Amount(sell, "the volume sold")
	if b+s == 0 {
		r.Spoiled()
		return
	}
	r.Ratio(c, t, market.TakerVolume, b/(b+s))
}
