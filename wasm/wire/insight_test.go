package wire

import (
	"math"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/market"
)

func snapshot() *Snapshot {
	return &Snapshot{
		7, "learned", 1_790_812_800_000, 60_123.5, 1234.5, 92e6,
		[2]Plane{{3400, []float64{1e6, 0, 2.5e6}, []byte{90, 0, 120}}, {3600, []float64{}, nil}},
		[2]Plane{{3390, []float64{3e6}, nil}, {3601, []float64{2, 5}, nil}},
		[]insight.Cluster{
			{Side: market.Long, Lo: 3400, Hi: 3403, Peak: 3402, USD: 3.5e6, Core: 2e6, Standout: 1.3, Classes: [4]market.USD{1e6, 2e6, 5e5, 0}, Venues: []market.USD{3e6, 5e5}, Age: market.Hour, Hour: insight.Change{PerHour: 1e5, Known: true}, Rising: true},
			{Side: market.Short, Lo: 3600, Hi: 3610, Peak: 3600, USD: 1, Venues: []market.USD{1, 0}, Older: true, Day: insight.Change{PerHour: -5, Known: true}, Fading: true},
		},
	}
}

func insights() []message {
	return []message{&SnapshotRequest{9, "learned", 1_790_812_800_000, 3, 15, 5 | 1<<63, WholeMaterial}, &SnapshotRequest{}, snapshot(), &Snapshot{Planes: [2]Plane{{0, []float64{}, nil}, {0, []float64{}, nil}}, Truth: [2]Plane{{0, []float64{}, nil}, {0, []float64{}, nil}}, Clusters: []insight.Cluster{}}}
}

func TestInsightsComeBack(t *testing.T) { comeBack(t, insights()) }

func TestImpossibleSnapshotsAreRefused(t *testing.T) {
	for name, change := range map[string]func(m *Snapshot){
		"bins beyond the grid": func(m *Snapshot) { m.Planes[0].Lo = math.MaxInt32 },
		"a cluster without":    func(m *Snapshot) { m.Clusters[0].Hi = m.Clusters[0].Lo },
		"stand-outs of others": func(m *Snapshot) { m.Planes[0].Standout = []byte{1} },
		"too many venues":      func(m *Snapshot) { m.Clusters = m.Clusters[:1]; m.Clusters[0].Venues = make([]market.USD, 65) },
	} {
		m := snapshot()
		change(m)
		if f := new(Snapshot).Parse(m.Append(nil)); f == nil || f.Code != "message-damaged" {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// The page asks the map that was sent, and has the worker's own answers.
func TestTheMapIsTheWorkers(t *testing.T) {
	var back Snapshot
	if f := back.Parse(snapshot().Append(nil)); f != nil {
		t.Fatal(f)
	}
	m := back.Map()
	if got := m.Planes[market.Long].Sum(3400, 3403); got != back.Clusters[0].USD || m.Price != 60_123.5 || m.At != back.At {
		t.Errorf("%v in the cluster's bins, the cluster says %v", got, back.Clusters[0].USD)
	}
}

func FuzzParseInsights(f *testing.F) {
	for _, m := range insights() {
		f.Add(m.Append(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, m := range insights() {
			if m.Parse(data) != nil {
				continue
			}
			again := m.Append(nil)
			if m.Parse(again) != nil {
				t.Fatalf("%T that was accepted is refused when sent again", m)
			}
		}
	})
}
