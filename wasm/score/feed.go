package score

import (
	"strconv"

	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/market"
)

// Feed says how complete the published liquidations of an exam are, and so which
// links from forced to published USD its forecast may have (decisions/015).
type Feed string

// The kinds of feed.
const (
	Complete Feed = "complete" // every forced order: published in proportion
	Sampled  Feed = "sampled"  // about one order a second: published USD saturate
	Mixed    Feed = "mixed"    // not known, or several feeds summed: the fit period decides
)

// Published is what one feed of several published, by its name.
type Published struct {
	Name string
	Rows []Observed
}

// saturations are the sizes of link that are tried: the USD that a feed cannot
// exceed, as multiples of a mean interval's. The one in the middle is the prior,
// Binance's for BTC.
var saturations = [...]float64{1.75, 3.5, priorSaturation, 14, 28}

// priorSaturation is .52 x 4.0 million USD over .30 million that Binance's feed
// publishes in a mean hour and side of BTC.
const priorSaturation = 7

// Choosing a link by held-out days of the fit period.
const (
	folds     = 4    // every fourth day is held out in turn
	foldSteps = 60   // EM steps a round
	leastDays = 4    // fewer cannot tell
	worthIt   = .005 // nats per dollar that a link has to gain: less means nothing
)

// LinkChoice is the link of a feed and how it was chosen.
type LinkChoice struct {
	Name       string  `json:"name,omitempty"`
	Feed       Feed    `json:"feed"`
	Link       string  `json:"link"`                  // "linear" or "saturating"
	Saturation float64 `json:"saturation_usd"`        // published USD of an interval and side that cannot be exceeded; 0 where linear
	Times      float64 `json:"saturation_times_mean"` // the same over a mean interval's USD
	Tried      []Tried `json:"held_out,omitempty"`
}

// Tried is the score of one size of link on the held-out days.
type Tried struct {
	Times         float64 `json:"saturation_times_mean"` // 0 is linear
	NatsPerDollar float64 `json:"nats_per_dollar"`
}

// Sentence says the choice for people.
func (c *LinkChoice) Sentence() string {
	name := "feed"
	if c.Name != "" {
		name = "feed " + c.Name
	}
	out := name + ", taken as " + string(c.Feed) + ": linear"
	if c.Saturation > 0 {
		out = name + ", taken as " + string(c.Feed) + ": saturating at " + decimals(c.Saturation/1e6, 3) + " million USD published an interval and side, " + decimals(c.Times, 2) + " times the mean"
	}
	for i, t := range c.Tried {
		if i == 0 {
			out += "; on held-out days of the fit period linear " + decimals(t.NatsPerDollar, 4)
			continue
		}
		out += ", " + decimals(t.Times, 2) + "x " + decimals(t.NatsPerDollar, 4)
	}
	return out
}

func decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

// link is the chosen one.
func (c *LinkChoice) link() engine.Link {
	return engine.Link{Capture: 1, Saturation: market.USD(c.Saturation)}
}

// chooseLink decides on the link of a feed from the first n elements alone.
func chooseLink(feed Feed, source Source, x [][]float64, e *Elements, n int, length market.Millis) LinkChoice {
	out := LinkChoice{Feed: feed, Link: "linear"}
	if feed == Complete {
		return out
	}
	mean := total(e.Y[:n]) / float64(n)
	var best float64
	if feed == Sampled {
		out.Times = priorSaturation
	}
	if days := information.DaysOf(e.Times[:n]); len(days) >= leastDays {
		try := func(times float64) float64 {
			nats := heldOut(source, x, e, n, days, length, market.USD(times*mean))
			out.Tried = append(out.Tried, Tried{times, finite(nats)})
			return nats
		}
		linear := try(0)
		for i, times := range saturations {
			if nats := try(times); i == 0 || nats > best {
				best = nats
				if feed == Sampled || nats > linear+worthIt {
					out.Times = times
				}
			}
		}
	}
	if out.Times > 0 {
		out.Link, out.Saturation = "saturating", out.Times*mean
	}
	return out
}

// heldOut is the score of a link on days that the weights were not fitted on.
// Levels follow what was published before each element, as they always do.
func heldOut(source Source, x [][]float64, e *Elements, n int, days [][]int, length market.Millis, saturation market.USD) float64 {
	yhat := make([]float64, n)
	for fold := range folds {
		skip := make([]bool, n)
		for d := fold; d < len(days); d += folds {
			for _, i := range days[d] {
				skip[i] = true
			}
		}
		all := fitLearned(source, x, e, n, skip, length, saturation, foldSteps).Forecast(x)
		for i, held := range skip {
			if held {
				yhat[i] = all[i]
			}
		}
	}
	return information.Information(e.Y[:n], yhat)
}

// observed are the rows that an exam judges: those given, or the sums of several
// feeds over the intervals that all of them have.
func (d *Data) observed() []Observed {
	if len(d.Feeds) == 0 {
		return d.Observed
	}
	counts, sums := map[market.Millis]int{}, map[market.Millis][market.Sides]market.USD{}
	for _, f := range d.Feeds {
		for _, row := range f.Rows {
			sum := sums[row.Start]
			for side, usd := range row.USD {
				sum[side] += usd
			}
			counts[row.Start], sums[row.Start] = counts[row.Start]+1, sum
		}
	}
	var out []Observed
	for _, row := range d.Feeds[0].Rows {
		if counts[row.Start] == len(d.Feeds) {
			out = append(out, Observed{row.Start, sums[row.Start]})
		}
	}
	return out
}

// of are the same elements with what one feed published.
func (e *Elements) of(f *Published) *Elements {
	rows := map[market.Millis][market.Sides]market.USD{}
	for _, row := range f.Rows {
		rows[row.Start] = row.USD
	}
	own := *e
	own.Y = make([]float64, e.Len())
	for i := range own.Y {
		own.Y[i] = float64(rows[e.Times[i]][e.Sides[i]])
	}
	return &own
}

// fitFeeds fits the learned forecast to each feed apart and returns the sums of
// the forecasts, with the whole map and without a part of it, and the links. A feed that published
// nothing in the fit period is left out of both.
func fitFeeds(o Options, d Data, e *Elements, fitEnd int, terms, smoothed, fresh, novelty [][]float64) (learned []float64, without lacking, links []LinkChoice) {
	learned, without = make([]float64, e.Len()), lacking{make([]float64, e.Len()), make([]float64, e.Len())}
	feeds := d.Feeds
	if len(feeds) == 0 {
		feeds = []Published{{Rows: d.Observed}}
	}
	for i := range feeds {
		own := e
		if len(feeds) > 1 {
			own = e.of(&feeds[i])
		}
		if total(own.Y[:fitEnd]) <= 0 {
			continue
		}
		choice := chooseLink(o.Feed, o.Weights, terms, own, fitEnd, d.Length)
		choice.Name = feeds[i].Name
		links = append(links, choice)
		fit := FitLearned(o.Weights, terms, own, fitEnd, d.Length, market.USD(choice.Saturation))
		add(learned, fit.Forecast(terms))
		add(without.structure, FitLearned(o.Weights, smoothed, own, fitEnd, d.Length, market.USD(choice.Saturation)).Forecast(smoothed))
		add(without.mass, massless(fresh, novelty, own, fitEnd, d.Length, choice.link()))
	}
	return learned, without, links
}

// add adds b to a.
func add(a, b []float64) {
	for i, v := range b {
		a[i] += v
	}
}
