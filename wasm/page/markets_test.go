package page_test

import (
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/wire"
)

// The messages of a worker with a market, as tests say them.

var models = []wire.ModelCard{{Name: "learned", Version: "learned-1", Title: "Learned"}, {Name: "classic", Version: "classic-1", Title: "Classic"}}

// days is how much of a market a test begins with.
const days = 30

// simulated is the simulated market, as it is opened.
func simulated() *wire.Source {
	return &wire.Source{Origin: market.Simulated, Name: "seed 7", Symbol: "BTCUSDT", Symbols: []string{"BTCUSDT", "ETHUSDT"}, Venues: []string{"simulated"}, Interval: 5 * market.Minute, First: start - days*market.Day, Last: start - 5*market.Minute, Models: models}
}

// liveMarket is a live one at two venues.
func liveMarket() *wire.Source {
	m := simulated()
	m.Origin, m.Name, m.Symbol, m.Symbols, m.Venues = market.Live, "", "BTC", []string{"BTC", "ETH"}, []string{"binance", "bybit"}
	return m
}

// recorded is a recording.
func recorded() *wire.Source {
	m := simulated()
	m.Origin, m.Name, m.Symbol, m.Symbols, m.Venues = market.Recorded, "bars.csv", "bars", []string{"bars"}, []string{"recorded"}
	return m
}

// allBars is the bars of the days before start, of a length, each higher than
// the one before by a dollar; the last one has closed.
func allBars(column market.Millis) *wire.Bars {
	m := &wire.Bars{Replace: true, Column: column, Until: start}
	for t := start - days*market.Day; t < start; t += column {
		m.Rows = append(m.Rows, bar(t, 60_000+market.Price(len(m.Rows))))
	}
	return m
}

func bar(t market.Millis, price market.Price) market.Bar {
	return market.Bar{Start: t, Open: price, High: price + 5, Low: price - 5, Close: price, Volume: 1}
}

// tick is the forming bar at a price, received at a time.
func tick(price market.Price, received float64) *wire.Bars {
	return &wire.Bars{Column: halfHour, Until: start + market.Minute, Received: received, Rows: []market.Bar{bar(start, price)}}
}

// halfHour is the length of the bars of the usual window.
const halfHour = 30 * market.Minute

// week is what the usual window shows.
func week() page.Sight {
	return page.Sight{From: start - 7*market.Day, To: start, Bottom: 50_000, Top: 70_000, Width: 1000, Height: 600}
}

// opened is a page on which a market has been opened, drawn, and its map asked
// for.
func opened(t *testing.T, source *wire.Source, prepare ...func(*device)) *stage {
	t.Helper()
	s := mounted(t, append([]func(*device){func(d *device) {
		if source.Origin != market.Live {
			d.query["sim"] = "7"
		}
	}}, prepare...)...)
	if source.Origin == market.Live {
		s.answerRelay(200, "")
	}
	s.say(source, allBars(halfHour))
	s.sight(week())
	return s
}

// mapped is one whose map has been drawn as well, and its clusters asked for.
func mapped(t *testing.T, source *wire.Source, prepare ...func(*device)) *stage {
	t.Helper()
	s := opened(t, source, prepare...)
	s.answerViewport()
	return s
}

// clustered is one whose clusters are known as well.
func clustered(t *testing.T, source *wire.Source, prepare ...func(*device)) *stage {
	t.Helper()
	s := mapped(t, source, prepare...)
	s.answerSnapshot(start)
	return s
}

// viewport is what was last asked to be drawn.
func (s *stage) viewport() wire.Viewport {
	s.t.Helper()
	var m wire.Viewport
	s.asked(wire.KindViewport, &m)
	return m
}

// answerViewport draws what was last asked for.
func (s *stage) answerViewport() {
	s.t.Helper()
	asked := s.viewport()
	s.say(cells(asked.Serial, asked.Model, asked.View))
}

// cells is an empty frame.
func cells(serial uint32, model string, v grid.View) *wire.Frame {
	m := &wire.Frame{Serial: serial, Model: model, View: v, Dim: 1e5, Bright: 1e7, Filled: make([]byte, v.Columns)}
	for side := range m.Planes {
		m.Planes[side] = make([]byte, v.Columns*v.Rows*wire.Channels)
	}
	m.Standouts = make([]byte, v.Columns*v.Rows*market.Sides)
	return m
}

// request is the newest question about clusters.
func (s *stage) request() wire.SnapshotRequest {
	s.t.Helper()
	var m wire.SnapshotRequest
	s.asked(wire.KindSnapshotRequest, &m)
	return m
}

// answerSnapshot answers it, as of a moment.
func (s *stage) answerSnapshot(at market.Millis) {
	s.t.Helper()
	s.say(snapshot(s.request().Serial, at, 90e6))
}

// snapshot is a map with a cluster of longs of a size, 1 % below the price.
func snapshot(serial uint32, at market.Millis, usd market.USD) *wire.Snapshot {
	const price = 61_000.
	lo := grid.Of(price * .98)
	hi := grid.Of(price * .99)
	m := &wire.Snapshot{Serial: serial, Model: "learned", At: at, Price: price, TrueRange: 1500}
	plane := wire.Plane{Lo: lo, USD: make([]float64, hi-lo)}
	for i := range plane.USD {
		plane.USD[i] = float64(usd) / float64(len(plane.USD))
	}
	m.Planes[market.Long] = plane
	m.Truth[market.Long] = plane
	m.Clusters = []insight.Cluster{{Side: market.Long, Lo: lo, Hi: hi, Peak: lo, USD: usd, Age: market.Day, Hour: insight.Change{PerHour: 1e6, Known: true}}}
	return m
}
