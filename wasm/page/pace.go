package page

import "brink/wasm/market"

// RenderPace says when the page is rendered: at most twice in any half second,
// of which one is for what the visitor does and for what is urgent, so that
// these need not wait for what comes by itself. Times are of a clock that
// nobody sets.
type RenderPace struct {
	last [2]market.Millis // renders, the older first
}

// renderSpan is the time in which the page is rendered at most twice.
const renderSpan = market.Second / 2

// Rendered takes note of a render.
func (p *RenderPace) Rendered(now market.Millis) {
	p.last = [2]market.Millis{p.last[1], now}
}

// Urgent is when a render may come that is not to wait for its turn.
func (p *RenderPace) Urgent() market.Millis { return p.last[0] + renderSpan }

// Due is when a render may come in its turn.
func (p *RenderPace) Due() market.Millis { return p.last[1] + renderSpan }
