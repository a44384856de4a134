// Package venue says what is known of each exchange before it is asked
// anything: one row a venue. What a venue's messages look like is
// wasm/exchange's; everybody else reads the row and names no venue. VENUES.md
// tells the facts and where they were read.
package venue

import "brink/wasm/market"

// Row is what is known of one venue. Rows are shared: nobody writes to them.
type Row struct {
	ID    market.Venue // stands in messages and stored records: never changed
	Title string       // for people

	// Relay is the venue's name in the relay's addresses. Markets of one
	// exchange share it.
	Relay string
	// REST and Stream are the hosts that answer requests and sockets.
	REST, Stream string

	Spelling
	// Inverse contracts are counted in dollars and margined in the coin.
	Inverse bool

	// Live says that live markets connect to it. Of the others messages are read
	// where somebody has recorded them, and requests are relayed.
	Live bool
	// Offered says that live markets connect to it too where the visitor wants.
	Offered bool

	Interest Interest
	Capture  Capture
	Told     Told
	Book     Book
	Margin   Margin

	// NewestBars is how far back the call for the newest bars reaches, counted
	// in bars; 0 where the one call for bars reaches all.
	NewestBars int
	// NeverFinal says that no bar of the feed is marked as final.
	NeverFinal bool
	// Untimed says that marks carry no time: theirs is that of reception.
	Untimed bool
	// Accounts is the public page of an account, before its address, where
	// positions are public by account; else "".
	Accounts string
	// BusyForbidden says that status 403 also means too many requests, and
	// not only that the venue does not serve the place.
	BusyForbidden bool
}

// Spelling is how a venue writes the symbols of its perpetuals in dollars.
type Spelling struct {
	Prefix, Suffix string // around the coin
	Bitcoin        string // what it calls BTC, "" where it calls it so
	// Thousand stands before a coin that is counted by the thousand, where
	// others write 1000; "" where the venue writes 1000 too.
	Thousand string
	// Single says that the venue counts every coin by one.
	Single bool
	// Spelt are coins that the venue is known to count by the thousand or more, as
	// it spells them, with a space between two: believed, and the venue's list
	// decides. Venues differ in the number and in where they write it.
	Spelt string
}

// Margin is how a venue reckons when a position is liquidated, beside its tiers.
type Margin struct {
	// Fee is the share of the notional that is kept for the trade that closes the
	// position: the fee of a taker at the lowest rank, 0 where none is kept.
	Fee float64
	// AtEntry says that maintenance is reckoned by the position's value at entry.
	AtEntry bool
	// HalfAtMost says that no tier of any contract keeps more than half of the
	// margin that the tier's largest leverage puts behind a position: so there is
	// a nearest liquidation price even where the tiers are not known.
	HalfAtMost bool
	// Private says that the venue tells its tiers to account holders alone: those
	// that are not built in are never known.
	Private bool
}

// Interest is how a venue tells open interest.
type Interest struct {
	// Sides is 1 where each contract is counted once, and 2 where it counts
	// for its long and for its short.
	Sides int
	// Asked says that no feed sends it: it is asked for.
	Asked bool
	// Steps is how far back its history reaches, counted in steps of a bar;
	// Days the same in days. 0 sets no bound.
	Steps, Days int
}

// Since is how far back open interest is told in steps of an interval, at
// most so many days.
func (i *Interest) Since(interval market.Millis, most int) market.Millis {
	reach := market.Millis(most) * market.Day
	if i.Steps > 0 {
		reach = min(reach, market.Millis(i.Steps)*interval)
	}
	if i.Days > 0 {
		// The oldest hour may be gone before the request arrives.
		reach = min(reach, market.Millis(i.Days)*market.Day-market.Hour)
	}
	return reach
}

// Capture says how much of its liquidations a venue's public feed publishes: of q
// USD of a side in an hour Share * q / (1 + q/Saturation).
type Capture struct {
	Dated    string  // YYYY-MM-DD of the figures
	Share    float64 // while little is liquidated, 0 to 1; 0 where there is no feed
	Complete bool    // by the venue's own word; else the feed is sampled and Share is an estimate
	// Saturation is, for BTC, the USD of a side and hour at which half of what the
	// feed would publish is lost; 0 of a complete feed, which loses nothing.
	Saturation market.USD
	// Par is what the venue trades of BTC in five minutes, in USD, beside the
	// bars that the learned weights were fitted on; 0 where that is unknown.
	Par market.USD
}

// Told is how a venue tells liquidations of before over REST.
type Told struct {
	// Span is how much time one call is asked for, and Reach how far back is asked;
	// 0 where one call gives the newest.
	Span, Reach market.Millis
	// Coarse says that times are in whole seconds and prices others than the
	// feed's, so that one liquidation may look like two.
	Coarse bool
}

// Book is where the snapshot of an order book comes from.
type Book uint8

// The ways to a snapshot.
const (
	Pushed Book = iota // over the socket, to whoever subscribes
	Asked              // it is requested; the socket sends changes alone
	Whole              // every message is a whole book
)

// All are the venues, in the order in which they are shown.
func All() []Row { return rows[:] }

// IDs are the ids of All, in that order; the caller owns the list.
func IDs() []market.Venue {
	ids := make([]market.Venue, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	return ids
}

// Live are the ids of the venues that live markets connect to, in the order of
// All; the caller owns the list.
func Live() []market.Venue {
	var ids []market.Venue
	for i := range rows {
		if rows[i].Live {
			ids = append(ids, rows[i].ID)
		}
	}
	return ids
}

// Offered are the ids of the venues that a live market can connect to, in the
// order of All; the caller owns them.
func Offered() []market.Venue {
	var ids []market.Venue
	for i := range rows {
		if rows[i].Live || rows[i].Offered {
			ids = append(ids, rows[i].ID)
		}
	}
	return ids
}

// Public is the row of the venue whose positions are public by account.
func Public() *Row {
	for i := range rows {
		if rows[i].Accounts != "" {
			return &rows[i]
		}
	}
	return nil
}

// Of is the row of a venue, nil for one that there is none of.
func Of(id market.Venue) *Row {
	for i := range rows {
		if rows[i].ID == id {
			return &rows[i]
		}
	}
	return nil
}

// Symbol is how a venue spells the perpetual of a coin; of a venue without a
// row, as most do.
func Symbol(id market.Venue, coin string) string {
	if r := Of(id); r != nil {
		return r.Symbol(coin)
	}
	return coin + "USDT"
}

// CaptureOf is what a venue's feed tells, nothing for one without a row.
func CaptureOf(id market.Venue) Capture {
	if r := Of(id); r != nil {
		return r.Capture
	}
	return Capture{}
}
