package view

import (
	"strconv"

	"brink/wasm/market"
)

// Playing says what a playhead does.
type Playing uint8

// What a playhead does.
const (
	Following Playing = iota // the newest bar: no replay
	Paused
	Running
)

// Speeds are those that can be chosen. At 1x a bar of the market's own length
// passes in a second.
func Speeds() []float64 { return []float64{1, 2, 5, 10, 20, 50, 100} }

// Playhead is the moment that is looked at: everything shown is as it was
// known then. It stands at the end of a bar. It reads no clock; Advance is
// told how much time has passed.
type Playhead struct {
	Doing    Playing
	Speed    float64
	Interval market.Millis
	First    market.Millis // the earliest moment: end of the first bar
	Last     market.Millis // the latest: end of the last closed bar
	at       market.Millis
	part     float64 // of the next bar that has passed
}

// Cover tells the playhead which bars there are. A moment that is replayed
// stays, unless there are no such bars any more.
func (p *Playhead) Cover(interval, first, last market.Millis) {
	p.Interval, p.First, p.Last = interval, first, last
	if p.Doing != Following {
		p.at = p.aligned(p.at)
	}
}

// aligned is the last moment at or before t at which a bar may end, held
// within what is covered.
func (p *Playhead) aligned(t market.Millis) market.Millis {
	if p.Interval > 0 {
		t -= rest(t-p.First, p.Interval)
	}
	return max(min(t, p.Last), p.First)
}

// At is the moment that is looked at: bars that end after it are not shown.
func (p *Playhead) At() market.Millis {
	if p.Doing == Following {
		return p.Last
	}
	return p.at
}

// Shows reports whether a bar that starts at a time is past.
func (p *Playhead) Shows(start market.Millis) bool {
	return p.Doing == Following || start+p.Interval <= p.at
}

// Seek goes to a moment and stays there.
func (p *Playhead) Seek(t market.Millis) { p.Doing, p.at, p.part = Paused, p.aligned(t), 0 }

// Scrub goes to a place on the way from the first moment, 0, to the last, 1.
func (p *Playhead) Scrub(share float64) {
	if !(share > 0) {
		share = 0
	} else if share > 1 {
		share = 1
	}
	p.Seek(p.First + market.Millis(share*float64(p.Last-p.First)+.5))
}

// Share is where the playhead stands on that way.
func (p *Playhead) Share() float64 {
	if p.Last <= p.First {
		return 1
	}
	return float64(p.At()-p.First) / float64(p.Last-p.First)
}

// Step goes some bars on, or back, and stays there.
func (p *Playhead) Step(bars int) { p.Seek(p.At() + market.Millis(bars)*p.Interval) }

// Play runs from where the playhead stands; from the end it runs from the
// beginning again. A speed that cannot be chosen is 1.
func (p *Playhead) Play(speed float64) {
	if p.Speed = 1; speed >= 1 && speed <= 100 {
		p.Speed = speed
	}
	if p.At() >= p.Last {
		p.at, p.part = p.First, 0
	}
	p.Doing = Running
}

// Pause stays where the playhead stands.
func (p *Playhead) Pause() {
	if p.Doing == Running {
		p.Doing, p.part = Paused, 0
	}
}

// Live returns to the newest bar.
func (p *Playhead) Live() { p.Doing, p.part = Following, 0 }

// longest is the most time that one advance counts: a tab that was hidden
// does not leap when it is seen again.
const longest = market.Second

// Advance lets time pass and reports whether another moment is shown. At the
// last bar it stops. Time that runs backward is none.
func (p *Playhead) Advance(passed market.Millis) bool {
	if p.Doing != Running || passed <= 0 || p.Interval <= 0 {
		return false
	}
	p.part += float64(min(passed, longest)) / float64(market.Second) * p.Speed
	bars := int(p.part)
	if bars == 0 {
		return false
	}
	p.part -= float64(bars)
	p.at = p.aligned(p.at + market.Millis(bars)*p.Interval)
	if p.at >= p.Last {
		p.Pause()
	}
	return true
}

// Banner says that what is shown is the past; "" of a live one.
func (p *Playhead) Banner(zone Zone) string {
	if p.Doing == Following {
		return ""
	}
	text := "REPLAY: the map as it stood on " + StampNamed(p.at, zone)
	if p.Last > p.at {
		text += ", " + Span(p.Last-p.at) + " before the newest bar"
	}
	if p.Doing == Running {
		text += ", at " + strconv.FormatFloat(p.Speed, 'f', -1, 64) + "x"
	}
	return text
}
