package extra

import (
	"math"
	"slices"

	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

const (
	// marksFor is how long marks count after they came.
	marksFor = market.Minute
	// mostApart is how far a mark and the last close of the same coin may lie apart,
	// as a logarithm; beyond it one of them is of something else.
	mostApart = .25
	// mapFor is how old a map may be before its age is said.
	mapFor = 2*roundEvery + roundAfter
	// wholeHistory is the share of the history from which on a map counts as whole.
	wholeHistory = .9
)

// text is the list in words.
func (w *watching) text() []byte {
	now := w.device.Now()
	w.told, w.dirty = now, false
	m := wire.WatchText{Symbol: venue.Coin(market.CoinOf(w.page.Symbol)), Lead: w.lead()}
	if len(w.page.Open) > 0 {
		for _, symbol := range w.page.Symbols {
			if coin := venue.Coin(market.CoinOf(symbol)); !slices.Contains(w.coins, coin) {
				m.Offers = append(m.Offers, coin)
			}
		}
		for _, coin := range w.coins {
			m.Rows = append(m.Rows, w.rowText(coin, now))
		}
	}
	return m.Append(nil)
}

// lead says what the rows are of, or why there are none.
func (w *watching) lead() string {
	switch {
	case len(w.page.Open) == 0:
		return "A recording has one market: the watchlist follows live and simulated ones."
	case len(w.coins) == 0:
		return "No coin is on the list. Add up to eight."
	}
	text := "Maps are read one after the other, every five minutes; cluster and balance are estimates of model " + w.ask.Model + ". "
	switch {
	case w.simulates():
		return text + "All of it is simulated."
	case w.marksAt > 0 && w.stepped-w.marksAt < marksFor:
		return text + "Prices are marks of " + view.VenueName(string(w.source.Venue)) + " where it lists the coin, else the last close."
	}
	return text + "Prices are those of the last close."
}

// price is the newest known price of a coin, and that of a day before; 0 where one is
// not known.
func (w *watching) price(coin string, row *watched, now market.Millis) (price, before market.Price) {
	price, before = row.price, row.before
	mark, ok := w.marks[coin]
	if !ok || w.simulates() || now-w.marksAt > marksFor || now < w.marksAt || price > 0 && math.Abs(math.Log(float64(mark.Price/price))) > mostApart {
		return price, before
	}
	if !(before > 0) {
		before = mark.DayBefore
	}
	return mark.Price, before
}

// rowText is one coin's row.
func (w *watching) rowText(coin string, now market.Millis) wire.WatchRow {
	row := w.row(coin)
	r := wire.WatchRow{Coin: coin, Price: unknown, Change: unknown, Below: unknown, Above: unknown, Balance: unknown, Longs: -1, Note: w.note(coin, row, now)}
	price, before := w.price(coin, row, now)
	if price > 0 {
		r.Price = view.Price(price)
	}
	if price > 0 && before > 0 {
		r.Change = view.SignedPercent(float64(price/before) - 1)
	}
	if row.at == 0 || !(price > 0) {
		return r
	}
	of := view.Clusters{UsualDay: row.usual}
	least := of.Significant(w.page.Significant)
	r.Below = nearestText(insight.Nearest(row.clusters, market.Long, least, price), price, least)
	r.Above = nearestText(insight.Nearest(row.clusters, market.Short, least, price), price, least)
	longs, shorts := row.balance[market.Long], row.balance[market.Short]
	r.Balance = view.Dollars(longs) + " / " + view.Dollars(shorts)
	if sum := longs + shorts; sum > 0 {
		r.Longs = float64(longs / sum)
	}
	return r
}

// nearestText is a side's nearest cluster, or that none is so large.
func nearestText(c *insight.Cluster, price market.Price, least market.USD) string {
	if c == nil {
		return "none of " + view.Dollars(least)
	}
	return view.Dollars(c.USD) + ", " + view.Percent(c.Distance(price)) + " away"
}

// note says of when a row's map is, or why there is none.
func (w *watching) note(coin string, row *watched, now market.Millis) string {
	reading := w.current != nil && w.current.coin == coin
	text := ""
	switch {
	case row.at == 0 && row.reason != "":
		text = "map not known: " + row.reason
	case row.at == 0 && reading:
		return "being read"
	case row.at == 0:
		return "waits for its turn"
	default:
		text = view.HourIn(row.at, view.UTC) + " UTC"
		if row.share < wholeHistory && !w.simulates() {
			text += ", of " + view.Percent(row.share) + " of its history"
		}
		if row.reason != "" {
			text += ", no newer: " + row.reason
		} else if !w.simulates() && now-row.at > mapFor {
			text += ", " + view.Age(now-row.at) + " old"
		}
	}
	if reading {
		text += ", being read"
	}
	return text
}
