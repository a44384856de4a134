package hyperliquid

import (
	"math"
	"strconv"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan.
func (h *codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	switch call {
	case exchange.CallInstruments:
		// One exchange, or a list with the venue's own at its head.
		if v.Type() == fastjson.TypeArray {
			v = v.Get("0")
		}
		h.meta(r, v)
	case exchange.CallBars:
		h.candles(r, v)
	case exchange.CallBook:
		h.book(r, v)
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallContexts:
		// The events of the list are those of the other call.
		before := len(r.Events())
		h.meta(r, v.Get("0"))
		r.Keep(before)
		h.contexts(r, r.List(v.Get("1")))
	case exchange.CallFundingHistory:
		r.FundingHistory(r.List(v), "coin", "time", "fundingRate", market.Hour)
	case exchange.CallTrades:
		r.Ascending(r.List(v), "time", func(row *fastjson.Value, _ bool) { h.trade(r, row) })
	}
}

// meta reads the list of assets, whose order is their index, and their
// maintenance tiers. Delisted assets keep their place.
func (h *codec) meta(r *exchange.Reader, v *fastjson.Value) {
	assets := r.List(v.Get("universe"))
	if assets == nil {
		return
	}
	h.universe = h.universe[:0]
	for _, row := range assets {
		digits := r.Whole(row.Get("szDecimals"), "szDecimals")
		const mostDigits = 6 // of a price and a size together
		if digits < 0 || digits > mostDigits {
			r.Wrong(row.Get("szDecimals"), "szDecimals", "from 0 to 6")
		}
		most := r.Positive(row.Get("maxLeverage"), "maxLeverage")
		name := exchange.Text(row.Get("name"))
		i := market.Instrument{
			Venue: r.Venue(), Symbol: name, BaseCoin: name, Quote: "USDC", Contract: 1, FundingEvery: market.Hour, MaxLeverage: most,
			Live: !row.GetBool("isDelisted"), Tick: market.Price(math.Pow10(int(digits) - mostDigits)), Lot: market.Base(math.Pow10(-int(digits))),
		}
		if r.Spoiled() {
			// Its place must be kept, or all after it would be misread.
			h.universe = append(h.universe, &exchange.Contract{})
			continue
		}
		c := r.Learn(i)
		if c == nil {
			r.Wrong(row.Get("name"), "name", "a symbol")
			r.Spoiled()
			c = &exchange.Contract{}
		} else {
			r.Instrument(c)
			h.tiers(r, c, row, v.GetArray("marginTables"))
		}
		h.universe = append(h.universe, c)
	}
}

// tiers are the maintenance tiers of an asset: half of the margin that the
// tier's largest leverage needs. An asset without a table has one tier.
func (*codec) tiers(r *exchange.Reader, c *exchange.Contract, asset *fastjson.Value, tables []*fastjson.Value) {
	var rows []*fastjson.Value
	for _, table := range tables {
		if id := asset.Get("marginTableId"); id != nil && table.GetInt("0") == id.GetInt() {
			rows = table.GetArray("1", "marginTiers")
		}
	}
	if len(rows) == 0 {
		r.Tier(c, market.Tier{Cap: market.USD(math.Inf(1)), Maintenance: 1 / (2 * c.MaxLeverage), MaxLeverage: c.MaxLeverage})
		return
	}
	var floor, rate, cut float64
	for i, row := range rows {
		from, most := r.Amount(row.Get("lowerBound"), "lowerBound"), r.Positive(row.Get("maxLeverage"), "maxLeverage")
		if r.Spoiled() {
			return
		}
		if m := 1 / (2 * most); i == 0 {
			rate = m
		} else {
			cut += from * (m - rate)
			rate = m
		}
		if i > 0 && from <= floor {
			r.Refuse("tier-impossible", r.Place()+" "+c.Symbol+": the tiers do not ascend at "+strconv.Itoa(i+1))
			return
		}
		floor = from
		upper := math.Inf(1)
		if i+1 < len(rows) {
			upper = r.Positive(rows[i+1].Get("lowerBound"), "lowerBound")
		}
		r.Tier(c, market.Tier{Cap: market.USD(upper), Maintenance: rate, MaxLeverage: most, Deduction: market.USD(cut)})
	}
}
