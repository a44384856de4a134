package page_test

import (
	"strings"
	"testing"

	"brink/wasm/alert"
	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// orderBook switches order books on or off.
func (s *stage) orderBook() { s.click(func(state *view.State) { state.Flip(view.ChoiceBook) }) }

// follows is what the worker was told last of order books, and how often it was.
func (s *stage) follows() (on bool, times int) {
	for _, message := range s.workers[len(s.workers)-1].sent {
		var m wire.FollowBooks
		if m.Parse(message) == nil {
			on = m.On
			times++
		}
	}
	return on, times
}

// zones is the newest message of clusters that a module has.
func (m *module) zones() (zones wire.Zones, times int) {
	for _, message := range m.sent {
		var z wire.Zones
		if z.Parse(message) == nil {
			zones = z
			times++
		}
	}
	return zones, times
}

// resting is a depth of so many USD in each bin of 200 about the price.
func resting(price market.Price, usd float64) *wire.Depth {
	m := &wire.Depth{Depth: book.Depth{At: start, Price: price, Counted: 1}}
	for side, share := range [market.Sides]market.Price{.9, 1.1} {
		m.Most[side], m.Some[side] = price*share, price*share
		for range 200 {
			m.USD[side] = append(m.USD[side], usd)
		}
	}
	return m
}

func TestOrderBooksAreFollowedWhileSomebodyLooks(t *testing.T) {
	s := clustered(t, simulated())
	if view.BookText(s.State()) != "" {
		t.Error("something is said of order books that nobody asked for")
	}
	s.orderBook()
	if !strings.HasPrefix(view.BookText(s.State()), "Loading") {
		t.Errorf("%q", view.BookText(s.State()))
	}
	if _, times := s.follows(); times != 0 {
		t.Error("they are followed before the second module is there")
	}
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.answerSnapshot(start)
	if on, times := s.follows(); !on || times != 1 || view.BookText(s.State()) != "" {
		t.Fatalf("followed: %v, told %d times, %q", on, times, view.BookText(s.State()))
	}
	zones, _ := s.door().zones()
	if len(zones.Zones) != len(s.State().Clusters.List) || zones.Venues != 1 || zones.Pinned.Lo != zones.Pinned.Hi {
		t.Errorf("%+v", zones)
	}
	books := wire.Books{At: start, Price: 60_000, Venues: []book.Venue{}}
	s.say(&books)
	if sent := s.door().sent; string(sent[len(sent)-1]) != string(books.Append(nil)) {
		t.Error("books are not handed on")
	}
	// A page out of sight follows none.
	s.device.hidden = true
	s.Page.Hidden()
	if on, _ := s.follows(); on {
		t.Error("they are followed though nobody sees the page")
	}
	s.device.hidden = false
	s.Page.Seen()
	if on, times := s.follows(); !on || times != 3 {
		t.Errorf("seen again: %v, %d", on, times)
	}
	// The chosen cluster goes over, and what is told twice is told once.
	_, before := s.door().zones()
	rows := s.State().Rows()
	s.click(func(state *view.State) { state.Apply(state.Clusters.Pin(&rows[0])) })
	s.click(func(state *view.State) { state.Apply(state.Clusters.Point(&rows[0])) })
	if zones, times := s.door().zones(); zones.Pinned.Lo == zones.Pinned.Hi || times != before+1 {
		t.Errorf("%+v, %d times more", zones.Pinned, times-before)
	}
	// Off, on, off and on.
	for range 2 {
		s.orderBook()
		if on, _ := s.follows(); on || !s.State().Dock.Ahead.Depth.Unknown() {
			t.Error("switched off, they are followed, or still shown")
		}
		s.orderBook()
		if len(s.modules) > 1 || !s.State().Settings.Look.Book {
			s.door().opened()
			s.door().says(&wire.Hello{Build: "0123456789"})
		}
		if on, _ := s.follows(); !on {
			t.Error("switched on again, they are not followed")
		}
		if _, times := s.door().zones(); times == 0 {
			t.Error("another module is not told of clusters")
		}
	}
	// Where the second module ends, nobody needs the books.
	s.door().failed(market.Fault{Code: "extra-stopped", Sentence: "It has stopped."})
	if on, _ := s.follows(); on || view.BookText(s.State()) != "It has stopped. (extra-stopped)" {
		t.Errorf("%v, %q", on, view.BookText(s.State()))
	}
}

// A worker that takes the place of another follows order books too.
func TestARestartedWorkerFollowsOrderBooks(t *testing.T) {
	s := clustered(t, simulated())
	s.orderBook()
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	before := len(s.workers)
	s.crash()
	if len(s.workers) == before {
		t.Fatal("there is no other worker")
	}
	s.say(simulated())
	s.Page.Seen()
	if on, _ := s.follows(); !on {
		t.Error("it does not")
	}
}

func TestWhatRestsBeforeAClusterIsShownEverywhere(t *testing.T) {
	s := clustered(t, simulated())
	s.orderBook()
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.answerSnapshot(start)
	if path := s.State().Rows()[0].Path; path != "–" {
		t.Errorf("before it is known: %q", path)
	}
	price := s.State().Price()
	c := s.State().Clusters.List[0]
	bins := float64(grid.Coordinate(price) - grid.Coordinate(c.Near()))
	if c.Side == market.Short {
		bins = -bins
	}
	for _, step := range []struct {
		ratio float64
		word  string
	}{{.5, "hollow"}, {1.5, ""}, {2.5, "defended"}} {
		s.door().says(resting(price, step.ratio*float64(c.USD)/bins))
		text := ""
		for _, r := range s.State().Rows() {
			if low, _ := c.Band(); strings.HasPrefix(r.Band, view.Price(low)) {
				text = r.Path
			}
		}
		if !strings.HasSuffix(text, step.word) || !strings.Contains(text, "×") || step.word == "" && strings.Contains(text, ",") {
			t.Errorf("%v times is %q", step.ratio, text)
		}
		if step.word != "" && !strings.Contains(s.State().Headline(), step.word) {
			t.Errorf("headline %q", s.State().Headline())
		}
		if way := view.OnPath(s.State(), c.Near()); !strings.Contains(way, ", order book $") {
			t.Errorf("on the way: %q", way)
		}
	}
	// An alert on it fires once.
	rule := alert.Rule{Kind: alert.Thin, Symbol: s.State().Source.Symbol, Sides: 3, Minimum: c.USD / 2, Share: 1}
	if fault := s.State().Alerts.Rules.Add(rule); fault != nil {
		t.Fatal(fault)
	}
	s.door().says(resting(price, 10*float64(c.USD)/bins))
	if len(s.device.notifications) != 0 {
		t.Fatal(s.device.notifications)
	}
	s.door().says(resting(price, .01*float64(c.USD)/bins))
	fired := len(s.device.notifications)
	s.door().says(resting(price, .01*float64(c.USD)/bins))
	if fired == 0 || len(s.device.notifications) != fired || !strings.Contains(s.device.notifications[0], "in order books") {
		t.Errorf("%v", s.device.notifications)
	}
	// In a replay nothing is known of it.
	s.click(func(state *view.State) { state.ToggleReplay() })
	if r := view.Resistance(s.State(), &c); r.Sight != book.Unseen || view.BookText(s.State()) == "" {
		t.Errorf("in a replay: %+v", r)
	}
}
