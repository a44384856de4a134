package view

import (
	"math"

	"brink/wasm/alert"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/position"
)

// Story is a state with fixed figures, for looking at the components without a
// market (?story=NAME in the address); false where there is none of that name.
func Story(name string) (*State, bool) {
	s := &State{Settings: Defaults(), Phase: Ready, Chart: Chart{Scale: Scale{2e5, 4.2e6}}, Last: 64_123.4}
	s.Source = Source{
		Origin: market.Simulated, Name: "seed 7", Symbol: "BTCUSDT", Symbols: []string{"BTCUSDT", "ETHUSDT", "SOLUSDT"}, Interval: 5 * market.Minute,
		First: 1_790_812_800_000, Until: 1_793_404_800_000,
		Models: []Model{{"learned", "learned-0", "Learned", "Calibrated on liquidations that happened."}, {"classic", "classic-0", "Classic", "Not calibrated."}},
	}
	s.Dock.Tab, s.Form = TabClusters, NewForm()
	addStoryCluster(s, market.Long, .018, .011, 124e6, 52*market.Hour)
	addStoryCluster(s, market.Long, .052, .02, 310e6, 9*market.Day)
	addStoryCluster(s, market.Short, .024, .008, 88e6, 0)
	addStoryCluster(s, market.Short, .071, .03, 205e6, 21*market.Day)
	s.Clusters.Snapshot.At, s.Clusters.Snapshot.Price, s.Clusters.Price, s.Clusters.TrueRange = s.Source.Until, s.Last, s.Last, 1480
	s.Playhead.Cover(30*market.Minute, s.Source.First, s.Source.Until)
	switch name {
	case "simulated":
	case "recording":
		s.Source.Origin, s.Source.Name, s.Source.Symbol, s.Source.Symbols = market.Recorded, "bars_5m.csv.gz", "bars_5m", []string{"bars_5m"}
	case "loading":
		*s = State{Settings: Defaults(), Dock: Dock{Tab: TabClusters}}
	case "restarting":
		s.Phase = Restarting
	case "notice":
		s.Notice = "row 3, column high: the high price is below the low price"
	case "away":
		s.Chart.Scrolled = true
	case "sheet":
		s.Dock.Settings = true
	case "empty":
		s.Chart.Scale = Scale{}
		s.Clusters.List, s.Clusters.Snapshot = nil, insight.Map{At: s.Source.Until, Price: s.Last}
	case "live":
		makeLive(s)
	case "stale":
		makeLive(s)
		s.Feed.At += 3 * market.Hour
		s.Feed.Venues[0].Status = market.VenueQuiet
	case "replay":
		s.Playhead.Seek(s.Source.Until - 40*market.Hour)
	case "positions":
		s.Dock.Tab = TabPositions
		s.Positions.List = []position.Position{{Venue: "binance", Symbol: "BTCUSDT", Side: market.Long, Entry: 63_000, Size: .5, Leverage: 20}}
		s.Form[FieldAccount], s.Form[FieldRisk] = "10000", "1"
	case "alerts":
		s.Dock.Tab = TabAlerts
		s.Alerts.Rules.Add(alert.Rule{Kind: alert.Near, Symbol: "BTCUSDT", Sides: 3, Minimum: 50e6, Share: .01})
	case "help":
		s.Dock.Tab = TabHelp
	case "export":
		s.Dock.Tab = TabExport
	case "news":
		s.Clusters.News = "Since you last looked, 7 h 10 min ago: Swept: $82.1M of longs at 62,310.0 to 62,700.0, 04:35; New: $88.0M of shorts at 65,700.0 to 66,200.0."
	case "tour":
		s.Tour.Step = 1
	case "locked":
		s.Settings.Shading = Expected // only dollars have a scale to lock
		s.Settings.Locked, s.Settings.LockedScale = true, Scale{1e5, 9e6}
	default:
		return nil, false
	}
	return s, true
}

// addStoryCluster adds a cluster that begins a share of the price away.
func addStoryCluster(s *State, side market.Side, away, wide float64, usd market.USD, age market.Millis) {
	near, far := 1-away, 1-away-wide
	if side == market.Short {
		near, far = 1+away+wide, 1+away
	}
	lo, hi := grid.Of(s.Last*market.Price(far)), grid.Of(s.Last*market.Price(near))
	plane := &s.Clusters.Snapshot.Planes[side]
	if len(plane.USD) == 0 {
		plane.Lo = grid.Of(s.Last * .8)
		plane.USD = make([]float64, int(grid.Of(s.Last*1.2)-plane.Lo))
	}
	for k := lo; k < hi; k++ {
		plane.USD[k-plane.Lo] = float64(usd) / float64(hi-lo)
	}
	s.Clusters.List = append(s.Clusters.List, insight.Cluster{
		Side: side, Lo: lo, Hi: hi, Peak: (lo + hi) / 2, USD: usd, Core: usd * 3 / 5, Standout: 1.4, Age: age,
		Classes: [insight.Classes]market.USD{usd / 10, usd / 5, usd / 2, usd / 5}, Hour: insight.Change{PerHour: usd / 90, Known: age > 0},
	})
}

// makeLive makes the market a live one of three venues.
func makeLive(s *State) {
	s.Source.Origin, s.Source.Symbol, s.Source.Symbols, s.Source.Venues = market.Live, "BTC", []string{"BTC", "ETH", "SOL"}, []string{"binance", "bybit", "okx"}
	now := s.Source.Until + 90*market.Second
	s.Feed = Feed{At: now, Latency: 38, Venues: []market.VenueHealth{
		{Venue: "binance", Status: market.VenueLive, LastEvent: now - 400, Events: 81_204, PublishesLiquidations: true, Funding: 1.25e-5},
		{Venue: "bybit", Status: market.VenueQuiet, LastEvent: now - 42*market.Second, Events: 40_211, Refused: 1, Reason: "the price is negative", Sample: `{"p":"-1"}`, PublishesLiquidations: true, Complete: true, Funding: math.NaN()},
		{Venue: "okx", Status: market.VenueBlocked, Funding: math.NaN()},
	}}
	s.Feed.AddLiquidations(true, []Liquidation{
		{"binance", market.Liquidation{Time: now - 70*market.Second, Closed: market.Long, Price: 63_900, USD: 412_000}},
		{"bybit", market.Liquidation{Time: now - 9*market.Second, Closed: market.Short, Price: 64_310, USD: 1.2e6, Complete: true}},
	}, 0)
}
