package page

import "brink/wasm/view"

// link opens the view that the address holds, and shares the one at hand.
type link struct {
	*shared
	viewport *viewport
	replay   *replay
	source   *source
	said     string    // what was wrong with the address's link; "" for nothing
	waiting  view.Link // to be shown once there are bars; no symbol where none is
}

// load takes the choices that the address holds, if it holds any.
func (l *link) load() {
	link, found, fault := view.ParseLink(l.device.Fragment())
	if fault != nil {
		l.said = fault.Sentence
		l.state.Notice = l.said
	}
	if found && (fault == nil || fault.Code == view.LinkOpen) {
		l.state.Settings.Take(&link)
		l.waiting = link
	}
}

// show shows the stretch and the moment of a link that waits. The chart has
// bars.
func (l *link) show() {
	link := l.waiting
	if link.Symbol == "" {
		return
	}
	l.waiting = view.Link{}
	if link.From != 0 || link.Bottom != 0 {
		l.chart.Sight(Sight{From: link.From, To: link.To, Bottom: link.Bottom, Top: link.Top})
	}
	if link.At != 0 {
		l.state.Playhead.Seek(link.At)
		l.replay.move()
	}
}

// outdated takes the link out of the address once something else is chosen: a
// reload would undo that.
func (l *link) outdated() {
	if l.device.Fragment() != "" {
		l.device.Share("", "")
	}
}

// share puts the view into the address and copies that.
func (l *link) share() {
	s, sight := l.state, &l.viewport.sight
	link := s.Settings.Share()
	link.From, link.To, link.Bottom, link.Top = sight.From, sight.To, sight.Bottom, sight.Top
	if !s.Chart.Scrolled && !s.Playhead.Replaying() {
		link.From, link.To = 0, 0 // the newest bars, whenever it is opened
	}
	if s.Playhead.Replaying() {
		link.At = s.Playhead.At()
	}
	query := ""
	switch {
	case s.Source.Simulated():
		query = l.source.query()
	case l.source.fixed(): // another market is shown than the address opens
		query = "?"
	}
	if s.Source.Recorded() { // which the link does not hold, so places on it mean nothing
		link.From, link.To, link.Bottom, link.Top, link.At = 0, 0, 0, 0, 0
	}
	recording := s.Source.Recorded()
	address := l.device.Share(query, link.Text())
	l.device.Copy(address, func(copied bool) { l.soon(func() { s.Notice = view.SharedText(address, copied, recording) }) })
}
