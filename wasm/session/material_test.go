package session

import (
	"math"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// materialsOf are the messages of material among all that a page was sent.
func materialsOf(t *testing.T, messages [][]byte) (out []wire.Material) {
	t.Helper()
	for _, message := range messages {
		var m wire.Material
		if kind, _ := wire.KindOf(message); kind == wire.KindMaterial {
			if fault := m.Parse(message); fault != nil {
				t.Fatal(fault)
			}
			out = append(out, m)
		}
	}
	return out
}

// Material follows each snapshot that asks for it: with all bars first, then with
// those that are new, whatever part of the map is shown.
func TestMaterialFollowsSnapshots(t *testing.T) {
	p := newPage(t)
	var sent [][]byte
	emit := p.session.Emit
	p.session.Emit = func(message []byte) {
		if kind, _ := wire.KindOf(message); kind == wire.KindMaterial {
			sent = append(sent, message)
			return
		}
		emit(message)
	}
	p.simulate(9)
	p.session.Handle(everything(0).Append(nil))
	if len(sent) > 0 {
		t.Fatal("material that nobody asked for")
	}
	ask := func(at market.Millis, kind wire.Ahead, part bool) wire.Material {
		request := everything(at)
		if request.Ahead = kind; part {
			request.Sides, request.Classes = 1, 2
		}
		p.session.Handle(request.Append(nil))
		list := materialsOf(t, sent)
		return list[len(list)-1]
	}
	first := ask(0, wire.WholeMaterial, false)
	snapshot := p.snapshots[len(p.snapshots)-1]
	if !first.Replace || len(first.Bars) != len(p.session.market.steps) || first.Serial != snapshot.Serial || first.At != snapshot.At || first.Price != snapshot.Price || len(first.Levels) != len(snapshot.Clusters) || !first.Fitted || first.Version == "" || !(first.Scale > 0) {
		t.Errorf("%d bars, replace %v, %d levels, serial %d, scale %v", len(first.Bars), first.Replace, len(first.Levels), first.Serial, first.Scale)
	}
	for i, level := range first.Levels {
		if level != snapshot.Clusters[i].Near() {
			t.Errorf("level %d is %v", i, level)
		}
	}
	part := ask(0, wire.MoreMaterial, true)
	if part.Replace || len(part.Bars) != 0 || len(part.Planes[1].USD) != len(first.Planes[1].USD) {
		t.Errorf("of a part: replace %v, %d bars, %d bins of shorts", part.Replace, len(part.Bars), len(part.Planes[1].USD))
	}
	p.session.Tick()
	for range 400 {
		p.session.Tick()
	}
	list := materialsOf(t, sent)
	newest := list[len(list)-1]
	if newest.Replace || newest.At <= first.At || len(newest.Bars) != 1 {
		t.Errorf("after a bar: %d bars to %v, first to %v", len(newest.Bars), newest.At, first.At)
	}
	early := ask(first.At-3*market.Day, wire.MoreMaterial, false)
	if early.At > first.At-3*market.Day || early.Replace {
		t.Errorf("%+v", early.At)
	}
	if again := ask(0, wire.WholeMaterial, false); !again.Replace || len(again.Bars) != len(p.session.market.steps) {
		t.Errorf("asked for all: %d bars", len(again.Bars))
	}
	request := everything(0)
	request.Model, request.Ahead = "classic", wire.MoreMaterial
	p.session.Handle(request.Append(nil))
	list = materialsOf(t, sent)
	if other := list[len(list)-1]; other.Fitted || len(other.Feeds) != 0 || !other.Replace {
		t.Errorf("of another model: fitted %v, %d feeds", other.Fitted, len(other.Feeds))
	}
}

// The feeds are the largest cluster's, through each venue's link: a sampled one
// publishes at most its capture, a complete one all.
func TestFeedsAreOfTheLargestCluster(t *testing.T) {
	ids := []string{"binance", "bybit"}
	line := engine.NewTimelineAt(&engine.Learned, step, engineVenues(ids, "BTC"))
	source := timelineOf(t, &engine.Learned, 2, 4000)
	for i := range source.Len() {
		venue, bar := source.Bar(i)
		if fault := line.Append(venue, bar); fault != nil {
			t.Fatal(fault)
		}
	}
	var s snapshots
	got, fault := s.snapshot(line, everything(0), step, 2)
	if fault != nil {
		t.Fatal(fault)
	}
	list := feeds(line.After(line.Len()), ids, got.Clusters)
	largest, sum := market.USD(0), market.USD(0)
	for _, c := range got.Clusters {
		largest = max(largest, c.USD)
	}
	for _, f := range list {
		sum += f.Forced
	}
	if len(list) != 2 || math.Abs(float64(sum/largest)-1) > 1e-9 {
		t.Fatalf("%v of %v", list, largest)
	}
	if sampled, complete := list[0], list[1]; !(sampled.Published > 0) || sampled.Published >= .6*sampled.Forced || complete.Published != complete.Forced {
		t.Errorf("%+v", list)
	}
	if feeds(line.After(line.Len()), ids, nil) != nil || feeds(line.After(line.Len()), ids[:1], got.Clusters) != nil {
		t.Error("feeds of no cluster, or of a venue without a name")
	}
}
