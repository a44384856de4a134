package live

import "brink/wasm/market"

const (
	// clockStep is by how much the device's clock and the process's may part
	// from one tick to the next before one of them was set, or one stood still
	// while the device slept.
	clockStep = market.Second / 2
	// longPause is how long no tick may come before what was learnt of the
	// venues' clocks is doubted: time may have stood still for both clocks.
	longPause = 2 * market.Second
)

// deviceClock watches the device's clock against the process's own.
type deviceClock struct {
	ahead  market.Millis  // of the instants, when it was last read
	ticked market.Instant // when that was, 0 for never
	began  market.Millis  // how far it was ahead when the market began
}

// time is an instant as ms since 1970: by the device's clock, had nobody set it
// since the market began, and had it stood still with the instants.
func (d *deviceClock) time(now market.Instant) market.Millis { return market.Millis(now) + d.began }

// read takes what the device's clock shows. parted says that either clock has
// made a step since the last call, paused that nothing ran for long.
func (d *deviceClock) read(now market.Instant, shown market.Millis) (parted, paused bool) {
	ahead := shown - market.Millis(now)
	if d.ticked != 0 {
		parted = ahead-d.ahead >= clockStep || d.ahead-ahead >= clockStep
		paused = now.Since(d.ticked) > longPause
	}
	d.ahead, d.ticked = ahead, now
	return parted, paused
}

// watch notices that a clock has made a step, or that nothing ran for long.
// Then nothing that was learnt of the venues' clocks holds any more; after a
// step connections may also be dead, and are made anew.
func (d *deviceClock) watch(m *Market, now market.Instant) {
	shown := m.transport.DeviceTime()
	parted, paused := d.read(now, shown)
	if !parted && !paused {
		return
	}
	for _, v := range m.venues {
		v.clock.Forget()
		v.history.incomplete = true
		v.history.check.soon(now)
	}
	if parted && m.stage == running {
		for i := range m.connections {
			m.connections[i].socket.Restart(now)
			m.execute(i)
		}
	}
}

// begin reads the device's clock for the first time.
func (d *deviceClock) begin(m *Market, now market.Instant) {
	shown := m.transport.DeviceTime()
	ahead := shown - market.Millis(now)
	*d = deviceClock{ahead: ahead, ticked: now, began: ahead}
}

// shown is an instant by the device's clock as it is set now, 0 for never.
func (d *deviceClock) shown(at market.Instant) market.Millis {
	if at == 0 {
		return 0
	}
	return market.Millis(at) + d.ahead
}
