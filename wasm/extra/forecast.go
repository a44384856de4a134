package extra

import (
	"strconv"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// horizonNames are the horizons for people.
var horizonNames = [forecast.Horizons]string{"1 h", "4 h", "24 h"}

// sideNames are the positions of a side.
var sideNames = [market.Sides]string{"longs", "shorts"}

// unknown stands for what is not known.
const unknown = "–"

// forecasts says what may come in the next hours. It keeps the bars and the
// volatility of those so far, so that a further bar costs one step. Its zero
// value is ready.
type forecasts struct {
	interval   market.Millis
	bars       []wire.Reach // in order of time
	volatility *forecast.Volatility
	taken      int // of bars that volatility has
	chances    forecast.Chances
	standing   insight.Map // the whole one, as of the newest material
	strip      wire.Moves  // of that map
}

// ahead answers material with what it says of the hours from its moment on.
func (f *forecasts) ahead(message []byte) ([]byte, *market.Fault) {
	var m wire.Material
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	f.take(&m)
	f.chances = f.volatility.Chances(m.At)
	out := wire.AheadText{Serial: m.Serial, At: m.At, Note: f.chances.Why}
	if out.Note == "" {
		out.Note = "Chance that price reaches the cluster within 1, 4 and 24 hours, from volatility alone"
	}
	for _, level := range m.Levels {
		out.Touches = append(out.Touches, f.touched(level))
	}
	out.Price = m.Price
	for i := 0; i < wire.WeightCount && f.chances.Basis != forecast.NoChances; i++ {
		weight, _ := f.chances.Touch(f.chances.Price*market.Price(grid.Exp(wire.WeightStep*float64(i))), forecast.OneDay)
		out.Weights = append(out.Weights, weight)
	}
	f.standing = insight.Map{At: m.At, Price: m.Price}
	standing := &f.standing
	for side, p := range m.Planes {
		standing.Planes[side] = insight.Plane{Lo: p.Lo, USD: p.USD}
	}
	out.Lines = f.moves(standing, m.Scale)
	f.strip = f.stripOf(standing, m.Scale)
	for h := range forecast.Horizon(forecast.Horizons) {
		out.Lines = append(out.Lines, expected(standing, &f.chances, h, &m))
	}
	out.Lines = append(out.Lines, published(m.Feeds), baselines)
	return out.Append(nil), nil
}

// take adds the bars of material, and steps volatility to its moment.
func (f *forecasts) take(m *wire.Material) {
	if m.Replace || m.Interval != f.interval {
		f.bars, f.volatility, f.interval = nil, nil, m.Interval
	}
	f.bars = append(f.bars, m.Bars...)
	if f.volatility == nil || f.taken > 0 && f.bars[f.taken-1].Start+f.interval > m.At {
		f.volatility, f.taken = forecast.NewVolatility(f.interval), 0
	}
	for ; f.taken < len(f.bars) && f.bars[f.taken].Start+f.interval <= m.At; f.taken++ {
		b := &f.bars[f.taken]
		f.volatility.Add(&market.Bar{Start: b.Start, Open: b.Close, High: b.High, Low: b.Low, Close: b.Close})
	}
}

// touch answers a question about one level.
func (f *forecasts) touch(message []byte) ([]byte, *market.Fault) {
	var m wire.TouchProbe
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	out := wire.Touch{Touched: f.touched(m.Level)}
	return out.Append(nil), nil
}

// touched is the chances that price reaches a level, in percent by horizon.
func (f *forecasts) touched(level market.Price) wire.Touched {
	text, day := "", 0.0
	for h := range forecast.Horizon(forecast.Horizons) {
		p, known := f.chances.Touch(level, h)
		if !known {
			return wire.Touched{Level: level, Text: unknown, Day: -1}
		}
		if day = p; h > 0 {
			text += " / "
		}
		if percent := int(100*p + .5); percent < 1 {
			text += "<1"
		} else {
			text += strconv.Itoa(percent)
		}
	}
	return wire.Touched{Level: level, Text: text + " %", Day: day}
}

// expected says what may be forced of each side within a horizon: a median with
// its range, or why that is not known.
func expected(standing *insight.Map, c *forecast.Chances, h forecast.Horizon, m *wire.Material) string {
	head, text := "Forced within "+horizonNames[h], ""
	for side := range market.Side(market.Sides) {
		e := forecast.Expected(standing, side, c, h, m.Scale)
		if !m.Fitted && int(h) < forecast.ExpectedHorizons {
			e = forecast.Expectation{Why: "Expected dollars are fitted to the map of the learned model, not to this one."}
		}
		if !e.Known {
			return head + ": not known. " + e.Why
		}
		if text != "" {
			text += "; "
		}
		text += sideNames[side] + " median " + view.Dollars(e.Median) + ", 80 % range " + view.Dollars(e.Low) + " to " + view.Dollars(e.High)
	}
	return head + ", estimate (" + m.Version + "): " + text + "."
}

// baselines is how much the expected dollars have gained over simpler forecasts
// (decisions/017).
const baselines = "Beside simpler forecasts, on BTC, weeks left out of the fit, December 2025 and January 2026, in nats per dollar with 95 % intervals: over a linear regression on past liquidations (HAR) +0.284 [0.194, 0.365] for 1 h and +0.186 [0.065, 0.293] for 4 h; over novelty x touch, which knows prices not visited lately and no map, +0.058 [-0.027, 0.138] and +0.037 [-0.051, 0.112]. So the chances of a touch carry this forecast; what the map adds to them is not shown."

// published says that dollars are those forced, and what of the largest cluster
// each feed would publish.
func published(feeds []wire.Feed) string {
	text, total, sampled := "", market.USD(0), false
	for _, part := range feeds {
		if !(part.Forced >= .5) {
			continue
		}
		total += part.Forced
		feed := venue.CaptureOf(market.Venue(part.Venue))
		if text != "" {
			text += ", "
		}
		switch text += view.VenueName(part.Venue) + " "; {
		case feed.Complete:
			text += "all of its " + view.Dollars(part.Forced)
		case feed.Share == 0:
			text += "nothing of its " + view.Dollars(part.Forced)
		default:
			text += "about " + view.Dollars(part.Published) + " of its " + view.Dollars(part.Forced)
			sampled = true
		}
	}
	const forced = "Dollars are those forced, not those that feeds publish"
	if !sampled {
		return forced + "."
	}
	return forced + ": of the largest cluster, " + view.Dollars(total) + ", forced within an hour, feeds would publish: " + text + "."
}
