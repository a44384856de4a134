package live

import (
	"math"

	"brink/wasm/feed"
	"brink/wasm/market"
)

// Health is how each venue is now, in their order; the caller owns it.
func (m *Market) Health(now market.Instant) []market.VenueHealth {
	var out []market.VenueHealth
	for _, v := range m.venues {
		r := &v.received
		h := market.VenueHealth{
			Venue: v.id, Listing: market.Listing{Symbol: v.symbol, LeftOut: v.listing.why}, LastEvent: m.device.shown(r.lastEvent), Events: r.events, Refused: r.refused, Reason: r.reason, Sample: r.sample, Notice: r.notice,
			Complete: v.row.Capture.Complete, PublishesLiquidations: v.row.Capture.Share > 0, Skew: m.device.shown(now) - v.clock.Venue(now), Share: v.history.loaded,
			Interest: v.openInterest.USD, Funding: v.funding.RatePerHour, NextFunding: v.funding.Next, LimitedUntil: m.device.shown(v.requests.LimitedUntil(now)),
		}
		if v.funding.Time == 0 {
			h.Funding = math.NaN()
		}
		h.Apart, h.Disputed = v.quote.apart(now), v.quote.alone
		open := 0
		for _, link := range v.links {
			if s := m.connections[link].socket; s.State() == feed.Live {
				open++
				h.Relayed = h.Relayed || s.Relayed()
			}
		}
		if open < len(v.links) {
			h.Missing = market.MissingFeed
		}
		if h.LimitedUntil != 0 || !v.history.comes(now) {
			h.Missing |= market.MissingHistory
		}
		switch {
		case h.Missing == 0:
			h.Status = market.VenueLive
		case v.notListed:
			h.Status = market.VenueNotListed
		case v.requests.Blocked():
			h.Status = market.VenueBlocked
		case open > 0 || r.lastEvent > 0 || v.received.begunAt != 0 && now.Since(v.received.begunAt) > quietAfter:
			h.Status = market.VenueQuiet
		}
		out = append(out, h)
	}
	return out
}

// quietAfter is how long a venue may take to come at all.
const quietAfter = 20 * market.Second
