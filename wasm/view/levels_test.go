//go:build !js

// In a browser the page unpacks what the recordings here are packed in.

package view

import (
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/replay"
)

// The twelve windows by which the default shading was chosen (decisions/077).
var judged = []struct {
	coin   string
	window Window
	end    string
}{
	{"btc", HalfDay, "2026-02-10T12:00:00Z"}, {"btc", Day, "2026-02-24T00:00:00Z"}, {"btc", Week, "2026-02-24T00:00:00Z"}, {"btc", Month, "2026-02-20T00:00:00Z"},
	{"eth", HalfDay, "2026-01-15T18:00:00Z"}, {"eth", ThreeDay, "2026-02-03T00:00:00Z"}, {"eth", Week, "2026-01-25T00:00:00Z"}, {"eth", Quarter, "2026-03-02T00:00:00Z"},
	{"sol", Day, "2026-01-20T00:00:00Z"}, {"sol", Week, "2026-02-24T00:00:00Z"}, {"sol", Month, "2026-02-01T00:00:00Z"}, {"sol", Quarter, "2026-03-01T00:00:00Z"},
}

// nameable counts the levels that one can name at sight: rows as bright as the
// middle of the scale at least, a quarter of it brighter than what lies on both
// sides up to the next that is as bright, at most twelve in all: of more nobody
// names any.
func nameable(rows []float64) int {
	found := 0
	for i := 0; i < len(rows); i++ {
		if rows[i] < .5 {
			continue
		}
		end, peak := i, rows[i]
		for end < len(rows) && rows[end] >= peak-.25 {
			peak = max(peak, rows[end])
			end++
		}
		low := 1.
		for k := i - 1; k >= 0 && rows[k] < peak; k-- {
			low = min(low, rows[k])
		}
		if (i > 0 && low <= peak-.25) && end < len(rows) {
			found++
		}
		i = end
	}
	if found > 12 {
		return 0
	}
	return found
}

func TestStandoutNamesLevelsOnRealWindows(t *testing.T) {
	twice := map[Shading]int{}
	asked := 0
	for _, w := range judged {
		m, low, high := judgedMap(t, w.coin, w.window, w.end)
		for side := range market.Side(market.Sides) {
			clusters := 0
			for _, c := range m.Clusters(nil, insight.DefaultCut) {
				if peak := c.Peak.Middle(); c.Side == side && peak > low && peak < high {
					clusters++
				}
			}
			named := map[Shading]int{}
			for _, shading := range []Shading{Standout, Expected} {
				named[shading] = nameable(rowsOf(m, side, low, high, shading, w.window))
			}
			t.Logf("%s %s %vs: %d clusters in sight, stand-out names %d levels, dollars %d", w.coin, w.window, side, clusters, named[Standout], named[Expected])
			if clusters < 2 {
				continue
			}
			asked++
			for shading, n := range named {
				if n >= 2 {
					twice[shading]++
				}
			}
		}
	}
	t.Logf("of %d sides with two clusters in sight stand-out names two on %d, dollars on %d", asked, twice[Standout], twice[Expected])
	if twice[Standout] < asked*3/4 || twice[Standout] < 2*twice[Expected] {
		t.Error("stand-out should be the default no more")
	}
}

// judgedMap is the learned map at the end of a window of a recording, with the
// prices that the window shows.
func judgedMap(t *testing.T, coin string, window Window, end string) (m *insight.Map, low, high market.Price) {
	content, err := os.ReadFile("../../../shared/data/" + coin + "/bars_5m_bybit_oi_binance.csv.gz")
	if err != nil {
		t.Skip("../shared is not here: the recorded data that shadings are compared on is kept outside the repository")
	}
	recording, fault := replay.ReadBars(content)
	if fault != nil {
		t.Fatal(fault)
	}
	at, err := time.Parse(time.RFC3339, end)
	if err != nil {
		t.Fatal(err)
	}
	until := market.Millis(at.UnixMilli())
	e := engine.New(&engine.Learned, recording.Interval, 1)
	low, high = math.MaxFloat64, 0
	var last market.Price
	for i := range recording.Bars {
		bar := &recording.Bars[i]
		if bar.Start >= until {
			break
		}
		if fault := e.Step(0, bar); fault != nil {
			t.Fatal(fault)
		}
		if last = bar.Close; bar.Start >= until-window.Span() {
			low, high = min(low, bar.Low), max(high, bar.High)
		}
	}
	m = new(insight.Map)
	m.Read(e, until, last, insight.Selection(engine.Everything), 1)
	// As the chart gives room: site/axes.js.
	room := max(min(.12, .012*math.Sqrt(float64(window.Span())/float64(12*market.Hour))), .35*math.Log(float64(high/low)))
	return m, low * market.Price(math.Exp(-room)), high * market.Price(math.Exp(room))
}

// rowsOf are how bright the rows of a side in sight are in the newest column, 600 to a screen, from price outward.
func rowsOf(m *insight.Map, side market.Side, low, high market.Price, shading Shading, window Window) []float64 {
	p := &m.Planes[side]
	mass := grid.Standout{Coarse: grid.Coarse(window.Bar(5*market.Minute, false))}
	mass.Read(p.Standing)
	settings := Defaults()
	settings.Shading = shading
	var all []float64
	for s := range m.Planes {
		for _, usd := range m.Planes[s].USD {
			if usd > 0 {
				all = append(all, usd)
			}
		}
	}
	slices.Sort(all)
	scale := Scale{market.USD(all[len(all)/3]), market.USD(all[len(all)*199/200])}
	ramp := settings.Ramp(scale)
	var out []float64
	for row := range 600 {
		f := (float64(row) + .5) / 600
		price := low * market.Price(math.Pow(float64(high/low), f))
		if side == market.Short == (price <= m.Price) {
			continue
		}
		i := int(grid.Of(price) - p.Lo)
		if i < 0 || i >= len(p.USD) {
			out = append(out, 0)
			continue
		}
		value := p.USD[i]
		if shading == Standout {
			value = mass.At(i)
		}
		bright := 0.
		if value > 0 {
			bright = math.Pow(min(max((math.Log(value)-ramp.Low)/(ramp.High-ramp.Low), 0), 1), ramp.Gamma)
		}
		out = append(out, bright)
	}
	return out
}
