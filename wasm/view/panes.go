package view

import (
	"slices"
	"strings"

	"brink/wasm/market"
)

// Panes names the indicators that are shown, a space between, in the order in
// which they were chosen: panes below the map, and lines over its candles.
type Panes string

// Indicator is one of them: the name that is stored and that the chart knows
// it by, and what people read.
type Indicator struct{ Name, Title string }

// Indicators lists them: those with panes of their own first.
func Indicators() []Indicator {
	return []Indicator{
		{"volume", words[phrasePaneVolume]}, {"interest", words[phrasePaneInterest]}, {"delta", words[phrasePaneDelta]}, {"liquidations", words[phrasePaneLiquidations]}, {"volatility", words[phrasePaneVolatility]}, {"rsi", words[phrasePaneRSI]},
		{"averages", words[phraseLineAverages]}, {"vwap", words[phraseLineVWAP]}, {"bands", words[phraseLineBands]},
	}
}

// Shows reports whether an indicator is shown.
func (p Panes) Shows(name string) bool { return slices.Contains(strings.Fields(string(p)), name) }

// known reports whether it names indicators alone, each once.
func (p Panes) known() bool {
	names := strings.Fields(string(p))
	for i, name := range names {
		if slices.Contains(names[:i], name) || !slices.ContainsFunc(Indicators(), func(of Indicator) bool { return of.Name == name }) {
			return false
		}
	}
	return strings.Join(names, " ") == string(p)
}

// FlipIndicator shows an indicator, below those that are shown, or puts it away.
func (l *Look) FlipIndicator(name string) Change {
	names := strings.Fields(string(l.Panes))
	if i := slices.Index(names, name); i >= 0 {
		names = slices.Delete(names, i, i+1)
	} else {
		names = append(names, name)
	}
	chosen := Panes(strings.Join(names, " "))
	if !chosen.known() {
		return Nothing
	}
	l.Panes = chosen
	return PaneList
}

// PanesMissingText says that indicators are not shown.
func PanesMissingText() string { return words[phrasePanesMissing] }

// DrawMissingText says that there are no tools to draw with.
func DrawMissingText() string { return words[phraseDrawMissing] }

// DrawnOn is the market that is drawn on, as the device keeps it: a coin, or the
// simulated market.
func DrawnOn(s *State) string {
	if s.Source.Simulated() {
		return "simulated"
	}
	return market.CoinOf(s.Source.Symbol)
}
