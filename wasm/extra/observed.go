package extra

import (
	"strconv"

	"brink/wasm/census"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
)

// CoverageText says how much of the venue is observed, and how old that is.
func CoverageText(o *census.Observed, live bool) string {
	if o.Read == 0 {
		switch {
		case !live && o.Known == 0:
			return "Observed: nothing yet. Connecting to " + venue.Public().Title + ", where positions are public by account."
		case o.Known == 0:
			return "Observed: nothing yet. Listening for accounts that trade."
		}
		return "Observed: nothing yet. " + accounts(o.Known) + " heard of; reading what they hold."
	}
	text := "Observed on " + venue.Public().Title + ": "
	for side := range market.Side(market.Sides) {
		if side > 0 {
			text += ", "
		}
		if s := &o.Sides[side]; s.Known {
			text += share(s.Share) + " of " + sideNames[side]
		} else {
			text += "an unknown share of " + sideNames[side]
		}
	}
	text += " (of its open interest); " + accounts(o.Holding) + " with a position"
	if o.Holding > 0 {
		text += ", readings " + view.Span(o.Newest) + " to " + view.Span(o.Oldest) + " old"
	}
	text += "; " + accounts(o.Read) + " read of " + strconv.Itoa(o.Known) + " heard of."
	if !live {
		text += " Not connected now: nothing new is heard."
	}
	return text
}

// share writes a share of one: 31 %.
func share(x float64) string {
	if x == 0 {
		return "0 %"
	}
	return view.Percent(x)
}

func accounts(n int) string {
	if n == 1 {
		return "1 account"
	}
	return strconv.Itoa(n) + " accounts"
}

// ObservedTexts is what a census says, a sentence each.
func ObservedTexts(o *census.Observed, live bool) []string {
	lines := []string{CoverageText(o, live)}
	if o.Holding == 0 {
		return lines
	}
	longs, shorts := &o.Sides[market.Long], &o.Sides[market.Short]
	text := "Of these, " + strconv.Itoa(longs.Unstated+shorts.Unstated) + " have no liquidation price of their own (mostly cross margin): they are counted and drawn nowhere."
	if far := longs.Far + shorts.Far; far > 0 {
		text += " " + strconv.Itoa(far) + " would be liquidated beyond half or twice the price."
	}
	lines = append(lines, text)
	if o.Farther+o.Nearer > 0 {
		lines = append(lines, "Since they were first read, the liquidation price of "+strconv.Itoa(o.Farther)+" has moved away from the price (margin was added) and that of "+strconv.Itoa(o.Nearer)+" closer to it.")
	}
	for i := len(o.Gone) - 1; i >= 0 && i >= len(o.Gone)-3; i-- {
		g := &o.Gone[i]
		lines = append(lines, "Inferred liquidation: "+view.Dollars(g.Forced())+" of "+sideNames[g.Side]+" of "+g.Account.Short()+" at "+view.Price(g.Liquidation)+"; price crossed it and the position is gone.")
	}
	return lines
}

// AgreementText says how well the estimate agrees with what is observed.
func AgreementText(a census.Agreement, known bool) string {
	if !known {
		return "Agreement of the estimate with the observed positions: not known. It takes 20 observed positions whose liquidation price is within 15 % of the price, and an estimate for this venue."
	}
	return "Agreement of the estimate for this venue with " + strconv.Itoa(a.Accounts) + " observed positions within 15 %: rank correlation " + decimal(a.Rank) +
		"; " + signed(a.Map) + " nats per observed dollar over an even spread, where a ramp by distance has " + signed(a.Ramp) +
		": a gain of " + signed(a.Gain) + " [" + decimal(a.Low) + ", " + decimal(a.High) + "] over accounts."
}

func decimal(x float64) string { return view.Number(x, 2) }

func signed(x float64) string {
	if x >= 0 {
		return "+" + decimal(x)
	}
	return decimal(x)
}

// heldHeads are the columns of HeldCells.
var heldHeads = []string{"Account", "Observed", "Entry", "Liquidation", "Distance", "Leverage", "Read"}

// HeldCells writes a position as a row of the table.
func HeldCells(h *census.Held, o *census.Observed) []string {
	entry, liquidation, distance := unknown, "none", unknown
	if h.Entry > 0 {
		entry = view.Price(h.Entry)
	}
	if h.Liquidation > 0 {
		liquidation = view.Price(h.Liquidation)
		if o.Price > 0 {
			distance = view.Percent(float64(h.Liquidation/o.Price) - 1)
		}
	}
	return []string{h.Account.Short(), view.Dollars(market.Value(h.Size, o.Price)) + " " + h.Side.String(), entry, liquidation, distance, leverageText(&h.Position), view.Span(max(o.At-h.Read, 0)) + " ago"}
}

// leverageText is the leverage as it is set, and what backs the position.
func leverageText(p *census.Position) string {
	if p.Leverage <= 0 {
		return unknown
	}
	text := view.Number(p.Leverage, 0) + "x "
	if p.Isolated {
		return text + "isolated"
	}
	return text + "cross"
}

// CoverageAfter is what a census of the fake exchange, which begins from nothing, has
// observed of the open interest after so many minutes, in percent: wasm/cmd/census
// simulates it.
var CoverageAfter = []struct{ Minutes, Longs, Shorts int }{{1, 11, 17}, {2, 19, 36}, {5, 38, 57}, {10, 49, 69}}

// BegunText says, in the first minutes, how coverage is to be expected to grow; "" later.
func BegunText(age market.Millis) string {
	last := CoverageAfter[len(CoverageAfter)-1]
	if age < 0 || age >= market.Millis(last.Minutes)*market.Minute {
		return ""
	}
	text := "Reading began " + view.Span(age) + " ago. In a simulated market as busy as this venue's largest it has observed"
	for i, c := range CoverageAfter {
		if i > 0 {
			text += ","
		}
		text += " " + strconv.Itoa(c.Longs) + " % of longs and " + strconv.Itoa(c.Shorts) + " % of shorts after " + strconv.Itoa(c.Minutes) + " min"
	}
	return text + "; here that depends on who trades."
}
