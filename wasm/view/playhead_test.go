package view

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/market"
)

const five = 5 * market.Minute

// reel is a playhead over a hundred bars.
func reel(t *testing.T) (*Playhead, market.Millis) {
	first := at(t, "2026-11-24 12:05")
	p := &Playhead{}
	p.Cover(five, first, first+99*five)
	return p, first
}

func TestPlayheadFollowsUntilItIsMoved(t *testing.T) {
	p, first := reel(t)
	if p.At() != first+99*five || p.Share() != 1 || p.Banner(UTC) != "" || !p.Shows(first+500*five) {
		t.Errorf("%+v", p)
	}
	if p.Cover(five, first, first+100*five); p.At() != first+100*five {
		t.Error("it does not follow the newest bar")
	}
	p.Step(-10)
	if p.At() != first+90*five || p.Playing != Paused || p.Shows(first+90*five) || !p.Shows(first+89*five) {
		t.Errorf("ten bars back it is %+v", p)
	}
	if p.Cover(five, first, first+101*five); p.At() != first+90*five {
		t.Error("a new bar moves the past")
	}
	if got := p.Banner(UTC); got != "REPLAY: the map as it stood on 24 Nov 2026 19:35 UTC, 55 min before the newest bar" {
		t.Error(got)
	}
	if p.Cover(five, first+95*five, first+110*five); p.At() != first+95*five {
		t.Error("it stands where there is no bar")
	}
	if p.Follow(); p.At() != first+110*five || p.Banner(UTC) != "" {
		t.Error("it did not return")
	}
}

// At each speed it passes as many bars in ten seconds, however finely time is
// cut, and stops at the end.
func TestSpeeds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, speed := range Speeds() {
		p, first := reel(t)
		p.Cover(five, first, first+5000*five)
		p.Seek(first)
		p.Play(speed)
		for left := 10 * market.Second; left > 0; {
			dt := min(1+market.Millis(r.IntN(40)), left)
			p.Advance(dt)
			left -= dt
		}
		if bars := float64(p.At()-first) / float64(five); math.Abs(bars-10*speed) > 1 {
			t.Errorf("at %vx it passes %v bars in ten seconds", speed, bars)
		}
	}
	p, first := reel(t)
	p.Seek(first + 97*five)
	p.Play(100)
	if !p.Advance(100) || p.At() != p.Last || p.Playing != Paused || p.Advance(1000) {
		t.Errorf("at the end it is %+v", p)
	}
	if p.Play(5); p.At() != first || p.Speed != 5 {
		t.Errorf("played from the end it is %+v", p)
	}
	for _, speed := range []float64{0, -5, 1000, math.NaN()} {
		if p.Play(speed); p.Speed != 1 {
			t.Errorf("it plays at %v", p.Speed)
		}
	}
}

func TestClocksThatJumpDoNotMoveThePast(t *testing.T) {
	p, first := reel(t)
	p.Seek(first)
	p.Play(10)
	if p.Advance(-market.Hour) || p.Advance(0) || p.At() != first {
		t.Error("time that runs backward moves it")
	}
	if p.Advance(market.Hour); p.At() != first+10*five {
		t.Errorf("an hour away is %v bars", (p.At()-first)/five)
	}
}

func TestScrubbing(t *testing.T) {
	p, first := reel(t)
	for share, want := range map[float64]market.Millis{0: 0, 1: 99, .5: 49, 7: 99, -1: 0, math.NaN(): 0} {
		if p.Scrub(share); p.At() != first+want*five || p.Playing != Paused {
			t.Errorf("at %v it stands at bar %d, want %d", share, (p.At()-first)/five, want)
		}
	}
	if p.Scrub(.5); math.Abs(p.Share()-49./99) > 1e-12 {
		t.Errorf("it stands at %v", p.Share())
	}
	var empty Playhead
	empty.Scrub(.5)
	empty.Play(1)
	empty.Advance(5000)
	if empty.At() != 0 || empty.Share() != 1 {
		t.Errorf("without bars it is %+v", empty)
	}
}

// Whatever is done, it stands at the end of a bar that there is.
func TestPlayheadStaysOnBars(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	p, first := reel(t)
	for range 5000 {
		switch r.IntN(7) {
		case 0:
			p.Seek(first + market.Millis(r.Int64N(int64(200*five))) - 50*five)
		case 1:
			p.Scrub(3*r.Float64() - 1)
		case 2:
			p.Step(r.IntN(400) - 200)
		case 3:
			p.Play(Speeds()[r.IntN(len(Speeds()))])
		case 4:
			p.Advance(market.Millis(r.IntN(3000)) - 500)
		case 5:
			p.Pause()
		case 6:
			p.Follow()
		}
		if at := p.At(); at < p.First || at > p.Last || (at-p.First)%five != 0 || !(p.Share() >= 0 && p.Share() <= 1) {
			t.Fatalf("it stands at %v: %+v", at, p)
		}
	}
}

func TestReplayControls(t *testing.T) {
	p, first := reel(t)
	if p.Scrub(.5) != Moment || p.Step(1) != Moment || p.PlayPause() != Moment || p.Playing != Running || p.Speed != 1 {
		t.Errorf("%+v", p)
	}
	if p.SetSpeed(20) != Moment || p.Speed != 20 || p.Playing != Running {
		t.Errorf("%+v", p)
	}
	if p.PlayPause(); p.Playing != Paused {
		t.Error("it does not pause")
	}
	if p.SetSpeed(5); p.Playing != Paused || p.Speed != 5 {
		t.Error("another speed sets it off")
	}
	rows := []market.Bar{{Start: first - five}, {Start: first}, {Start: first + five}}
	p.Seek(first + five)
	if bar := p.LastBar(rows); bar != &rows[1] {
		t.Errorf("%+v", bar)
	}
	if p.LastBar(rows[2:]) != nil || p.LastBar(nil) != nil {
		t.Error("a bar that has not closed")
	}
}
