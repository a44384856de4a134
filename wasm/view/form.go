package view

import (
	"strings"

	"brink/wasm/alert"
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
	FieldSignificant  // millions of dollars
	fields
)

// Form is what has been typed into the fields, as it was typed.
type Form [fields]string

// NewForm is the fields before anybody has typed.
func NewForm() Form {
	return Form{FieldVenue: string(venue.Largest), FieldSide: "long", FieldMarginMode: "isolated", FieldAlertKind: "near", FieldAlertSides: "both", FieldAlertShare: "1"}
}

// numberName is a field that holds a number, as sentences call it.
func numberName(field Field) string {
	return [fields]string{
		FieldEntry: words[phraseFieldEntry], FieldSize: words[phraseFieldSize], FieldLeverage: words[phraseFieldLeverage], FieldMargin: words[phraseFieldMargin], FieldAccount: words[phraseFieldAccount], FieldRisk: words[phraseFieldRisk],
		FieldAlertMinimum: words[phraseFieldAlertMinimum], FieldAlertShare: words[phraseFieldAlertShare], FieldSignificant: words[phraseFieldSignificant],
	}[field]
}

// number reads a figure as people write it: 0 of an empty field, and of what
// is no figure -1, which is refused everywhere. commas is as of ReadTyped.
func (f *Form) number(field Field, commas bool) float64 {
	t := ReadTyped(f[field], commas)
	if t.Refusal != "" {
		return -1
	}
	return t.Value
}

// The numeric fields of each form.
var (
	PositionFields = []Field{FieldEntry, FieldSize, FieldLeverage, FieldMargin}
	SizingFields   = []Field{FieldAccount, FieldRisk, FieldEntry}
	AlertFields    = []Field{FieldAlertMinimum, FieldAlertShare}
	ClusterFields  = []Field{FieldSignificant}
)

// Readings says which of the numbers typed can be read in two ways, and how
// they are read, and which are none; "" where all are sure.
func (f *Form) Readings(list []Field, commas bool) string {
	text := ""
	for _, field := range list {
		t := ReadTyped(f[field], commas)
		if sentence := t.Refusal + t.Question; sentence != "" {
			text += " " + say(words[phraseOfField], numberName(field), sentence)
		}
	}
	return strings.TrimSpace(text)
}

// sure reports whether the numbers of a form may count. What is no number never
// does; one that can be read in two ways does once it has been shown in words
// and the button is pressed again. The notice says so.
func (s *State) sure(list []Field) bool {
	asked := false
	for _, field := range list {
		t := ReadTyped(s.Form[field], s.DecimalComma)
		if t.Refusal != "" {
			s.Notice = say(words[phraseOfField], numberName(field), t.Refusal)
			return false
		}
		asked = asked || t.Question != "" && s.Asked[field] != s.Form[field]
	}
	if asked {
		s.Asked = s.Form
		s.Notice = say(words[phrasePressAgain], s.Form.Readings(list, s.DecimalComma))
	}
	return !asked
}

// Unsure reports whether a number of a list can be read in two ways, not as the
// device's language usually writes it, and was not taken so yet.
func Unsure(s *State, list []Field) bool {
	for _, field := range list {
		t := ReadTyped(s.Form[field], s.DecimalComma)
		if t.Question != "" && !t.Usual && s.Asked[field] != s.Form[field] {
			return true
		}
	}
	return false
}

// TakeSo takes the numbers of a list as they are read and were shown in words.
func TakeSo(s *State, list []Field) {
	for _, field := range list {
		s.Asked[field] = s.Form[field]
		if field == FieldSignificant {
			s.SetSignificant(s.Form[field])
		}
	}
}

// inverse reports whether the venue of the position in the form has inverse
// contracts.
func (f *Form) inverse() bool { return margin.IsInverse(market.Venue(f[FieldVenue])) }

// position is the position that the form states, in a market.
func (f *Form) position(source *Source, commas bool) position.Position {
	p := position.Position{
		Venue: market.Venue(f[FieldVenue]), Entry: market.Price(f.number(FieldEntry, commas)), Size: market.Base(f.number(FieldSize, commas)),
		Leverage: f.number(FieldLeverage, commas), Margin: market.USD(f.number(FieldMargin, commas)),
	}
	p.Symbol = source.spelled(p.Venue)
	if f[FieldSide] == "short" {
		p.Side = market.Short
	}
	if f[FieldMarginMode] == "cross" {
		p.Mode = position.Cross
	}
	return p
}

// NeedsShare reports whether the kind of alert in the form has a share.
func (f *Form) NeedsShare() bool { return alert.KindNamed(f[FieldAlertKind]) != alert.Liquidation }

// ShareLabel says what the percents of the alert in the form are of.
func (f *Form) ShareLabel() string {
	if alert.KindNamed(f[FieldAlertKind]) == alert.Grown {
		return words[phraseShareGrown]
	}
	if alert.KindNamed(f[FieldAlertKind]) == alert.Thin {
		return words[phraseShareThin]
	}
	if alert.KindNamed(f[FieldAlertKind]) == alert.Likely {
		return words[phraseShareLikely]
	}
	return words[phraseShareWithin]
}

// rule is the alert that the form states, on a market; preset is its least size
// where none was typed.
func (f *Form) rule(symbol string, commas bool, preset market.USD) alert.Rule {
	r := alert.Rule{
		Kind: alert.KindNamed(f[FieldAlertKind]), Symbol: symbol, Sides: alert.SidesNamed(f[FieldAlertSides]),
		Minimum: market.USD(f.number(FieldAlertMinimum, commas) * 1e6), Share: f.number(FieldAlertShare, commas) / 100,
	}
	if !f.NeedsShare() {
		r.Share = 0
	}
	if f[FieldAlertMinimum] == "" {
		r.Minimum = preset
	}
	return r
}
