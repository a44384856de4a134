package page

import (
	"brink/wasm/book"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// books is the page's side of order books: the worker follows them while somebody
// looks or an alert waits for them, and the second module is told which clusters
// they are held against.
type books struct {
	*shared
	ahead  *nextHours
	on     bool
	worker Worker // that was told so
	told   string // the newest message of clusters, "" where another module is to have it
}

// wanted reports whether order books are to be had.
func (b *books) wanted() bool { return b.state.Settings.Look.Book || view.WaitsForBook(b.state) }

// follow says to the worker whether order books are followed, where that has changed
// or the worker is another one.
func (b *books) follow() {
	on := b.ahead.module != nil && b.state.Dock.Ahead.Door == view.DoorOpen && (view.WaitsForBook(b.state) || b.state.Settings.Look.Book && !b.device.Hidden())
	if !on {
		b.told, b.state.Dock.Ahead.Depth = "", book.Depth{}
	}
	if b.shared.worker == nil || on == b.on && (b.worker == b.shared.worker || !on) {
		return
	}
	b.on, b.worker = on, b.shared.worker
	b.send((&wire.FollowBooks{On: on}).Append(nil))
	b.zones()
}

// zones tells the second module of the clusters at hand, where they have changed.
func (b *books) zones() {
	if !b.on || b.ahead.module == nil {
		return
	}
	c := &b.state.Clusters
	m := wire.Zones{Venues: b.state.VenueBits()}
	if p := c.Pinned; p != nil {
		m.Pinned = book.Zone{Side: p.Side, Lo: p.Lo, Hi: p.Hi, USD: p.USD}
	}
	for i := range c.List {
		k := &c.List[i]
		m.Zones = append(m.Zones, book.Zone{Side: k.Side, Lo: k.Lo, Hi: k.Hi, USD: k.USD})
	}
	if message := m.Append(nil); string(message) != b.told {
		b.told = string(message)
		b.ahead.module.Send(message)
	}
}

// depth takes what rests at all venues now. It is shown with the next render: one
// for each would cost a frame.
func (b *books) depth(message []byte) *market.Fault {
	var m wire.Depth
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if b.on {
		b.state.Dock.Ahead.Depth = m.Depth
		b.ahead.alerts.see()
	}
	return nil
}
