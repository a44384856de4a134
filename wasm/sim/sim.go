// Package sim is a simulated market of leveraged traders whose entries,
// leverages and liquidation prices are all known: what the page shows when
// nothing else is in reach, the oracle that estimates are held against, and a
// source of load. It is seeded and deterministic, and knows nothing of how
// anybody estimates.
package sim

import (
	"brink/wasm/grid"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Tick is the simulation's step.
const Tick = 10 * market.Second

// Config chooses a market. Equal configs give equal markets, on every
// platform.
type Config struct {
	Symbol   string        // one of Symbols; "" is the first
	Seed     uint64        // of everything
	Start    market.Millis // of the first bar, rounded down to Interval
	Interval market.Millis // of the bars; 0 is 5 minutes
	Trades   int           // the most trades reported per tick; 0 reports none
}

// symbol is how one contract differs from another.
type symbol struct {
	name  string
	price market.Price // at the start
	vol   float64      // standard deviation of a day's log returns in a quiet week
	scale float64      // of every amount of dollars, with BTC as 1
	table *margin.Table
}

var symbols = []symbol{
	{"BTCUSDT", 64_000, .019, 1, margin.BuiltIn(venue.Largest, "BTCUSDT")},
	{"ETHUSDT", 2_400, .027, .5, margin.BuiltIn(venue.Largest, "ETHUSDT")},
	{"SOLUSDT", 140, .036, .2, margin.BuiltIn(venue.Largest, "SOLUSDT")},
}

// Symbols lists the contracts that can be simulated.
func Symbols() []string {
	var names []string
	for _, s := range symbols {
		names = append(names, s.name)
	}
	return names
}

// Events is what happened, each list in the order of time. Step appends; the
// caller owns the lists and empties them.
type Events struct {
	Bars         []market.Bar // closed
	Trades       []market.Trade
	Liquidations []market.Liquidation
	Funding      []market.Funding
}

// Market is a running simulation. It is not safe for concurrent use.
type Market struct {
	symbol symbol
	config Config
	random random
	now    market.Millis
	price  motion
	crowd  crowd
	bar    market.Bar // forming
	flow   flow       // of the tick at hand
	funds  float64    // premium summed since the last funding
	ticks  int        // since the last funding

	here         grid.Bin // of a recent price, with the prices that the bin holds
	lower, upper market.Price
}

// flow is what was traded in a tick, USD, by the taker's side.
type flow struct{ buy, sell float64 }

// burnIn is how long a market runs before its start without being seen, so
// that it opens with positions of every age.
const burnIn = 4 * market.Day

// New returns a market at the config's start, before its first tick.
func New(c Config) *Market {
	if c.Interval == 0 {
		c.Interval = 5 * market.Minute
	}
	c.Start -= c.Start % c.Interval
	m := &Market{symbol: symbols[0], config: c}
	for i, s := range symbols {
		if s.name == c.Symbol {
			m.symbol = s
			m.random = newRandom(c.Seed, uint64(i)+1)
		}
	}
	if m.random.pcg == nil {
		m.random = newRandom(c.Seed, 1)
	}
	m.now = c.Start - burnIn
	m.price = newMotion(m.symbol)
	m.crowd = newCrowd(m.symbol)
	m.openBar()
	var unseen Events
	m.config.Trades = 0
	for m.now < c.Start {
		m.Step(&unseen)
		unseen.Bars, unseen.Liquidations, unseen.Funding = unseen.Bars[:0], unseen.Liquidations[:0], unseen.Funding[:0]
	}
	m.config = c
	return m
}

// bin is that of the present price.
func (m *Market) bin() grid.Bin {
	if p := m.price.price(); !(p >= m.lower && p < m.upper) {
		m.here = grid.Of(p)
		m.lower, m.upper = m.here.Lower(), (m.here + 1).Lower()
	}
	return m.here
}

// Step moves the market on by one Tick and appends what happened.
func (m *Market) Step(e *Events) {
	m.flow = flow{}
	m.price.wander(m.random, m.now)
	m.touch()
	m.trade()
	m.liquidate(e)
	m.churn()
	m.touch()
	m.record(e)
	m.now += Tick
	m.fund(e)
	if m.now >= m.bar.Start+m.config.Interval {
		e.Bars = append(e.Bars, m.bar)
		m.openBar()
	}
}

// openBar begins a bar at the present price.
func (m *Market) openBar() {
	p := m.price.price()
	m.bar = market.Bar{
		Start: m.now, Open: p, High: p, Low: p, Close: p,
		Optional: market.OptionalOI | market.OptionalTaker, OpenInterest: market.Base(m.crowd.openInterest()),
	}
}

// touch extends the forming bar to the present price.
func (m *Market) touch() {
	p := m.price.price()
	m.bar.Close = p
	if p > m.bar.High {
		m.bar.High = p
	}
	if p < m.bar.Low {
		m.bar.Low = p
	}
}

// execute takes usd from the book, which moves the price, and counts it.
func (m *Market) execute(taker market.Aggressor, usd float64) {
	m.price.hit(taker, usd)
	if taker == market.Buy {
		m.flow.buy += usd
	} else {
		m.flow.sell += usd
	}
	m.touch()
}

// churn is trading between participants who hold no leveraged position: its
// volume grows with volatility, and its takers follow the last return.
func (m *Market) churn() {
	speed := m.price.speed()
	usd := m.symbol.scale * 130_000 * (.35 + .65*speed) * grid.Exp(.6*m.random.normal())
	lean := .5 + .18*clip(m.price.last/(m.price.sigma+1e-12), -2, 2)
	m.flow.buy += usd * lean
	m.flow.sell += usd * (1 - lean)
}

// record adds the tick's flow to the forming bar, and reports it as trades
// where the config asks for them.
func (m *Market) record(e *Events) {
	p := float64(m.price.price())
	m.bar.Volume += market.Base((m.flow.buy + m.flow.sell) / p)
	m.bar.TakerBuy += market.Base(m.flow.buy / p)
	if m.bar.TakerBuy > m.bar.Volume {
		m.bar.TakerBuy = m.bar.Volume // rounding
	}
	n := m.config.Trades
	for i := range n {
		taker, usd := market.Buy, m.flow.buy
		if i%2 == 1 {
			taker, usd = market.Sell, m.flow.sell
		}
		of := (n + 1 - i%2) / 2 // how many trades share that side's dollars
		e.Trades = append(e.Trades, market.Trade{
			Time: m.now + Tick*market.Millis(i)/market.Millis(n), Taker: taker, Price: m.price.price(), Base: market.Base(usd / float64(of) / p),
		})
	}
}

// fundingEvery is the time between payments.
const fundingEvery = 8 * market.Hour

// fund lets one side pay the other at the hours of funding: longs pay shorts
// where the rate is positive.
func (m *Market) fund(e *Events) {
	m.funds += m.price.premium() + .0006*m.crowd.lean()
	m.ticks++
	if m.now%fundingEvery != 0 {
		return
	}
	rate := clip(.0001+m.funds/float64(m.ticks), -.003, .003)
	m.funds, m.ticks = 0, 0
	m.crowd.pay(rate, float64(m.price.price()))
	e.Funding = append(e.Funding, market.Funding{Time: m.now, RatePerHour: rate / 8, Next: m.now + fundingEvery})
}

// Flow is what takers bought and sold in the last tick.
func (m *Market) Flow() (bought, sold market.USD) {
	return market.USD(m.flow.buy), market.USD(m.flow.sell)
}

// Now is the end of the last tick.
func (m *Market) Now() market.Millis { return m.now }

// Price is the present mark, mid and last price, which are the same here.
func (m *Market) Price() market.Price { return m.price.price() }

// Forming is the bar that has not closed yet.
func (m *Market) Forming() market.Bar { return m.bar }

// OpenInterest is one-sided: each open contract once.
func (m *Market) OpenInterest() market.Base { return market.Base(m.crowd.openInterest()) }

func clip(x, lo, hi float64) float64 {
	if x < lo {
		return lo
	}
	if x > hi {
		return hi
	}
	return x
}
