package engine

import (
	"slices"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Each moment of a walk is the state that an engine has which went no
// further, wherever the walk begins and however far the course was drawn.
func TestMomentsAreTheStatesThemselves(t *testing.T) {
	bars := walk(12, 3000, market.OptionalOI)
	for _, model := range Models() {
		line := NewTimeline(model, five, 1)
		for i := range bars {
			if fault := line.Append(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
		}
		for _, ns := range [][]int{{1, 2, 700, 701, 3000}, {0, 1500}, {2999}, {}} {
			seen := []int{}
			line.Moments(ns, func(i int, e *Engine) {
				want := New(model, five, 1)
				feed(t, want, bars[:ns[i]])
				same(t, model.Name, e, want)
				seen = append(seen, ns[i])
			})
			if !slices.Equal(seen, ns) {
				t.Errorf("%s: visited %v of %v", model.Name, seen, ns)
			}
			line.Live()
		}
	}
}

// A venue that lacks bars between bars that it has is reported, in the columns
// that its gap reaches into; one that begins later or has ended lacks nothing.
func TestGapOfOneVenue(t *testing.T) {
	timeline := NewTimeline(&Classic, five, 3)
	begin := 1000 * market.Day
	for i, bar := range walk(43, 60, 0) {
		bar.Start = begin + market.Millis(i)*five // whatever gaps the walk has
		for venue := range 3 {
			if venue == 0 || venue == 1 && (i < 20 || i >= 27) || venue == 2 && i > 5 && i < 40 {
				if fault := timeline.Append(venue, &bar); fault != nil {
					t.Fatal(fault)
				}
			}
		}
	}
	at := func(i int) market.Millis { return begin + market.Millis(i)*five }
	for _, c := range []struct {
		from, column int // bars
		venues       uint32
		want         []int
	}{
		{0, 1, 0b111, []int{20, 21, 22, 23, 24, 25, 26}},
		{0, 1, 0b101, nil},
		{0, 6, 0b010, []int{3, 4}},
		{24, 2, 0b010, []int{0, 1}},
		{30, 2, 0b010, nil},
	} {
		var got []int
		timeline.Lacking(&grid.View{From: at(c.from), Column: market.Millis(c.column) * five, Columns: 60}, c.venues, func(column int) { got = append(got, column) })
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: columns %v", c, got)
		}
	}
}

// A window's candidates take no more memory than a window has, however long
// the market runs: they are copied with every checkpoint.
func TestExtremesStayAsSmallAsTheirWindow(t *testing.T) {
	bars := walk(5, 30_000, 0)
	for zone, span := range zoneSpans {
		var e extremes
		for i := range bars {
			e.add(bars[i].Start, float64(bars[i].High), 1)
			got := e.of(zone)
			if i%97 != 0 {
				continue
			}
			want := 0.0
			for k := i; k >= 0 && bars[k].Start > bars[i].Start-span; k-- {
				want = max(want, float64(bars[k].High))
			}
			if got != want {
				t.Fatalf("zone %d, bar %d: highest %v, want %v", zone, i, got, want)
			}
		}
		if most := 4*int(zoneSpans[Zones-2]/five) + 8; cap(e.values) > most {
			t.Errorf("%d values are kept of windows of at most %d bars", cap(e.values), zoneSpans[Zones-2]/five)
		}
	}
}
