package extra

import (
	"strconv"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// restingNames are the orders of each side of a book, and the positions behind them.
var (
	restingNames = [market.Sides]string{"bids", "asks"}
	takerNames   = [market.Sides]string{"sold", "bought"}
	behindNames  = [market.Sides]string{"longs", "shorts"}
	sideWords    = [market.Sides]string{"below", "above"}
)

// lead is what is written over the profile.
func (r *reading) lead() string {
	if r.depth.Counted == 0 {
		return "order book: none to show"
	}
	return "order book of " + venuesText(r.depth.Counted)
}

func venuesText(n int) string {
	if n == 1 {
		return "1 venue"
	}
	return strconv.Itoa(n) + " venues"
}

// lines say what rests near the price, how each venue's book is, and what became of
// large orders.
func (r *reading) lines() []string {
	var out []string
	d := &r.depth
	if d.Counted > 0 {
		text := "Within " + view.Percent(book.NearReach) + " of the price rest "
		for side := range market.Side(market.Sides) {
			usd, sight := d.Before(side, away(d.Price, side, book.NearReach))
			if side == market.Short {
				text += " and "
			}
			if sight != book.Whole {
				text += "at least "
			}
			text += view.Dollars(usd) + " of " + restingNames[side]
		}
		out = append(out, text+".")
	} else {
		out = append(out, "No order book can be counted now.")
	}
	for i := range r.books.Venues {
		out = append(out, r.venueLine(i))
	}
	return append(out, r.ordersLines()...)
}

// away is a price so far from another, on a side, as a difference of logarithms.
func away(from market.Price, side market.Side, distance float64) market.Price {
	if side == market.Long {
		distance = -distance
	}
	return from * market.Price(grid.Exp(distance))
}

// venueLine says how a venue's book is.
func (r *reading) venueLine(i int) string {
	v := &r.books.Venues[i]
	text := view.VenueName(v.ID) + ": "
	switch {
	case r.zones.Venues>>i&1 == 0:
		return text + "not counted, as it is switched off."
	case v.State == book.Unsent:
		return text + "sends no order book here."
	case v.State == book.Awaited:
		text += "its order book has not come yet"
	case v.Frozen():
		text += "frozen, nothing has changed for " + view.Age(v.Age) + "; not counted"
	default:
		text += "seen to " + r.reachText(v, market.Long) + " and " + r.reachText(v, market.Short) + ", changed " + view.Number(float64(v.Age)/1000, 1) + " s ago"
	}
	if v.Gaps > 0 {
		text += "; begun anew after a gap " + timesText(v.Gaps)
	}
	return text + "."
}

func timesText(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// reachText is how far a side of a venue's book is seen: 0.31 % below.
func (r *reading) reachText(v *book.Venue, side market.Side) string {
	if v.Mid <= 0 || v.Reach[side] <= 0 {
		return "nothing " + sideWords[side]
	}
	return view.Percent(float64(v.Reach[side]/v.Mid)-1) + " " + sideWords[side]
}

// ordersLines say what became of large orders that price came near to.
func (r *reading) ordersLines() []string {
	text := ""
	for side := range market.Side(market.Sides) {
		pulled, filled := r.watch.Pulled[side], r.watch.Filled[side]
		if pulled.N+filled.N == 0 {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += "of large " + restingNames[side] + " " + strconv.Itoa(pulled.N) + " (" + view.Dollars(pulled.USD) + ") were pulled as price neared and " + strconv.Itoa(filled.N) + " (" + view.Dollars(filled.USD) + ") traded"
	}
	if text == "" {
		return nil
	}
	return []string{"Since this was switched on, " + text + ". Large is four times what a bin of 0.05 % usually holds."}
}

// resistanceText says what rests before a level that so many dollars stand behind.
func resistanceText(d *book.Depth, z *book.Zone) (text string, known bool) {
	usd, sight := d.Before(z.Side, z.Near())
	resistance := d.Resist(z.Side, z.Near(), z.USD)
	ratio := view.Number(resistance.Ratio, 2) + " times what stands in it"
	word := ""
	switch {
	case resistance.IsDefended():
		word = ": defended"
	case resistance.IsHollow():
		word = ": hollow"
	}
	names := restingNames[z.Side]
	switch sight {
	case book.Unseen:
		return "", false
	case book.Whole:
		return view.Dollars(usd) + " of " + names + " rest before it, " + ratio + word, true
	case book.AtLeast:
		return "At least " + view.Dollars(usd) + " of " + names + " rest before it, " + ratio + word + "; many books do not show as far", true
	}
	return "It is beyond the visible book, which ends at " + view.Price(d.Some[z.Side]) + "; up to there rest " + view.Dollars(usd) + " of " + names + word, true
}

// cascadeText says what price met in a zone.
func cascadeText(c *book.Cascade, now market.Millis) string {
	end, names := now, restingNames[c.Side]
	if c.Until > 0 {
		end = c.Until
	}
	text := "No " + behindNames[c.Side] + " forced are told"
	if c.Forced > 0 {
		text = view.Dollars(c.Forced) + " of " + behindNames[c.Side] + " forced"
	}
	text += " in " + view.Span(max(end-c.From, 1000)) + ", " + view.Dollars(c.Taken) + " " + takerNames[c.Side] + " by takers"
	switch outcome := c.Outcome(now); {
	case c.Before == 0:
		return text + "; what rested before is not known"
	case outcome == book.Absorbed && c.BackAfter > 0:
		return text + ", " + names + " came back within " + view.Span(max(c.BackAfter, 1000)) + halfText(c) + ": absorbed"
	case outcome == book.Absorbed:
		return text + ", " + names + " never thinned: absorbed"
	case outcome == book.Broken:
		return text + ", " + names + " at " + view.Percent(float64(c.Now/c.Before)) + " of before " + view.Span(now-c.LeastAt) + " later" + halfText(c) + ": not absorbed"
	}
	return text + ", " + names + " at " + view.Percent(float64(c.Now/c.Before)) + " of before" + halfText(c)
}

// halfText is the half-life of what was taken.
func halfText(c *book.Cascade) string {
	if c.HalfLife == 0 {
		return ""
	}
	return " (half of what was taken within " + view.Span(max(c.HalfLife, 1000)) + ")"
}

// met are the cascades that are known, those that go on first.
func (r *reading) met() (list []*book.Cascade) {
	for _, c := range r.watch.Running {
		if c != nil {
			list = append(list, c)
		}
	}
	for i := range r.watch.Past {
		list = append(list, &r.watch.Past[i])
	}
	return list
}

// events are sentences of the cascades, the newest first.
func (r *reading) events() (list []string) {
	for _, c := range r.met() {
		list = append(list, view.HourIn(c.From, view.UTC)+" UTC, at "+view.Price(c.Near())+": "+cascadeText(c, r.books.At)+".")
	}
	return list
}

// lampFor is how long after a cascade its level is still pointed out.
const lampFor = 15 * market.Minute

// lamp points out the level of the cascade that goes on, or of the last one.
func (r *reading) lamp() wire.Lamp {
	for _, c := range r.met() {
		if c.Until > 0 && r.books.At-c.Until > lampFor {
			continue
		}
		lamp := wire.Lamp{Price: c.Near(), Text: "price in the cluster"}
		switch c.Outcome(r.books.At) {
		case book.Absorbed:
			lamp.State, lamp.Text = 1, "absorbed"
		case book.Broken:
			lamp.State, lamp.Text = 2, "not absorbed"
		}
		return lamp
	}
	return wire.Lamp{}
}
