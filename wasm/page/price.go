package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// priceEvery is how often the newest price is written: nobody reads it faster,
// and a text that changes costs a tenth of a frame. The chart has it at once.
const priceEvery = market.Second / 10

// price writes the newest price, into the page and into the tab's title. It is
// written past Vugu: it changes many times a second, and a render of the page
// costs milliseconds.
type price struct {
	*shared
	due     bool          // it is about to be written
	written market.Millis // when it was
	titled  string        // what the title says
}

// set takes the newest price.
func (p *price) set(last market.Price) {
	if p.state.Last == last {
		return
	}
	if !p.state.Last.Valid() {
		p.later(func() { p.state.Last = last })
	}
	p.state.Last = last
	if !p.due {
		p.due = true
		p.device.After(min(priceEvery, priceEvery-(p.device.Now()-p.written)), p.write) // the clock may jump back
	}
}

func (p *price) write() {
	p.due, p.written = false, p.device.Now()
	if !p.state.Playhead.Replaying() {
		p.device.Text("[data-part=last]", view.Price(p.state.Last))
	}
}

// title puts the market into the tab's title; it is called once a second, for the
// title follows choices and moments as well as prices.
func (p *price) title() {
	if !p.state.Last.Valid() {
		return
	}
	title := p.state.Outlook().Title(p.state.Source.Symbol)
	if len(p.state.Clusters.List) == 0 {
		title = view.Price(p.state.Price()) + " " + p.state.Source.Symbol + " – Brink"
	}
	if title != p.titled {
		p.titled = title
		p.device.Title(title)
	}
}
