package page_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/replay/replaytest"
	"brink/wasm/session"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// walkSteps is how many random choices the walk over all sources takes, half of
// them from the simulated market on and half from the live one.
//
//	go test ./wasm/page -run WalkOverAllSources -args -walk 4000
var walkSteps = flag.Int("walk", 100, "steps of the walk over all sources; as WebAssembly a quarter of them")

// walkSeed chooses which walk it is.
var walkSeed = flag.Uint64("walkseed", 11, "seed of the walk over all sources")

// recordingOf is a recording whose prices swing around a level.
func recordingOf(level market.Price, bars int, span market.Millis) []byte {
	var list []market.Bar
	first := start - 9*market.Day
	last := level
	for i := range bars {
		close := level * market.Price(1+.04*math.Sin(float64(i)/37)+.01*math.Sin(float64(i)/5))
		list = append(list, market.Bar{Start: first + market.Millis(i)*span, Open: last, High: max(last, close) * 1.002, Low: min(last, close) * .998, Close: close, Volume: 40 + market.Base(i%17)})
		last = close
	}
	return replaytest.AppendBars(nil, list)
}

// walkerWithVenues is a walker whose page begins with the simulated market, named
// by its address, or with the live one.
func walkerWithVenues(t *testing.T, simulated bool) *walker {
	w := &walker{stage: mounted(t, func(d *device) {
		if simulated {
			d.query["sim"] = "7"
		}
	})}
	w.other = session.New(func(m []byte) { w.answer = append([]byte{}, m...) })
	w.venues = newVenuesOfWalk(t, w)
	return w
}

// another opens the page anew with what the address says, as at a reload or by a
// link: the device keeps what it has kept.
func (w *walker) another(query, fragment string) {
	old := w.stage.device
	w.stage = mounted(w.t, func(d *device) {
		d.now, d.steady, d.stored, d.fragment = old.now, old.steady, old.stored, fragment
		for _, pair := range strings.Split(strings.TrimPrefix(query, "?"), "&") {
			if key, value, ok := strings.Cut(pair, "="); ok {
				d.query[key] = value
			}
		}
	})
}

// start lets the page that is open come to a market.
func (w *walker) start() {
	for range 400 {
		if w.settle(); w.State().Phase == view.Ready && !(w.State().Source.Live() && w.State().Feed.Loading) {
			return
		}
		w.venues.run(market.Second / 2)
	}
	w.t.Fatalf("no market comes: %q, %q", w.State().Status(), w.State().Notice)
}

// walkAct is something that a visitor does, or that happens.
type walkAct struct {
	name   string
	weight int
	can    func(*view.State) bool // nil for always
	do     func(*walker, *rand.Rand)
}

func choosing(c view.Choice, most int) func(*walker, *rand.Rand) {
	return func(w *walker, r *rand.Rand) {
		list := w.State().Options(c)
		value := list[r.IntN(min(len(list), most))].Value
		w.click(func(s *view.State) { s.Choose(c, value) })
	}
}

func acting(f func(*view.State, *rand.Rand)) func(*walker, *rand.Rand) {
	return func(w *walker, r *rand.Rand) { w.click(func(s *view.State) { f(s, r) }) }
}

func offering(name string, file []byte) func(*walker, *rand.Rand) {
	return func(w *walker, _ *rand.Rand) { w.chart.read(name, file) }
}

// shared opens the link to the view at hand on a page of its own.
func shared(w *walker, _ *rand.Rand) {
	was := w.State().Headline()
	at := w.State().Playhead.Replaying()
	w.click(func(s *view.State) { s.Use(view.Share) })
	w.settle()
	link := last(w.t, w.device.copied)
	_, rest, _ := strings.Cut(link, "/?")
	query, _, _ := strings.Cut(rest, "#")
	_, fragment, _ := strings.Cut(link, "#")
	for key, value := range w.device.query {
		query += "&" + key + "=" + value
	}
	origin := w.State().Source.Origin
	w.another(query, fragment)
	w.start()
	w.look()
	if s := w.State(); origin == s.Source.Origin && s.Playhead.Replaying() != at {
		w.t.Errorf("%s opens %q, of %q", link, s.Headline(), was)
	}
}

func walkActs() []walkAct {
	recorded := func(s *view.State) bool { return s.Source.Recorded() }
	alike := offering("alike.csv", recordingOf(61_000, 600, 5*market.Minute))
	return []walkAct{
		{"a class", 6, nil, acting(func(s *view.State, r *rand.Rand) { s.FlipClass(r.IntN(4)) })},
		{"longs", 3, nil, acting(func(s *view.State, _ *rand.Rand) { s.Flip(view.ChoiceLongs) })},
		{"shorts", 3, nil, acting(func(s *view.State, _ *rand.Rand) { s.Flip(view.ChoiceShorts) })},
		{"a venue", 3, func(s *view.State) bool { return s.Source.Live() }, acting(func(s *view.State, r *rand.Rand) { s.FlipVenue(s.Source.Venues[r.IntN(len(s.Source.Venues))]) })},
		{"a model", 3, nil, choosing(view.ChoiceModel, 9)},
		{"a window", 5, nil, choosing(view.ChoiceWindow, 4)},
		{"a shading", 2, nil, choosing(view.ChoiceShading, 9)},
		{"a significant size", 3, nil, acting(func(s *view.State, r *rand.Rand) { s.SetSignificant([]string{"0,5", "5", "50", "5000"}[r.IntN(4)]) })},
		{"a moment", 6, nil, acting(func(s *view.State, r *rand.Rand) { s.Apply(s.Playhead.Scrub(.3 + .7*r.Float64())) })},
		{"a step", 6, nil, acting(func(s *view.State, r *rand.Rand) { s.Apply(s.Playhead.Step(r.IntN(9) - 4)) })},
		{"play", 3, func(s *view.State) bool { return s.Playhead.Replaying() }, func(w *walker, _ *rand.Rand) {
			w.click(func(s *view.State) { s.Apply(s.Playhead.SetSpeed(20)); s.Apply(s.Playhead.PlayPause()) })
			w.device.pass(market.Second)
			w.click(func(s *view.State) { s.Playhead.Pause(); s.Apply(view.Moment) })
		}},
		{"the newest", 6, nil, acting(func(s *view.State, _ *rand.Rand) { s.Return() })},
		{"a recording", 3, nil, offering("first.csv", recordingOf(60_000, 900, 5*market.Minute))},
		{"a second recording", 3, nil, offering("second.csv", recordingOf(2_400, 400, 15*market.Minute))},
		{"one of the same times and prices", 2, nil, alike},
		{"a file that is none", 2, nil, offering("bad.csv", []byte("no,bars\n1,2\n"))},
		{"back to the market", 6, recorded, acting(func(s *view.State, _ *rand.Rand) { s.Apply(view.Return) })},
		{"a symbol", 2, func(s *view.State) bool { return s.Source.Simulated() }, choosing(view.ChoiceSymbol, 3)},
		{"a link", 1, func(s *view.State) bool { return !s.Source.Recorded() }, shared},
		{"the engine stops", 1, nil, func(w *walker, _ *rand.Rand) { w.stage.engine().failed() }},
		{"time", 2, nil, func(w *walker, _ *rand.Rand) { w.passes() }},
	}
}

// passes lets a bar close: of the simulated market, or at the venues.
func (w *walker) passes() {
	switch s := w.State(); {
	case s.Source.Simulated():
		for range 310 {
			w.engine.Tick()
			w.other.Tick()
		}
	case s.Source.Live():
		w.venues.run(20 * market.Second)
	}
}

// checkFigures compares what check does not: table, colour scale, price, the sum
// of the liquidation map, the tab's title.
func (w *walker) checkFigures(after string) {
	w.t.Helper()
	s, want := w.State(), w.expected()
	whole := want.Map()
	sum := func(m *insight.Map) (usd float64) {
		for side := range m.Planes {
			for _, x := range m.Planes[side].USD {
				usd += x
			}
		}
		return usd
	}
	if got, want := sum(&s.Clusters.Snapshot), sum(&whole); got != want {
		w.t.Errorf("after %s: the liquidation map holds %v, want %v", after, got, want)
	}
	folded := s.Rows()
	s.Clusters.Unfolded = true
	all := s.Rows()
	s.Clusters.Unfolded = false
	for _, row := range append(folded, all...) {
		if !slices.ContainsFunc(want.Clusters, func(c insight.Cluster) bool {
			low, high := c.Band()
			return row.USD == view.Dollars(c.USD) && row.Band == view.Price(low)+" – "+view.Price(high)
		}) {
			w.t.Errorf("after %s: the table has %+v, which the engine does not know", after, row)
		}
	}
	if len(all) != min(len(want.Clusters), 20) || len(folded) > len(all) {
		w.t.Errorf("after %s: the table has %d rows, and %d folded, of %d clusters", after, len(all), len(folded), len(want.Clusters))
	}
	if !s.Source.Live() { // whose forming bar the other engine has not seen
		var asked wire.Viewport
		w.asked(wire.KindViewport, &asked)
		w.other.Handle(asked.Append(nil))
		var frame wire.Frame
		if fault := frame.Parse(w.answer); fault != nil {
			w.t.Fatalf("after %s: %s", after, fault.Sentence)
		}
		if want := (view.Scale{Dim: frame.Dim, Bright: frame.Bright}); s.Chart.Scale != want {
			w.t.Errorf("after %s: the legend is of %v, want %v", after, s.Chart.Scale, want)
		}
		w.other.Handle((&wire.Ack{Serial: asked.Serial}).Append(nil))
	}
	if got := w.device.texts["[data-part=last]"]; got != view.Price(s.Price()) {
		w.t.Errorf("after %s: the price is written as %s, want %s", after, got, view.Price(s.Price()))
	}
	if s.Playhead.Replaying() && s.Price() != want.Price {
		w.t.Errorf("after %s: the price is %v, the engine's of that moment %v", after, s.Price(), want.Price)
	}
	w.device.pass(2 * market.Second)
	w.settle()
	if got, want := last(w.t, w.device.titles), s.Outlook().Title(s.Source.Symbol); len(s.Clusters.List) > 0 && got != want {
		w.t.Errorf("after %s: the title is %q, want %q", after, got, want)
	}
	kind := map[market.Origin]string{market.Recorded: "RECORDING", market.Simulated: "SIMULATED", market.Live: "LIVE"}[s.Source.Origin]
	if status := s.Status(); !strings.Contains(status, kind) && !(s.Playhead.Replaying() && strings.HasPrefix(status, "REPLAY")) && !strings.HasPrefix(status, "STALE") {
		w.t.Errorf("after %s: %q of a market that is %s", after, status, kind)
	}
	if strings.Contains(s.Notice, "bad.csv") && after != "a file that is none" {
		w.t.Errorf("after %s it says still %q", after, s.Notice)
	}
}

// Whatever is opened, chosen, shared, replayed and lost after whatever else, all
// that the page shows is of one market, one moment and one choice.
func TestAWalkOverAllSources(t *testing.T) {
	steps := *walkSteps
	if runtime.GOOS == "js" {
		steps /= 4
	}
	acts, total := walkActs(), 0
	for i := range acts {
		total += acts[i].weight
	}
	for seed, simulated := range []bool{true, false} {
		t.Run(strconv.FormatBool(simulated), func(t *testing.T) {
			w := walkerWithVenues(t, simulated)
			w.start()
			w.look()
			w.checkAll("the start")
			random, took := rand.New(rand.NewPCG(uint64(seed), *walkSeed)), map[string]int{}
			for range steps / 2 {
				act := drawn(acts, total, random)
				if act.can != nil && !act.can(w.State()) {
					continue
				}
				took[act.name]++
				took[w.State().Source.Origin.String()]++
				act.do(w, random)
				w.start()
				w.look()
				if w.checkAll(act.name); t.Failed() {
					t.FailNow()
				}
			}
			t.Log(took)
		})
	}
}

func drawn(acts []walkAct, total int, r *rand.Rand) *walkAct {
	at := r.IntN(total)
	for i := range acts {
		if at -= acts[i].weight; at < 0 {
			return &acts[i]
		}
	}
	return &acts[0]
}

func (w *walker) checkAll(after string) {
	w.t.Helper()
	w.check(after)
	w.checkFigures(after)
}
