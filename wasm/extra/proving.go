package extra

import (
	"brink/wasm/insight"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/skill"
	"brink/wasm/wire"
)

// proving seals forecasts at each hour's start and holds them against what came.
// Of all tabs of a coin that are open one seals; the others wait. Its zero value
// with a device is ready.
//
//	state     what happens                                   next
//	idle      a coin is told                                 waiting
//	waiting   no other tab seals, and what is kept is read   sealing
//	any       another coin, or none                          waiting, idle
type proving struct {
	device Device
	say    func(message []byte)
	// observed is how well the estimate agrees with public positions now; nil where
	// that is not known.
	observed func(coin string) *skill.Observed
	coin     string
	release  func()       // lets another tab seal; nil while this one does not
	log      *skill.Log   // nil until this tab seals
	early    *wire.Hourly // what was told before that
	damaged  string       // a sentence on what was kept and could not be read
	refused  bool         // the device does not keep it
	clock    bool         // the device's clock was wrong at the newest hour
}

const (
	// keptFor is how long lines are kept: about 1.5 MB a coin.
	keptFor = 31 * market.Day
	// The device's clock may be so far behind and ahead of the end of the newest
	// bar; else nobody knows when what was sealed.
	mostBehind, mostAhead = market.Minute, 7 * market.Minute
)

// sealedUnder is what a coin's lines are kept under on the device.
func sealedUnder(coin string) string { return "sealed/" + coin }

// begin starts with a coin, or ends.
func (p *proving) begin(message []byte) ([]byte, *market.Fault) {
	var m wire.Prove
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	if m.Coin != p.coin || m.Coin == "" {
		p.end()
		p.coin = m.Coin
		if m.Coin != "" {
			p.wait()
		}
	}
	return p.text(), nil
}

// end lets go of a coin.
func (p *proving) end() {
	if p.release != nil {
		p.release()
	}
	*p = proving{device: p.device, say: p.say, observed: p.observed}
}

// wait waits until no other tab seals, then reads what is kept.
func (p *proving) wait() {
	coin := p.coin
	p.device.Hold(sealedUnder(coin), func(release func()) {
		if p.coin != coin || p.release != nil {
			release()
			return
		}
		p.release = release
		p.device.Load(sealedUnder(coin), func(kept []byte) {
			if p.coin != coin || p.log != nil {
				return
			}
			p.open(string(kept))
			if p.early != nil {
				p.hour(p.early)
				p.early = nil
			}
			p.say(p.text())
		})
	})
}

// open takes what is kept; where that cannot be read it is kept aside, and a new
// chain begins.
func (p *proving) open(kept string) {
	p.log = skill.New(p.coin)
	if kept == "" {
		return
	}
	log, fault := skill.Open(kept)
	if fault == nil && log.Coin != p.coin {
		fault = &market.Fault{Code: "sealed-strange", Sentence: "it is of " + log.Coin}
	}
	if fault != nil {
		p.damaged = "What was sealed on this device before is set aside: " + fault.Sentence + " (" + fault.Code + ")."
		p.device.Save(sealedUnder(p.coin)+".aside", []byte(kept))
		return
	}
	p.log = log
}

// told takes what the worker tells of an hour.
func (p *proving) told(message []byte) ([]byte, *market.Fault) {
	m := &wire.Hourly{}
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	switch {
	case m.Coin != p.coin:
		return nil, nil // it was on its way
	case p.log == nil:
		if p.early == nil || len(m.Models) > 0 || len(p.early.Models) == 0 {
			p.early = m
		}
		return nil, nil
	}
	p.hour(m)
	return p.text(), nil
}

// hour adds what came in the hours before, and seals the one that begins.
func (p *proving) hour(m *wire.Hourly) {
	now, before := p.device.Now(), p.log.Tip()
	behind := m.At - now // of the device's clock
	p.clock = behind > mostBehind || behind < -mostAhead
	if p.clock {
		if hour := m.At - m.At%market.Hour; len(m.Models) > 0 {
			p.log.Void(hour-market.Hour, "clock")
			p.log.Void(hour, "clock")
		}
	} else {
		p.add(m)
		if len(m.Models) > 0 && m.At%market.Hour == 0 && !p.log.Has(m.At) {
			p.log.Seal(sealed(m, now))
			if o := p.observed(p.coin); o != nil {
				o.At = m.At
				p.log.Observe(o)
			}
		}
	}
	p.log.Forget(m.At - keptFor)
	if p.log.Tip() != before {
		p.device.Keep(sealedUnder(p.coin), []byte(p.log.Text()), func(kept bool) {
			if p.refused == kept {
				p.refused = !kept
				p.say(p.text())
			}
		})
	}
}

// add adds what came in each hour since the first forecast that is not known yet.
// An hour that lacks a bar is asked of again the next time.
func (p *proving) add(m *wire.Hourly) {
	first, perHour := p.log.First(), int(market.Hour/m.Interval)
	if first == 0 {
		return
	}
	feeds := map[market.Millis][]wire.Told{}
	for _, h := range m.Hours {
		feeds[h.Start] = h.Feeds
	}
	for i := 0; i+perHour <= len(m.Bars); {
		at := m.Bars[i].Start
		end := i + perHour - 1
		if at%market.Hour != 0 || m.Bars[end].Start != at+market.Hour-m.Interval {
			i++
			continue
		}
		if at >= first && !p.log.Knows(at) {
			c := &skill.Came{At: at}
			for _, b := range m.Bars[i : end+1] {
				c.Bars = append(c.Bars, skill.Reach{High: b.High, Low: b.Low, Close: b.Close})
			}
			for _, t := range feeds[at] {
				c.Feeds = append(c.Feeds, skill.Told{Venue: m.Venues[t.Venue].Venue, USD: t.USD})
			}
			p.log.Add(c)
		}
		i = end + 1
	}
}

// sealed is what is forecast of the hour that begins.
func sealed(m *wire.Hourly, now market.Millis) *skill.Sealed {
	s := &skill.Sealed{At: m.At, Made: now, Price: m.Price, Extremes: extremes(m)}
	for _, v := range m.Venues {
		s.Feeds = append(s.Feeds, skill.Feed{Venue: v.Venue, Share: v.Share, Capture: v.Capture, Saturation: market.USD(v.Saturation)})
	}
	volatility := forecast.NewVolatility(m.Interval)
	for i := range m.Bars {
		b := &m.Bars[i]
		volatility.Add(&market.Bar{Start: b.Start, Open: b.Close, High: b.High, Low: b.Low, Close: b.Close})
	}
	chances := volatility.Chances(m.At)
	s.Chances = chances.Basis != forecast.NoChances
	for h := range s.Touches {
		for i, part := range skill.Levels {
			s.Touches[h][i], _ = chances.Touch(m.Price*market.Price(1+part), forecast.Horizon(h))
		}
	}
	for i := range m.Models {
		from := &m.Models[i]
		to := skill.Standing{Name: from.Name, Version: from.Version, Path: from.Path}
		standing := insight.Map{At: m.At, Price: m.Price}
		for side := range market.Side(market.Sides) {
			plane := &from.Planes[side]
			to.Sides[side].Put(side, m.Price, plane.Lo, plane.USD)
			standing.Planes[side] = insight.Plane{Lo: plane.Lo, USD: plane.USD}
		}
		s.Models = append(s.Models, to)
		if from.Fitted {
			s.Dollars = true
			for h := range s.Expected {
				for side := range market.Side(market.Sides) {
					e := forecast.Expected(&standing, side, &chances, forecast.Horizon(h), m.Scale)
					s.Expected[h][side] = skill.Range{Low: e.Low, Median: e.Median, High: e.High}
					s.Dollars = s.Dollars && e.Known
				}
			}
		}
	}
	return s
}

// extremes are the lowest and highest prices of the spans before an hour.
func extremes(m *wire.Hourly) (out skill.Extremes) {
	for i, span := range skill.Lookbacks {
		low, high := m.Price, m.Price
		for j := len(m.Bars) - 1; j >= 0 && m.Bars[j].Start >= m.At-span; j-- {
			low, high = min(low, m.Bars[j].Low), max(high, m.Bars[j].High)
		}
		out[i][market.Long], out[i][market.Short] = low, high
	}
	return out
}
