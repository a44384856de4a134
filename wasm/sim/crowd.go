package sim

import (
	"brink/wasm/grid"
	"brink/wasm/margin"
	"brink/wasm/market"
)

// position is one trader's, isolated or with the wallet that backs it.
type position struct {
	side        market.Side
	cross       bool
	scalp       bool // here for minutes, at high leverage
	entry       float64
	size        float64 // base; 0 is a free place
	margin      float64 // USD
	liquidation float64 // price, 0 where none
	bin         grid.Bin
	low, high   float64 // edges of the bin
	tier        int     // of the table, at liquidation
	age         uint32  // how often this place was used, so that old references are told
}

// reference names a position in a bucket or calendar; it is stale when the
// place has been used again or the position has moved.
type reference struct {
	place int32
	age   uint32
}

// crowd is all traders. What longs and shorts do not offset among themselves
// a market maker holds, so that both sides are equal at every moment.
type crowd struct {
	symbol  symbol
	places  []position
	free    []int32
	held    [market.Sides]float64  // base
	buckets [market.Sides]buckets  // by liquidation
	filed   int                    // references in the buckets, stale ones with them
	swept   [market.Sides]grid.Bin // from where buckets are looked at next
	diary   diary
	tick    int
}

// buckets are references by bin: in a row where price may well come to, in a
// map beyond.
type buckets struct {
	first grid.Bin // of the row
	row   [][]reference
	far   map[grid.Bin][]reference
}

// bucketsAround is how many bins above and below its first price a market's
// row of buckets reaches: to a quarter of it, and to four times as much.
const bucketsAround = 2800

func newBuckets(around grid.Bin) buckets {
	return buckets{around - bucketsAround, make([][]reference, 2*bucketsAround), map[grid.Bin][]reference{}}
}

func (b *buckets) at(k grid.Bin) []reference {
	if i := int(k - b.first); i >= 0 && i < len(b.row) {
		return b.row[i]
	}
	return b.far[k]
}

func (b *buckets) set(k grid.Bin, refs []reference) {
	if i := int(k - b.first); i >= 0 && i < len(b.row) {
		b.row[i] = refs
	} else if len(refs) > 0 {
		b.far[k] = refs
	} else {
		delete(b.far, k)
	}
}

// empty leaves the memory of the row's buckets to what is filed anew.
func (b *buckets) empty() {
	for i := range b.row {
		b.row[i] = b.row[i][:0]
	}
	clear(b.far)
}

// diary is what is to be closed when: for each tick of a ring a chain of
// entries, in the order of their writing.
type diary struct {
	chains  [][2]int32 // by tick, first and last entry: 1 + its place, 0 for none
	entries []entry
	free    []int32
}

type entry struct {
	reference
	next int32 // as in chains
}

// write adds an entry to a tick.
func (d *diary) write(slot int, ref reference) {
	var at int32
	if n := len(d.free); n > 0 {
		at, d.free = d.free[n-1], d.free[:n-1]
	} else {
		at = int32(len(d.entries))
		d.entries = append(d.entries, entry{})
	}
	d.entries[at] = entry{reference: ref}
	chain := &d.chains[slot]
	if chain[0] == 0 {
		chain[0] = at + 1
	} else {
		d.entries[chain[1]-1].next = at + 1
	}
	chain[1] = at + 1
}

// take removes the first entry of a tick, if there is one.
func (d *diary) take(slot int) (ref reference, ok bool) {
	at := d.chains[slot][0] - 1
	if at < 0 {
		return reference{}, false
	}
	d.chains[slot][0] = d.entries[at].next
	d.free = append(d.free, at)
	return d.entries[at].reference, true
}

// diaryLength is the longest that anybody plans ahead, in ticks.
const diaryLength = int(20 * market.Day / Tick)

func newCrowd(s symbol) crowd {
	c := crowd{symbol: s, diary: diary{chains: make([][2]int32, diaryLength)}}
	for side := range c.buckets {
		c.swept[side] = grid.Of(s.price)
		c.buckets[side] = newBuckets(c.swept[side])
	}
	return c
}

// lean is how much more is long than short among traders, in (-1, 1).
func (c *crowd) lean() float64 {
	long, short := c.held[market.Long], c.held[market.Short]
	if long+short == 0 {
		return 0
	}
	return (long - short) / (long + short)
}

// openInterest counts each contract once; the market maker is one side's
// difference.
func (c *crowd) openInterest() float64 {
	if c.held[market.Long] > c.held[market.Short] {
		return c.held[market.Long]
	}
	return c.held[market.Short]
}

// trade lets traders close what they planned to and open anew.
func (m *Market) trade() {
	c := &m.crowd
	c.tick++
	slot := c.tick % diaryLength
	for ref, ok := c.diary.take(slot); ok; ref, ok = c.diary.take(slot) {
		p := &c.places[ref.place]
		if p.age != ref.age || p.size == 0 {
			continue
		}
		size := p.size
		if m.random.uniform() < .35 {
			size *= .25 + .5*m.random.uniform() // a partial close; the rest stays on
			c.plan(m.random, ref.place)
		}
		m.leave(ref.place, size)
	}
	speed := m.price.speed()
	for range m.random.poisson(.25 + .25*clip(speed, 0, 6)) {
		m.enter()
	}
}

// leave closes size of a position at the market.
func (m *Market) leave(place int32, size float64) {
	c := &m.crowd
	p := &c.places[place]
	usd := size * float64(m.price.price())
	taker := market.Sell
	if p.side == market.Short {
		taker = market.Buy
	}
	p.margin *= 1 - size/p.size
	c.shrink(place, size)
	m.execute(taker, usd)
}

// enter opens one position: followers of the move and those who fade it,
// sizes over five orders of magnitude, leverages from 1.5x to the tier's most.
func (m *Market) enter() {
	c, r := &m.crowd, m.random
	momentum := m.price.memory / m.price.usual
	follow := .5 + .5*clip(4*momentum, -.5, .5)
	side := market.Short
	if r.uniform() < follow-.12*c.lean() {
		side = market.Long
	}
	scalp := r.uniform() < .45
	usd, leverage := r.lognormal(38_000, 1.7), r.lognormal(4, .8)
	if scalp {
		usd, leverage = r.lognormal(32_000, 1.2), r.lognormal(60, .5)
	}
	usd, leverage = clip(c.symbol.scale*usd, 50, c.symbol.scale*10e6), clip(leverage, 1.5, 125)
	p := position{side: side, entry: float64(m.price.price())}
	p.size = usd / p.entry
	if row, ok := c.symbol.table.Tier(market.Base(p.size), m.price.price()); ok && leverage > row.MaxLeverage {
		leverage = row.MaxLeverage * (.5 + .5*r.uniform())
	}
	p.margin = usd / leverage
	if r.uniform() < .45 {
		p.cross = true
		p.margin *= 1 + r.lognormal(1.2, 1.1)
	}
	taker := market.Buy
	if side == market.Short {
		taker = market.Sell
	}
	// Most post bids and offers; a third take.
	if r.uniform() < .35 {
		m.execute(taker, usd)
	} else if taker == market.Buy {
		m.flow.sell += usd
	} else {
		m.flow.buy += usd
	}
	p.scalp = scalp
	c.plan(r, c.add(p))
}

// add seats a position.
func (c *crowd) add(p position) int32 {
	var place int32
	if n := len(c.free); n > 0 {
		place = c.free[n-1]
		c.free = c.free[:n-1]
		p.age = c.places[place].age + 1
		c.places[place] = p
	} else {
		place = int32(len(c.places))
		c.places = append(c.places, p)
	}
	c.held[p.side] += p.size
	c.seat(place)
	return place
}

// seat computes where a position is liquidated and files it there.
func (c *crowd) seat(place int32) {
	p := &c.places[place]
	p.liquidation = 0
	price, ok := margin.Liquidation(margin.Position{Side: p.side, Entry: market.Price(p.entry), Size: market.Base(p.size), Margin: market.USD(p.margin)}, c.symbol.table)
	if !ok || !grid.Holds(price) {
		return
	}
	p.liquidation, p.bin = float64(price), grid.Of(price)
	p.low, p.high = float64(p.bin.Lower()), float64((p.bin + 1).Lower())
	p.tier = 0
	for tiers := c.symbol.table.Tiers; p.tier < len(tiers)-1 && p.size*p.liquidation > float64(tiers[p.tier].Cap); {
		p.tier++
	}
	c.file(place)
}

// file puts a position into the bucket of its liquidation.
func (c *crowd) file(place int32) {
	p := &c.places[place]
	b := &c.buckets[p.side]
	b.set(p.bin, append(b.at(p.bin), reference{place, p.age}))
	c.filed++
	// Funding, or a loss beyond the margin, may seat somebody where price has
	// been already: the next look begins there.
	if swept := &c.swept[p.side]; p.side == market.Long && p.bin > *swept || p.side == market.Short && p.bin < *swept {
		*swept = p.bin
	}
}

// holdings are the mean holding times: of scalpers, day traders, swing
// traders and holders.
var holdings = [...]market.Millis{35 * market.Minute, 3 * market.Hour, 20 * market.Hour, 7 * market.Day}

// plan writes a position's closing into the diary.
func (c *crowd) plan(r random, place int32) {
	kind := 0
	if u := r.uniform(); c.places[place].scalp {
		kind = 0
	} else if u > .6 {
		kind = 3
	} else if u > .25 {
		kind = 2
	} else {
		kind = 1
	}
	ticks := 1 + int(r.exponential()*float64(holdings[kind]/Tick))
	if ticks >= diaryLength {
		ticks = diaryLength - 1
	}
	slot := (c.tick + ticks) % diaryLength
	c.diary.write(slot, reference{place, c.places[place].age})
}

// shrink takes size off a position and frees its place when nothing is left.
func (c *crowd) shrink(place int32, size float64) {
	p := &c.places[place]
	if size >= p.size {
		size = p.size
	}
	c.held[p.side] -= size
	p.size -= size
	if p.size == 0 {
		c.free = append(c.free, place)
		if c.held[p.side] < 0 {
			c.held[p.side] = 0 // rounding
		}
	}
}

// shift moves a liquidation after a small change of the margin: within its
// tier the price is margin.Liquidation's, and mostly its bin stays, too. It
// returns false where the position has to be seated anew.
func (c *crowd) shift(place int32) bool {
	p := &c.places[place]
	if p.liquidation == 0 {
		return false
	}
	row, d := &c.symbol.table.Tiers[p.tier], 1.0
	if p.side == market.Short {
		d = -1
	}
	price := (p.margin + float64(row.Deduction) - d*p.size*p.entry) / (p.size*row.Maintenance - d*p.size)
	if !(price >= p.low && price < p.high) || p.size*price > float64(row.Cap) || p.tier > 0 && p.size*price <= float64(c.symbol.table.Tiers[p.tier-1].Cap) {
		return false
	}
	p.liquidation = price
	return true
}

// pay moves funding between the sides: each position's margin by the rate on
// its worth, and its liquidation with it.
func (c *crowd) pay(rate, price float64) {
	for i := range c.places {
		p := &c.places[i]
		if p.size == 0 {
			continue
		}
		due := rate * p.size * price
		if p.side == market.Short {
			due = -due
		}
		p.margin -= due
		if p.margin < 1e-9*p.size*price {
			p.margin = 1e-9 * p.size * price
		}
		if !c.shift(int32(i)) {
			c.seat(int32(i))
		}
	}
	if c.filed > 4*len(c.places) {
		c.refile()
	}
}

// refile leaves the stale references behind.
func (c *crowd) refile() {
	c.filed = 0
	for side := range c.buckets {
		c.buckets[side].empty()
	}
	for i := range c.places {
		if p := &c.places[i]; p.size > 0 && p.liquidation > 0 {
			c.file(int32(i))
		}
	}
}
