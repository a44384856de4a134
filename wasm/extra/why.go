package extra

import (
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// why puts into words why something stands where it does, and what comes of it if
// price goes there.
func (f *forecasts) why(m *wire.Origin) wire.WhyText {
	out := wire.WhyText{Lines: OriginTexts(m)}
	if m.At == 0 {
		out.Lines = append(out.Lines, f.consequence(m)...)
	} else {
		out.Lines[0] = "As of " + view.StampIn(m.At, view.UTC) + " UTC: " + out.Lines[0]
	}
	if m.Known {
		out.Shares, out.Labels = []float64{m.Origin.Earlier}, []string{"before"}
		for _, d := range m.Origin.Days {
			out.Shares, out.Labels = append(out.Shares, d.Share), append(out.Labels, dayOf(d.From))
		}
	}
	return out
}

// dayOf writes a day without its year.
func dayOf(at market.Millis) string { return view.DateOf(at)[5:] }

// OriginTexts are two plain sentences on how something came to stand where it does,
// and what it is made of.
func OriginTexts(m *wire.Origin) []string {
	place := view.Dollars(m.USD) + " of " + sideNames[m.Side] + " at " + view.Price(m.Low) + " to " + view.Price(m.High)
	switch {
	case !(m.USD > 0):
		return []string{"Nothing of " + sideNames[m.Side] + " stands at " + view.Price(m.Low) + " to " + view.Price(m.High) + "."}
	case !m.Known:
		return []string{place + ": no map of a day before is known, so nothing can be said of how it came to stand there."}
	}
	o := &m.Origin
	largest := 0
	for i := range o.Days {
		if o.Days[i].Share > o.Days[largest].Share {
			largest = i
		}
	}
	text := place + ": "
	if n := len(o.Days); n > 0 && o.Days[largest].Share >= .005 {
		text += view.Percent(1-o.Earlier) + " of it has come since " + dayOf(o.Days[0].From) + ", most on " + dayOf(o.Days[largest].From) + " (" + view.Percent(o.Days[largest].Share) + ")"
		if o.Earlier >= .005 {
			text += "; the rest stood there before"
		}
	} else {
		text += "all of it stood there before the days that are known"
	}
	text += ". Of all that has stood there in that time, " + goneText(o.Swept) + " was swept as price went through"
	if o.SweptAt != 0 {
		text += ", last on " + dayOf(o.SweptAt)
	}
	text += ", and " + goneText(o.Closed) + " was closed by its holders. Days are UTC and net."
	return []string{text, makeupText(m)}
}

// goneText writes a share that may be nothing.
func goneText(share float64) string {
	if share < .005 {
		return "nothing"
	}
	return view.Percent(share)
}

// makeupText says what it is made of, and how far it stands out.
func makeupText(m *wire.Origin) string {
	names := view.ClassNames()
	text := "Distance to liquidation: "
	for class, share := range m.Classes {
		if share >= .005 {
			text += view.Percent(share) + " " + names[class] + ", "
		}
	}
	text = text[:len(text)-2] + ". "
	if len(m.Venues) > 1 {
		text += "Venues: "
		for _, v := range m.Venues {
			if v.Share >= .005 {
				text += view.VenueName(v.Venue) + " " + view.Percent(v.Share)
				if !venue.CaptureOf(market.Venue(v.Venue)).Complete {
					text += " (its feed is a sample)"
				}
				text += ", "
			}
		}
		text = text[:len(text)-2] + ". "
	}
	if m.Standout > 0 {
		text += "At its peak it stands " + view.Number(m.Standout, 1) + " times its surroundings."
	}
	return text
}

// consequence says how likely price goes there, what is then to be expected, and how
// far such runs have gone on, as measured. It is no forecast of a cascade.
func (f *forecasts) consequence(m *wire.Origin) []string {
	level := m.Low // that price meets first
	if m.Side == market.Long {
		level = m.High
	}
	chance, known := f.chances.Touch(level, forecast.OneDay)
	if !known || !(m.USD > 0) || !(m.Price > 0) {
		return nil
	}
	away := float64(level/m.Price) - 1
	if m.Side == market.Long {
		away = -away
	}
	if away < 0 {
		return []string{"Price is there already."}
	}
	text := "A " + wayNames[m.Side] + " of " + view.Percent(away) + " reaches it, with a chance of " + view.Percent(chance) + " within 24 h; the whole of it forces an estimated " + view.Dollars(m.USD) + ", so " + view.Dollars(m.USD*market.USD(chance)) + " are to be expected there by chance."
	half, tenth, ok := f.runs(m.Ahead, m.Scale)
	if !ok {
		return []string{text}
	}
	text += " Of runs beyond a broken four-hour extreme half went on more than " + view.Percent(half) + " within the hour, one in ten more than " + view.Percent(tenth) + " (measured on BTC to " + forecast.ShippedRuns.Dated + ", at this day's volatility"
	if m.Ahead/market.USD(m.Scale) < forecast.ShippedRuns.Empty {
		text += "; little stands in the next 1 %, where runs are shorter"
	}
	return []string{text + "). This is a measured frequency, not a scenario of orders against a book."}
}
