package census

import (
	"github.com/valyala/fastjson"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Holdings is all that one account holds, as the venue tells it.
type Holdings struct {
	Value       market.USD // of the whole account
	Cross       market.USD // of what backs cross positions together
	Maintenance market.USD // that those need: they are liquidated once Cross falls to it
	Positions   []Holding
}

// Holding is one position of an account, of any coin.
type Holding struct {
	Coin string
	Position
	Mark        market.Price // 0 where it is not told
	Profit      market.USD   // not yet realized
	MaxLeverage float64      // of the coin at this size; 0 where it is not told
}

// FromValue is the mark price at which a cross position is liquidated if the account's
// other positions stay as they are: where what backs them all has fallen to what they
// need, of which this one's part moves with its own value (half of the margin at its
// largest leverage). known is false where the account holds less than it needs, as one
// whose money is elsewhere seems to, or where no price above zero would do it.
func (h *Holdings) FromValue(i int) (price market.Price, known bool) {
	p := &h.Positions[i]
	if p.Isolated || !(p.Size > 0) || !p.Mark.Valid() || !(p.MaxLeverage >= 1) || !(h.Cross > h.Maintenance) {
		return 0, false
	}
	free := float64(h.Cross-h.Maintenance) / float64(p.Size)
	rate := 1 / (2 * p.MaxLeverage)
	at := float64(p.Mark) + free/(1+rate)
	if p.Side == market.Long {
		at = float64(p.Mark) - free/(1-rate)
	}
	price = market.Price(at)
	return price, at > 0 && grid.Holds(price)
}

// hyperliquidHoldings reads all of an account's state. A position that cannot be read is
// a fault: the visitor would miss it.
func hyperliquidHoldings(v *fastjson.Value) (h Holdings, limited bool, fault *market.Fault) {
	if v.Type() != fastjson.TypeObject || v.Get("marginSummary") == nil {
		return h, true, nil
	}
	list := v.Get("assetPositions")
	if list == nil || list.Type() != fastjson.TypeArray {
		return h, false, unreadable
	}
	usd := func(v *fastjson.Value) market.USD {
		x, _ := number(v)
		return market.USD(x)
	}
	h.Value = usd(v.Get("marginSummary", "accountValue"))
	h.Cross, h.Maintenance = usd(v.Get("crossMarginSummary", "accountValue")), usd(v.Get("crossMaintenanceMarginUsed"))
	for _, row := range list.GetArray() {
		at := row.Get("position")
		p, held, fault := hyperliquidPosition(at)
		if fault != nil {
			return Holdings{}, false, fault
		}
		if !held {
			continue
		}
		one := Holding{Coin: string(at.GetStringBytes("coin")), Position: p, Profit: usd(at.Get("unrealizedPnl"))}
		one.MaxLeverage, _ = number(at.Get("maxLeverage"))
		if worth, told := number(at.Get("positionValue")); told {
			if mark := market.Price(worth / float64(p.Size)); grid.Holds(mark) {
				one.Mark = mark
			}
		}
		h.Positions = append(h.Positions, one)
	}
	return h, false, nil
}
