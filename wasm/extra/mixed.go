package extra

import (
	"brink/wasm/census"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/wire"
)

// mixing puts what is observed in place of the venue's share of the map: observed +
// (1 - coverage) x estimate. It is off until the visitor wants it.
type mixing struct {
	on    bool
	whole [market.Sides]census.Plane // the estimate of all venues, as of the newest material
	at    market.Millis              // of that material
}

// switched takes whether the visitor wants it.
func (o *observing) switched(message []byte) ([]byte, *market.Fault) {
	var m wire.Mix
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	if o.mixing.on = m.On; m.On && o.reader != nil {
		return o.mixed(o.reader.Observed(o.network.Now())).Append(nil), nil
	}
	return (&wire.Mixed{}).Append(nil), nil
}

// stated is the share of the venue's positions of a side that is observed with a
// liquidation price: those without one have no place on the map, so the estimate stands
// for them. known is false where the venue's open interest is not.
func stated(s *census.Side) (share float64, known bool) {
	if !s.Known || !(s.Base > 0) {
		return 0, s.Known
	}
	return min(s.Share*float64((s.Base-s.UnstatedBase)/s.Base), 1), true
}

// mixed is the map with what is observed in it. Without rows it says why there is none.
func (o *observing) mixed(seen *census.Observed) *wire.Mixed {
	title := venue.Public().Title
	out := &wire.Mixed{}
	age := o.network.Now() - o.mixing.at
	var shares [market.Sides]float64
	for side := range shares {
		share, known := stated(&seen.Sides[side])
		if !known || seen.Holding == 0 {
			out.Line = "Nothing of " + title + "'s share is replaced yet: what is observed of its open interest is not known."
			return out
		}
		shares[side] = share
	}
	if age > current || age < -current || len(o.mixing.whole[0].USD)+len(o.mixing.whole[1].USD) == 0 {
		out.Line = "Nothing is replaced: the estimate at hand is not of now."
		return out
	}
	if len(o.estimate[0].USD)+len(o.estimate[1].USD) == 0 {
		out.Line = "Nothing is replaced: " + title + " has no share of this map."
		return out
	}
	out.Line = "In the liquidation map at the edge of the chart " + title + "'s share is replaced by what is observed (outlined: " + share(shares[market.Long]) + " of its longs and " + share(shares[market.Short]) +
		" of its shorts, with a liquidation price) and the estimate for the rest. Headline, table and heat stay the estimate."
	out.Label = title + " as observed: " + share(shares[market.Long]) + " of longs, " + share(shares[market.Short]) + " of shorts"
	for side := range market.Side(market.Sides) {
		out.Rows = append(out.Rows, mixedRows(side, &o.mixing.whole[side], &o.estimate[side], &seen.Sides[side].Plane, shares[side])...)
	}
	return out
}

// mixedRows are the bins of a side that hold anything.
func mixedRows(side market.Side, whole, venues, observed *census.Plane, share float64) (rows []wire.MixedRow) {
	lo, hi := span(whole, observed)
	for k := lo; k < hi; k++ {
		estimate, seen := max(usdAt(whole, k)-share*usdAt(venues, k), 0), usdAt(observed, k)
		if estimate > 0 || seen > 0 {
			rows = append(rows, wire.MixedRow{Side: side, Low: k.Lower(), High: (k + 1).Lower(), Estimate: market.USD(estimate), Observed: market.USD(seen)})
		}
	}
	return rows
}

// span is the bins [lo, hi) that two planes reach over.
func span(a, b *census.Plane) (lo, hi grid.Bin) {
	for _, p := range []*census.Plane{a, b} {
		if n := grid.Bin(len(p.USD)); n > 0 {
			if lo == hi {
				lo, hi = p.Lo, p.Lo+n
			}
			lo, hi = min(lo, p.Lo), max(hi, p.Lo+n)
		}
	}
	return lo, hi
}

func usdAt(p *census.Plane, k grid.Bin) float64 {
	if i := int(k - p.Lo); i >= 0 && i < len(p.USD) {
		return p.USD[i]
	}
	return 0
}
