package session

import (
	"brink/wasm/market"
	"brink/wasm/wire"
)

// tellLiquidations tells of liquidations that are new.
func (l *Live) tellLiquidations() {
	if list := l.market.NewLiquidations(); len(list) > 0 {
		l.session.Emit((&wire.Liquidations{Rows: list}).Append(nil))
	}
}

// tellHealth tells how the venues are, and of coins that can be asked for.
func (l *Live) tellHealth(now market.Instant) {
	m := wire.Health{At: l.platform.DeviceTime(), Quarantined: l.quarantined, Venues: l.market.Health(now)}
	m.Share, m.Loading = l.market.HistoryShare()
	l.session.Emit(m.Append(nil))
	for _, t := range l.market.NewTiers() {
		l.session.Emit((&wire.Tiers{Venue: t.Venue, Symbol: t.Symbol, At: m.At, Rows: t.Rows}).Append(nil))
	}
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
