package score

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/market"
)

// feedOf is thirty days of hours whose forced USD follow one term, as published
// through a link, and their terms.
func feedOf(seed uint64, link engine.Link) (*Elements, [][]float64) {
	r := rand.New(rand.NewPCG(seed, 5))
	e, x := &Elements{}, make([][]float64, engine.Zones)
	for i := range 30 * 24 * market.Sides {
		term := math.Exp(2 * r.NormFloat64())
		for j := range x {
			x[j] = append(x[j], term/engine.Zones)
		}
		forced := market.USD(1e5 * term * math.Exp(.5*r.NormFloat64()))
		e.Times = append(e.Times, market.Millis(i/market.Sides)*market.Hour)
		e.Sides = append(e.Sides, market.Side(i%market.Sides))
		e.Y = append(e.Y, float64(link.Published(forced)))
	}
	return e, x
}

// A feed that publishes in proportion comes out linear, one that saturates does
// not, and its size is found; the weights then are those before the link.
func TestLinkIsChosenByTheFitPeriod(t *testing.T) {
	complete, x := feedOf(1, engine.Link{Capture: 1})
	if c := chooseLink(Mixed, Fitted, x, complete, complete.Len(), market.Hour); c.Link != "linear" || c.Saturation != 0 || len(c.Tried) != 1+len(saturations) {
		t.Errorf("a complete feed: %+v", c)
	}
	link := engine.Link{Capture: .5, Saturation: 4e6}
	sampled, x := feedOf(1, link)
	n := sampled.Len()
	c := chooseLink(Mixed, Fitted, x, sampled, n, market.Hour)
	if most := link.Capture * float64(link.Saturation); c.Link != "saturating" || c.Saturation < most/2 || c.Saturation > 2*most {
		t.Fatalf("a feed that cannot exceed %v: %+v", most, c)
	}
	linear := FitLearned(Fitted, x, sampled, n, market.Hour, 0)
	bent := FitLearned(Fitted, x, sampled, n, market.Hour, market.USD(c.Saturation))
	if a, b := information.Information(sampled.Y, linear.Forecast(x)), information.Information(sampled.Y, bent.Forecast(x)); b < a+.01 {
		t.Errorf("the link gains %v nats", b-a)
	}
	// Published USD sum up; what is forced, at a capture of .5, to twice the weights.
	if ratio := total(bent.Forecast(x)) / total(sampled.Y); math.Abs(ratio-1) > .1 {
		t.Errorf("forecast over published USD: %v", ratio)
	}
	most := 0.0
	for _, usd := range bent.Forecast(x) {
		most = max(most, usd)
	}
	if most > c.Saturation {
		t.Errorf("a forecast of %v from a feed that cannot exceed %v", most, c.Saturation)
	}
	if got := chooseLink(Complete, Fitted, x, sampled, n, market.Hour); got.Link != "linear" || got.Tried != nil {
		t.Errorf("a feed that is said to be complete: %+v", got)
	}
	if got := chooseLink(Sampled, Fitted, x, sampled, 2*48, market.Hour); got.Times != priorSaturation || got.Tried != nil {
		t.Errorf("two days of a sampled feed: %+v", got)
	}
}

// A level through a link does not mistake saturation for quiet.
func TestLevelGoesThroughTheLink(t *testing.T) {
	link := engine.Link{Capture: 1, Saturation: 1e6}
	e := &Elements{}
	for i := range 60 * 24 * market.Sides {
		e.Times = append(e.Times, market.Millis(i/market.Sides)*market.Hour)
		e.Sides = append(e.Sides, market.Side(i%market.Sides))
		e.Y = append(e.Y, float64(link.Published(6e6))) // thrice what is forecast
	}
	yhat := make([]float64, e.Len())
	for i := range yhat {
		yhat[i] = 2e6
	}
	for _, c := range []struct {
		link engine.Link
		want float64
	}{{link, 3}, {engine.Link{Capture: 1}, float64(link.Published(6e6)) / 2e6}} {
		levels := Levels(e, market.Hour, yhat, 1e5, c.link)
		if got := levels[len(levels)-1]; math.Abs(got/c.want-1) > .15 {
			t.Errorf("%+v: a level of %v, want %v", c.link, got, c.want)
		}
	}
}

// Several feeds are judged on the intervals that all of them have, each through
// a link of its own, and two halves of one feed are that feed.
func TestSeveralFeeds(t *testing.T) {
	bars, seen := recorded(t)
	split := market.Millis(1_767_225_600_000) // 2026-01-01
	o := Options{Mode: Ahead, Weights: Fitted, Feed: Complete, FitUntil: split, ScoreFrom: split, ScoreTo: split + 14*market.Day, Warmup: 7 * market.Day}
	whole, fault := Run(o, Data{Bars: bars, Interval: five, Observed: seen, Length: market.Hour})
	if fault != nil {
		t.Fatal(fault)
	}
	half := make([]Observed, len(seen))
	for i, row := range seen {
		half[i] = Observed{row.Start, [market.Sides]market.USD{row.USD[0] / 2, row.USD[1] / 2}}
	}
	d := Data{Bars: bars, Interval: five, Length: market.Hour, Feeds: []Published{{"a", half}, {"b", half}}}
	two, fault := Run(o, d)
	if fault != nil {
		t.Fatal(fault)
	}
	a, b := whole.Forecasts["learned"].NatsPerDollar, two.Forecasts["learned"].NatsPerDollar
	if two.Elements != whole.Elements || math.Abs(a-b) > 1e-4 || len(two.Feeds) != 2 || two.Feeds[1].Name != "b" {
		t.Errorf("one feed %v over %d, two halves %v over %d, links %+v", a, whole.Elements, b, two.Elements, two.Feeds)
	}
	d.Feeds[1].Rows = half[:len(half)-200] // it stops: its last hours are nobody's
	d.Feeds[1].Rows = append([]Observed(nil), d.Feeds[1].Rows...)
	o.ScoreTo = 0
	if stopped, fault := Run(o, d); fault != nil || stopped.Elements == 0 || stopped.Judged.Times[stopped.Elements-1] >= half[len(half)-200].Start {
		t.Errorf("a feed that stops: %+v, %v", stopped, fault)
	}
	o.Feed = "perhaps"
	if _, fault := Run(o, d); fault == nil || fault.Code != "feed-unknown" || !strings.Contains(fault.Sentence, "complete, sampled or mixed") {
		t.Errorf("an unknown kind of feed: %v", fault)
	}
}
