package market

// Kind says which part of an Event is filled.
type Kind uint8

// Kinds of events. The last three are about the connection, not the market.
const (
	KindTrade        Kind = iota + 1 // Trade and ID
	KindBar                          // Candle
	KindMark                         // Mark
	KindOpenInterest                 // OpenInterest
	KindFunding                      // Funding
	KindLiquidation                  // Liquidation
	KindBookSnapshot                 // Book, which replaces what was known
	KindBookDelta                    // Book, which changes what was known
	KindInstrument                   // Instrument
	KindTier                         // Tier
	KindRatio                        // Ratio
	KindAck                          // a subscription was accepted
	KindPong                         // the answer to a heartbeat
	KindNotice                       // the venue refuses or announces something: Text
)

var kindNames = [...]string{
	KindTrade: "trade", KindBar: "bar", KindMark: "mark", KindOpenInterest: "open_interest", KindFunding: "funding",
	KindLiquidation: "liquidation", KindBookSnapshot: "book_snapshot", KindBookDelta: "book_delta",
	KindInstrument: "instrument", KindTier: "tier", KindRatio: "ratio", KindAck: "ack", KindPong: "pong", KindNotice: "notice",
}

// String is the kind in lower case with underscores: "open_interest".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// CandleOf says whose prices a Candle holds.
type CandleOf uint8

// Whose prices a Candle holds. Only those of trades come with a volume.
const (
	TradedPrice CandleOf = iota
	MarkPrice
	IndexPrice
)

// String is "trade", "mark" or "index".
func (o CandleOf) String() string {
	switch o {
	case TradedPrice:
		return "trade"
	case MarkPrice:
		return "mark"
	}
	return "index"
}

// Candle is a bar as a venue reports it, which may still be forming.
type Candle struct {
	Bar   Bar
	Of    CandleOf
	Span  Millis // length of the interval, 0 where the message does not say
	Final bool   // will not change; false also where the venue does not say
}

// Book is a book or a change of one. In a change a Level of Base 0 deletes
// the price. The numbers are the venue's own and mean something only to the
// venue's rule of continuity; 0 where it has none.
type Book struct {
	Bids, Asks        []Level
	First, Last, Prev int64
	// Partial marks a snapshot of the best few levels only. It can be shown,
	// and no change may be applied to it.
	Partial bool
}

// Event is one thing that happened at a venue. The fields that its Kind names
// are filled, all others are zero. The slices of Book belong to whoever made the event and are
// overwritten by its next one; everything else may be kept.
type Event struct {
	Kind   Kind
	Venue  Venue
	Symbol string
	// Time is when it happened by the venue's clock; for messages that carry no
	// time, when they were received, or 0 where the caller did not say.
	Time Millis
	// ID is the same for no two trades of a symbol: the venue's number, or a
	// hash where the venue gives text. 0 where there is none.
	ID int64

	Trade        Trade
	Candle       Candle
	Mark         Mark
	OpenInterest OpenInterest
	Funding      Funding
	Liquidation  Liquidation
	Ratio        Ratio
	Tier         Tier
	Book         Book
	Instrument   *Instrument
	Text         string
}
