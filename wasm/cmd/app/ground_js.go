package main

import (
	"brink/wasm/browser"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/session"
)

// ground is the browser's network and store under one live market.
type ground struct {
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

func (g *ground) Dial(link int, url string) {
	g.Hang(link)
	g.sockets[link] = browser.Dial(url,
		func() { g.guarded(func() { g.live.Opened(link, browser.Now()) }) },
		func(data []byte, received float64) {
			g.guarded(func() {
				g.live.Frame(link, data, received)
				g.show(received)
			})
		},
		func() {
			g.guarded(func() {
				delete(g.sockets, link)
				g.live.Ended(link, browser.Now())
			})
		})
}

// show lets the page see what has come: at once, but where it saw something a
// moment ago once for all messages of the moment. The timers of a busy worker
// come late; then the message at hand does what the timer would have done.
func (g *ground) show(now float64) {
	if now >= g.shown+showEvery {
		g.unseen, g.shown = false, now
		g.live.Show()
		return
	}
	g.unseen = true
	if g.due {
		return
	}
	g.due = true
	browser.After(market.Millis(g.shown+showEvery-now), func() {
		g.due = false
		if g.unseen {
			g.unseen, g.shown = false, browser.Exact()
			g.guarded(g.live.Show)
		}
	})
}

func (g *ground) Say(link int, text string) {
	if s := g.sockets[link]; s != nil {
		s.Say(text)
	}
}

func (g *ground) Hang(link int) {
	if s := g.sockets[link]; s != nil {
		s.Hang()
		delete(g.sockets, link)
	}
}

func (g *ground) Fetch(job int, ask live.Ask) {
	browser.Fetch(ask.Method, ask.URL, ask.Body, func(status int, wait market.Millis, body []byte) {
		if !g.gone {
			g.guarded(func() { g.live.Answered(job, status, wait, body, browser.Now()) })
		}
	})
}

func (g *ground) Save(key string, chunk []byte) { g.shelf.Save(key, chunk, browser.Now()) }

func (g *ground) Random() float64 { return float64(browser.Random()) / (1 << 32) }

func (g *ground) Load(keys [][2]string) {
	left := len(keys)
	for _, span := range keys {
		g.shelf.Load(span[0], span[1],
			func(key string, data []byte) { g.guarded(func() { g.live.Stored(key, data) }) },
			func() {
				if left--; left == 0 {
					g.guarded(func() { g.live.Loaded(browser.Now()) })
				}
			})
	}
	g.shelf.Trim()
}

func (g *ground) Aside(key string) { g.shelf.Move(key, "aside/"+key, browser.Now()) }

func (g *ground) Leave() {
	g.gone = true
	for link := range g.sockets {
		g.Hang(link)
	}
}
