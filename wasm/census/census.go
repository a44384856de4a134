// Package census reads the positions that one venue makes public by account:
// which accounts trade, what each of them holds of one coin, and what that says
// about where liquidations really are. Messages and the time go in, questions
// come out: it opens no connection and knows no clock.
package census

import "brink/wasm/market"

// Limits of one census.
const (
	// Most is how many accounts it keeps. A new one takes the place of the one
	// that traded least and longest ago.
	Most = 20_000
	// AtOnce is how many questions may be unanswered at a time: venues answer
	// more of them with nothing.
	AtOnce = 6
	// Pace is the time between two questions: at most 297 a minute, which is half
	// of an allowance of 1,200 at a weight of 2 each.
	Pace market.Millis = 202
	// TogetherMost is how many accounts are asked for in one question where the venue
	// takes several. What such a question weighs is not documented: 2 an account, as
	// they would alone, or 20, as questions do whose weight nobody names. Of ten
	// accounts it is the same.
	TogetherMost = 10
	// near is within which share of the price a liquidation price is near: such
	// a position is read again within the minute.
	near = .05
)

// Position is what an account holds of the coin.
type Position struct {
	Side        market.Side
	Size        market.Base  // 0 where it holds nothing
	Entry       market.Price // 0 where it is not told
	Liquidation market.Price // 0 where the venue names none
	Leverage    float64      // as it is set, not as it is used; 0 where it is not told
	Isolated    bool
}

// Held is a position with its account, and when it was read.
type Held struct {
	Account Address
	Position
	Read market.Millis
}

// Forced is what a liquidation of it would force, at its liquidation price; 0
// where the venue names none.
func (p *Position) Forced() market.USD { return market.Value(p.Size, p.Liquidation) }

// Gone is a position that was near its liquidation price at one reading and is
// not there at the next one, while price crossed it: a liquidation as it is
// inferred, since no public feed says so.
type Gone struct {
	Held
	Gone market.Millis // when it was found to be gone
}

// account is one account of the book.
type account struct {
	address  Address
	seen     market.Millis // when it traded last
	traded   market.USD    // lately: half of it after an hour
	asked    market.Millis // 0 never
	read     market.Millis // 0 never
	position Position
	first    market.Price // the liquidation price at the first reading of this position
	waiting  bool         // for an answer
	failures uint8        // in a row
	empty    uint8        // readings in a row at which it held nothing
}

// Census is what is known of one coin at one venue. All of it belongs to one
// goroutine. The zero value is not ready: see New.
type Census struct {
	coin     string
	accounts []account
	places   map[Address]int32
	path     path
	price    market.Price
	interest market.Base // one-sided; 0 where it is not known
	gone     []Gone      // the newest last
	schedule schedule
	counts   Counts
}

// Counts are what became of questions.
type Counts struct {
	Asked, Answered int
	Refused         int // answers that were no answers: a limit, or no network
	Nonsense        int // answers that could not be read
	Dropped         int // accounts that had to give way to others
}

// New returns an empty census of a coin, by the venue's name of it.
func New(coin string) *Census {
	return &Census{coin: coin, places: map[Address]int32{}}
}

// Coin is the coin that it is of.
func (c *Census) Coin() string { return c.coin }

// Counts are what became of the questions so far.
func (c *Census) Counts() Counts { return c.counts }

// Known is how many accounts it has heard of.
func (c *Census) Known() int { return len(c.accounts) }

// Interest takes the venue's open interest, each contract once, and the mark
// price. What cannot be is ignored.
func (c *Census) Interest(base market.Base, mark market.Price, now market.Millis) {
	if base.Valid() && base > 0 {
		c.interest = base
	}
	c.priced(mark, now)
}

// Traded takes one execution of the coin between two accounts.
func (c *Census) Traded(between [2]Address, price market.Price, size market.Base, now market.Millis) {
	if !size.Valid() || !price.Valid() {
		return
	}
	c.priced(price, now)
	for i, who := range between {
		if i == 0 || who != between[0] {
			c.note(who, market.Value(size, price), now)
		}
	}
}

// elsewhere is how much of what was traded of other coins counts: who trades those
// may hold this one as well, but comes after those who trade it.
const elsewhere = .1

// TradedElsewhere takes one execution of another coin.
func (c *Census) TradedElsewhere(between [2]Address, usd market.USD, now market.Millis) {
	for i, who := range between {
		if i == 0 || who != between[0] {
			c.note(who, usd*elsewhere, now)
		}
	}
}

// priced takes note of a price.
func (c *Census) priced(price market.Price, now market.Millis) {
	if price.Valid() {
		c.price = price
		c.path.add(price, now)
	}
}

// halving is the time in which what an account has traded counts half.
const halving = market.Hour

// note takes note of an account that has traded, or, with nothing, of one from a
// list.
func (c *Census) note(who Address, usd market.USD, now market.Millis) {
	if who == (Address{}) || !usd.Valid() {
		return
	}
	place, known := c.places[who]
	if !known {
		if len(c.accounts) < Most {
			place = int32(len(c.accounts))
			c.accounts = append(c.accounts, account{})
		} else {
			if place = c.least(now); place < 0 {
				return
			}
			delete(c.places, c.accounts[place].address)
			c.counts.Dropped++
		}
		c.places[who] = place
		c.accounts[place] = account{address: who, seen: now}
	}
	a := &c.accounts[place]
	a.traded = a.lately(now) + usd
	a.seen = now
}

// lately is what it has traded, of which half counts after an hour.
func (a *account) lately(now market.Millis) market.USD {
	age := max(now-a.seen, 0)
	return a.traded / market.USD(1+float64(age)/float64(halving))
}

// least is the place of the account that matters least, of a few that are
// looked at: one that holds nothing and has traded least. -1 where each of them
// holds something or waits for an answer.
func (c *Census) least(now market.Millis) int32 {
	const looked = 64
	best := int32(-1)
	for range looked {
		c.schedule.cursor = (c.schedule.cursor + 1) % len(c.accounts)
		a := &c.accounts[c.schedule.cursor]
		if a.waiting || a.position.Size > 0 {
			continue
		}
		if best < 0 || a.lately(now) < c.accounts[best].lately(now) {
			best = int32(c.schedule.cursor)
		}
	}
	return best
}

// path is how far price went in each of the last minutes.
type path struct {
	minutes [120]stretch
}

// stretch is one minute's lowest and highest price.
type stretch struct {
	minute    market.Millis // since 1970
	low, high market.Price
}

func (p *path) add(price market.Price, now market.Millis) {
	minute := now / market.Minute
	if minute < 0 {
		return
	}
	s := &p.minutes[minute%market.Millis(len(p.minutes))]
	if s.minute != minute {
		*s = stretch{minute, price, price}
	}
	s.low, s.high = min(s.low, price), max(s.high, price)
}

// crossed reports whether price went through a level between two moments.
func (p *path) crossed(level market.Price, side market.Side, from, to market.Millis) bool {
	for i := range p.minutes {
		s := &p.minutes[i]
		if s.low == 0 || s.minute < from/market.Minute || s.minute > to/market.Minute {
			continue
		}
		if side == market.Long && s.low <= level || side == market.Short && s.high >= level {
			return true
		}
	}
	return false
}
