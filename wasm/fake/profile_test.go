package fake

import (
	"testing"

	venues "brink/wasm/venue"
)

// Profiles are written by themselves, and say what the rows say: where the
// two come apart one of them is wrong.
func TestProfilesAgreeWithRows(t *testing.T) {
	for _, row := range venues.All() {
		p := profileOf(row.ID)
		if p == nil {
			if row.Live || row.Offered {
				t.Errorf("nobody speaks for %s", row.ID)
			}
			continue
		}
		if symbol := p.symbol("BTC"); symbol != row.Symbol("BTC") {
			t.Errorf("%s: the fake lists %s, the row says %s", row.ID, symbol, row.Symbol("BTC"))
		}
		if c := row.Capture; p.complete != c.Complete || (p.complete || p.sampled) != (c.Share > 0) || p.complete && p.sampled {
			t.Errorf("%s: the fake publishes all %v, a sample %v; the row says %+v", row.ID, p.complete, p.sampled, c)
		}
		if string(p.host) != row.Relay {
			t.Errorf("%s shares the allowances of %s, and is relayed as %s", row.ID, p.host, row.Relay)
		}
		for coin, g := range p.grains {
			if g.inverse != row.Inverse {
				t.Errorf("%s: %s is inverse %v, the row says %v", row.ID, coin, g.inverse, row.Inverse)
			}
		}
	}
	if len(speakers) != len(spoken()) {
		t.Errorf("%d speakers for %d venues", len(speakers), len(spoken()))
	}
}
