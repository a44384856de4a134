package exchange

import (
	"math"
	"strconv"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// answer decodes one of the calls of hyperliquidPlan.
func (h hyperliquid) answer(d *Decoder, call string, v *fastjson.Value) {
	switch call {
	case "instruments":
		// One exchange, or a list with the venue's own at its head.
		if v.Type() == fastjson.TypeArray {
			v = v.Get("0")
		}
		h.meta(d, v)
	case "contexts":
		// The events of the list are those of the other call.
		before := len(d.dst)
		h.meta(d, v.Get("0"))
		d.dst = d.dst[:before]
		h.contexts(d, d.list(v.Get("1")))
	case "bars":
		h.candles(d, v)
	case "funding-history":
		d.fundingHistory(d.list(v), "coin", "time", "fundingRate", market.Hour)
	case "book":
		h.book(d, v)
	case "trades":
		d.ascending(d.list(v), "time", func(row *fastjson.Value, _ bool) { h.trade(d, row) })
	}
}

// meta reads the list of assets, whose order is their index, and their
// maintenance tiers. Delisted assets keep their place.
func (h hyperliquid) meta(d *Decoder, v *fastjson.Value) {
	assets := d.list(v.Get("universe"))
	if assets == nil {
		return
	}
	d.universe = d.universe[:0]
	for _, row := range assets {
		digits := d.whole(row.Get("szDecimals"), "szDecimals")
		const mostDigits = 6 // of a price and a size together
		if digits < 0 || digits > mostDigits {
			d.wrong(row.Get("szDecimals"), "szDecimals", "from 0 to 6")
		}
		most := d.positive(row.Get("maxLeverage"), "maxLeverage")
		name := text(row.Get("name"))
		i := market.Instrument{
			Venue: d.venue, Symbol: name, BaseCoin: name, Quote: "USDC", Contract: 1, FundingEvery: market.Hour, MaxLeverage: most,
			Live: !row.GetBool("isDelisted"), Tick: market.Price(math.Pow10(int(digits) - mostDigits)), Lot: market.Base(math.Pow10(-int(digits))),
		}
		if d.spoiled() {
			// Its place must be kept, or all after it would be misread.
			d.universe = append(d.universe, &contract{})
			continue
		}
		c := d.learn(i)
		if c == nil {
			d.wrong(row.Get("name"), "name", "a symbol")
			d.spoiled()
			c = &contract{}
		} else {
			d.instrument(c)
			h.tiers(d, c, row, v.GetArray("marginTables"))
		}
		d.universe = append(d.universe, c)
	}
}

// tiers are the maintenance tiers of an asset: half of the margin that the
// tier's largest leverage needs. An asset without a table has one tier.
func (hyperliquid) tiers(d *Decoder, c *contract, asset *fastjson.Value, tables []*fastjson.Value) {
	var rows []*fastjson.Value
	for _, table := range tables {
		if id := asset.Get("marginTableId"); id != nil && table.GetInt("0") == id.GetInt() {
			rows = table.GetArray("1", "marginTiers")
		}
	}
	if len(rows) == 0 {
		d.tier(c, market.Tier{Cap: market.USD(math.Inf(1)), Maintenance: 1 / (2 * c.MaxLeverage), MaxLeverage: c.MaxLeverage})
		return
	}
	var floor, rate, cut float64
	for i, row := range rows {
		from, most := d.amount(row.Get("lowerBound"), "lowerBound"), d.positive(row.Get("maxLeverage"), "maxLeverage")
		if d.spoiled() {
			return
		}
		if m := 1 / (2 * most); i == 0 {
			rate = m
		} else {
			cut += from * (m - rate)
			rate = m
		}
		if i > 0 && from <= floor {
			d.refuse("tier-impossible", "hyperliquid "+d.what+" "+c.Symbol+": the tiers do not ascend at "+strconv.Itoa(i+1))
			return
		}
		floor = from
		upper := math.Inf(1)
		if i+1 < len(rows) {
			upper = d.positive(rows[i+1].Get("lowerBound"), "lowerBound")
		}
		d.tier(c, market.Tier{Cap: market.USD(upper), Maintenance: rate, MaxLeverage: most, Deduction: market.USD(cut)})
	}
}
