package view

import "strings"

// Search finds a symbol where there are more than a list may hold.
type Search struct{ Typed string }

// maxSymbols bounds the list of symbols: each is an element of the page.
const maxSymbols = 16

// Needed reports whether a market has more symbols than the list shows.
func (*Search) Needed(source *Source) bool { return len(source.Symbols) >= maxSymbols }

// Symbols are those to choose from: the one chosen and those that match what
// was typed, or the first of all.
func (f *Search) Symbols(source *Source) []string {
	if source.Symbol == "" {
		return nil
	}
	out := []string{source.Symbol}
	typed := strings.ToUpper(strings.TrimSpace(f.Typed))
	for _, symbol := range source.Symbols {
		if symbol != source.Symbol && strings.HasPrefix(strings.ToUpper(symbol), typed) && len(out) < maxSymbols {
			out = append(out, symbol)
		}
	}
	return out
}

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
