package view

import (
	"slices"
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

// Symbols are those to choose from: those whose name holds what was typed, at
// first of all the first ones, and the one at hand, before them where it would
// not be among them. A name that is what was typed comes first, then those that
// begin so, then those that hold it, each in the market's own order. What was
// typed may be any venue's symbol of a coin.
func (f *Search) Symbols(source *Source) []string {
	if source.Symbol == "" {
		return nil
	}
	ranked := f.ranked(source)
	var out []string
	for _, list := range ranked {
		out = append(out, list[:min(len(list), maxSymbols-len(out))]...)
	}
	if !slices.Contains(out, source.Symbol) {
		out = append([]string{source.Symbol}, out[:min(len(out), maxSymbols-1)]...)
	}
	return out
}

// ranked are the symbols that are found, by their rank.
func (f *Search) ranked(source *Source) (ranked [farthest + 1][]string) {
	typed := strings.ToUpper(strings.TrimSpace(f.Typed))
	coin, _ := venue.Split(venue.Typed(typed))
	for _, symbol := range source.Symbols {
		if rank := rankOf(strings.ToUpper(symbol), typed, coin); rank <= farthest {
			ranked[rank] = append(ranked[rank], symbol)
		}
	}
	return ranked
}

// farthest is the rank of a symbol that only holds what was typed.
const farthest = 2

// rankOf is how near a symbol is to what was typed, and to the coin that this may
// mean: 0 where it is that, beyond farthest where it is not found by it.
func rankOf(symbol, typed, coin string) int {
	name, _ := venue.Split(market.CoinOf(symbol))
	switch {
	case typed == "":
		return 0
	case symbol == typed, name == typed, name == coin:
		return 0
	case strings.HasPrefix(symbol, typed), strings.HasPrefix(name, typed), strings.HasPrefix(name, coin):
		return 1
	case strings.Contains(symbol, typed), strings.Contains(symbol, coin):
		return farthest
	}
	return farthest + 1
}

// CoinOf is the coin of a symbol that was chosen, or that a link names, by the
// name that everybody calls it: 1000PEPE of kPEPE.
func CoinOf(symbol string) string { return venue.Coin(market.CoinOf(symbol)) }

// GoTo opens the market of a symbol. On a phone the panels leave the chart free.
func GoTo(s *State, symbol string) {
	s.Dock.clear()
	s.Choose(ChoiceSymbol, symbol)
}

// Find sets what was typed to find a symbol. Where that is a symbol, in small
// or capital letters, or means one alone, it is chosen at once.
func (s *State) Find(typed string) {
	s.Search.Typed = typed
	typed = strings.TrimSpace(typed)
	meant := s.Search.ranked(&s.Source)[0]
	for _, symbol := range meant {
		if strings.EqualFold(symbol, typed) {
			meant = []string{symbol}
		}
	}
	if typed != "" && len(meant) == 1 {
		s.Search.Typed = ""
		s.Choose(ChoiceSymbol, meant[0])
	}
}
