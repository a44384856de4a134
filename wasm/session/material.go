package session

import (
	"slices"

	"brink/wasm/engine"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/wire"
)

// materials is what the second module has been sent of the bars. Its zero value
// is ready.
type materials struct {
	of     *engine.Timeline // whose bars were sent
	sent   int              // the first so many
	whole  insight.Map
	public insight.Map // of the venue whose positions are public
}

// material is what forecasts are made of, from the first n bars of a timeline.
// shown is its map, of a selection of the whole one, and clusters that map's.
func (s *materials) material(m *openMarket, timeline *engine.Timeline, n int, shown *insight.Map, sel insight.Selection, clusters []insight.Cluster) wire.Material {
	e, venues := timeline.After(n), len(m.venues)
	if !isWhole(sel, venues) {
		s.whole.Read(e, shown.At, shown.Price, insight.Selection(engine.Everything), venues)
		shown = &s.whole
	}
	out := wire.Material{At: shown.At, Price: shown.Price, Interval: m.source.Interval, Scale: e.Scale()}
	for side := range out.Planes {
		out.Planes[side] = wire.Plane{Lo: shown.Planes[side].Lo, USD: shown.Planes[side].USD}
	}
	for i := range clusters {
		out.Levels = append(out.Levels, clusters[i].Near())
	}
	out.Feeds = feeds(e, m.source.Venues, clusters)
	if i := slices.Index(m.source.Venues, string(venue.Public().ID)); i >= 0 {
		only := insight.Selection(engine.Everything)
		only.Venues = 1 << i
		s.public.Read(e, shown.At, shown.Price, only, venues)
		for side := range out.Public {
			out.Public[side] = wire.Plane{Lo: s.public.Planes[side].Lo, USD: s.public.Planes[side].USD}
		}
	}
	if s.of != timeline {
		s.of, s.sent, out.Replace = timeline, 0, true
	}
	end := market.Millis(-1 << 62)
	for ; s.sent < timeline.Len(); s.sent++ {
		// Of bars of one time the first counts.
		if _, bar := timeline.Bar(s.sent); bar.Start >= end {
			out.Bars = append(out.Bars, wire.Reach{Start: bar.Start, High: bar.High, Low: bar.Low, Close: bar.Close})
			end = bar.Start + out.Interval
		}
	}
	return out
}

// isWhole reports whether a selection leaves nothing out.
func isWhole(sel insight.Selection, venues int) bool {
	const sides, classes = 1<<market.Sides - 1, 1<<insight.Classes - 1
	all := uint32(1)<<venues - 1
	return sel.Sides&sides == sides && sel.Classes&classes == classes && sel.Venues&all == all
}

// feeds says of the largest cluster what each venue's feed would publish, were it
// forced within an hour; nil where that is not known of every venue.
func feeds(e *engine.Engine, ids []string, clusters []insight.Cluster) []wire.Feed {
	var largest *insight.Cluster
	for side := range market.Side(market.Sides) {
		if c := insight.Largest(clusters, side); c != nil && (largest == nil || c.USD > largest.USD) {
			largest = c
		}
	}
	if largest == nil || len(ids) < len(largest.Venues) {
		return nil
	}
	out := make([]wire.Feed, len(largest.Venues))
	for venue, usd := range largest.Venues {
		published, known := e.FeedPublishes(venue, usd)
		if !known && usd > 0 {
			return nil
		}
		out[venue] = wire.Feed{Venue: ids[venue], Forced: usd, Published: published}
	}
	return out
}
