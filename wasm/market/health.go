package market

// VenueStatus is the state of a venue in one word.
type VenueStatus uint8

// The states of a venue.
const (
	VenueConnecting VenueStatus = iota
	VenueLive                   // the market comes on every connection, and what is asked for is answered
	VenueQuiet                  // half of it is missing, or all
	VenueBlocked                // the venue does not serve this place
	VenueNotListed              // the venue has no such market
)

// String is the state for people.
func (s VenueStatus) String() string {
	return [...]string{"connecting", "live", "quiet", "blocked here", "not listed"}[s]
}

// LeftOut says why a contract that a venue lists for a coin is not shown.
type LeftOut uint8

// The reasons, the one that says least first: where a venue lists several
// contracts of a coin, the last of theirs is told.
const (
	ListedHere     LeftOut = iota // it is not left out
	OtherCurrency                 // it is counted or margined in something else than the venue's perpetuals in dollars
	Dated                         // it ends on a day
	Quanto                        // it is margined in neither its coin nor its currency
	Untraded                      // it is listed and not traded: not yet, or no longer
	AnotherProject                // by its price it is another coin of the same name
	Unnumbered                    // nothing tells by which number the venue lists the coin
	leftOuts
)

// Known reports whether it is one of the reasons, or none.
func (l LeftOut) Known() bool { return l < leftOuts }

// LeftOut is why a contract is not shown as the perpetual in dollars of a venue
// that calls this symbol, and counts in the coin (inverse) or not.
func (i *Instrument) LeftOut(symbol string, inverse bool) LeftOut {
	switch {
	case i.Symbol == symbol && !i.Live:
		return Untraded
	case i.Quanto:
		return Quanto
	case i.Expires != 0:
		return Dated
	case i.Symbol != symbol || i.Inverse != inverse:
		return OtherCurrency
	}
	return ListedHere
}

// Missing is which half of a venue does not come; both may.
type Missing uint8

// The halves of a venue.
const (
	MissingFeed    Missing = 1 << iota // a connection that carries what happens
	MissingHistory                     // answers to requests for bars and open interest
)

// VenueHealth is how one venue of a live market is.
type VenueHealth struct {
	Venue Venue
	Listing
	Status                VenueStatus
	Missing               Missing // 0 while it is live
	Relayed               bool    // some of it comes through the relay
	PublishesLiquidations bool    // its feed tells of any
	Complete              bool    // of all of them; else sampled
	LastEvent             Millis  // when anything of the market last came, by our clock; 0 for never
	Skew                  Millis  // how far our clock is ahead of the venue's
	Share                 float64 // of the history that is there, 0 to 1
	Events                int     // that have come
	Refused               int     // messages that could not be read
	Reason                string  // why the last of them was refused
	Sample                string  // its beginning
	Notice                string  // what the venue last said to us, such as why it refused a subscription
	Funding               float64 // rate per hour, longs pay when positive; NaN where unknown
	NextFunding           Millis  // next payment, 0 where unknown
	Interest              USD     // open interest, each contract once; 0 where unknown
	LimitedUntil          Millis  // until when the venue answers no requests, by our clock; 0 where it does
	Distance
}

// Listing is the market's contract as the venue lists it.
type Listing struct {
	Symbol  string  // as the venue spells it
	LeftOut LeftOut // why it is not shown
}

// Distance is how far a venue's price lies from the other venues'.
type Distance struct {
	Apart    float64 // by how much it has been above them for a minute or more, as a share of 1 % or more, below them when negative; else 0
	Disputed bool    // Apart is by one other venue alone: which of the two is right is not known
}
