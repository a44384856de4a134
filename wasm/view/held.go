package view

import (
	"strconv"
	"strings"

	"brink/wasm/alert"
	"brink/wasm/insight"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/position"
	"brink/wasm/venue"
)

// Field names a field of the dock's forms.
type Field uint8

// The fields: of a position, of the size calculator, of an alert.
const (
	FieldVenue Field = iota
	FieldSide
	FieldMarginMode
	FieldEntry
	FieldSize
	FieldLeverage
	FieldMargin
	FieldAccount // dollars
	FieldRisk    // percent of the account
	FieldAlertKind
	FieldAlertSides
	FieldAlertMinimum // millions of dollars
	FieldAlertShare   // percent
	fields
)

// Draft is what has been typed into the fields, as it was typed.
type Draft [fields]string

// NewDraft is what stands in the forms before anybody has typed.
func NewDraft() Draft {
	return Draft{FieldVenue: string(venue.Largest), FieldSide: "long", FieldMarginMode: "isolated", FieldAlertKind: "near", FieldAlertSides: "both", FieldAlertMinimum: "50", FieldAlertShare: "1"}
}

// Traded are the venues that a position can be at, by id: those whose
// contracts are counted in the coin.
func Traded() []string {
	var list []string
	for _, row := range venue.All() {
		if !row.Inverse {
			list = append(list, string(row.ID))
		}
	}
	return list
}

// Coin is what the market at hand is about.
func (s *State) Coin() string { return Coin(s.Source.Symbol) }

// Coin is what a symbol is about.
func Coin(symbol string) string { return strings.TrimSuffix(symbol, "USDT") }

// typed reads a figure as people write it; what is empty is 0, and what is no
// figure an impossible one, which whoever takes it refuses.
func typed(text string) float64 {
	text = strings.Map(func(r rune) rune {
		if r == ',' || r == ' ' || r == '$' || r == '%' {
			return -1
		}
		return r
	}, text)
	if text == "" {
		return 0
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return x
	}
	return -1
}

func sideOf(name string) market.Side {
	if name == "short" {
		return market.Short
	}
	return market.Long
}

// drafted is the position that the form states.
func (s *State) drafted() position.Position {
	d := &s.Draft
	p := position.Position{
		Venue: market.Venue(d[FieldVenue]), Side: sideOf(d[FieldSide]),
		Entry: market.Price(typed(d[FieldEntry])), Size: market.Base(typed(d[FieldSize])), Leverage: typed(d[FieldLeverage]), Margin: market.USD(typed(d[FieldMargin])),
	}
	p.Symbol = s.spelled(p.Venue)
	if d[FieldMarginMode] == "cross" {
		p.Mode = position.Cross
	}
	return p
}

// Hold adds the position that the form states. One that cannot be is refused
// with a sentence, and the form stays as it is.
func (s *State) Hold() {
	p := s.drafted()
	if len(s.Held) == position.Most {
		s.Notice = "No more than " + strconv.Itoa(position.Most) + " positions are kept; take one out first."
		return
	}
	if _, fault := p.Examine(margin.BuiltIn(p.Venue, p.Symbol)); fault != nil {
		s.Notice = fault.Sentence
		return
	}
	s.Held = append(s.Held, p)
	s.Notice = ""
	s.changed(Holding)
}

// LetGo takes the i-th position out.
func (s *State) LetGo(i int) {
	s.Held = append(s.Held[:i:i], s.Held[i+1:]...)
	s.changed(Holding)
}

// here reports whether a position is in the market at hand.
func (s *State) here(p *position.Position) bool { return s.spelled(p.Venue) == p.Symbol }

// spelled is how a venue spells the market at hand.
func (s *State) spelled(id market.Venue) string { return venue.Symbol(id, s.Coin()) }

// Name is a position in short: long 0.5 BTC from 60,000.0, 20x isolated,
// Binance.
func (s *State) Name(p *position.Position) string {
	text := p.Side.String() + " " + strconv.FormatFloat(float64(p.Size), 'f', -1, 64) + " " + p.Symbol + " from " + Price(p.Entry) + ", "
	if p.Leverage > 0 {
		text += strconv.FormatFloat(p.Leverage, 'f', -1, 64) + "x "
	} else {
		text += Dollars(p.Margin) + " "
	}
	return text + p.Mode.String() + ", " + VenueName(string(p.Venue))
}

// Stands says where a position would be liquidated and what stands before it.
func (s *State) Stands(p *position.Position) string {
	v, fault := p.Examine(margin.BuiltIn(p.Venue, p.Symbol))
	switch {
	case fault != nil:
		return fault.Sentence
	case v.Never || s.here(p) && s.Standing.At != 0:
		return Stand(p, &v, s.standing())
	}
	return "Liquidated at " + Price(v.Liquidation) + "; open " + p.Symbol + " to see what stands before it."
}

// standing is the map with the newest price.
func (s *State) standing() *insight.Map {
	s.Standing.Price = s.Price()
	return &s.Standing
}

// heldMarks are the lines of the positions in the market at hand.
func (s *State) heldMarks() []Mark {
	var out []Mark
	for i := range s.Held {
		p := &s.Held[i]
		if !s.here(p) {
			continue
		}
		out = append(out, Mark{EntryMark, p.Side, p.Entry, p.Entry, "your " + p.Side.String() + ", entry"})
		if v, fault := p.Examine(margin.BuiltIn(p.Venue, p.Symbol)); fault == nil && !v.Never {
			out = append(out, Mark{LossMark, p.Side, v.Liquidation, v.Liquidation, "your " + p.Side.String() + ", liquidation"})
		}
	}
	return out
}

const (
	// behind is how far beyond a cluster's far edge a stop is put, as a share.
	behind = .001
	// fee is what a trade costs at the venues' usual rate for takers.
	fee = .0005
)

// Sizing says how large the position of the form may be at the risk that was
// typed, with its stop behind the nearest significant cluster; "" while
// nothing was typed.
func (s *State) Sizing() string {
	d := &s.Draft
	if d[FieldAccount] == "" || d[FieldRisk] == "" {
		return ""
	}
	p, o := s.drafted(), s.Look()
	if p.Entry == 0 {
		p.Entry = o.Price
	}
	cluster := insight.Nearest(o.Clusters, p.Side, o.Least, p.Entry)
	if cluster == nil {
		return "No significant cluster of " + words[p.Side].many + " stands " + words[p.Side].where + " the entry, so there is none to put a stop behind."
	}
	plan := position.Plan{Venue: p.Venue, Symbol: p.Symbol, Side: p.Side, Account: market.USD(typed(d[FieldAccount])), Risk: typed(d[FieldRisk]) / 100, Entry: p.Entry, Stop: position.Behind(cluster, behind), Fee: fee}
	sized, fault := plan.Size(margin.BuiltIn(p.Venue, p.Symbol))
	if fault != nil {
		return fault.Sentence
	}
	return Fits(&plan, &sized, s.Coin())
}

// alertKinds are the kinds of alerts by the form's names.
var alertKinds = map[string]alert.Kind{"near": alert.Near, "grown": alert.Grown, "forced": alert.Forced}

// AlertKinds are the kinds of alerts: the form's name, and what people read.
func AlertKinds() [][2]string {
	return [][2]string{{"near", "Price near a cluster"}, {"grown", "A cluster grown within an hour"}, {"forced", "A large liquidation"}}
}

// Watch adds the alert that the form states. One that cannot be is refused
// with a sentence.
func (s *State) Watch() {
	d := &s.Draft
	a := alert.Alert{Kind: alertKinds[d[FieldAlertKind]], Symbol: s.Source.Symbol, Sides: map[string]uint8{"long": 1, "short": 2, "both": 3}[d[FieldAlertSides]], Least: market.USD(typed(d[FieldAlertMinimum]) * 1e6), Share: typed(d[FieldAlertShare]) / 100}
	if a.Kind == alert.Forced {
		a.Share = 0
	}
	if fault := s.Bell.Add(a); fault != nil {
		s.Notice = fault.Sentence
		return
	}
	s.Notice = ""
	s.changed(Watching)
}

// Unwatch takes the i-th alert out.
func (s *State) Unwatch(i int) {
	s.Bell.Remove(i)
	s.changed(Watching)
}
