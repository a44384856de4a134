package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// frameTime is how often a running replay moves on.
const frameTime market.Millis = 40

// cover tells the playhead which drawn bars there are.
func (p *Page) cover() {
	n := len(p.rows)
	if n == 0 || p.column == 0 {
		return
	}
	last := p.rows[n-1].Start + p.column
	if last > p.state.Source.Until {
		last = p.rows[n-1].Start // it has not closed
	}
	p.state.Playhead.Cover(p.column, p.rows[0].Start+p.column, max(last, p.rows[0].Start+p.column))
}

// moved shows the moment that the playhead stands at, and goes on from there
// where it runs.
func (p *Page) moved() {
	head := &p.state.Playhead
	at := market.Millis(0)
	if p.state.Playhead.Replaying() {
		at = head.At()
	}
	if at != p.replayed {
		p.replayed = at
		p.chart.Replay(at)
		if bar := head.LastBar(p.rows); bar != nil && at != 0 {
			p.state.Clusters.Price = bar.Close
			p.device.Text("[data-part=last]", view.Price(bar.Close))
		} else {
			p.device.Text("[data-part=last]", view.Price(p.state.Last))
		}
		p.restudy()
		p.probe()
	}
	if head.Playing == view.Running && !p.running {
		p.running = true
		p.run(p.device.Now())
	}
}

// run lets a replay go on until it is held or has come to the newest bar.
func (p *Page) run(last market.Millis) {
	p.device.After(frameTime, func() {
		now := p.device.Now()
		if p.state.Playhead.Playing != view.Running {
			p.running = false
			return
		}
		if p.state.Playhead.Advance(now - last) {
			p.moved()
			p.later(func() {})
		}
		p.run(now)
	})
}

// unreplayed goes back to the newest bar before another market is shown.
func (p *Page) unreplayed() {
	if p.state.Playhead.Follow(); p.replayed != 0 && p.chart != nil {
		p.replayed = 0
		p.chart.Replay(0)
	}
}
