package live

import (
	"brink/wasm/exchange"
	"brink/wasm/market"
)

// tiers are the maintenance tiers of the market's contract, as the venue tells
// them: by a call of their own, or with its list of instruments.
type tiers struct {
	rows    []market.Tier
	told    bool // NewTiers has told of them
	askedAt market.Instant
	asked   bool
}

// tiersOrder is behind all history: nothing that is drawn waits for tiers.
const tiersOrder = 1 << 20

// load asks for a venue's tiers once the size of the contract is known and no
// history is on its way, and again when they are a day old.
func (t *tiers) load(v *venue, now market.Instant) {
	rest := listRetry
	if t.rows != nil {
		rest = listEvery
	}
	if v.plan.Endpoint(exchange.CallTiers) == nil || v.history.loading() || !v.sized() || t.asked && now.Since(t.askedAt) < rest || v.requests.Has(exchange.CallTiers) {
		return
	}
	t.asked, t.askedAt = true, now
	v.requests.Add(exchange.CallTiers, exchange.Query{Symbol: v.symbol}, tiersOrder)
}

// answered takes what an answer holds of a contract's.
func (t *tiers) answered(symbol string, a *answer) {
	var rows []market.Tier
	for i := range a.events {
		if e := &a.events[i]; e.Kind == market.KindTier && e.Symbol == symbol {
			rows = append(rows, e.Tier)
		}
	}
	if len(rows) > 0 {
		t.rows, t.told = rows, false
	}
}

// VenueTiers are the maintenance tiers of a venue's contract.
type VenueTiers struct {
	Venue  market.Venue
	Symbol string
	Rows   []market.Tier
}

// NewTiers are those that came since it was last called.
func (m *Market) NewTiers() (list []VenueTiers) {
	for _, v := range m.venues {
		if v.tiers.rows != nil && !v.tiers.told {
			v.tiers.told = true
			list = append(list, VenueTiers{v.id, v.symbol, v.tiers.rows})
		}
	}
	return list
}
