package view

import (
	"strconv"

	"brink/wasm/alert"
	"brink/wasm/market"
)

// AlertsNote is what whoever makes an alert must know.
const AlertsNote = "Alerts are watched by this page alone: its tab must stay open. Nothing is sent anywhere."

// RingText is what an alert says when it goes off.
func RingText(r *alert.Ring) string {
	symbol := r.Alert.Symbol + ": "
	of := " of " + words[r.Band.Side].many
	switch r.Alert.Kind {
	case alert.Near:
		if r.Away == 0 {
			return symbol + "price is in a cluster of " + Dollars(r.USD) + of
		}
		return symbol + "price is " + Percents(r.Away) + " from " + Dollars(r.USD) + of + " at " + Price(near(r))
	case alert.Grown:
		low, high := r.Band.Lo.Lower(), r.Band.Hi.Lower()
		if r.Grew >= 10 {
			return symbol + Dollars(r.USD) + of + " at " + Price(low) + " to " + Price(high) + " have come up within an hour"
		}
		return symbol + Dollars(r.USD) + of + " at " + Price(low) + " to " + Price(high) + ", " + Percents(r.Grew) + " more than an hour before"
	}
	if r.Count > 1 {
		return symbol + strconv.Itoa(r.Count) + " large liquidations, " + Dollars(r.USD) + " in all, the last" + of + " at " + Price(r.Price) + " on " + string(r.Venue)
	}
	return symbol + Dollars(r.USD) + of + " liquidated at " + Price(r.Price) + " on " + string(r.Venue)
}

// near is the edge of a ring's cluster that price meets first.
func near(r *alert.Ring) market.Price {
	if r.Band.Side == market.Long {
		return r.Band.Hi.Lower()
	}
	return r.Band.Lo.Lower()
}

// AlertText is what an alert waits for.
func AlertText(a *alert.Alert) string {
	of := [...]string{1: "longs", 2: "shorts", 3: "longs or shorts"}[a.Sides]
	switch a.Kind {
	case alert.Near:
		return a.Symbol + ": price within " + Percents(a.Share) + " of " + Dollars(a.Least) + " or more of " + of
	case alert.Grown:
		return a.Symbol + ": a cluster of " + Dollars(a.Least) + " or more of " + of + " grown by " + Percents(a.Share) + " within an hour"
	}
	return a.Symbol + ": " + Dollars(a.Least) + " or more of " + of + " liquidated at once"
}
