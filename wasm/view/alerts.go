package view

import (
	"strconv"
	"strings"

	"brink/wasm/alert"
	"brink/wasm/market"
)

// Alerts are the rules that the visitor wants to be told of.
type Alerts struct {
	Rules alert.Rules
	// Permission says whether the device shows notifications; "" before it was
	// asked.
	Permission string
}

// Remove takes a rule out. One that is gone already changes nothing.
func (a *Alerts) Remove(r alert.Rule) Change {
	if !a.Rules.Remove(r) {
		return Nothing
	}
	return AlertRules
}

// AddAlert adds the rule that the form states. One that cannot be is refused
// with a sentence, and the form stays as it is.
func (s *State) AddAlert() {
	if !s.sure(AlertFields) {
		return
	}
	if fault := s.Alerts.Rules.Add(s.Form.rule(s.Source.Symbol, s.DecimalComma, AlertSize(s))); fault != nil {
		s.Notice = fault.Sentence
		return
	}
	s.Notice = ""
	s.Apply(AlertRules)
}

// A single liquidation is large from this share of the coin's usual day on, or from
// the size while no usual day is known.
const (
	largeShare              = .01
	unknownLarge market.USD = 1e6
)

// AlertSize is the least size of the alert in the form where none was typed: it
// follows the coin.
func AlertSize(s *State) market.USD {
	switch {
	case s.Form.NeedsShare() && s.Form[FieldAlertKind] != alert.Wall.String():
		return s.Clusters.Significant(s.Settings.Significant)
	case s.Clusters.UsualDay > 0 && !s.Form.NeedsShare():
		return roundUSD(s.Clusters.UsualDay * largeShare)
	}
	return unknownLarge
}

// AlertKinds are the kinds of rules.
func AlertKinds() []Option {
	return []Option{{alert.Near.String(), words[phraseAlertNear]}, {alert.Grown.String(), words[phraseAlertGrown]}, {alert.Likely.String(), words[phraseAlertLikely]}, {alert.Thin.String(), words[phraseAlertThin]}, {alert.Liquidation.String(), words[phraseAlertLiquidation]}, {alert.Wall.String(), words[phraseAlertWall]}}
}

// AlertsNote is what whoever makes a rule must know.
func AlertsNote() string { return words[phraseAlertsNote] }

// WaitsForChances reports whether a rule of the market at hand waits for a chance,
// which the second module computes.
func WaitsForChances(s *State) bool { return s.Alerts.Rules.Waits(s.Source.Symbol, alert.Likely) }

// AlertsText is what whoever makes a rule must know now.
func AlertsText(s *State) string {
	text := AlertsNote() + " " + s.Alerts.Permission
	if WaitsForChances(s) || WaitsForBook(s) {
		text += " " + s.Dock.Ahead.doorText(phraseChancesLoading)
	}
	if s.Alerts.Rules.Waits(s.Source.Symbol, alert.Wall) && s.Settings.Look.Observed == ObserveOff {
		text += " " + words[phraseWallsOff]
	}
	return text
}

// PermissionText is what a device's answer means, whether it shows
// notifications; "" where it has not answered.
func PermissionText(answer string) string {
	switch answer {
	case "granted":
		return words[phrasePermissionGranted]
	case "denied":
		return words[phrasePermissionDenied]
	case "missing":
		return words[phrasePermissionMissing]
	}
	return ""
}

// DeliveryText says what came of an alert that was tried.
func DeliveryText(shown, sounded bool) string {
	t := words[phraseDeliveredSilent]
	switch {
	case shown && sounded:
		t = words[phraseDelivered]
	case sounded:
		t = words[phraseSoundedAlone]
	case !shown:
		t = words[phraseDeliveredNot]
	}
	return t
}

// mostMissed is how many alerts a sentence names.
const mostMissed = 3

// MissedText says what went off while nobody looked, the newest first.
func MissedText(fired []string) string {
	var list []string
	for i := len(fired) - 1; i >= max(0, len(fired)-mostMissed); i-- {
		list = append(list, fired[i])
	}
	if more := len(fired) - mostMissed; more > 0 {
		list = append(list, say(words[phraseMore], strconv.Itoa(more)))
	}
	return say(words[phraseMissed], strings.Join(list, "; "))
}

// RuleText is what a rule waits for, and whether it is watched: that of another
// market is not.
func (s *Source) RuleText(r *alert.Rule) string {
	if s.Symbol == "" || r.Symbol == s.Symbol {
		return RuleText(r)
	}
	return say(words[phraseRuleElsewhere], RuleText(r), s.Symbol)
}

// FiredText is what an alert says.
func FiredText(f *alert.Fired) string {
	symbol, usd, of := f.Rule.Symbol, Dollars(f.USD), sideOf(f.Band.Side).name
	low, high := f.Band.Lo.Lower(), f.Band.Hi.Lower()
	switch {
	case f.Rule.Kind == alert.Wall:
		near := *f
		near.Rule.Kind = alert.Near
		return say(words[phraseAsObserved], FiredText(&near))
	case f.Rule.Kind == alert.Near && f.Away == 0:
		return say(words[phraseFiredInside], symbol, usd, of)
	case f.Rule.Kind == alert.Near:
		edge := low // that price meets first
		if f.Band.Side == market.Long {
			edge = high
		}
		return say(words[phraseFiredNear], symbol, Percent(f.Away), usd, of, Price(edge))
	case f.Rule.Kind == alert.Likely:
		return say(words[phraseFiredLikely], symbol, usd, of, Price(low), Price(high), Percent(f.Chance))
	case f.Rule.Kind == alert.Thin:
		return say(words[phraseFiredThin], symbol, usd, of, Price(low), Price(high), Percent(f.Chance))
	case f.Rule.Kind == alert.Grown:
		if f.Grew >= 10 {
			return say(words[phraseFiredNew], symbol, usd, of, Price(low), Price(high))
		}
		return say(words[phraseFiredGrown], symbol, usd, of, Price(low), Price(high), Percent(f.Grew))
	case f.Count > 1:
		return say(words[phraseFiredMany], symbol, strconv.Itoa(f.Count), usd, of, Price(f.Price), string(f.Venue))
	}
	return say(words[phraseFiredOne], symbol, usd, of, Price(f.Price), string(f.Venue))
}

// RuleText is what a rule waits for.
func RuleText(r *alert.Rule) string {
	of := [...]string{1: words[phraseLongs], 2: words[phraseShorts], 3: words[phraseLongsOrShorts]}[r.Sides]
	switch r.Kind {
	case alert.Wall:
		near := *r
		near.Kind = alert.Near
		return say(words[phraseAsObserved], RuleText(&near))
	case alert.Near:
		return say(words[phraseRuleNear], r.Symbol, Percent(r.Share), Dollars(r.Minimum), of)
	case alert.Likely:
		return say(words[phraseRuleLikely], r.Symbol, Dollars(r.Minimum), of, Percent(r.Share))
	case alert.Thin:
		return say(words[phraseRuleThin], r.Symbol, Dollars(r.Minimum), of, Percent(r.Share))
	case alert.Grown:
		return say(words[phraseRuleGrown], r.Symbol, Dollars(r.Minimum), of, Percent(r.Share))
	}
	return say(words[phraseRuleLiquidation], r.Symbol, Dollars(r.Minimum), of)
}
