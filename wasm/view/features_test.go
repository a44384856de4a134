package view

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/market"
)

// visit is the state of a story, and the changes that it calls for.
func visit(t *testing.T, story string) (*State, *[]Change) {
	t.Helper()
	s, ok := Story(story)
	if !ok {
		t.Fatalf("there is no story %s", story)
	}
	calls := &[]Change{}
	s.Changed = func(c Change) { *calls = append(*calls, c) }
	return s, calls
}

func TestDockShowsOneThingAtATimeOnAPhone(t *testing.T) {
	var d Dock
	if d.Show(TabHelp); d.Tab != TabHelp {
		t.Errorf("%+v", d)
	}
	if d.Show(TabHelp); d.Tab != TabClosed {
		t.Error("its own button does not close a tab")
	}
	d.Show(TabAlerts)
	if d.ToggleSettings(); !d.Settings || d.Tab != TabAlerts {
		t.Errorf("on a large screen there is room for both: %+v", d)
	}
	d = Dock{Narrow: true, Tab: TabAlerts}
	if d.ToggleSettings(); !d.Settings || d.Tab != TabClosed {
		t.Errorf("the settings lie over the tab: %+v", d)
	}
	if d.Show(TabClusters); d.Settings || d.Tab != TabClusters {
		t.Errorf("the tab lies over the settings: %+v", d)
	}
	if d.clear(); d.Tab != TabClosed || d.Settings {
		t.Errorf("something covers the chart: %+v", d)
	}
	d = Dock{Tab: TabClusters}
	if d.clear(); d.Tab != TabClusters {
		t.Error("a large screen's tab is closed")
	}
	for _, tab := range Tabs(&State{Settings: Settings{Look: Look{Observed: ObserveSeen}}}) {
		if tab.Title() == "" {
			t.Errorf("%s has no title", tab)
		}
	}
}

func TestChartToggles(t *testing.T) {
	var c Chart
	if c.ToggleMap() != MapSize || !c.MapOnly || c.ToggleMap() != MapSize || c.MapOnly {
		t.Errorf("%+v", c)
	}
	if c.ToggleTruth() != Marks || !c.TruePositions || c.ToggleTruth() != Marks || c.TruePositions {
		t.Errorf("%+v", c)
	}
}

// The table is sorted, pointed at and emptied; a row that is gone by the time
// it is pointed at changes nothing.
func TestTableOfClusters(t *testing.T) {
	s, _ := visit(t, "simulated")
	c := &s.Clusters
	if c.SortDirection(BySize) != "none" {
		t.Error("a table that nobody sorted says that it is")
	}
	for _, want := range []string{"descending", "ascending", "descending"} {
		if c.OrderBy(ByDistance); c.SortDirection(ByDistance) != want || c.SortDirection(BySize) != "none" {
			t.Errorf("sorted %s, want %s", c.SortDirection(ByDistance), want)
		}
	}
	rows := s.Rows()
	if len(rows) != 4 || rows[0].Distance > rows[1].Distance {
		t.Errorf("%+v", rows)
	}
	if got := c.Point(&rows[1]); got != Marks || c.Pointed == nil || Dollars(c.Pointed.USD) != rows[1].USD {
		t.Errorf("%v, %+v", got, c.Pointed)
	}
	marks := len(s.Marks())
	if c.Unpoint() != Marks || len(s.Marks()) != marks-1 {
		t.Error("what is pointed at no more is marked still")
	}
	c.Point(&rows[0])
	c.News = "something"
	if c.Forget(); c.Pointed != nil || c.News != "" || len(c.List) != 0 || c.Snapshot.At != 0 || c.SortDirection(ByDistance) != "descending" {
		t.Errorf("%+v", c)
	}
	if c.Point(&rows[0]) != Nothing || c.Pointed != nil || len(s.Rows()) != 0 || s.Headline() != "" || c.Balance() != "The clusters are being counted." {
		t.Error("an empty table shows something")
	}
	c.OrderBy(ByDistance)
	for range 3 * maxRows {
		c.List = append(c.List, cluster(market.Long, .01, .01, 1e6))
	}
	if len(s.Rows()) != maxRows {
		t.Errorf("%d rows", len(s.Rows()))
	}
	c.News = "something"
	if c.DismissNews(); c.News != "" {
		t.Error("the news stay")
	}
}

func TestSignificantSize(t *testing.T) {
	s, calls := visit(t, "simulated")
	for millions, want := range map[float64]market.USD{100: 100e6, .1: 1e5, 1e6: 1e12} {
		if s.SetSignificant(strconv.FormatFloat(millions, 'f', -1, 64)); s.Settings.Significant != want {
			t.Errorf("%v millions are %v", millions, s.Settings.Significant)
		}
	}
	if !slices.Equal(*calls, []Change{Marks, Marks, Marks}) {
		t.Errorf("%v", *calls)
	}
	before := s.Settings
	for _, millions := range []float64{0, -1, 2e6} {
		if s.SetSignificant(strconv.FormatFloat(millions, 'f', -1, 64)); s.Settings != before {
			t.Errorf("%v millions are taken", millions)
		}
	}
}

func TestDollarsOnPath(t *testing.T) {
	s, _ := visit(t, "simulated")
	c := &s.Clusters
	if got := c.DollarsOnPath(s.Last, s.Last*.9); !strings.HasSuffix(got, " of longs") || strings.HasPrefix(got, "$0") {
		t.Error(got)
	}
	if got := c.DollarsOnPath(s.Last, s.Last*1.1); !strings.HasSuffix(got, " of shorts") || strings.HasPrefix(got, "$0") {
		t.Error(got)
	}
	for _, to := range []market.Price{0, -5, 1e300} {
		if got := c.DollarsOnPath(s.Last, to); got != "" {
			t.Errorf("to %v: %s", to, got)
		}
	}
	if c.DollarsOnPath(0, s.Last) != "" || (&Clusters{}).DollarsOnPath(s.Last, 60_000) != "" {
		t.Error("an unknown path has dollars")
	}
}

func TestTour(t *testing.T) {
	s, calls := visit(t, "simulated")
	s.Tour.Offered = true
	if s.Tour.Text() != "" {
		t.Error("a tour that nobody takes speaks")
	}
	for step := 1; step <= tourSteps; step++ {
		if s.NextTourStep(); s.Tour.Step != step || s.Tour.Text() == "" || s.Tour.Offered || s.Chart.TruePositions != (step >= truthStep) {
			t.Errorf("step %d: %+v, %v", step, s.Tour, s.Chart.TruePositions)
		}
	}
	if s.NextTourStep(); s.Tour.Step != 0 || s.Tour.Text() != "" {
		t.Error("it does not end")
	}
	if !strings.Contains(words[phraseTour1+phrase(truthStep-1)], "true ones") || len(*calls) != tourSteps+1 {
		t.Errorf("%v", *calls)
	}
	s.Tour = Tour{Step: 2, Offered: true}
	if s.Tour.End() != Nothing || s.Tour != (Tour{}) {
		t.Errorf("%+v", s.Tour)
	}
}

func TestFindingASymbol(t *testing.T) {
	s, calls := visit(t, "simulated")
	if s.Search.Needed(&s.Source) || !slices.Equal(s.Search.Symbols(&s.Source), []string{"BTCUSDT", "ETHUSDT", "SOLUSDT"}) {
		t.Errorf("%v", s.Search.Symbols(&s.Source))
	}
	for i := range 50 {
		s.Source.Symbols = append(s.Source.Symbols, "X"+string(rune('A'+i%26))+string(rune('A'+i/26)))
	}
	if got := s.Search.Symbols(&s.Source); !s.Search.Needed(&s.Source) || len(got) != maxSymbols {
		t.Errorf("%d symbols are shown", len(got))
	}
	if s.Find(" xb"); !slices.Equal(s.Search.Symbols(&s.Source), []string{"BTCUSDT", "XBA", "XBB", "XXB"}) || len(*calls) != 0 {
		t.Errorf("%v, %v", s.Search.Symbols(&s.Source), *calls)
	}
	if s.Find("solusdt "); s.Settings.Symbol != "SOLUSDT" || s.Search.Typed != "" || !slices.Equal(*calls, []Change{Market}) {
		t.Errorf("%s, %v", s.Settings.Symbol, *calls)
	}
	for _, typed := range []string{"btc", "BTC-USDT-SWAP", "PF_XBTUSD", " btcusd_perp"} { // by any venue's symbol
		s.Settings.Symbol = "SOLUSDT"
		if s.Find(typed); s.Settings.Symbol != "BTCUSDT" || s.Search.Typed != "" {
			t.Errorf("%q chooses %s", typed, s.Settings.Symbol)
		}
	}
	s.Settings.Symbol = "SOLUSDT"
	if s.Find(" "); s.Settings.Symbol != "SOLUSDT" {
		t.Error("nothing chooses a symbol")
	}
	if s.Find("nobody"); s.Settings.Symbol != "SOLUSDT" || !slices.Equal(s.Search.Symbols(&s.Source), []string{"BTCUSDT"}) {
		t.Error("a symbol that there is none of is chosen")
	}
	if got := s.Search.Symbols(&Source{}); got != nil {
		t.Errorf("before a market is known: %v", got)
	}
}

// The last venue stays, however often it is asked out; what the settings say
// of venues that this market does not have stays too.
func TestVenuesCountedIn(t *testing.T) {
	s, calls := visit(t, "live")
	s.Settings.Excluded = "gate"
	s.FlipVenue("okx")
	s.FlipVenue("binance")
	if s.Settings.Excluded != "gate okx binance" || s.VenueBits() != 0b010 || !s.Settings.CountsOnly("bybit", s.Source.Venues) {
		t.Errorf("%q, %b", s.Settings.Excluded, s.VenueBits())
	}
	if s.FlipVenue("bybit"); !s.Settings.Counts("bybit") || s.Settings.Excluded != "gate okx binance" {
		t.Error("no venue is left")
	}
	s.FlipVenue("okx")
	if s.VenueBits() != 0b110 || s.Settings.CountsOnly("bybit", s.Source.Venues) || s.Settings.Counts("gate") {
		t.Errorf("%q, %b", s.Settings.Excluded, s.VenueBits())
	}
	if !slices.Equal(*calls, []Change{Cells, Cells, Cells, Cells}) {
		t.Errorf("%v", *calls)
	}
}

// Each key does its thing where it means something, and is left to the browser
// where it does not.
func TestKeys(t *testing.T) {
	s, _ := visit(t, "simulated")
	for key, tab := range map[string]Tab{"?": TabHelp, "c": TabClusters, "p": TabPositions, "a": TabAlerts} {
		s.Dock.Tab = TabExport
		if !s.Press(key) || s.Dock.Tab != tab {
			t.Errorf("%s shows %s", key, s.Dock.Tab)
		}
	}
	for _, key := range []string{"l", "Escape", " ", ",", ".", "x", "C", "Enter", ""} {
		if s.Press(key) {
			t.Errorf("%q is taken while nothing is replayed", key)
		}
	}
	end := s.Playhead.At()
	if !s.Press("r") || !s.Playhead.Replaying() || s.Playhead.At() != end {
		t.Error("no replay begins")
	}
	if !s.Press(",") || !s.Press(",") || !s.Press(".") || s.Playhead.At() != end-s.Playhead.Interval {
		t.Errorf("it stands %v before the end", end-s.Playhead.At())
	}
	if !s.Press(" ") || s.Playhead.Playing != Running || !s.Press(" ") || s.Playhead.Playing != Paused {
		t.Error("the space bar neither plays nor pauses")
	}
	if !s.Press("Escape") || s.Playhead.Replaying() {
		t.Error("Escape does not end the replay")
	}
	s.Chart.Scrolled = true
	if !s.Press("l") || s.Chart.Scrolled {
		t.Error("l does not return to the newest bar")
	}
	s.Playhead = Playhead{}
	if s.Press("r"); s.Playhead.Replaying() {
		t.Error("a replay of no bars")
	}
	s, _ = visit(t, "simulated")
	s.Dock.Narrow = true
	if s.ToggleReplay(); s.Dock.Tab != TabClosed {
		t.Error("a phone's tab covers the replay's controls")
	}
	if s.ToggleReplay(); s.Playhead.Replaying() {
		t.Error("the replay does not end")
	}
}

// The state says of the data what it is, in each phase.
func TestStatus(t *testing.T) {
	for story, want := range map[string][2]string{
		"loading": {"loading", "Loading"}, "restarting": {"loading", "STALE, restarting the engine"}, "simulated": {"simulated", "SIMULATED market, seed 7"},
		"recording": {"recording", "RECORDING"}, "live": {"live", "LIVE, 1 of 3 venues"}, "stale": {"stale", "STALE, last bar 3 h ago"}, "replay": {"replay", "REPLAY of a SIMULATED market, 29 Oct 2026 08:00 UTC"},
	} {
		s, _ := visit(t, story)
		if got := [2]string{s.Kind(), s.Status()}; got != want {
			t.Errorf("%s: %q, want %q", story, got, want)
		}
	}
	s, _ := visit(t, "live")
	s.Feed.Loading, s.Feed.Share = true, .5
	if got := s.Status(); got != "LIVE, 1 of 3 venues, history 50 %" {
		t.Error(got)
	}
	if s.BuiltFrom() == "" || (&State{}).BuiltFrom() != "" {
		t.Error(s.BuiltFrom())
	}
	s.Last = 0
	if s.Price() != s.Clusters.Price || (&State{}).Price() != 0 {
		t.Error("without a newest price there is another than the snapshot's")
	}
	if got := s.Source.VenueNames(); !slices.Equal(got, []string{"Binance", "Bybit", "OKX"}) {
		t.Error(got)
	}
}

// A replay has no funding: what is known is that of now.
func TestOutlookOfNowAndThen(t *testing.T) {
	s, _ := visit(t, "live")
	if o := s.Outlook(); !o.Funding.Known || o.Price != s.Last || o.Significant != s.Clusters.Significant(s.Settings.Significant) {
		t.Errorf("%+v", o)
	}
	s.Playhead.Seek(s.Playhead.First)
	s.Clusters.Price = 61_000
	if o := s.Outlook(); o.Funding.Known || o.Price != 61_000 {
		t.Errorf("%+v", o)
	}
	s.Clusters.Snapshot = insight.Map{}
	if s.Headline() != "" {
		t.Error(s.Headline())
	}
}

// A symbol is found behind its multiplier and in any alphabet, and the one at
// hand keeps its place among the others.
func TestSymbolsAreFoundWithoutTheirMultipliers(t *testing.T) {
	source := &Source{Symbol: "ETHUSDT", Symbols: []string{"BTCUSDT", "ETHUSDT", "1000PEPEUSDT", "kPEPEUSDT", "币安人生USDT"}}
	for typed, want := range map[string][]string{
		"":     source.Symbols,
		"pepe": {"ETHUSDT", "1000PEPEUSDT", "kPEPEUSDT"},
		"KPEP": {"ETHUSDT", "kPEPEUSDT"},
		"币安":   {"ETHUSDT", "币安人生USDT"},
		"eth":  {"ETHUSDT"},
		"none": {"ETHUSDT"},
	} {
		if got := (&Search{Typed: typed}).Symbols(source); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
	if got := (&Search{}).Symbols(&Source{Symbol: "DOGEUSDT", Symbols: source.Symbols}); got[0] != "DOGEUSDT" || len(got) != 6 {
		t.Errorf("one that is not listed: %v", got)
	}
}

// No class that a control may name is beyond those that there are.
func TestAClassThatIsNoneChangesNothing(t *testing.T) {
	s, calls := visit(t, "simulated")
	before := s.Settings
	for _, i := range []int{-1, 4, 1 << 40} {
		s.FlipClass(i)
	}
	if s.Settings != before || len(*calls) != 0 {
		t.Errorf("%+v, %v", s.Settings, *calls)
	}
}

func TestAPhoneDrawsHalfAsManyBars(t *testing.T) {
	for _, w := range Windows() {
		desk, phone := w.Span()/w.Bar(5*market.Minute, false), w.Span()/w.Bar(5*market.Minute, true)
		if phone > 182 || phone < 70 || phone > desk {
			t.Errorf("%s draws %d bars on a phone and %d on a desk", w, phone, desk)
		}
	}
	if bar := Week.Bar(7*market.Minute, true); bar != 56*market.Minute {
		t.Errorf("of bars of 7 minutes a phone draws %d", bar)
	}
}

func TestOnAPhoneEscapeClosesWhatCoversTheMap(t *testing.T) {
	s := &State{Dock: Dock{Narrow: true}}
	for _, open := range []func(){
		func() { s.Apply(s.Dock.Show(TabAlerts)) }, func() { s.Apply(s.Dock.ToggleSettings()) }, func() { s.Apply(s.Dock.ToggleTools()) },
	} {
		if open(); !s.Dock.covers() || !s.Press("Escape") || s.Dock.covers() {
			t.Errorf("Escape leaves %+v", s.Dock)
		}
	}
	if s.Press("Escape") {
		t.Error("Escape is taken where nothing is open")
	}
	s.Dock.ToggleTools()
	if s.Use(Share); s.Dock.Tools {
		t.Error("a tool that was chosen leaves the others open")
	}
	s.Dock.ToggleTools()
	if s.Dock.Show(TabHelp); s.Dock.Tools || s.Dock.Tab != TabHelp {
		t.Error("a tab that was chosen leaves the others open")
	}
	s.Dock = Dock{Tab: TabHelp}
	if s.Press("Escape") || s.Dock.Tab != TabHelp {
		t.Error("on a desk Escape closes what covers nothing")
	}
}
