package position

import (
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/margin"
	"brink/wasm/market"
)

// StopBehind is the price of a stop beyond a cluster's far edge, by a share of
// that edge, so that the cluster's own liquidations do not trigger it.
func StopBehind(c *insight.Cluster, share float64) market.Price {
	if c.Side == market.Long {
		return c.Far() * market.Price(1-share)
	}
	return c.Far() * market.Price(1+share)
}

// Plan is a position that a visitor means to open.
type Plan struct {
	Venue   market.Venue
	Symbol  string
	Side    market.Side
	Account market.USD // all of it backs the position
	Risk    float64    // share of the account that may be lost at the stop
	Entry   market.Price
	Stop    market.Price
	Fee     float64 // share of the notional, paid at entry and again at the stop
}

// Sized is how large a planned position may be.
type Sized struct {
	Size     market.Base
	Notional market.USD // at entry
	Loss     market.USD // at the stop, with the fees: Risk times Account
	Leverage float64    // notional over account
	// Liquidation is where it would be liquidated with the whole account
	// behind it; Never as in Assessment.
	Liquidation market.Price
	Never       bool
	BeforeStop  bool // price meets Liquidation before the stop, which would come too late
}

// Size computes how large a position may be so that its stop costs no more
// than the risk. Plans that cannot be are refused.
func (p *Plan) Size(table *margin.Table) (Sized, *market.Fault) {
	lossPerUnit := float64(p.Entry - p.Stop)
	if p.Side == market.Short {
		lossPerUnit = -lossPerUnit
	}
	switch {
	case !grid.Holds(p.Entry) || !grid.Holds(p.Stop):
		return Sized{}, fault("entry-impossible", "Entry and stop must be numbers between 1e-9 and 1e12.")
	case !(lossPerUnit > 0):
		return Sized{}, fault("stop-wrong-side", "The stop of a "+p.Side.String()+" position must lie on the side on which it loses: a long one's below its entry, a short one's above.")
	case !(p.Account > 0 && p.Account <= maxNotional):
		return Sized{}, fault("account-impossible", "The account must be a number above zero and at most a trillion dollars.")
	case !(p.Risk > 0 && p.Risk <= 1):
		return Sized{}, fault("risk-impossible", "The risk must be more than 0 % and at most 100 % of the account.")
	case !(p.Fee >= 0 && p.Fee <= .05):
		return Sized{}, fault("fee-impossible", "The fee must be between 0 and 5 %.")
	}
	loss := float64(p.Account) * p.Risk
	s := Sized{Size: market.Base(loss / (lossPerUnit + p.Fee*float64(p.Entry+p.Stop))), Loss: market.USD(loss)}
	s.Notional = market.Value(s.Size, p.Entry)
	s.Leverage = float64(s.Notional / p.Account)
	backed := Position{Venue: p.Venue, Symbol: p.Symbol, Side: p.Side, Mode: Cross, Entry: p.Entry, Size: s.Size, Margin: p.Account}
	if table != nil {
		if tier, ok := table.Tier(s.Size, p.Entry); ok && s.Leverage > tier.MaxLeverage {
			return Sized{}, fault("leverage-beyond-venue", "A stop so near would take "+number(float64(int(s.Leverage+.5)))+"x leverage; at "+string(p.Venue)+" a position of this size may have "+number(tier.MaxLeverage)+"x at most. Risk less, or set the stop farther away.")
		}
	}
	v, f := backed.Assess(table)
	if f != nil {
		return Sized{}, f
	}
	s.Liquidation, s.Never = v.Liquidation, v.Never
	s.BeforeStop = !s.Never && (p.Side == market.Long && s.Liquidation >= p.Stop || p.Side == market.Short && s.Liquidation <= p.Stop)
	return s, nil
}
