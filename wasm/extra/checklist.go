package extra

import (
	"math"
	"strconv"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// facts are the six steps of a trader's workflow for the cluster that somebody has
// chosen: what is known of each, and as of when. They advise nothing.
func (r *reading) facts() []wire.Fact {
	z := &r.zones.Pinned
	if z.Lo == z.Hi {
		return nil
	}
	for i := range r.zones.Zones { // as it stands now
		if same := &r.zones.Zones[i]; same.Same(z) {
			z = same
			break
		}
	}
	steps := [...]struct {
		title string
		say   func(z *book.Zone) (text string, at market.Millis)
	}{
		{"Zone", r.zoneFact}, {"Open interest and funding", r.interestFact}, {"Book in front", r.frontFact},
		{"Absorption", r.absorptionFact}, {"After the cascade", r.afterFact}, {"Size", r.sizeFact},
	}
	var out []wire.Fact
	for _, step := range steps {
		text, at := step.say(z)
		fact := wire.Fact{Title: step.title, Text: text, Known: at != 0}
		if fact.Known {
			fact.At = view.TimeOfDay(at, view.UTC) + " UTC"
		}
		out = append(out, fact)
	}
	return out
}

// distance is how far price is from a level of a side, as a share of it; below 0
// beyond it.
func (r *reading) distance(side market.Side, level market.Price) float64 {
	share := float64(level/r.books.Price) - 1
	if side == market.Long {
		return -share
	}
	return share
}

func (r *reading) zoneFact(z *book.Zone) (string, market.Millis) {
	if !(r.books.Price > 0) {
		return "The price is not known.", 0
	}
	text := "An estimated " + view.Dollars(z.USD) + " of " + behindNames[z.Side] + " at " + view.Price(z.Lo.Lower()) + " to " + view.Price(z.Hi.Lower()) + ", "
	if away := r.distance(z.Side, z.Near()); away > 0 {
		return text + view.Percent(away) + " " + sideWords[z.Side] + " the price.", r.books.At
	}
	if r.distance(z.Side, z.Far()) > 0 {
		return text + "and price is in it.", r.books.At
	}
	return text + "and price has gone through it.", r.books.At
}

func (r *reading) interestFact(*book.Zone) (string, market.Millis) {
	now := r.open()
	text := "Open interest is not known."
	if now.venues > 0 {
		text = "Open interest " + view.Dollars(now.usd) + " at " + venuesText(now.venues)
		if first := r.interest[0]; len(r.interest) > 1 && first.venues == now.venues && first.usd > 0 {
			text += ", " + view.SignedPercent(float64(now.usd/first.usd)-1) + " in " + view.Span(now.at-first.at)
		}
		text += "."
	}
	rate, n, next := 0., 0., market.Millis(0)
	for i := range r.books.Venues {
		f := &r.books.Venues[i].Funding
		if r.zones.Venues>>i&1 == 0 || f.Time == 0 || math.IsNaN(f.RatePerHour) {
			continue
		}
		rate += f.RatePerHour
		n++
		if f.Next > r.books.At && (next == 0 || f.Next < next) {
			next = f.Next
		}
	}
	if n == 0 {
		text += " Funding is not known."
	} else {
		text += " " + fundingText(rate/n)
		if next > 0 {
			text += ", next paid at " + view.HourIn(next, view.UTC) + " UTC"
		}
		text += "."
	}
	if now.venues == 0 && n == 0 {
		return text, 0
	}
	return text, r.books.At
}

// fundingText says who pays how much, per hour: longs pay 0.0012 % an hour.
func fundingText(rate float64) string {
	who := "Longs pay shorts "
	if rate < 0 {
		who = "Shorts pay longs "
	}
	return who + view.Number(100*math.Abs(rate), 4) + " % an hour"
}

func (r *reading) frontFact(z *book.Zone) (string, market.Millis) {
	text, known := resistanceText(&r.depth, z)
	if !known {
		if r.depth.Counted > 0 {
			return "Nothing is left before it: price is there.", r.books.At
		}
		return "No order book can be counted now.", 0
	}
	n, near := 0, book.Standing{}
	for _, s := range r.watch.AppendStanding(nil, r.books.At) {
		if s.Side == z.Side && (s.At.Middle() > z.Near()) == (z.Side == market.Long) {
			if n == 0 {
				near = s
			}
			n++
		}
	}
	if n > 0 {
		text += ". Large orders before it: " + strconv.Itoa(n) + ", the nearest " + view.Dollars(near.USD) + " at " + view.Price(near.At.Middle())
	}
	if pulled := r.watch.Pulled[z.Side]; pulled.N > 0 {
		text += "; pulled on this side as price neared: " + strconv.Itoa(pulled.N)
	}
	return text + ".", r.books.At
}

// cascadeOf is the newest cascade in a zone; nil where price has not been in it
// since books are followed.
func (r *reading) cascadeOf(z *book.Zone) *book.Cascade {
	for _, c := range r.met() {
		if c.Same(z) {
			return c
		}
	}
	return nil
}

func (r *reading) absorptionFact(z *book.Zone) (string, market.Millis) {
	c := r.cascadeOf(z)
	if c == nil {
		return "Price has not been in it since order books are followed.", 0
	}
	return cascadeText(c, r.books.At) + ".", c.From
}

func (r *reading) afterFact(z *book.Zone) (string, market.Millis) {
	c := r.cascadeOf(z)
	switch {
	case c == nil:
		return "No cascade was seen in it.", 0
	case c.Until == 0:
		return "Price is still in it.", r.books.At
	}
	text := "Price left it at " + view.TimeOfDay(c.Until, view.UTC) + " UTC"
	if r.distance(c.Side, c.Near()) > 0 {
		return text + " the way it came, and is " + view.Percent(r.distance(c.Side, c.Near())) + " from it.", c.Until
	}
	if r.distance(c.Side, c.Far()) < 0 {
		return text + " on its far side, and is " + view.Percent(r.distance(c.Side, c.Far())) + " beyond it.", c.Until
	}
	return text + ", and is in it again.", c.Until
}

// riskShare is the share of an account that the example of a size risks.
const riskShare = .01

func (r *reading) sizeFact(z *book.Zone) (string, market.Millis) {
	depth := math.Abs(grid.Log(float64(z.Far() / z.Near())))
	text := "It is " + view.Percent(depth) + " deep."
	stop := r.distance(z.Side, z.Far())
	if !(r.books.Price > 0) || stop <= 0 {
		return text + " Price is beyond its far edge.", 0
	}
	return text + " Its far edge, " + view.Price(z.Far()) + ", is " + view.Percent(stop) + " from the price: a position of " + view.Number(riskShare/stop, 2) + " times the account loses " + view.Percent(riskShare) + " of it there, fees aside. The size calculator is under Positions.", r.books.At
}
