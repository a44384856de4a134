package sim

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// regime is the market's mood.
type regime uint8

const (
	calm regime = iota
	trend
	stress
)

// clock is how much price moves in each hour of the day, UTC: Asia's
// afternoon is quiet, New York's opening is not.
var clock = [24]float64{
	1.05, 1, .95, .9, .85, .8, .8, .85, .9, .9, .9, .95,
	1, 1.25, 1.45, 1.4, 1.25, 1.1, 1.05, 1.05, 1, .95, .95, 1,
}

// moods are each regime's mean length, volatility against the usual, and
// drift in usual ticks' volatility.
var moods = [...]struct {
	length market.Millis
	vol    float64
	drift  float64
}{
	calm:   {16 * market.Hour, .6, 0},
	trend:  {5 * market.Hour, 1, .012},
	stress: {70 * market.Minute, 2, .01},
}

// motion is the price: a fundamental value that wanders, and the book's
// displacement from it, which orders cause and time heals.
type motion struct {
	usual   float64 // volatility of a tick in a quiet week
	value   float64 // ln of the fundamental value
	away    float64 // ln price - value
	mood    regime
	until   float64 // ticks left of the mood
	drift   float64
	slow    float64 // ln of the slow volatility factor
	excited float64 // fast volatility, fed by large moves
	sigma   float64 // of the last tick
	last    float64 // the last tick's return
	depth   float64 // USD within 1 % of price, in full
	thin    float64 // share of the depth that stands, (0, 1]
	memory  float64 // fading mean of returns, hours
	now     market.Price
}

func newMotion(s symbol) motion {
	perTick := s.vol / math.Sqrt(float64(market.Day/Tick))
	return motion{
		usual: perTick, sigma: perTick, value: grid.Log(float64(s.price)), now: s.price,
		depth: 60e6 * s.scale, thin: 1, until: 2000,
	}
}

// fade is the share left after a tick of something with a mean lifetime.
func fade(lifetime market.Millis) float64 { return grid.Exp(-float64(Tick) / float64(lifetime)) }

var (
	fadeSlow    = fade(30 * market.Hour)
	fadeExcited = fade(25 * market.Minute)
	fadeAway    = fade(12 * market.Minute)
	fadeMemory  = fade(3 * market.Hour)
	fillDepth   = 1 - fade(4*market.Minute)
)

// wander moves the fundamental value by one tick.
func (m *motion) wander(r random, at market.Millis) {
	m.until--
	if m.until <= 0 {
		m.change(r)
	}
	m.slow = m.slow*fadeSlow + .45*math.Sqrt(1-fadeSlow*fadeSlow)*r.normal()
	m.excited *= fadeExcited
	m.sigma = m.usual * moods[m.mood].vol * clock[at/market.Hour%24] * grid.Exp(m.slow) * math.Sqrt(1+m.excited)
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
	m.settle()
}

// change draws the next mood and which way it drifts.
func (m *motion) change(r random) {
	switch u := r.uniform(); {
	case m.mood == calm && u < .65:
		m.mood = trend
	case m.mood == calm:
		m.mood = stress
	case m.mood == trend && u < .3:
		m.mood = stress
	case m.mood == stress && u < .3:
		m.mood = trend
	default:
		m.mood = calm
	}
	mood := &moods[m.mood]
	m.until = r.exponential() * float64(mood.length/Tick)
	m.drift = mood.drift
	if r.uniform() < .5 {
		m.drift = -m.drift
	}
}

// lasting is the share of an order's impact that never heals.
const lasting = .2

// hit takes usd from one side of the book.
func (m *motion) hit(taker market.Aggressor, usd float64) {
	// Whoever waits for such prices stands there: the book grows with how far
	// orders have pushed price from its value.
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
	m.settle()
}

func (m *motion) settle() { m.now = market.Price(grid.Exp(m.value + m.away)) }

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
