package live

import (
	"brink/wasm/gate"
	"brink/wasm/market"
)

const (
	// compareEvery is how long after a comparison the bars are compared again.
	compareEvery = 3 * market.Second
	// compared is how many of a venue's newest bars are.
	compared = 12
)

// compareBars leaves out venues that list another coin by the market's name, of
// which the price, brought to one unit, is the witness: whose bars all lie elsewhere than those of two
// others, which agree. Of two venues alone nothing tells which is meant.
func compareBars(m *Market, now market.Instant) {
	for _, v := range m.venues {
		if v.listing.another || now.Since(v.listing.compared) < compareEvery {
			continue
		}
		v.listing.compared = now
		bars := v.tape.Bars()
		apart := 0
		for i := max(0, len(bars)-compared); i < len(bars); i++ {
			switch elsewhere(m, v, &bars[i]) {
			case 1:
				apart++
			case -1:
				apart = -compared
			}
		}
		if apart > compared/2 {
			leaveOut(m, v)
		}
	}
}

// elsewhere is 1 where a venue's bar lies apart from those of two others, which
// agree, -1 where another confirms it, and 0 where nothing tells.
func elsewhere(m *Market, v *venue, bar *market.Bar) int {
	var other *market.Bar
	agree := false
	for _, o := range m.venues {
		at := o.at(bar.Start)
		if o == v || o.listing.another || at < 0 {
			continue
		}
		b := &o.tape.Bars()[at]
		if gate.Confirms(bar, b) {
			return -1
		}
		agree = agree || other != nil && gate.Confirms(other, b)
		other = b
	}
	if agree {
		return 1
	}
	return 0
}

// leaveOut drops what a venue said of another coin, and asks it for nothing more.
func leaveOut(m *Market, v *venue) {
	v.listing.another, v.listing.why, v.notListed = true, market.AnotherProject, true
	told := v.archive.from
	v.archive = newArchive(v.archive.keys)
	v.archive.from = told
	v.tape.PublishesLiquidations(v.row.Capture.Share > 0)
	m.sequence.stale = m.sequence.built
}
