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
	titled  market.Millis // when the title was
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
	p.title(p.written)
}

// title puts the market into the tab's title, once a second.
func (p *price) title(now market.Millis) {
	if now >= p.titled && now-p.titled < market.Second {
		return
	}
	p.titled = now
	title := p.state.Outlook().Title(p.state.Source.Symbol)
	if len(p.state.Clusters.List) == 0 {
		title = view.Price(p.state.Last) + " " + p.state.Source.Symbol + " – Brink"
	}
	p.device.Title(title)
}
