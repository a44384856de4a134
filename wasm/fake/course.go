package fake

import (
	"errors"
	"math"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/sim"
)

// minute is one minute of the one market that all venues share.
type minute struct {
	open, high, low, close float64
	volume, buy            float64 // base, of all venues
	oi                     float64 // base, one-sided, at its start
	forced                 []market.Liquidation
}

// course is where the minutes come from, in order.
type course interface {
	// start is the first minute's.
	start() market.Millis
	// next appends at least one more minute.
	next(dst []minute) []minute
	// paid is the rate of eight hours that was settled then, if any was.
	paid(at market.Millis) (float64, bool)
}

// world is a coin's market, as far as it has been generated.
type world struct {
	coin    string
	key     uint64
	course  course
	first   market.Millis
	minutes []minute
	rates   map[market.Millis]float64
}

func newWorld(coin string, c course) *world {
	return &world{coin: coin, key: word(coin), course: c, first: c.start(), rates: map[market.Millis]float64{}}
}

// at is the minute that starts then, nil before history begins.
func (w *world) at(start market.Millis) *minute {
	if start < w.first {
		return nil
	}
	i := int((start - w.first) / market.Minute)
	for i >= len(w.minutes) {
		w.minutes = w.course.next(w.minutes)
	}
	return &w.minutes[i]
}

// interest is the open interest at a moment.
func (w *world) interest(at market.Millis) float64 {
	start := at - at%market.Minute
	if start < w.first {
		return 0
	}
	a, b := w.at(start).oi, w.at(start+market.Minute).oi
	return a + (b-a)*float64(at-start)/float64(market.Minute)
}

// settles is the time between fundings of most venues.
const settles = 8 * market.Hour

// rate is what longs pay for the eight hours that end then. What is not
// settled yet is expected to be like the last.
func (w *world) rate(at market.Millis) float64 {
	at = (at + settles - 1) / settles * settles
	for range 2 {
		if r, ok := w.course.paid(at); ok {
			return r
		}
		at -= settles
	}
	return .0001
}

// simulated is a market of wasm/sim.
type simulated struct {
	market *sim.Market
	begin  market.Millis
	events sim.Events
	rates  []market.Funding
}

func (s *simulated) start() market.Millis { return s.begin }

func (s *simulated) next(dst []minute) []minute {
	oi := float64(s.market.Forming().OpenInterest)
	s.events.Bars, s.events.Liquidations = s.events.Bars[:0], nil
	for len(s.events.Bars) == 0 {
		s.market.Step(&s.events)
	}
	s.rates = append(s.rates, s.events.Funding...)
	s.events.Funding = s.events.Funding[:0]
	b := &s.events.Bars[0]
	return append(dst, minute{
		open: float64(b.Open), high: float64(b.High), low: float64(b.Low), close: float64(b.Close),
		volume: float64(b.Volume), buy: float64(b.TakerBuy), oi: oi, forced: s.events.Liquidations,
	})
}

func (s *simulated) paid(at market.Millis) (float64, bool) {
	if len(s.rates) == 0 {
		return 0, false
	}
	i := int((at - s.rates[0].Time) / settles)
	if i < 0 || i >= len(s.rates) || s.rates[i].Time != at {
		return 0, false
	}
	return s.rates[i].RatePerHour * float64(settles/market.Hour), true
}

// recorded is a recording in minutes. After its end it is played backwards,
// then forwards again, so that price never jumps.
type recorded struct {
	begin   market.Millis
	minutes []minute
	played  int // minutes so far
}

// play prepares a recording. Where it keeps its own time, now has to lie in
// it; else it is moved by whole funding intervals so that now has a month of
// it, or three quarters if that is more, as history.
func play(r *replay.Recording, now market.Millis, keeps bool) (*recorded, error) {
	if len(r.Bars) == 0 {
		return nil, errors.New("the recording is empty")
	}
	first := r.Bars[0].Start
	length := r.Bars[len(r.Bars)-1].Start + r.Interval - first
	c := &recorded{begin: first}
	if keeps {
		if now <= first || now >= first+length {
			return nil, errors.New("-now does not lie within the recording")
		}
	} else {
		const month = 31 * market.Day
		past := min(max(month, length*3/4), length-min(market.Hour, length/2))
		c.begin += (now - past - first + settles - 1) / settles * settles
	}
	for i := range r.Bars {
		b := &r.Bars[i]
		if i > 0 {
			c.fill(int((b.Start - r.Bars[i-1].Start - r.Interval) / market.Minute))
		}
		c.split(b, int(r.Interval/market.Minute))
	}
	return c, nil
}

// fill repeats the last price where the recording has a gap.
func (c *recorded) fill(n int) {
	for range n {
		m := c.minutes[len(c.minutes)-1]
		m.open, m.high, m.low, m.volume, m.buy = m.close, m.close, m.close, 0, 0
		c.minutes = append(c.minutes, m)
	}
}

// split makes n minutes of a bar that together are the bar.
func (c *recorded) split(b *market.Bar, n int) {
	key := hash(uint64(b.Start))
	lowest, highest := int(key%uint64(n)), int(key>>32%uint64(n))
	open, last := float64(b.Open), float64(b.Close)
	oi := float64(b.OpenInterest)
	if !b.Optional.Has(market.OptionalOI) {
		oi = 5e9 / last * (1 + .1*math.Sin(float64(b.Start)/float64(40*market.Hour)))
	}
	buy := .5
	if b.Optional.Has(market.OptionalTaker) && b.Volume > 0 {
		buy = float64(b.TakerBuy / b.Volume)
	} else if high, low := float64(b.High), float64(b.Low); high > low {
		buy = .5 + .2*(last-open)/(high-low)
	}
	from := open
	for i := range n {
		to := open + (last-open)*float64(i+1)/float64(n)
		if i+1 < n {
			to += (fraction(hash(key, uint64(i))) - .5) * float64(b.High-b.Low) * .4
			to = min(max(to, float64(b.Low)), float64(b.High))
		}
		m := minute{open: from, close: to, high: max(from, to), low: min(from, to), oi: oi}
		if i == lowest {
			m.low = float64(b.Low)
		}
		if i == highest {
			m.high = float64(b.High)
		}
		m.volume = float64(b.Volume) / float64(n)
		m.buy = m.volume * buy
		c.minutes = append(c.minutes, m)
		from = to
	}
}

func (c *recorded) start() market.Millis { return c.begin }

func (c *recorded) next(dst []minute) []minute {
	n := len(c.minutes)
	i := c.played % (2 * n)
	c.played++
	if i < n {
		return append(dst, c.minutes[i])
	}
	m := c.minutes[2*n-1-i]
	m.open, m.close = m.close, m.open
	m.buy = m.volume - m.buy
	return append(dst, m)
}

func (c *recorded) paid(at market.Millis) (float64, bool) {
	return .0001 + .0002*(fraction(hash(uint64(at)))-.4), true
}
