package session

import (
	"math"

	"brink/wasm/market"
	"brink/wasm/wire"
)

// liquidations are all that are known of the live market, venue by venue.
func (l *Live) liquidations() []wire.Liquidation {
	var rows []wire.Liquidation
	for _, x := range l.market.Liquidations() {
		rows = append(rows, wire.Liquidation{Venue: uint8(x.Venue), Liquidation: x.Liquidation})
	}
	return rows
}

// tellLiquidations tells of liquidations that are new.
func (l *Live) tellLiquidations() {
	list := l.market.NewLiquidations()
	if len(list) == 0 {
		return
	}
	var m wire.Liquidations
	for _, x := range list {
		m.Rows = append(m.Rows, wire.Liquidation{Venue: uint8(x.Venue), Liquidation: x.Liquidation})
	}
	l.session.Emit(m.Append(nil))
}

// tellHealth tells how the venues are, and of coins that can be asked for.
func (l *Live) tellHealth(now market.Millis) {
	m := wire.Health{At: now, Quarantined: l.quarantined}
	m.Share, m.Loading = l.market.HistoryShare()
	for _, v := range l.market.Health(now) {
		m.Venues = append(m.Venues, wire.VenueHealth{
			Venue: string(v.Venue), Symbol: v.Symbol, Status: v.Status, Relayed: v.Relayed, Publishes: v.Publishes, Complete: v.Complete,
			LastEvent: v.LastEvent, Skew: v.Skew, Share: v.Share, Events: v.Events, Refused: v.Refused, Reason: v.Reason, Sample: v.Sample,
			Notice: v.Notice, Funding: v.Funding.RatePerHour, NextFunding: v.Funding.Next,
		})
		if v.Funding.Time == 0 {
			m.Venues[len(m.Venues)-1].Funding = math.NaN()
		}
	}
	l.session.Emit(m.Append(nil))
	if names := l.coins(); len(names) != l.coinsTold {
		l.coinsTold = len(names)
		coins := wire.Coins{Names: names}
		l.session.Emit(coins.Append(nil))
	}
}

// coins are the markets that are offered: the large ones until the venues'
// lists are there.
func (l *Live) coins() []string {
	listed := l.market.Coins()
	if len(listed) == 0 {
		return []string{"BTC", "ETH", "SOL"}
	}
	names := make([]string, len(listed))
	for i := range listed {
		names[i] = listed[i].Name
	}
	return names
}
