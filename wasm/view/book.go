package view

import (
	"brink/wasm/alert"
	"brink/wasm/book"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// BookText is why no order book is shown though one is asked for; "" while one is.
func BookText(s *State) string {
	switch {
	case !s.Settings.Look.Book:
		return ""
	case s.Source.Recorded():
		return words[phraseBookRecorded]
	case s.Playhead.Replaying():
		return words[phraseBookReplay]
	}
	return s.Dock.Ahead.doorText(phraseBookLoading)
}

// WaitsForBook reports whether a rule of the market at hand waits for what rests in
// order books.
func WaitsForBook(s *State) bool { return s.Alerts.Rules.Waits(s.Source.Symbol, alert.Thin) }

// Resistance is what rests before a cluster, over its own dollars, as of now; its
// zero value where that is not known.
func Resistance(s *State, c *insight.Cluster) book.Resistance {
	if s.Playhead.Replaying() {
		return book.Resistance{}
	}
	return s.Dock.Ahead.Depth.Resist(c.Side, c.Near(), c.USD)
}

// Resting is what rests before a cluster as a share of its dollars, where all of it
// is seen, or enough to say that it is at least so much.
func Resting(s *State, c *insight.Cluster) (share float64, known bool) {
	r := Resistance(s, c)
	return r.Ratio, r.Sight == book.Whole || r.IsDefended()
}

// resistanceText is a resistance in a cell of the table: 0.4, hollow.
func resistanceText(r book.Resistance) string {
	ratio := Number(r.Ratio, 2) + "×"
	if r.Sight != book.Whole {
		ratio = "≥ " + ratio
	}
	if word := resistanceWord(r); word != "" {
		return ratio + ", " + word
	}
	switch r.Sight {
	case book.Unseen:
		return "–"
	case book.Beyond:
		return words[phraseBookBeyond]
	}
	return ratio
}

// resistanceWord is "hollow" or "defended"; "" where it is neither or not known.
func resistanceWord(r book.Resistance) string {
	switch {
	case r.IsHollow():
		return words[phraseBookHollow]
	case r.IsDefended():
		return words[phraseBookDefended]
	}
	return ""
}

// bookOnPath adds to what would be liquidated on the way to a level what rests in
// order books on it, where that is known.
func bookOnPath(s *State, liquidated string, to market.Price) string {
	side := market.Short
	if to < s.Dock.Ahead.Depth.Price {
		side = market.Long
	}
	usd, sight := s.Dock.Ahead.Depth.Before(side, to)
	if liquidated == "" || sight == book.Unseen || s.Playhead.Replaying() {
		return liquidated
	}
	least := ""
	if sight != book.Whole {
		least = "≥ "
	}
	return say(words[phraseBookOnWay], liquidated, least+Dollars(usd))
}

// OnPath is what would be liquidated on the way from the price to another, and what
// rests in order books on it; "" where neither is known.
func OnPath(s *State, to market.Price) string {
	return bookOnPath(s, s.Clusters.DollarsOnPath(s.Price(), to), to)
}
