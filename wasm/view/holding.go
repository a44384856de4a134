package view

import (
	"strconv"

	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/position"
)

// Stand says where a position stands on the map: how far price is from its
// liquidation, and what of its own side would be forced out on the way.
func Stand(p *position.Position, v *position.Verdict, m *insight.Map) string {
	if v.Never {
		return "This position is not liquidated at any price: its margin covers all it is worth."
	}
	way := float64(v.Liquidation-m.Price) / float64(m.Price)
	if p.Side == market.Long {
		way = -way
	}
	if !(way > 0) {
		return "The price is beyond yours: by these figures the position would have been liquidated at " + Price(v.Liquidation) + "."
	}
	usd := m.Between(p.Side, m.Price, v.Liquidation)
	text := "no " + words[p.Side].many + " stand between price and yours"
	if usd >= .5 {
		text = Dollars(usd) + " of " + words[p.Side].many + " stand between price and yours"
	}
	text += " at " + Price(v.Liquidation) + ", " + Percents(way) + " " + words[p.Side].where + "."
	if text[0] == 'n' {
		text = "N" + text[1:]
	}
	if !v.Whole {
		text += " The venue's table of " + v.Dated + " is known in part."
	}
	return text
}

// Fits says how large a planned position may be.
func Fits(plan *position.Plan, s *position.Sized, coin string) string {
	text := "Up to " + strconv.FormatFloat(float64(s.Size), 'g', 4, 64) + " " + coin + " (" + Dollars(s.Notional) + ", " + strconv.FormatFloat(s.Leverage, 'f', 1, 64) + "x of the account): the stop at " + Price(plan.Stop) + " then costs " + Dollars(s.Loss) + "."
	switch {
	case s.Early:
		text += " But it would be liquidated at " + Price(s.Liquidation) + ", before the stop: risk less."
	case !s.Never:
		text += " With the whole account behind it, it is liquidated at " + Price(s.Liquidation) + "."
	}
	return text
}
