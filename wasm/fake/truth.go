package fake

import (
	"net/http"
	"strings"

	"encoding/json"

	"brink/wasm/market"
)

// Truth is what really happened at a venue, whatever was streamed of it: in
// base, by the venue's time, oldest first. Bars are of one minute and closed.
type Truth struct {
	Venue        market.Venue      `json:"venue"`
	Symbol       string            `json:"symbol"`
	From         market.Millis     `json:"from"`
	To           market.Millis     `json:"to"` // exclusive
	Now          market.Millis     `json:"now"`
	Trades       []TrueTrade       `json:"trades,omitempty"`
	Bars         []TrueBar         `json:"bars,omitempty"`
	Liquidations []TrueLiquidation `json:"liquidations,omitempty"`
}

// TrueTrade is a trade, with the number that the venue gives it.
type TrueTrade struct {
	Time  market.Millis `json:"t"`
	ID    int64         `json:"id"`
	Taker string        `json:"taker"` // buy, sell
	Price market.Price  `json:"price"`
	Base  market.Base   `json:"base"`
}

// TrueBar is a closed bar.
type TrueBar struct {
	Start  market.Millis `json:"t"`
	Open   market.Price  `json:"open"`
	High   market.Price  `json:"high"`
	Low    market.Price  `json:"low"`
	Close  market.Price  `json:"close"`
	Volume market.Base   `json:"volume"`
	Buy    market.Base   `json:"taker_buy"`
	Held   market.Base   `json:"oi"` // open interest of one side, at the start
}

// TrueLiquidation is a liquidation. Price is the one that the venue publishes, and
// Told whether it publishes it at all: some sample, one publishes none.
type TrueLiquidation struct {
	Time   market.Millis `json:"t"`
	Closed string        `json:"closed"` // long, short
	Price  market.Price  `json:"price"`
	Base   market.Base   `json:"base"`
	Told   bool          `json:"told"`
}

// Truth is the record of [from, to) at a venue, as far as it has come; false
// where the venue does not list the symbol. Kinds names what is wanted:
// trades, bars, liquidations; empty is all.
func (x *Exchange) Truth(venue market.Venue, symbol string, from, to market.Millis, kinds string) (Truth, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.listed(venue, symbol)
	if l == nil {
		return Truth{}, false
	}
	now := x.now(venue)
	t := Truth{Venue: venue, Symbol: symbol, From: from, To: min(to, now+1), Now: now}
	from = max(from, x.world(l.coin).first)
	wants := func(kind string) bool { return kinds == "" || strings.Contains(kinds, kind) }
	if wants("trades") {
		for _, p := range l.between(nil, from-1, t.To-1) {
			price := l.worth(p.price)
			t.Trades = append(t.Trades, TrueTrade{p.time, p.id, p.taker.String(), price, l.base(p.size, price)})
		}
	}
	if wants("bars") {
		first := (from + market.Minute - 1) / market.Minute * market.Minute
		for at := first; at+market.Minute <= t.To; at += market.Minute {
			if b, ok := l.minute(at); ok {
				t.Bars = append(t.Bars, truly(l, &b))
			}
		}
	}
	if wants("liquidations") {
		t.Liquidations = forcedTruth(l, from, t.To)
	}
	return t, true
}

func truly(l *listing, b *bar) TrueBar {
	volume, _ := l.turnover(b.size, b)
	buy, _ := l.turnover(b.buy, b)
	held, _ := l.interest(b.start)
	return TrueBar{b.start, l.worth(b.open), l.worth(b.high), l.worth(b.low), l.worth(b.close), market.Base(volume), market.Base(buy), market.Base(held)}
}

func forcedTruth(l *listing, from, to market.Millis) []TrueLiquidation {
	published := map[forced]bool{}
	p := profileOf(l.venue)
	if p.sampled {
		for _, f := range l.sampled(nil, from-from%market.Second, to+market.Second) {
			published[f] = true
		}
	}
	var list []TrueLiquidation
	for _, f := range l.liquidated(nil, from-1, to-1) {
		price := l.worth(f.bankruptcy)
		if p.filled {
			price = l.worth(f.fill)
		}
		list = append(list, TrueLiquidation{f.time, f.closed.String(), price, l.base(f.size, price), p.complete || published[f]})
	}
	return list
}

// serveTruth answers GET /truth?venue=..&symbol=..&from=..&to=..&kinds=..
func (x server) serveTruth(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	asked := &request{Values: q.URL.Query()}
	t, ok := x.Truth(market.Venue(asked.Get("venue")), asked.Get("symbol"), asked.millis("from", 0), asked.millis("to", always), asked.Get("kinds"))
	if !ok {
		http.Error(w, "no such symbol at that venue", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(t)
}
