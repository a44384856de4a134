package session

import (
	"math"
	"testing"
	"time"

	"brink/wasm/grid"
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
	// Any cell of the past: what stands in a native bin after a column, on the side where
	// more does, is the readout's, and its shares sum to it; nothing later is known.
	told = nil
	at := p.snapshots[0].At - 9*market.Day
	p.session.Handle(everything(at).Append(nil)) // the map as it was, to hold cells against
	then := p.snapshots[len(p.snapshots)-1]
	p.session.Handle(everything(0).Append(nil))
	column := p.session.market.column
	begun = time.Now()
	asked := 0
	for side, plane := range then.Planes {
		for i := 0; i < len(plane.USD); i += 7 {
			if plane.USD[i] > 1e4 {
				asked++
				bin := plane.Lo + grid.Bin(i)
				ask(wire.Why{Side: 1 - market.Side(side), Lo: bin, Hi: bin + 1, At: then.At - column})
			}
		}
	}
	t.Logf("%d cells in %v", asked, time.Since(begun))
	if asked < 10 || len(told) != asked {
		t.Fatalf("%d are told of %d", len(told), asked)
	}
	for _, m := range told {
		bin := grid.Of(m.Low)
		plane := &then.Planes[m.Side]
		sum := m.Origin.Earlier
		for _, d := range m.Origin.Days {
			if sum += d.Share; d.From >= then.At {
				t.Errorf("at %v a day that came later is told of: %+v", then.At, d)
			}
		}
		if m.At != then.At || !m.Known || math.Abs(sum-1) > 1e-6 || math.Abs(float64(m.USD)/plane.USD[bin-plane.Lo]-1) > 1e-9 || m.Price != then.Price {
			t.Errorf("%v of %v: %v, %+v", m.USD, plane.USD[bin-plane.Lo], sum, m)
		}
	}
	// Before all bars nothing is known, and that is said.
	before := len(told)
	if ask(wire.Why{Lo: 1, Hi: 2, At: 1}); len(told) != before || len(p.faults) != 1 || p.faults[0].Code != "moment-unknown" {
		t.Errorf("%+v", p.faults)
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
