package view

import (
	"strconv"

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
	if fault := s.Alerts.Rules.Add(s.Form.rule(s.Source.Symbol, s.DecimalComma)); fault != nil {
		s.Notice = fault.Sentence
		return
	}
	s.Notice = ""
	s.Apply(AlertRules)
}

// AlertKinds are the kinds of rules.
func AlertKinds() []Option {
	return []Option{{alert.Near.String(), "Price near a cluster"}, {alert.Grown.String(), "A cluster grown within an hour"}, {alert.Liquidation.String(), "A large liquidation"}}
}

// AlertsNote is what whoever makes a rule must know.
const AlertsNote = "Alerts are watched by this page alone: its tab must stay open. Nothing is sent anywhere."

// PermissionText is what a device's answer means, whether it shows
// notifications; "" where it has not answered.
func PermissionText(answer string) string {
	switch answer {
	case "granted":
		return "This device shows them."
	case "denied":
		return "This device does not allow notifications: alerts sound and show here alone."
	case "missing":
		return "This browser shows no notifications to a page in a tab: alerts sound and show here alone. On an iPhone or iPad, add Brink to the home screen and open it from there."
	}
	return ""
}

// DeliveryText says what came of an alert that was tried.
func DeliveryText(shown, sounded bool) string {
	text := "The device showed the notification"
	if !shown {
		text = "The device showed no notification"
	}
	if sounded {
		return text + " and played the sound."
	}
	return text + " and held the sound back; it sounds after the next click."
}

// mostMissed is how many alerts a sentence names.
const mostMissed = 3

// MissedText says what went off while nobody looked, the newest first.
func MissedText(fired []string) string {
	text := "While you were away: "
	for i := len(fired) - 1; i >= max(0, len(fired)-mostMissed); i-- {
		text += fired[i] + "; "
	}
	if more := len(fired) - mostMissed; more > 0 {
		text += strconv.Itoa(more) + " more; "
	}
	return text[:len(text)-2] + "."
}

// RuleText is what a rule waits for, and whether it is watched: that of another
// market is not.
func (s *Source) RuleText(r *alert.Rule) string {
	if s.Symbol == "" || r.Symbol == s.Symbol {
		return RuleText(r)
	}
	return RuleText(r) + ". Not watched while " + s.Symbol + " is shown"
}

// FiredText is what an alert says.
func FiredText(f *alert.Fired) string {
	text := f.Rule.Symbol + ": "
	of := " of " + sideWords[f.Band.Side].name
	low, high := f.Band.Lo.Lower(), f.Band.Hi.Lower()
	switch {
	case f.Rule.Kind == alert.Near && f.Away == 0:
		return text + "price is in a cluster of " + Dollars(f.USD) + of
	case f.Rule.Kind == alert.Near:
		edge := low // that price meets first
		if f.Band.Side == market.Long {
			edge = high
		}
		return text + "price is " + Percent(f.Away) + " from " + Dollars(f.USD) + of + " at " + Price(edge)
	case f.Rule.Kind == alert.Grown:
		text += Dollars(f.USD) + of + " at " + Price(low) + " to " + Price(high)
		if f.Grew >= 10 {
			return text + " have come up within an hour"
		}
		return text + ", " + Percent(f.Grew) + " more than an hour before"
	case f.Count > 1:
		return text + strconv.Itoa(f.Count) + " large liquidations, " + Dollars(f.USD) + " in all, the last" + of + " at " + Price(f.Price) + " on " + string(f.Venue)
	}
	return text + Dollars(f.USD) + of + " liquidated at " + Price(f.Price) + " on " + string(f.Venue)
}

// RuleText is what a rule waits for.
func RuleText(r *alert.Rule) string {
	of := [...]string{1: "longs", 2: "shorts", 3: "longs or shorts"}[r.Sides]
	switch r.Kind {
	case alert.Near:
		return r.Symbol + ": price within " + Percent(r.Share) + " of " + Dollars(r.Minimum) + " or more of " + of
	case alert.Grown:
		return r.Symbol + ": a cluster of " + Dollars(r.Minimum) + " or more of " + of + " grown by " + Percent(r.Share) + " within an hour"
	}
	return r.Symbol + ": " + Dollars(r.Minimum) + " or more of " + of + " liquidated at once"
}
