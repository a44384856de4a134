package view

import "brink/wasm/market"

// Story is a state with canned figures, for looking at the components without
// a market; false of a name that there is none of.
func Story(name string) (*State, bool) {
	s := &State{Settings: Defaults(), Phase: Ready, Scale: Scale{2e5, 4.2e6}, Last: 64_123.4}
	s.Source = Source{
		Simulated: true, Name: "seed 7", Symbols: []string{"BTCUSDT", "ETHUSDT", "SOLUSDT"}, Interval: 5 * market.Minute,
		First: 1_790_812_800_000, Last: 1_793_404_500_000,
		Models: []Model{{"learned", "learned-0", "Learned", "Calibrated on liquidations that happened."}, {"classic", "classic-0", "Classic", "Not calibrated."}},
	}
	switch name {
	case "simulated":
	case "recording":
		s.Source.Simulated, s.Source.Name, s.Source.Symbols = false, "bars_5m.csv.gz", []string{"bars_5m.csv.gz"}
		s.Settings.Symbol = "bars_5m.csv.gz"
	case "loading":
		s.Phase, s.Source, s.Last = Loading, Source{}, 0
	case "restarting":
		s.Phase = Restarting
	case "notice":
		s.Notice = "row 3, column high: the high price is below the low price"
	case "away":
		s.Away = true
	case "sheet":
		s.Sheet = true
	case "empty":
		s.Scale = Scale{}
	case "locked":
		s.Settings.Locked, s.Settings.Kept = true, Scale{1e5, 9e6}
	default:
		return nil, false
	}
	return s, true
}

// Stories are the names of all of them.
func Stories() []string {
	return []string{"simulated", "recording", "loading", "restarting", "notice", "away", "sheet", "empty", "locked"}
}
