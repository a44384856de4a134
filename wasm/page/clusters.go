package page

import (
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// study is the page's side of the questions about standing maps: one is under
// way at a time, and the newest wish waits.
type study struct {
	asked  wire.SnapshotRequest // the newest question
	asking bool                 // its answer is under way
	wanted bool                 // another one is to be asked then
	look   insight.Visit
	looked bool // look has been read from the device
}

// lookKey is where the last look is kept on the device.
const lookKey = "brink.look"

// selection is what of the map is switched on, and the moment looked at.
func (p *Page) selection() wire.SnapshotRequest {
	s := &p.state.Settings
	m := wire.SnapshotRequest{Model: s.Model, Venues: uint64(p.state.VenueBits())}
	for i, on := range s.Classes {
		if on {
			m.Classes |= 1 << i
		}
	}
	if s.Longs {
		m.Sides |= 1 << market.Long
	}
	if s.Shorts {
		m.Sides |= 1 << market.Short
	}
	if p.state.Playhead.Replaying() {
		m.At = p.state.Playhead.At()
	}
	return m
}

// restudy asks for the clusters of what is switched on, unless they are at
// hand or the map itself is still awaited.
func (p *Page) restudy() {
	if p.state.Phase != view.Ready || p.looked.Serial == 0 {
		return
	}
	next := p.selection()
	next.Serial = p.study.asked.Serial
	if next == p.study.asked {
		return
	}
	if p.study.asking {
		p.study.wanted = true
		return
	}
	next.Serial++
	p.study.asked, p.study.asking, p.study.wanted = next, true, false
	p.send(next.Append(nil))
}

// standing takes the clusters of a moment.
func (p *Page) standing(message []byte) *market.Fault {
	var m wire.Snapshot
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	p.study.asking = false
	if m.Serial == p.study.asked.Serial {
		p.soon(func() {
			s := p.state
			s.Clusters.Price, s.Clusters.List, s.Clusters.TrueRange = m.Price, m.Clusters, m.TrueRange
			s.Clusters.Snapshot = m.Map()
			p.truth = m.Truth
			if !s.Playhead.Replaying() {
				p.remember()
			}
		})
		p.mark()
	}
	if p.study.wanted {
		p.restudy()
	}
	return nil
}

// unstudied asks anew of a market that was built anew, and shows what was known
// until it is answered; of another market it forgets that.
func (p *Page) unstudied(another bool) {
	p.study.asking, p.study.wanted = false, false
	p.study.asked.Model = ""
	if !another {
		return
	}
	p.state.Clusters.Forget()
}

// mark draws what the chart points out.
func (p *Page) mark() {
	if p.chart != nil {
		p.chart.Marks(p.state.Marks())
		shown := [market.Sides]wire.Plane{}
		if p.state.Chart.TruePositions && p.state.Source.Simulated() && !p.state.Playhead.Replaying() {
			shown = p.truth
		}
		p.chart.Truth(&shown)
	}
}

// of names what a look is of: only looks of the same can be compared.
func (p *Page) of() string {
	s := p.state
	bits := p.selection()
	return s.Source.Symbol + " " + s.Source.Name + " " + s.Model().Version + " " + string('0'+rune(bits.Sides)) + string('a'+rune(bits.Classes)) + " " + s.Settings.Excluded
}

// since is how long ago a look must be to be spoken of.
const since = 10 * market.Minute

// remember keeps this look, and tells what has happened since the one before:
// of a visit before, or of before the page was out of sight.
func (p *Page) remember() {
	s, st := p.state, &p.study
	if !st.looked {
		st.looked = true
		if text, ok := p.device.Stored(lookKey); ok {
			var fault *market.Fault
			if st.look, fault = insight.ParseVisit(text); fault != nil {
				p.setAside(lookKey, text, fault)
			}
		}
	}
	if p.device.Hidden() || s.Source.Live() && s.Feed.Loading {
		return // nobody looks, or at a part of the map alone
	}
	of, now := p.of(), s.Clusters.Snapshot.At
	if st.look.Of == of && now-st.look.At >= since {
		events := insight.Since(&st.look, &s.Clusters.Snapshot, s.Clusters.List, p.path(st.look.At), p.column, s.Settings.Significant)
		s.Clusters.News = view.NewsText(events, st.look.At, now, s.Clock.Zone())
	}
	st.look = insight.RememberVisit(of, now, s.Clusters.List)
	p.device.Store(lookKey, st.look.Text())
}

// path is the drawn bars from a moment on.
func (p *Page) path(from market.Millis) []market.Bar {
	for i := range p.rows {
		if p.rows[i].Start+p.column > from {
			return p.rows[i:]
		}
	}
	return nil
}

// keep takes drawn bars into the page's own list.
func (p *Page) keep(m *wire.Bars) {
	if m.Replace {
		p.rows = p.rows[:0]
	}
	for i := range m.Rows {
		n := len(p.rows)
		for n > 0 && p.rows[n-1].Start >= m.Rows[i].Start {
			n--
		}
		p.rows = append(p.rows[:n], m.Rows[i])
	}
}

// headline puts the market into the tab's title, once a second.
func (p *Page) headline(now market.Millis) {
	if now >= p.titled && now-p.titled < market.Second {
		return
	}
	p.titled = now
	title := p.state.Outlook().Title(p.state.Source.Symbol)
	if len(p.state.Clusters.List) == 0 {
		title = view.Price(p.state.Last) + " " + p.state.Source.Symbol + " – Brink"
	}
	p.device.Title(title)
}
