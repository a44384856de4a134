package fake

import (
	"slices"
	"time"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// profile is how a venue differs from the others, apart from what it says.
type profile struct {
	host market.Venue // whose allowances and faults it shares: its own id, or that of the exchange's first market

	// The market.
	spelling
	share, basis float64
	pace         float64          // trades a second of BTC
	grains       map[string]grain // by coin

	// Its liquidations.
	complete bool // all are published
	sampled  bool // one a second and symbol is published
	filled   bool // at the average fill, else at the price of bankruptcy

	// Its sockets.
	handshakes handshakes
	messages   int           // from a client in a second; 0 for any number
	silence    time.Duration // a connection may be without a heartbeat; 0 for ever
	talked     bool          // what the venue sends counts as one
	pings      bool          // the venue sends protocol pings

	// A client that asks too often.
	busy     refusal
	warnings int           // refusals before a ban
	ban      time.Duration // 0 for none
	banned   int           // status of it
	used     string        // the header that tells what of the allowance is used; "" for none
}

// refusal is what a venue says to who asks too often.
type refusal struct {
	body   string
	banned string // of a ban, with UNTIL for its end in milliseconds; "" for body
	polite bool   // it may also come with a 200
}

// handshakes are how many sockets an address may open in a time, and how many
// it may have at once; 0 for any number.
type handshakes struct {
	most, open int
	per        time.Duration
}

// profileOf is a venue's, nil for one that nobody speaks for.
func profileOf(venue market.Venue) *profile {
	if s := speakers[venue]; s != nil {
		return s.profile()
	}
	return nil
}

// spelling is what stands around the coin in a symbol.
type spelling struct {
	prefix, suffix string
	bitcoin        string // what the venue calls BTC, "" where it calls it so
}

// symbol is how the venue spells a coin's perpetual.
func (p *spelling) symbol(coin string) string {
	if coin == "BTC" && p.bitcoin != "" {
		coin = p.bitcoin
	}
	return p.prefix + coin + p.suffix
}

// spoken are the venues that are spoken for, in the order of their rows.
func spoken() []market.Venue {
	return slices.DeleteFunc(venues.IDs(), func(id market.Venue) bool { return speakers[id] == nil })
}
