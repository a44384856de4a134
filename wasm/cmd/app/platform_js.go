package main

import (
	"brink/wasm/browser"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/session"
)

// device is what this binary runs on.
var device browser.Device

// platform is the browser's network and store under one live market.
type platform struct {
	live    *session.Live
	shelf   *browser.Shelf
	guarded func(func())
	sockets map[int]*browser.Socket
	gone    bool
	due     bool    // a timer for Show is set
	unseen  bool    // something has come since Show was called
	shown   float64 // when that was
}

// showEvery is the least time, ms, between two messages of new prices to the
// page, which of those of a frame takes the first and the last.
const showEvery = 4.

func (p *platform) Dial(link int, url string) {
	p.Close(link)
	p.sockets[link] = browser.Dial(url,
		func() { p.guarded(func() { p.live.Opened(link, device.Now()) }) },
		func(data []byte, received float64) {
			p.guarded(func() {
				p.live.Frame(link, data, received)
				p.show(received)
			})
		},
		func() {
			p.guarded(func() {
				delete(p.sockets, link)
				p.live.Ended(link, device.Now())
			})
		})
}

// show lets the page see what has come: at once, but where it saw something a
// moment ago once for all messages of the moment. The timers of a busy worker
// come late; then the message at hand does what the timer would have done.
func (p *platform) show(now float64) {
	if now >= p.shown+showEvery {
		p.unseen, p.shown = false, now
		p.live.Show()
		return
	}
	p.unseen = true
	if p.due {
		return
	}
	p.due = true
	device.After(market.Millis(p.shown+showEvery-now), func() {
		p.due = false
		if p.unseen {
			p.unseen, p.shown = false, browser.Exact()
			p.guarded(p.live.Show)
		}
	})
}

func (p *platform) Send(link int, text string) {
	if s := p.sockets[link]; s != nil {
		s.Say(text)
	}
}

func (p *platform) Close(link int) {
	if s := p.sockets[link]; s != nil {
		s.Hang()
		delete(p.sockets, link)
	}
}

func (p *platform) Fetch(job int, ask live.Request) {
	device.Fetch(ask.Method, ask.URL, ask.Body, func(status int, wait market.Millis, body []byte) {
		if !p.gone {
			p.guarded(func() { p.live.Answered(job, status, wait, body, device.Now()) })
		}
	})
}

func (p *platform) Save(key string, chunk []byte) { p.shelf.Save(key, chunk, device.Now()) }

func (p *platform) Random() float64 { return float64(device.Random()) / (1 << 32) }

func (p *platform) Load(keys [][2]string) {
	left := len(keys)
	for _, span := range keys {
		p.shelf.Load(span[0], span[1],
			func(key string, data []byte) { p.guarded(func() { p.live.Stored(key, data) }) },
			func() {
				if left--; left == 0 {
					p.guarded(func() { p.live.Loaded(device.Now()) })
				}
			})
	}
	p.shelf.Trim()
}

func (p *platform) Quarantine(key string) { p.shelf.Move(key, "aside/"+key, device.Now()) }

func (p *platform) Shutdown() {
	p.gone = true
	for link := range p.sockets {
		p.Close(link)
	}
}
