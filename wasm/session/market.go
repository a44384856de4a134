package session

import (
	"slices"

	"brink/wasm/engine"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// openMarket is the market at hand: its bars, and the models' timelines over
// them. Its zero value holds no market.
type openMarket struct {
	source    wire.Source // what the page was told of it
	steps     []live.Step // closed bars by start, then venue, as the engine steps them
	venues    []engine.Venue
	forming   *market.Bar                 // nil where no bar forms
	tellers   tellers                     // whose taker volume and open interest are drawn
	timelines map[string]*engine.Timeline // by the model's name, made when first asked for
	column    market.Millis               // of the drawn bars, a multiple of the market's own
	kept      []byte                      // a state of a map that the device has kept, of these bars or of others
}

// set takes another market, or the same one with other bars; steps is not
// empty, belongs to the market from now on, and holds only bars that can be: no
// source hands out others (package gate).
func (m *openMarket) set(steps []live.Step, source wire.Source) {
	m.steps, m.timelines = steps, map[string]*engine.Timeline{}
	m.venues = engineVenues(source.Venues, market.CoinOf(source.Symbol))
	source.First, source.Last = steps[0].Bar.Start, steps[len(steps)-1].Bar.Start
	for _, model := range engine.Models() {
		source.Models = append(source.Models, wire.ModelCard{Name: model.Name, Version: model.Version, Title: model.Title, Note: model.Note})
	}
	m.source = source
}

// end is the end of the last closed bar.
func (m *openMarket) end() market.Millis { return m.source.Last + m.source.Interval }

// append adds a bar that has closed, at every model's timeline too. One that a
// timeline refuses is missing there, and only there.
func (m *openMarket) append(step live.Step) {
	m.steps = append(m.steps, step)
	m.source.Last = step.Bar.Start
	for _, timeline := range m.timelines {
		timeline.Append(step.Venue, &step.Bar)
	}
}

// timeline is a model's timeline over the bars at hand. A bar that it refuses
// costs that bar, never the map.
func (m *openMarket) timeline(name string) (*engine.Timeline, *market.Fault) {
	if timeline := m.timelines[name]; timeline != nil {
		return timeline, nil
	}
	model := engine.ByName(name)
	if model == nil {
		return nil, &market.Fault{Code: "model-unknown", Sentence: "there is no model \"" + name + "\""}
	}
	if len(m.steps) == 0 {
		return nil, &noMarket
	}
	timeline := engine.NewTimelineAt(model, m.source.Interval, slices.Clone(m.venues))
	timeline.Reserve(len(m.steps))
	for i := range m.steps {
		timeline.Append(m.steps[i].Venue, &m.steps[i].Bar)
	}
	if timeline.Len() == 0 {
		return nil, &noMarket
	}
	timeline.Resume(m.kept)
	m.timelines[name] = timeline
	return timeline, nil
}

// noMarket says that there are no bars yet.
var noMarket = market.Fault{Code: "market-missing", Sentence: "no market is loaded yet"}

// ofOne is the bars of a market with one venue.
func ofOne(bars []market.Bar) []live.Step {
	steps := make([]live.Step, len(bars))
	for i := range bars {
		steps[i].Bar = bars[i]
	}
	return steps
}
