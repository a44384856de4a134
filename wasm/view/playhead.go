package view

import (
	"brink/wasm/market"
)

// Playing says whether a replay is on, and whether it runs.
type Playing uint8

// The ways of playing.
const (
	Following Playing = iota // no replay: the newest bar is shown
	Paused                   // a replay shows one moment
	Running                  // a replay goes on by itself
)

// Speeds are those that can be chosen. At 1x a bar of the market's own length
// passes in a second.
func Speeds() []float64 { return []float64{1, 2, 5, 10, 20, 50, 100} }

// Playhead is the moment that is shown: everything is as it was known then. It
// is always the end of a bar. It reads no clock: Advance is given the time that
// has passed.
type Playhead struct {
	Playing  Playing
	Speed    float64       // bars a second
	Interval market.Millis // length of the bars
	First    market.Millis // the earliest moment: end of the first bar
	Last     market.Millis // the latest: end of the last closed bar
	at       market.Millis // the moment, while replaying
	fraction float64       // of the next bar that has passed
}

// Cover sets which bars there are. A moment that is replayed stays, unless
// there is no such bar any more.
func (p *Playhead) Cover(interval, first, last market.Millis) {
	p.Interval, p.First, p.Last = interval, first, last
	if p.Playing != Following {
		p.at = p.aligned(p.at)
	}
}

// aligned is the last moment at or before t at which a bar may end, held
// within what is covered.
func (p *Playhead) aligned(t market.Millis) market.Millis {
	if p.Interval > 0 {
		t -= remainder(t-p.First, p.Interval)
	}
	return max(min(t, p.Last), p.First)
}

// At is the moment that is shown: bars that end after it are not.
func (p *Playhead) At() market.Millis {
	if p.Playing == Following {
		return p.Last
	}
	return p.at
}

// Replaying reports whether the past is shown.
func (p *Playhead) Replaying() bool { return p.Playing != Following }

// Shows reports whether a bar that starts at a time has closed by then.
func (p *Playhead) Shows(start market.Millis) bool {
	return p.Playing == Following || start+p.Interval <= p.at
}

// Seek goes to the last end of a bar at or before a moment, and pauses there.
func (p *Playhead) Seek(t market.Millis) { p.Playing, p.at, p.fraction = Paused, p.aligned(t), 0 }

// Scrub goes to a place between the first moment, 0, and the last, 1.
func (p *Playhead) Scrub(share float64) Change {
	if !(share > 0) {
		share = 0
	} else if share > 1 {
		share = 1
	}
	p.Seek(p.First + market.Millis(share*float64(p.Last-p.First)+.5))
	return Moment
}

// Share is how far the moment is from the first, 0, to the last, 1.
func (p *Playhead) Share() float64 {
	if p.Last <= p.First {
		return 1
	}
	return float64(p.At()-p.First) / float64(p.Last-p.First)
}

// Step goes some bars on, or back, and stays there.
func (p *Playhead) Step(bars int) Change {
	p.Seek(p.At() + market.Millis(bars)*p.Interval)
	return Moment
}

// PlayPause runs the replay, or pauses it.
func (p *Playhead) PlayPause() Change {
	if p.Playing == Running {
		p.Pause()
	} else {
		p.Play(p.Speed)
	}
	return Moment
}

// SetSpeed sets how fast the replay runs, now or later.
func (p *Playhead) SetSpeed(speed float64) Change {
	if p.Speed = speed; p.Playing == Running {
		p.Play(speed)
	}
	return Moment
}

// Play runs from the moment at hand; from the end it begins again at the first
// moment. A speed that cannot be chosen is 1.
func (p *Playhead) Play(speed float64) {
	if p.Speed = 1; speed >= 1 && speed <= 100 {
		p.Speed = speed
	}
	if p.At() >= p.Last {
		p.at, p.fraction = p.First, 0
	}
	p.Playing = Running
}

// Pause stops a running replay at the moment at hand.
func (p *Playhead) Pause() {
	if p.Playing == Running {
		p.Playing, p.fraction = Paused, 0
	}
}

// Follow ends the replay and returns to the newest bar.
func (p *Playhead) Follow() { p.Playing, p.fraction = Following, 0 }

// maxAdvance bounds the time that one advance counts: a tab that was hidden
// does not leap when it is seen again.
const maxAdvance = market.Second

// Advance lets time pass and reports whether another moment is shown. At the
// last bar it stops. Time that runs backward is none.
func (p *Playhead) Advance(passed market.Millis) bool {
	if p.Playing != Running || passed <= 0 || p.Interval <= 0 {
		return false
	}
	p.fraction += float64(min(passed, maxAdvance)) / float64(market.Second) * p.Speed
	bars := int(p.fraction)
	if bars == 0 {
		return false
	}
	p.fraction -= float64(bars)
	p.at = p.aligned(p.at + market.Millis(bars)*p.Interval)
	if p.at >= p.Last {
		p.Pause()
	}
	return true
}

// Banner says that what is shown is the past; "" of a live one.
func (p *Playhead) Banner(zone Zone) string {
	if p.Playing == Following {
		return ""
	}
	text := say(words[phraseBanner], StampNamed(p.at, zone))
	if p.Last > p.at {
		text += say(words[phraseBannerBefore], Span(p.Last-p.at))
	}
	if p.Playing == Running {
		text += say(words[phraseBannerSpeed], Number(p.Speed, -1))
	}
	return text
}

// LastBar is the last of the drawn bars, oldest first, that has closed at the
// moment that is shown; nil where there is none.
func (p *Playhead) LastBar(rows []market.Bar) *market.Bar {
	for i := len(rows) - 1; i >= 0; i-- {
		if p.Shows(rows[i].Start) {
			return &rows[i]
		}
	}
	return nil
}
