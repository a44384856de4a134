package engine

import "brink/wasm/market"

// Link is how the USD that a feed publishes follow those that are forced: with
// q forced of one side in an hour, Capture * q / (1 + q/Saturation) are
// published. A complete feed has Capture 1 and a Saturation of 0, which stands
// for none: nothing is lost however much is forced. A sampled feed, of about one
// order a second, loses the more the more is forced.
type Link struct {
	Capture    float64    // published per USD forced while little is forced
	Saturation market.USD // forced USD an hour and side at which half of that is lost
}

// Published is what the feed publishes of forced USD of one side and hour.
func (l Link) Published(forced market.USD) market.USD {
	if l.Saturation > 0 {
		return market.USD(l.Capture) * forced / (1 + forced/l.Saturation)
	}
	return market.USD(l.Capture) * forced
}

// Slope is by how much more is published for one more USD forced.
func (l Link) Slope(forced market.USD) float64 {
	if l.Saturation > 0 {
		x := 1 + float64(forced/l.Saturation)
		return l.Capture / (x * x)
	}
	return l.Capture
}
