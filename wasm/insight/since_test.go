package insight

import (
	"reflect"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/seal"
)

// shelf is a map with dollars evenly in bins.
func shelf(at market.Millis, price market.Price, bands ...Band) *Map {
	m := &Map{At: at, Price: price}
	for side := range m.Planes {
		m.Planes[side] = Plane{Lo: -1000, USD: make([]float64, 2000)}
	}
	for _, b := range bands {
		for k := b.Lo; k < b.Hi; k++ {
			m.Planes[b.Side].USD[k+1000] = float64(b.USD) / float64(b.Hi-b.Lo)
		}
	}
	return m
}

func clustersOf(bands ...Band) (out []Cluster) {
	for _, b := range bands {
		out = append(out, Cluster{Side: b.Side, Lo: b.Lo, Hi: b.Hi, USD: b.USD, Age: market.Hour})
	}
	return out
}

func TestSince(t *testing.T) {
	then, now := midnight, midnight+6*market.Hour
	near, far := Band{market.Long, -60, -40, 70e6}, Band{market.Long, -160, -140, 90e6}
	above, high := Band{market.Short, 50, 70, 60e6}, Band{market.Short, 200, 220, 40e6}
	old := RememberVisit("a", then, clustersOf(near, far, above, high))
	grown, fresh := far, Band{market.Short, 100, 120, 55e6}
	grown.USD = 120e6
	half := above
	half.Lo, half.USD = 58, 40e6
	present := []Band{grown, half, high, fresh}
	m := shelf(now, 10_000, present...)
	path := []market.Bar{
		{Start: then - five, Open: 10_000, High: 10_400, Low: 9_200, Close: 10_000}, // before the visit
		{Start: then, Open: 10_000, High: 10_010, Low: 9_990, Close: 10_000},
		{Start: then + five, Open: 10_000, High: grid.Bin(57).Lower(), Low: grid.Bin(-50).Lower(), Close: 10_000},
		{Start: then + 2*five, Open: 10_000, High: 10_010, Low: 9_200, Close: 10_000},
	}
	got := Since(&old, m, clustersOf(present...), path, five, 50e6)
	want := []Event{
		{Swept, far, 120e6, then + 3*five},
		{Swept, near, 0, then + 2*five},
		{Touched, above, m.Planes[market.Short].Sum(above.Lo, above.Hi), then + 2*five},
		{New, fresh, 55e6, now - market.Hour},
	}
	// In the same market without its last bar the far one has grown.
	if !reflect.DeepEqual(rounded(got), want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	got = Since(&old, m, clustersOf(present...), path[:3], five, 50e6)
	want = []Event{{Swept, near, 0, then + 2*five}, {Touched, above, m.Planes[market.Short].Sum(above.Lo, above.Hi), then + 2*five}, {New, fresh, 55e6, now - market.Hour}, {Grown, far, 120e6, 0}}
	if !reflect.DeepEqual(rounded(got), want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if got := Since(&old, m, clustersOf(present...), path, five, 200e6); len(got) != 0 {
		t.Errorf("something happened to clusters of 200 million: %+v", got)
	}
	// Price lies beyond, but no bar shows when it went there.
	if got := Since(&old, shelf(now, 9_000), nil, nil, five, 80e6); len(got) != 1 || got[0].Kind != Swept || got[0].At != 0 {
		t.Errorf("swept in a gap: %+v", got)
	}
	if got := Since(&Visit{}, shelf(now, 10_000), nil, nil, five, 0); len(got) != 0 {
		t.Errorf("nothing became %+v", got)
	}
	older := clustersOf(fresh)
	older[0].Older = true
	if got := Since(&Visit{At: then}, m, older, nil, five, 0); len(got) != 1 || got[0].At != 0 {
		t.Errorf("a cluster as old as the samples has the time %+v", got)
	}
}

// rounded takes the rounding of the shelves' sums out.
func rounded(events []Event) []Event {
	for i := range events {
		events[i].Now = market.USD(int64(events[i].Now + .5))
	}
	return events
}

func someVisit() Visit {
	return Visit{"BTCUSDT learned-0 all", midnight, []Band{{market.Long, -60, -40, 70e6}, {market.Short, 50, 70, 1234567.891}}}
}

func TestSnapshotsComeBack(t *testing.T) {
	for _, s := range []Visit{someVisit(), {Of: "x", At: 0}} {
		back, fault := ParseVisit(s.Text())
		if fault != nil || !reflect.DeepEqual(back, s) {
			t.Errorf("%+v came back as %+v, %v", s, back, fault)
		}
	}
	s := someVisit()
	if n := len(s.Text()); n > 110 {
		t.Errorf("two bands take %d bytes", n)
	}
}

// Damage of the text is the seal's to notice; a sealed text that no visit
// can have is refused too.
func TestDamagedSnapshotsAreRefused(t *testing.T) {
	s := someVisit()
	good := s.Text()
	_, body, _ := strings.Cut(good, "\n")
	bad := []string{"", "{}", good + "\n", good[:len(good)-1], strings.Replace(good, "-1 ", "-2 ", 1)}
	for _, b := range []string{
		"", "of", "\n5", "of\n-5", "of\nnow", strings.Replace(body, "long", "lnog", 1), strings.Replace(body, "-60", "-30", 1),
		strings.Replace(body, "-60", "-99999999", 1), strings.Replace(body, "7e+07", "-1", 1), strings.Replace(body, "7e+07", "NaN", 1),
		strings.Replace(body, "7e+07", "1e19", 1), body + "\n", body + " 5", "of\n5" + strings.Repeat("\nlong 1 2 3", mostBands+1),
	} {
		bad = append(bad, seal.Text(kind, b))
	}
	for _, text := range bad {
		if s, fault := ParseVisit(text); fault == nil || fault.Code != "look-damaged" || s.Bands != nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

func FuzzParseSnapshot(f *testing.F) {
	s := someVisit()
	_, body, _ := strings.Cut(s.Text(), "\n")
	f.Add(body)
	f.Add("x\n0\nlong 0 1 1e300")
	f.Fuzz(func(t *testing.T, body string) {
		_, _ = ParseVisit(body)
		s, fault := ParseVisit(seal.Text(kind, body))
		if fault != nil {
			return
		}
		back, fault := ParseVisit(s.Text())
		if fault != nil || !reflect.DeepEqual(back, s) {
			t.Errorf("%q comes back as %+v, %v", body, back, fault)
		}
	})
}

// Of what stood there, what price has been to and what it has not adds up.
func TestUntouchedAreTheRest(t *testing.T) {
	bands := []Band{{market.Long, -60, -40, 70e6}, {market.Long, -160, -140, 90e6}, {market.Short, 50, 70, 60e6}, {market.Short, 200, 220, 10e6}}
	old := RememberVisit("a", midnight, clustersOf(bands...))
	events := []Event{{Kind: Swept, Band: bands[0]}, {Kind: Touched, Band: bands[2]}, {Kind: New}, {Kind: Grown, Band: bands[1]}}
	if n := Untouched(&old, events, 50e6); n != 1 {
		t.Errorf("%d", n)
	}
	if n := Untouched(&old, nil, 5e6); n != 4 {
		t.Errorf("%d", n)
	}
}
