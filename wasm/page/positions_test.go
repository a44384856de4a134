package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/position"
	"brink/wasm/view"
	"brink/wasm/wire"
)

const positionsKey = "brink.positions"

// hold adds a long position as the form does.
func (s *stage) hold(entry, size string) {
	s.t.Helper()
	s.click(func(v *view.State) {
		v.Form[view.FieldEntry], v.Form[view.FieldSize], v.Form[view.FieldLeverage] = entry, size, "20"
		v.AddPosition()
	})
}

// marks is how many marks of a kind the chart has.
func (s *stage) marks(kind view.MarkKind) (n int) {
	for _, m := range s.chart.marks {
		if m.Kind == kind {
			n++
		}
	}
	return n
}

func TestAPositionIsKeptAndDrawn(t *testing.T) {
	s := clustered(t, simulated())
	s.hold("60000", "0.5")
	if s.marks(view.EntryMark) != 1 || s.marks(view.LossMark) != 1 {
		t.Errorf("drawn: %+v", s.chart.marks)
	}
	kept := s.device.stored[positionsKey]
	again := clustered(t, simulated(), func(d *device) { d.stored[positionsKey] = kept })
	if len(again.State().Positions.List) != 1 || again.marks(view.EntryMark) != 1 {
		t.Errorf("at the next visit: %+v", again.State().Positions.List)
	}
	again.click(func(v *view.State) { v.Apply(v.Positions.Remove(v.Positions.List[0])) })
	if again.marks(view.EntryMark) != 0 || again.device.stored[positionsKey] == kept {
		t.Error("a position that is taken out stays")
	}
	third := newStage(t, func(d *device) { d.stored[positionsKey] = again.device.stored[positionsKey] })
	if len(third.State().Positions.List) != 0 || third.State().Notice != "" {
		t.Errorf("an empty list at the next visit: %+v, %q", third.State().Positions.List, third.State().Notice)
	}
}

// Nothing of a position leaves the device: no message, no link, no address.
func TestAPositionStaysOnTheDevice(t *testing.T) {
	s := clustered(t, liveMarket())
	sent := len(s.engine().sent)
	s.hold("60000", "0.5")
	s.click(func(v *view.State) { v.Use(view.Share) })
	s.device.pass(0)
	if len(s.engine().sent) != sent {
		t.Errorf("the worker is sent %v", s.engine().kinds()[sent:])
	}
	without := clustered(t, liveMarket())
	without.click(func(v *view.State) { v.Use(view.Share) })
	if s.device.fragment != without.device.fragment {
		t.Errorf("the link is %q, without a position %q", s.device.fragment, without.device.fragment)
	}
}

func TestAnImpossiblePositionIsRefused(t *testing.T) {
	s := clustered(t, simulated())
	for _, figures := range [][2]string{{"0", "1"}, {"60000", "-1"}, {"much", "1"}, {"", ""}, {"1e300", "1e300"}} {
		s.hold(figures[0], figures[1])
		if len(s.State().Positions.List) != 0 || s.State().Notice == "" {
			t.Errorf("%v is taken", figures)
		}
	}
}

func TestADeviceThatKeepsNoPositionSaysSo(t *testing.T) {
	s := clustered(t, simulated(), func(d *device) { d.full = true })
	s.hold("60000", "0.5")
	s.notice("The device refuses to keep this; it is gone when the page is closed.")
	if s.marks(view.EntryMark) != 1 {
		t.Error("for this visit it is not there either")
	}
}

// A contract that no table is built in for is told once its venue has answered.
func TestTiersOfAVenueAreLearnt(t *testing.T) {
	s := clustered(t, liveMarket())
	tiers := &wire.Tiers{Venue: "bybit", Symbol: "ETHUSDT", At: start, Rows: []market.Tier{{Cap: 1e6, Maintenance: .005, MaxLeverage: 100}}}
	s.say(tiers)
	p := position.Position{Venue: "bybit", Symbol: "ETHUSDT", Entry: 2400, Size: 1, Leverage: 10}
	if f := view.Figures(s.State(), &p); f.Liquidation != "2,172.0" {
		t.Errorf("%+v", f)
	}
	// Of a contract that is held they are there at the next visit, whatever market
	// is shown; of the others nothing is kept.
	if kept, ok := s.device.stored[tiersKey]; ok {
		t.Errorf("kept of nothing that is held: %q", kept)
	}
	for range 2 {
		s.click(func(v *view.State) { v.Positions.List = []position.Position{p}; v.Apply(view.PositionList) })
		again := clustered(t, simulated(), func(d *device) { d.stored = s.device.stored })
		if f := view.Figures(again.State(), &again.State().Positions.List[0]); f.Liquidation != "2,172.0" {
			t.Errorf("at the next visit %+v", f)
		}
		again.click(func(v *view.State) { v.Apply(v.Positions.Remove(p)) })
		if third := newStage(t, func(d *device) { d.stored = again.device.stored }); len(third.State().Positions.Tables) != 0 || third.State().Notice != "" {
			t.Errorf("after it was taken out: %+v, %q", third.State().Positions.Tables, third.State().Notice)
		}
	}
}

const tiersKey = "brink.tiers"

// Stored tiers that are damaged are set aside, and the positions stay.
func TestStoredTiersThatAreDamagedAreSetAside(t *testing.T) {
	list := []position.Position{{Venue: "bybit", Symbol: "ETHUSDT", Entry: 2400, Size: 1, Leverage: 10}}
	s := newStage(t, func(d *device) { d.stored[positionsKey], d.stored[tiersKey] = position.Text(list), "brink-tiers-1 x" })
	if len(s.State().Positions.List) != 1 || s.device.stored[tiersKey+".aside"] != "brink-tiers-1 x" || s.State().Notice == "" {
		t.Errorf("%+v, %q", s.State().Positions.List, s.State().Notice)
	}
}
