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
	scalp       bool // held for minutes, at high leverage
	entry       float64
	size        float64 // base; 0 is a free place
	margin      float64 // USD
	liquidation float64 // price, 0 where none
	bin         grid.Bin
	low, high   float64 // edges of the bin
	tier        int     // of the table, at liquidation
	age         uint32  // how often this place has been used before: a reference of another age is stale
}

// reference points to a position from a bucket or the schedule; it is stale
// when its place holds another position by now or the liquidation has moved.
type reference struct {
	place int32
	age   uint32
}

// crowd is all traders. A market maker takes the difference between their
// longs and shorts, so that both sides are equal at every moment.
type crowd struct {
	symbol   symbol
	places   []position
	free     []int32
	held     [market.Sides]float64  // base
	buckets  [market.Sides]buckets  // by the bin of the liquidation price
	filed    int                    // references in the buckets, stale ones included
	swept    [market.Sides]grid.Bin // where the next search for liquidations begins
	schedule schedule
	tick     int
}

// buckets are references by bin: in a slice near the first price, in a map
// beyond.
type buckets struct {
	first grid.Bin // of the row
	row   [][]reference
	far   map[grid.Bin][]reference
}

// bucketsAround is how many bins the slice reaches above and below the first
// price: to a quarter of it, and to four times as much.
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

// empty removes every reference and keeps the memory of the slice for reuse.
func (b *buckets) empty() {
	for i := range b.row {
		b.row[i] = b.row[i][:0]
	}
	clear(b.far)
}

// schedule holds the closings that traders have planned: a ring buffer of
// ticks, each with a linked list of entries in the order they were added.
type schedule struct {
	chains  [][2]int32 // by tick, its first and last entry: 1 + the index, 0 for none
	entries []entry
	free    []int32
}

type entry struct {
	reference
	next int32 // as in chains
}

// add appends an entry to a tick.
func (d *schedule) add(slot int, ref reference) {
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
func (d *schedule) take(slot int) (ref reference, ok bool) {
	at := d.chains[slot][0] - 1
	if at < 0 {
		return reference{}, false
	}
	d.chains[slot][0] = d.entries[at].next
	d.free = append(d.free, at)
	return d.entries[at].reference, true
}

// scheduleLength is how far ahead a closing can be planned, in ticks.
const scheduleLength = int(20 * market.Day / Tick)

func newCrowd(s symbol) crowd {
	c := crowd{symbol: s, schedule: schedule{chains: make([][2]int32, scheduleLength)}}
	for side := range c.buckets {
		c.swept[side] = grid.Of(s.price)
		c.buckets[side] = newBuckets(c.swept[side])
	}
	return c
}

// lean is (longs - shorts) / (longs + shorts) of all traders, in (-1, 1).
func (c *crowd) lean() float64 {
	long, short := c.held[market.Long], c.held[market.Short]
	if long+short == 0 {
		return 0
	}
	return (long - short) / (long + short)
}

// openInterest counts each contract once, in base: the larger side, whose
// excess the market maker holds against.
func (c *crowd) openInterest() float64 {
	if c.held[market.Long] > c.held[market.Short] {
		return c.held[market.Long]
	}
	return c.held[market.Short]
}

// trade closes what is scheduled for this tick and opens new positions.
func (m *Market) trade() {
	c := &m.crowd
	c.tick++
	slot := c.tick % scheduleLength
	for ref, ok := c.schedule.take(slot); ok; ref, ok = c.schedule.take(slot) {
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

// enter opens one position: with the momentum or against it, of a size over
// five orders of magnitude, at a leverage from 1.5x to the tier's largest.
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
	// A third are takers; the others post limit orders that are filled.
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

// add puts a position into a free place and returns the place.
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
	c.locate(place)
	return place
}

// locate computes the liquidation price of a position and files it there.
func (c *crowd) locate(place int32) {
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
	// Funding, or a loss beyond the margin, may move a liquidation to where
	// price has been already: the next search begins there.
	if swept := &c.swept[p.side]; p.side == market.Long && p.bin > *swept || p.side == market.Short && p.bin < *swept {
		*swept = p.bin
	}
}

// holdings are the mean holding times: of scalpers, day traders, swing
// traders and holders.
var holdings = [...]market.Millis{35 * market.Minute, 3 * market.Hour, 20 * market.Hour, 7 * market.Day}

// plan schedules a position's closing.
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
	if ticks >= scheduleLength {
		ticks = scheduleLength - 1
	}
	slot := (c.tick + ticks) % scheduleLength
	c.schedule.add(slot, reference{place, c.places[place].age})
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
// returns false where the position has to be located again.
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

// pay takes funding from one side's margins and adds it to the other's, as a
// rate on each position's notional, and moves the liquidations accordingly.
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
			c.locate(int32(i))
		}
	}
	if c.filed > 4*len(c.places) {
		c.refile()
	}
}

// refile builds the buckets again without the stale references.
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
