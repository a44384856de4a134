package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

const (
	// patience is how long the page waits for data or for a stored map before
	// it shows the simulated market.
	patience = market.Second * 3 / 2
	// warmUp is what a map needs of history beyond its window, so that two
	// visitors see the same dollars.
	warmUp = 30
)

// findRelay asks whether the page's own server relays, and goes live.
func (p *Page) findRelay() {
	asked := p.device.Now()
	p.lively.Coin = market.CoinOf(p.state.Settings.Symbol)
	p.device.Fetch("GET", relayPath, "", func(status int, _ market.Millis, body []byte) {
		if status == 200 {
			p.lively.Relay = p.device.Origin()
			p.lively.RelayOnly = view.RelayedOnly(string(body))
		}
		p.goLive()
	})
	p.device.After(patience-(p.device.Now()-asked), func() {
		if p.state.Phase == view.Loading {
			p.openSimulated()
		}
	})
}

// relayPath is where a server that relays says what.
const relayPath = "/relay/"

// goLive asks for the chosen coin's live market.
func (p *Page) goLive() {
	s := &p.state.Settings
	p.lively.Days = max(p.days(), p.lively.Days)
	p.lively.Column = s.Window.Bar(5 * market.Minute)
	p.lively.Model, p.lively.At = s.Model, p.device.Now()
	p.send(p.lively.Append(nil))
}

// days is how much history the chosen window wants.
func (p *Page) days() int { return int(p.state.Settings.Window.Span()/market.Day) + warmUp }

// reach asks for a longer past where the chosen window wants one.
func (p *Page) reach() {
	if p.state.Source.Live() && p.days() > p.lively.Days {
		p.goLive()
	}
}

// furthest is how many days of history are asked for at most, and further how
// many more when somebody scrolls beyond what is there.
const (
	furthest = 730
	further  = 30
)

// older asks for more of the past once somebody looks beyond what was asked
// for. What was asked for and is not there yet is on its way.
func (p *Page) older() {
	s := p.state
	asked := market.Millis(p.lively.Days) * market.Day
	if s.Source.Live() && !s.Feed.Loading && p.sight.Width > 0 && p.sight.From < s.Feed.At-asked && p.lively.Days < furthest {
		p.lively.Days = min(p.lively.Days+further, furthest)
		s.Feed.Loading = true // until the worker says how it is
		p.goLive()
	}
}

// openMarket opens the market of the chosen symbol, of the kind at hand.
func (p *Page) openMarket() {
	if p.state.Source.Live() {
		p.lively.Coin, p.lively.Days = market.CoinOf(p.state.Settings.Symbol), 0
		p.goLive()
		return
	}
	p.openSimulated()
}

// priceEvery is how often the newest price is written: nobody reads it faster,
// and a text that changes costs a tenth of a frame. The chart has it at once.
const priceEvery = market.Second / 10

// priced shows the newest price. It is written past Vugu: it changes many
// times a second, and a render of the page costs milliseconds.
func (p *Page) priced(last market.Price) {
	if p.state.Last == last {
		return
	}
	if !p.state.Last.Valid() {
		p.later(func() { p.state.Last = last })
	}
	p.state.Last = last
	if !p.writing {
		p.writing = true
		p.device.After(min(priceEvery, priceEvery-(p.device.Now()-p.written)), p.writePrice) // the clock may jump back
	}
}

func (p *Page) writePrice() {
	p.writing, p.written = false, p.device.Now()
	if !p.state.Playhead.Replaying() {
		p.device.Text("[data-part=last]", view.Price(p.state.Last))
	}
	p.headline(p.written)
}

// painted takes note of when a message of an exchange was received that is
// now in the chart, and measures when it is on screen.
func (p *Page) painted(received float64) {
	if received == 0 || p.device.Hidden() {
		return
	}
	if p.oldest != 0 {
		return // its frame is to come, and this one will be in it
	}
	p.oldest = received
	p.afterFrame()
}

// measured returns what asks for a frame, and measures what was in it.
func (p *Page) measured() (ask func()) {
	drawn := 0. // receipt of the oldest message in the frame that is being drawn
	return p.device.AfterFrame(func() {
		if drawn == 0 {
			drawn = p.oldest
		}
		p.oldest = 0
		if late := p.late; late != nil {
			if p.chart.Drawn() {
				p.painted(late.Received) // with the next frame
			}
			p.take(late)
		}
	}, func(now float64) {
		if drawn != 0 {
			p.latency.Add(market.Millis(now-drawn+.5), market.Millis(now))
		}
		drawn = 0
	})
}

func (p *Page) health(message []byte) *market.Fault {
	var m wire.Health
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	feed := view.Feed{At: m.At, Share: m.Share, Loading: m.Loading, Latency: p.latency.Percentile99(m.At)}
	for i := range m.Venues {
		l := &m.Venues[i]
		feed.Venues = append(feed.Venues, view.VenueHealth{
			Venue: l.Venue, Status: l.Status.String(), Relayed: l.Relayed, Publishes: l.Publishes, Complete: l.Complete,
			LastEvent: l.LastEvent, Events: l.Events, Refused: l.Refused, Reason: l.Reason, Sample: l.Sample, Funding: l.Funding,
		})
	}
	feed.Liquidations = p.state.Feed.Liquidations
	if p.state.Feed.OnlyCountersDiffer(&feed, p.state.Source.Until) {
		// As for the newest price: a render would cost a frame each second.
		p.renderer.Change(func() { p.state.Feed = feed })
		p.tickLamps()
	} else {
		p.later(func() { p.state.Feed = feed })
	}
	p.older() // where it was looked at while something else was on its way
	return nil
}

// tickLamps writes how long ago the venues were heard of, past Vugu.
func (p *Page) tickLamps() {
	var ages, counters []string
	for i := range p.state.Feed.Venues {
		l := &p.state.Feed.Venues[i]
		ages, counters = append(ages, l.StatusText(p.state.Feed.At)), append(counters, l.CountersText())
	}
	p.device.Each(".venue .says", "textContent", ages)
	p.device.Each(".venue", "title", counters)
	p.device.Text("[data-part=latency]", p.state.Feed.LatencyText())
}

func (p *Page) forced(message []byte) *market.Fault {
	var m wire.Liquidations
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	rows := make([]view.Liquidation, 0, len(m.Rows))
	for i := range m.Rows {
		l := &m.Rows[i]
		if int(l.Venue) < len(p.state.Source.Venues) {
			rows = append(rows, view.Liquidation{Venue: p.state.Source.Venues[l.Venue], Time: l.Time, Closed: l.Closed, Price: l.Price, USD: l.USD, Complete: l.Complete})
		}
	}
	if p.chart != nil {
		p.chart.Forced(&m)
	} else if m.Replace {
		p.earlyForced = m
	}
	p.later(func() { p.state.Feed.AddLiquidations(m.Replace, rows) })
	p.hear(&m)
	return nil
}

// coins takes note of what can be asked for.
func (p *Page) coins(message []byte) *market.Fault {
	var m wire.Coins
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	p.later(func() {
		if p.state.Source.Live() {
			p.state.Source.Symbols = m.Names
		}
	})
	return nil
}
