package sim

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// regime is a phase of the market.
type regime uint8

const (
	calm   regime = iota // half the usual volatility, no drift
	trend                // the usual volatility, with a drift
	stress               // twice the usual volatility, with a drift, for an hour or so
)

// hourly is the volatility of each hour of the day, UTC, against the day's
// mean: low in Asia's afternoon, high at New York's opening.
var hourly = [24]float64{
	1.05, 1, .95, .9, .85, .8, .8, .85, .9, .9, .9, .95,
	1, 1.25, 1.45, 1.4, 1.25, 1.1, 1.05, 1.05, 1, .95, .95, 1,
}

// regimes are each regime's mean length, its volatility against the usual one,
// and its drift a tick in units of the usual volatility.
var regimes = [...]struct {
	length market.Millis
	vol    float64
	drift  float64
}{
	calm:   {16 * market.Hour, .6, 0},
	trend:  {5 * market.Hour, 1, .012},
	stress: {70 * market.Minute, 2, .01},
}

// motion is the price: a fundamental value that follows a random walk, and the
// book's displacement from it, which orders cause and which decays.
type motion struct {
	usual   float64 // volatility of a tick in a quiet week
	value   float64 // ln of the fundamental value
	away    float64 // ln price - value
	regime  regime
	until   float64 // ticks left of the regime
	drift   float64
	slow    float64 // ln of the slow volatility factor
	excited float64 // fast volatility, fed by large moves
	sigma   float64 // of the last tick
	last    float64 // the last tick's return
	depth   float64 // USD within 1 % of price, in full
	thin    float64 // share of the depth that is left, (0, 1]
	memory  float64 // EWMA of the returns, over hours
	now     market.Price
}

func newMotion(s symbol) motion {
	perTick := s.vol / math.Sqrt(float64(market.Day/Tick))
	return motion{
		usual: perTick, sigma: perTick, value: grid.Log(float64(s.price)), now: s.price,
		depth: 60e6 * s.scale, thin: 1, until: 2000,
	}
}

// fade is the decay factor of a tick for something with a mean lifetime.
func fade(lifetime market.Millis) float64 { return grid.Exp(-float64(Tick) / float64(lifetime)) }

var (
	fadeSlow    = fade(30 * market.Hour)
	fadeExcited = fade(25 * market.Minute)
	fadeAway    = fade(12 * market.Minute)
	fadeMemory  = fade(3 * market.Hour)
	fillDepth   = 1 - fade(4*market.Minute)
)

// wander moves the fundamental value by one tick of the random walk.
func (m *motion) wander(r random, at market.Millis) {
	m.until--
	if m.until <= 0 {
		m.change(r)
	}
	m.slow = m.slow*fadeSlow + .45*math.Sqrt(1-fadeSlow*fadeSlow)*r.normal()
	m.excited *= fadeExcited
	m.sigma = m.usual * regimes[m.regime].vol * hourly[at/market.Hour%24] * grid.Exp(m.slow) * math.Sqrt(1+m.excited)
	shock := r.normal()
	if r.uniform() < .004 {
		shock *= 5 // news
	}
	m.last = m.sigma*shock + m.drift*m.usual
	m.value += m.last
	m.excited += .02 * above(shock*shock-2)
	m.away *= fadeAway
	m.thin += (1 - m.thin) * fillDepth
	m.memory = m.memory*fadeMemory + m.last*(1-fadeMemory)
	m.update()
}

// change draws the next regime and the direction of its drift.
func (m *motion) change(r random) {
	switch u := r.uniform(); {
	case m.regime == calm && u < .65:
		m.regime = trend
	case m.regime == calm:
		m.regime = stress
	case m.regime == trend && u < .3:
		m.regime = stress
	case m.regime == stress && u < .3:
		m.regime = trend
	default:
		m.regime = calm
	}
	next := &regimes[m.regime]
	m.until = r.exponential() * float64(next.length/Tick)
	m.drift = next.drift
	if r.uniform() < .5 {
		m.drift = -m.drift
	}
}

// lasting is the share of an order's impact that is permanent.
const lasting = .2

// hit takes usd from one side of the book.
func (m *motion) hit(taker market.Aggressor, usd float64) {
	// The book is deeper the further orders have pushed price from its value:
	// others wait with limit orders for such prices.
	move := .01 * usd / (m.depth * m.thin * (1 + 80*math.Abs(m.away)))
	if move > .01 {
		move = .01 // the venue's price limits for one order
	}
	m.thin *= grid.Exp(-usd / m.depth)
	if m.thin < .15 {
		m.thin = .15
	}
	m.excited += 25 * move
	if m.excited > 15 {
		m.excited = 30
	}
	if taker == market.Sell {
		move = -move
	}
	m.value += lasting * move
	m.away += (1 - lasting) * move
	m.update()
}

// update computes the price from its two parts.
func (m *motion) update() { m.now = market.Price(grid.Exp(m.value + m.away)) }

func (m *motion) price() market.Price { return m.now }

// speed is the present volatility against the quiet week's.
func (m *motion) speed() float64 { return m.sigma / m.usual }

// premium is how far the contract trades from its value.
func (m *motion) premium() float64 { return m.away }

func above(x float64) float64 {
	if x > 0 {
		return x
	}
	return 0
}
