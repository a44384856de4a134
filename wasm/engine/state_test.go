package engine

import (
	"slices"
	"testing"

	"brink/wasm/market"
)

// kept is a market of three venues, one of which has a feed that saturates, in the
// order in which a timeline takes it.
func kept(seed uint64, n int) (venues []Venue, steps []venueBar) {
	venues = []Venue{{Feed: Link{Capture: .6}}, {Leverage: 50, Maintenance: .005, Par: 1e6}, {Feed: Link{.52, 4e6}, Par: 3e6}}
	for venue := range venues {
		bars := walk(seed+uint64(venue), n, market.OptionalOI)
		withFeed(bars[n/4:], 1e6)
		for i := range bars {
			steps = append(steps, venueBar{venue, bars[i]})
		}
	}
	slices.SortStableFunc(steps, func(a, b venueBar) int { return int(a.bar.Start - b.bar.Start) })
	return venues, steps
}

func timelineOf(t *testing.T, model *Model, venues []Venue, steps []venueBar) *Timeline {
	line := NewTimelineAt(model, five, slices.Clone(venues))
	for i := range steps {
		if fault := line.Append(steps[i].venue, &steps[i].bar); fault != nil {
			t.Fatal(fault)
		}
	}
	return line
}

// identical fails where two engines differ in any bit that a state has.
func identical(t *testing.T, what string, a, b *Engine) {
	t.Helper()
	var x, y codec
	a.code(&x)
	b.code(&y)
	if !slices.Equal(x.b, y.b) {
		t.Fatalf("%s: the states differ", what)
	}
	same(t, what, a, b)
}

// A timeline that goes on from a state is, bit for bit, the one that began with
// the first bar: at its end, after further bars, and at moments before the state.
func TestResumedTimelineIsTheSame(t *testing.T) {
	venues, steps := kept(900, 2500)
	all, more := steps[:7000], steps[7000:]
	whole := timelineOf(t, &Learned, venues, all)
	for _, n := range []int{1, 2, 700, 5001, len(all)} {
		state := whole.State(n)
		line := timelineOf(t, &Learned, venues, all)
		if !line.Resume(state) || line.Resumed() != n {
			t.Fatalf("the state after %d bars is refused", n)
		}
		identical(t, "at the end", line.Live(), whole.Live())
		for _, at := range []int{n, min(n+1, len(all)), n / 2, max(n-1, 1), 640, 641, 640, 5000} {
			identical(t, "at a moment", line.After(at), whole.After(at))
		}
		on, straight := timelineOf(t, &Learned, venues, all), timelineOf(t, &Learned, venues, all)
		on.Resume(state)
		for i := range more {
			on.Append(more[i].venue, &more[i].bar)
			straight.Append(more[i].venue, &more[i].bar)
		}
		identical(t, "with more bars", on.Live(), straight.Live())
		if again := on.State(n); !slices.Equal(again, state) {
			t.Errorf("the state after %d bars is written otherwise by who has gone on from it", n)
		}
	}
}

// Whatever is not the state of just these bars changes nothing.
func TestStateOfOtherBarsIsRefused(t *testing.T) {
	venues, steps := kept(910, 300)
	state := timelineOf(t, &Learned, venues, steps).State(600)
	want := timelineOf(t, &Learned, venues, steps).Live()
	refused := func(what string, state []byte, model *Model, venues []Venue, steps []venueBar) {
		t.Helper()
		line := timelineOf(t, model, venues, steps)
		if line.Resume(state) || line.Resumed() != 0 {
			t.Errorf("%s is gone on from", what)
		}
		line.Live()
	}
	changed := slices.Clone(steps)
	changed[300].bar.Volume *= 1 + 1e-15
	refused("a state of other bars", state, &Learned, venues, changed)
	refused("a state of more bars", state, &Learned, venues, steps[:500])
	refused("a state of other venues", state, &Learned, []Venue{{}, {}, {}}, steps)
	refused("a state without its map", state, &Massless, venues, steps)
	refused("a state of the learned model", state, &Classic, venues, steps)
	refused("nothing", nil, &Learned, venues, steps)
	for i := 0; i < len(state); i += 1 + i/50 {
		bad := slices.Clone(state)
		bad[i] ^= 4
		refused("a damaged state", bad, &Learned, venues, steps)
		refused("a cut state", state[:i], &Learned, venues, steps)
	}
	if timelineOf(t, &Classic, venues, steps).State(600) != nil || timelineOf(t, &Learned, venues, steps).State(0) != nil {
		t.Error("there is a state where none can be kept")
	}
	late := timelineOf(t, &Learned, venues, steps)
	late.Live()
	if late.Resume(state) {
		t.Error("a timeline goes on from a state after it was asked for something")
	}
	identical(t, "after refusals", timelineOf(t, &Learned, venues, steps).Live(), want)
}

// What is in the body of a state can be anything, once its sums are right.
func FuzzState(f *testing.F) {
	venues, steps := kept(920, 40)
	line := NewTimelineAt(&Learned, five, venues)
	for i := range steps {
		line.Append(steps[i].venue, &steps[i].bar)
	}
	f.Add(line.State(80)[stateHead:])
	f.Fuzz(func(t *testing.T, body []byte) {
		e, c := NewAt(&Learned, five, venues), codec{b: body, reads: true}
		e.code(&c)
	})
}

// A field that was swept empty and then copied is filled as the one it was
// copied from, to the last bit.
func TestCopyOfAnEmptyField(t *testing.T) {
	a := field{scale: 1}
	a.add(0, 3, 1)
	a.scaleDown(.3)
	a.sweepAbove(0)
	var b field
	b.copyFrom(&a)
	for range 3 {
		a.add(5, 9, .1)
		b.add(5, 9, .1)
		a.scaleDown(.7)
		b.scaleDown(.7)
	}
	var x, y [4]float64
	a.addTo(x[:], 5)
	b.addTo(y[:], 5)
	if x != y {
		t.Errorf("%v and %v", x, y)
	}
}
