package page

import (
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// visits remembers the map as it was last looked at, and tells what has
// happened since: since a visit before, or since the page was out of sight.
type visits struct {
	*shared
	bars *drawn
	last insight.Visit
	read bool // last has been read from the device
}

// newsAfter is how long ago the last visit must be to be spoken of.
const newsAfter = 10 * market.Minute

// remember keeps the map at hand, of a selection, and tells what has happened
// since the one before.
func (v *visits) remember(selection wire.SnapshotRequest) {
	s := v.state
	if !v.read {
		v.read = true
		if text, ok := v.device.Stored(visitKey); ok {
			var fault *market.Fault
			if v.last, fault = insight.ParseVisit(text); fault != nil {
				v.setAside(visitKey, text, fault)
			}
		}
	}
	if v.device.Hidden() || s.Source.Live() && s.Feed.Loading {
		return // nobody looks, or at a part of the map alone
	}
	of, now := v.of(selection), s.Clusters.Snapshot.At
	if v.last.Of == of && now-v.last.At >= newsAfter {
		minimum := s.Clusters.Significant(s.Settings.Significant)
		events := insight.Since(&v.last, &s.Clusters.Snapshot, s.Clusters.List, v.bars.from(v.last.At), v.bars.column, minimum)
		s.Clusters.News = view.NewsText(events, insight.Untouched(&v.last, events, minimum), v.last.At, now, s.Clock.Zone())
	}
	v.last = insight.RememberVisit(of, now, s.Clusters.List)
	v.device.Store(visitKey, v.last.Text())
}

// of names what a visit looked at: only visits to the same can be compared.
func (v *visits) of(selection wire.SnapshotRequest) string {
	s := v.state
	return s.Source.Symbol + " " + s.Source.Name + " " + s.Model().Version + " " + string('0'+rune(selection.Sides)) + string('a'+rune(selection.Classes)) + " " + s.Settings.Excluded
}
