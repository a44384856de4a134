package view

import (
	"strconv"
	"strings"

	"brink/wasm/alert"
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

// Form is what has been typed into the fields, as it was typed.
type Form [fields]string

// NewForm is the fields before anybody has typed.
func NewForm() Form {
	return Form{FieldVenue: string(venue.Largest), FieldSide: "long", FieldMarginMode: "isolated", FieldAlertKind: "near", FieldAlertSides: "both", FieldAlertMinimum: "50", FieldAlertShare: "1"}
}

// number reads a figure as people write it: 0 of an empty field, and of what
// is no figure -1, which is refused everywhere.
func (f *Form) number(field Field) float64 {
	text := strings.Map(func(r rune) rune {
		if r == ',' || r == ' ' || r == '$' || r == '%' {
			return -1
		}
		return r
	}, f[field])
	if text == "" {
		return 0
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return x
	}
	return -1
}

// position is the position that the form states, in a market.
func (f *Form) position(source *Source) position.Position {
	p := position.Position{
		Venue: market.Venue(f[FieldVenue]), Entry: market.Price(f.number(FieldEntry)), Size: market.Base(f.number(FieldSize)),
		Leverage: f.number(FieldLeverage), Margin: market.USD(f.number(FieldMargin)),
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
		return "grown by, %"
	}
	return "within, %"
}

// rule is the alert that the form states, on a market.
func (f *Form) rule(symbol string) alert.Rule {
	r := alert.Rule{
		Kind: alert.KindNamed(f[FieldAlertKind]), Symbol: symbol, Sides: alert.SidesNamed(f[FieldAlertSides]),
		Minimum: market.USD(f.number(FieldAlertMinimum) * 1e6), Share: f.number(FieldAlertShare) / 100,
	}
	if !f.NeedsShare() {
		r.Share = 0
	}
	return r
}
