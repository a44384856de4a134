package session

import (
	"math"
	"testing"
	"time"

	"brink/wasm/market"
	"brink/wasm/wire"
)

// Of a simulated market of forty days each cluster has an origin whose shares sum to
// what stands there, within what a visitor waits for.
func TestWhySomethingStandsThere(t *testing.T) {
	p := newPage(t)
	var told []wire.Origin
	emit := p.session.Emit
	p.session.Emit = func(message []byte) {
		if kind, _ := wire.KindOf(message); kind == wire.KindOrigin {
			if fault := take(&told, message); fault != nil {
				t.Fatal(fault)
			}
			return
		}
		emit(message)
	}
	ask := func(m wire.Why) { p.session.Handle(m.Append(nil)) }
	ask(wire.Why{Hi: 1})
	if len(p.faults) != 0 || len(told) != 1 || told[0].Known {
		t.Fatalf("before there is a map: %v, %+v", p.faults, told)
	}
	told = nil
	p.simulate(40)
	p.session.Handle(everything(0).Append(nil))
	list := p.snapshots[0].Clusters
	begun := time.Now()
	for i := range list {
		ask(wire.Why{Serial: uint32(i), Side: list[i].Side, Lo: list[i].Lo, Hi: list[i].Hi})
	}
	took := time.Since(begun)
	t.Logf("%d clusters in %v", len(list), took)
	if len(told) != len(list) || len(list) < 4 {
		t.Fatalf("%d are told of %d", len(told), len(list))
	}
	if took > time.Duration(len(list))*150*time.Millisecond {
		t.Errorf("%d clusters took %v", len(list), took)
	}
	for i, m := range told {
		sum := m.Origin.Earlier
		for _, d := range m.Origin.Days {
			sum += d.Share
		}
		classes := 0.0
		for _, share := range m.Classes {
			classes += share
		}
		if !m.Known || m.Serial != uint32(i) || math.Abs(sum-1) > 1e-6 || math.Abs(classes-1) > 1e-6 || len(m.Venues) != 1 || math.Abs(m.Venues[0].Share-1) > 1e-6 || math.Abs(float64(m.USD/list[i].USD)-1) > 1e-9 || !(m.Standout > 1) || !(m.Scale > 0) {
			t.Errorf("cluster %d: shares %v, classes %v, %+v", i, sum, classes, m)
		}
	}
	// An empty stretch has none, and says so.
	ask(wire.Why{Side: market.Long, Lo: 90_000, Hi: 90_010})
	if m := told[len(told)-1]; m.Known || m.USD != 0 {
		t.Errorf("%+v", m)
	}
}

// Two models' maps over one view are what their own frames hold; a view that is too
// large, or a model that is not there, is refused.
func TestTwoModelsOverOneView(t *testing.T) {
	p := newPage(t)
	var told []wire.Compared
	emit := p.session.Emit
	p.session.Emit = func(message []byte) {
		if kind, _ := wire.KindOf(message); kind == wire.KindCompared {
			if fault := take(&told, message); fault != nil {
				t.Fatal(fault)
			}
			return
		}
		emit(message)
	}
	p.simulate(9)
	v := around(p.bars[0].Rows[len(p.bars[0].Rows)-1].Close, monday+8*market.Day, 96)
	v.Rows = 90
	ask := func(one, other string) {
		m := wire.Compare{Serial: 4, Models: [2]string{one, other}, View: v}
		p.session.Handle(m.Append(nil))
	}
	ask("learned", "classic")
	if len(told) != 1 || told[0].Serial != 4 || told[0].Titles != [2]string{"Learned", "Classic"} {
		t.Fatalf("%+v, %v", told, p.faults)
	}
	for i, cells := range told[0].Cells {
		lit := 0
		for _, level := range cells {
			if level > 0 {
				lit++
			}
		}
		if lit < len(cells)/10 {
			t.Errorf("map %d has %d cells of %d", i, lit, len(cells))
		}
	}
	if told[0].Closes[0] == 0 || string(told[0].Cells[0]) == string(told[0].Cells[1]) {
		t.Error("both maps are the same, or no price is told")
	}
	ask("learned", "nobody's")
	v.Rows = 4000
	ask("learned", "classic")
	if len(told) != 1 || len(p.faults) != 2 || p.faults[0].Code != "model-unknown" || p.faults[1].Code != "view-size-impossible" {
		t.Errorf("%v", p.faults)
	}
}
