package view

import (
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Search finds a symbol where there are more than a list may hold.
type Search struct{ Typed string }

// maxSymbols bounds the list of symbols: each is an element of the page.
const maxSymbols = 16

// Needed reports whether a market has more symbols than the list shows.
func (*Search) Needed(source *Source) bool { return len(source.Symbols) >= maxSymbols }

// Symbols are those to choose from, in the market's own order: those that
// match what was typed, at first of all the first ones, and the one at hand,
// before them where it would not be among them.
func (f *Search) Symbols(source *Source) []string {
	if source.Symbol == "" {
		return nil
	}
	typed := strings.ToUpper(strings.TrimSpace(f.Typed))
	var out []string
	shown := false
	for _, symbol := range source.Symbols {
		if len(out) < maxSymbols && (strings.HasPrefix(strings.ToUpper(symbol), typed) || strings.HasPrefix(strings.ToUpper(unmultiplied(symbol)), typed)) {
			out = append(out, symbol)
			shown = shown || symbol == source.Symbol
		}
	}
	if !shown {
		out = append([]string{source.Symbol}, out[:min(len(out), maxSymbols-1)]...)
	}
	return out
}

// unmultiplied is a symbol without the multiplier that a venue writes before
// a coin of little worth: PEPEUSDT of 1000PEPEUSDT and of kPEPEUSDT.
func unmultiplied(symbol string) string {
	if rest, ok := strings.CutPrefix(symbol, "k"); ok && strings.ToUpper(rest) == rest {
		return rest
	}
	return strings.TrimLeft(symbol, "0123456789")
}

// CoinOf is the coin of a symbol that was chosen, or that a link names, by the
// name that everybody calls it: 1000PEPE of kPEPE.
func CoinOf(symbol string) string { return venue.Coin(market.CoinOf(symbol)) }

// Find sets what was typed to find a symbol. Where that is a symbol, in small
// or capital letters, it is chosen at once.
func (s *State) Find(typed string) {
	s.Search.Typed = typed
	for _, symbol := range s.Source.Symbols {
		if strings.EqualFold(symbol, strings.TrimSpace(typed)) {
			s.Search.Typed = ""
			s.Choose(ChoiceSymbol, symbol)
		}
	}
}
