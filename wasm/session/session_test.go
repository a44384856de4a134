package session

import (
	"bytes"
	"reflect"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/replay/replaytest"
	"brink/wasm/sim"
	"brink/wasm/wire"
)

// monday is 2026-01-05, 00:00 UTC.
const monday = market.Millis(1_767_571_200_000)

// page is the other end: it sorts what the session emits.
type page struct {
	t         *testing.T
	session   *Session
	sources   []wire.Source
	bars      []wire.Bars
	frames    []wire.Frame
	cells     []wire.Cell
	snapshots []wire.Snapshot
	files     []wire.File
	forced    []wire.Liquidations
	faults    []*market.Fault
}

func newPage(t *testing.T) *page {
	p := &page{t: t}
	p.session = New(p.receive)
	return p
}

func (p *page) receive(message []byte) {
	kind, fault := wire.KindOf(message)
	if fault != nil {
		p.t.Fatal(fault)
	}
	switch kind {
	case wire.KindSource:
		fault = take(&p.sources, message)
	case wire.KindBars:
		fault = take(&p.bars, message)
	case wire.KindFrame:
		fault = take(&p.frames, message)
	case wire.KindCell:
		fault = take(&p.cells, message)
	case wire.KindSnapshot:
		fault = take(&p.snapshots, message)
	case wire.KindFile:
		fault = take(&p.files, message)
	case wire.KindLiquidations:
		fault = take(&p.forced, message)
	case wire.KindFault:
		var said *market.Fault
		said, fault = wire.ParseFault(message)
		p.faults = append(p.faults, said)
	default:
		p.t.Fatalf("a message of kind %d", kind)
	}
	if fault != nil {
		p.t.Fatal(fault)
	}
}

// take adds a message to a list of its kind.
func take[T any, P interface {
	*T
	Parse([]byte) *market.Fault
}](list *[]T, message []byte) *market.Fault {
	*list = append(*list, *new(T))
	return P(&(*list)[len(*list)-1]).Parse(message)
}

func (p *page) simulate(days market.Millis) {
	m := wire.Simulate{Seed: 1, Symbol: "BTCUSDT", Start: monday, Until: monday + days*market.Day, Column: 15 * market.Minute}
	p.session.Handle(m.Append(nil))
}

func (p *page) look(model string, v grid.View) {
	m := wire.Viewport{Serial: uint32(len(p.frames) + 1), Model: model, Venues: ^uint32(0), View: v}
	p.session.Handle(m.Append(nil))
}

func around(price market.Price, from market.Millis, columns int) grid.View {
	return grid.View{From: from, Column: 15 * market.Minute, Columns: columns, Bottom: price * .9, Top: price * 1.1, Rows: 200}
}

func TestSimulationIsShownAndGoesOn(t *testing.T) {
	p := newPage(t)
	p.simulate(3)
	if len(p.sources) != 1 || p.sources[0].Origin != market.Simulated || len(p.sources[0].Models) != len(engine.Models()) || len(p.sources[0].Symbols) != len(sim.Symbols()) {
		t.Fatalf("%+v", p.sources)
	}
	rows := p.bars[0].Rows
	if !p.bars[0].Replace || len(rows) != 3*96+1 {
		t.Fatalf("%d drawn bars", len(rows))
	}
	last := rows[len(rows)-1]
	p.look("classic", around(last.Close, monday+2*market.Day, 100))
	if len(p.faults) != 0 || len(p.frames) != 1 {
		t.Fatalf("%v, %d frames", p.faults, len(p.frames))
	}
	f := p.frames[0]
	for c, filled := range f.Filled {
		if want := byte(0); c <= 96 {
			want = 1
			if filled != want {
				t.Fatalf("column %d is filled: %d", c, filled)
			}
		} else if filled != want {
			t.Fatalf("column %d of the future is filled", c)
		}
	}
	// One frame is out until it is acknowledged; then the newest state comes.
	for range 40 {
		p.session.Tick()
	}
	if len(p.frames) != 1 {
		t.Fatalf("%d frames before one was acknowledged", len(p.frames))
	}
	ack := wire.Ack{Serial: 1}
	p.session.Handle(ack.Append(nil))
	if len(p.frames) != 2 || !p.frames[1].Patch || p.frames[1].View.From > monday+3*market.Day || p.frames[1].View.Columns > 3 {
		t.Fatalf("%d frames after it was, the last of %+v", len(p.frames), p.frames[len(p.frames)-1].View)
	}
	if f.Bright < 1e3 || f.Bright > 1e10 || f.Dim <= 0 || f.Dim >= f.Bright {
		t.Errorf("a dim cell holds %v USD, a bright one %v", f.Dim, f.Bright)
	}
	if len(p.bars) != 41 || p.bars[40].Replace {
		t.Fatalf("%d messages of bars", len(p.bars))
	}
	tail := p.bars[40].Rows
	if n := len(tail); n < 2 || tail[n-1].Start != monday+3*market.Day {
		t.Fatalf("the last bars begin at %+v", tail)
	}
}

// A market that runs on beyond what is looked at takes it along: the patches,
// laid into a ring as the page does, are the map drawn afresh.
func TestPatchesGoOnBeyondTheView(t *testing.T) {
	p := newPage(t)
	p.simulate(3)
	rows := p.bars[0].Rows
	v := around(rows[len(rows)-1].Close, monday+2*market.Day, 97)
	p.look("learned", v)
	held := p.frames[0]
	for range 7 * 90 {
		p.session.Tick()
		f := p.frames[len(p.frames)-1]
		ack := wire.Ack{Serial: f.Serial}
		p.session.Handle(ack.Append(nil))
	}
	column := v.Rows * wire.Channels
	for _, f := range p.frames[1:] {
		if !f.Patch {
			t.Fatal("a whole frame was sent unasked")
		}
		begin := held.View.ColumnOf(f.View.From)
		beyond := max(begin+f.View.Columns-held.View.Columns, 0)
		held.View.From += market.Millis(beyond) * v.Column
		begin -= beyond
		held.Filled = append(held.Filled[beyond:], make([]byte, beyond)...)
		copy(held.Filled[begin:], f.Filled)
		for side := range held.Planes {
			held.Planes[side] = append(held.Planes[side][beyond*column:], make([]byte, beyond*column)...)
			copy(held.Planes[side][begin*column:], f.Planes[side])
		}
		held.Standouts = append(held.Standouts[beyond*v.Rows*market.Sides:], make([]byte, beyond*v.Rows*market.Sides)...)
		copy(held.Standouts[begin*v.Rows*market.Sides:], f.Standouts)
	}
	if moved := held.View.ColumnOf(v.From + 97*v.Column); moved != 97-6 && moved != 97-7 {
		t.Fatalf("after 105 minutes the view of 15 minutes a column has moved to %d", moved)
	}
	p.look("learned", held.View)
	if afresh := p.frames[len(p.frames)-1]; !bytes.Equal(afresh.Filled, held.Filled) || !bytes.Equal(afresh.Planes[0], held.Planes[0]) || !bytes.Equal(afresh.Planes[1], held.Planes[1]) || !bytes.Equal(afresh.Standouts, held.Standouts) {
		t.Error("the patched map is not the map drawn afresh")
	}
}

// A market opened anew up to where it had come is the same one, its forming
// bar and all: so the engine comes back from a crash.
func TestMarketOpensWhereItHadCome(t *testing.T) {
	p := newPage(t)
	p.simulate(1)
	for range 77 {
		p.session.Tick()
	}
	was := p.bars[len(p.bars)-1]
	again := newPage(t)
	m := wire.Simulate{Seed: 1, Symbol: "BTCUSDT", Start: monday, Until: was.Until, Column: 15 * market.Minute}
	again.session.Handle(m.Append(nil))
	is := again.bars[0]
	if is.Until != was.Until || !reflect.DeepEqual(is.Rows[len(is.Rows)-1], was.Rows[len(was.Rows)-1]) {
		t.Errorf("it had come to %+v and opens with %+v", was.Rows[len(was.Rows)-1], is.Rows[len(is.Rows)-1])
	}
}

// The colour scale is that of what is in sight, not of the margin around it.
func TestScaleFollowsTheVisibleArea(t *testing.T) {
	p := newPage(t)
	p.simulate(6)
	rows := p.bars[0].Rows
	price := rows[len(rows)-1].Close
	v := around(price, monday+4*market.Day, 192)
	ask := func(sight wire.Area) wire.Frame {
		m := wire.Viewport{Serial: 1, Model: "learned", Venues: ^uint32(0), View: v, Visible: sight}
		p.session.Handle(m.Append(nil))
		return p.frames[len(p.frames)-1]
	}
	all := ask(wire.Area{})
	near := ask(wire.Area{From: v.From, To: v.From + 192*v.Column, Bottom: price * .985, Top: price * 1.015})
	if !(near.Bright < all.Bright) || near.Bright <= 0 {
		t.Errorf("near the price a bright cell holds %v USD, in all %v", near.Bright, all.Bright)
	}
	if missed := ask(wire.Area{From: 1, To: 2, Bottom: 1, Top: 2}); missed.Bright != all.Bright || missed.Dim != all.Dim {
		t.Errorf("a sight that misses the view: %v to %v USD", missed.Dim, missed.Bright)
	}
}

// What a cell says is what the engine says, and the level drawn there is that
// of the row's sum.
func TestCellsAreTheEngines(t *testing.T) {
	m := sim.New(sim.Config{Seed: 1, Start: monday})
	var events sim.Events
	for m.Now() < monday+4*market.Day {
		m.Step(&events)
	}
	bars := events.Bars
	p := newPage(t)
	send := wire.Record{Name: "bars.csv", Column: 15 * market.Minute, File: replaytest.AppendBars(nil, bars)}
	p.session.Handle(send.Append(nil))
	price := bars[len(bars)-1].Close
	v := around(price, monday+3*market.Day, 96)
	v.Bottom, v.Top, v.Rows = (grid.Of(price) - 150).Lower(), (grid.Of(price) + 150).Lower(), 300 // a row a bin
	for _, model := range engine.Models() {
		p.look(model.Name, v)
		f := p.frames[len(p.frames)-1]
		e := engine.New(model, 5*market.Minute, 1)
		next := 0
		for c := range v.Columns {
			end := v.From + market.Millis(c+1)*v.Column
			for ; next < len(bars) && bars[next].Start < end; next++ {
				if fault := e.Step(0, &bars[next]); fault != nil {
					t.Fatal(fault)
				}
			}
			if c%17 != 3 {
				continue
			}
			for side := range market.Side(market.Sides) {
				want := make([]float64, v.Rows)
				var parts [engine.Classes][]float64
				for class := range parts {
					parts[class] = make([]float64, v.Rows)
				}
				e.Heat(want, side, grid.Of(price)-150, engine.Everything)
				e.Parts(&parts, side, grid.Of(price)-150, engine.Everything.Venues)
				for row := 0; row < v.Rows; row += 7 {
					probe := wire.Probe{Serial: 1, Time: v.From + market.Millis(c)*v.Column, Price: (grid.Of(price) - 150 + grid.Bin(row)).Middle(), Classes: 15, Sides: 3}
					p.session.Handle(probe.Append(nil))
					cell := p.cells[len(p.cells)-1]
					got := cell.Long
					if side == market.Short {
						got = cell.Short
					}
					if !cell.Known || float64(got) != want[row] {
						t.Fatalf("%s column %d row %d: the cell says %+v, the engine %v", model.Name, c, row, cell, want[row])
					}
					for class := range parts {
						if cell.Standout != 0 && got > 0 && (cell.Long == 0 || cell.Short == 0) {
							if level := f.Standouts[(c*v.Rows+row)*market.Sides+int(side)]; level != grid.StandoutLevel(cell.Standout) {
								t.Fatalf("%s column %d row %d: stands out by level %d, the cell %v times", model.Name, c, row, level, cell.Standout)
							}
						}
						level := f.Planes[side][(c*v.Rows+row)*wire.Channels+class]
						near := wire.Level(float32(parts[class][row] * .999))
						if far := wire.Level(float32(parts[class][row] * 1.001)); level < near || level > far {
							t.Fatalf("%s column %d row %d class %d: level %d of %v USD", model.Name, c, row, class, level, parts[class][row])
						}
					}
				}
			}
		}
	}
}

// Bars of any length that divides an hour are drawn in whole multiples of it.
func TestDrawnBarsAreMultiples(t *testing.T) {
	for _, interval := range []market.Millis{market.Minute, 10 * market.Minute, 12 * market.Minute, market.Hour} {
		var bars []market.Bar
		for i := range market.Millis(300) {
			bars = append(bars, market.Bar{Start: monday + i*interval, Open: 100, High: 101, Low: 99, Close: 100, Volume: 1})
		}
		p := newPage(t)
		send := wire.Record{Name: "bars.csv", Column: 15 * market.Minute, File: replaytest.AppendBars(nil, bars)}
		p.session.Handle(send.Append(nil))
		if len(p.bars) != 1 || p.bars[0].Column%interval != 0 || p.bars[0].Column > max(15*market.Minute, interval) {
			t.Fatalf("bars of %d ms are drawn as %+v", interval, p.bars)
		}
		v := around(100, monday, 10)
		v.Column = p.bars[0].Column
		p.look("classic", v)
		if len(p.frames) != 1 || len(p.faults) != 0 {
			t.Errorf("bars of %d ms: %d frames, %v", interval, len(p.frames), p.faults)
		}
	}
}

func TestBadMessagesAreFaultsAndLoseNothing(t *testing.T) {
	p := newPage(t)
	early := wire.Viewport{Model: "classic", View: around(60_000, monday, 10)}
	p.session.Handle(early.Append(nil))
	p.simulate(2)
	for name, message := range map[string][]byte{
		"empty": nil, "foreign": {9, 9, 9}, "unknown kind": {wire.Version, 200}, "cut": {wire.Version, byte(wire.KindViewport), 1},
		"damaged recording": (&wire.Record{Name: "x", File: []byte("not a recording")}).Append(nil),
		"unknown model":     (&wire.Viewport{Model: "nobody", View: around(60_000, monday, 10)}).Append(nil),
		"view without rows": (&wire.Viewport{Model: "classic", View: grid.View{Columns: 5}}).Append(nil),
		"huge view":         (&wire.Viewport{Model: "classic", View: grid.View{Column: 900_000, Columns: 60_000, Rows: 500, Bottom: 1, Top: 2}}).Append(nil),
		"odd column":        (&wire.Viewport{Model: "classic", View: grid.View{Column: 400_000, Columns: 6, Rows: 5, Bottom: 1, Top: 2}}).Append(nil),
		"endless market":    (&wire.Simulate{Until: 1 << 50}).Append(nil),
	} {
		before := len(p.faults)
		p.session.Handle(message)
		if len(p.faults) != before+1 || p.faults[before].Code == "" || p.faults[before].Sentence == "" {
			t.Errorf("%s: %d faults", name, len(p.faults)-before)
		}
	}
	p.look("classic", around(p.bars[0].Rows[0].Close, monday, 10))
	if len(p.frames) != 1 {
		t.Error("the market was lost")
	}
	if p.faults[0].Code != "market-missing" {
		t.Errorf("a look before there is a market: %v", p.faults[0])
	}
}

// A timeline that was stepped before its viewport is asked for is the one that the
// look would have stepped; a model that there is not is only missed by a look.
func TestPreparedTimeline(t *testing.T) {
	frames := map[string][]byte{}
	for _, ahead := range []string{"learned", "", "no such model"} {
		p := newPage(t)
		var last []byte
		p.session.Emit = func(message []byte) {
			last = bytes.Clone(message)
			p.receive(message)
		}
		m := wire.Simulate{Seed: 1, Symbol: "BTCUSDT", Start: monday, Until: monday + 3*market.Day, Column: 15 * market.Minute, Model: ahead}
		p.session.Handle(m.Append(nil))
		if len(p.faults) != 0 || len(p.session.market.timelines) != 0 != (ahead == "learned") {
			t.Fatalf("prepared %q: %v, %d timelines", ahead, p.faults, len(p.session.market.timelines))
		}
		rows := p.bars[0].Rows
		p.look("learned", around(rows[len(rows)-1].Close, monday+2*market.Day, 100))
		frames[ahead] = last
	}
	if len(frames[""]) == 0 || !bytes.Equal(frames["learned"], frames[""]) || !bytes.Equal(frames["learned"], frames["no such model"]) {
		t.Error("the map depends on whether it was prepared")
	}
}
