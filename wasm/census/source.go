package census

import "brink/wasm/market"

// Mark is a coin's mark price, and that of a day before; 0 where that is not known.
type Mark struct{ Price, DayBefore market.Price }

// Source is a venue whose positions are public by account: what to ask of it,
// and how to read what it says. A second venue fits in by another Source.
type Source struct {
	Venue market.Venue
	// Stream is the URL of its socket, Ask that of its questions, which are sent
	// by POST.
	Stream, Ask string
	// Page is the public page of an account, before its address.
	Page string
	// Subscribe are the messages that subscribe to the trades and the open
	// interest of a coin, Listen the one that does to the trades of another; Ping is
	// sent every PingEvery.
	Subscribe func(coin string) []string
	Listen    func(coin string) string
	Ping      string
	PingEvery market.Millis
	// Coins is the body that asks for all coins, of weight 20; Largest reads the answer,
	// the most traded ones first.
	Coins   string
	Largest func(body []byte) []string
	// Marks reads mark prices from the same answer, by coin; nil where it is none.
	Marks func(body []byte) map[string]Mark
	// Question is the body that asks for an account.
	Question func(who Address) string
	// Frame takes a message of the socket into a census.
	Frame func(c *Census, frame []byte, now market.Millis)
	// State reads what an account holds of a coin. limited says that there was
	// nothing in it.
	State func(body []byte, coin string) (p Position, limited bool, fault *market.Fault)
	// Holdings reads all that an account holds from the answer to Question.
	Holdings func(body []byte) (h Holdings, limited bool, fault *market.Fault)
	// Together is the body that asks for several accounts at once, and States reads the
	// answer: one of each, in their order; false where it is none of so many. The venue
	// may not know the question.
	Together func(who []Address) string
	States   func(body []byte, n int, coin string) ([]State, bool)
}

// State is what State reads.
type State struct {
	Position Position
	Limited  bool
	Fault    *market.Fault
}
