package page_test

import (
	"regexp"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
)

var someDollars = regexp.MustCompile(`\$[0-9.]*[1-9]`)

// readouts are the figures under the crosshair at places all over the map.
func (w *walker) readouts() (out []map[string]string) {
	s := w.State()
	for hours := range market.Millis(5) {
		for _, away := range []market.Price{.9, .95, .97, .985, .995, 1.005, 1.015, 1.03, 1.05, 1.1} {
			w.point(&page.Point{Time: s.Playhead.At() - (1+5*hours)*market.Hour, Price: s.Clusters.Price * away})
			w.settle()
			out = append(out, last(w.t, w.chart.readouts))
		}
	}
	w.point(nil)
	return out
}

// exports are the tables that a visitor can take away.
func (w *walker) exports() string {
	text := ""
	for _, tool := range []view.Tool{view.ClustersCSV, view.LevelsCSV} {
		w.click(func(s *view.State) { s.Use(tool) })
		text += string(last(w.t, w.device.files).content)
	}
	return text
}

// With every side or every class off nothing on the page has dollars in it:
// the readout, the map at the edge, clusters, headline, title, marks, exports and
// alerts. Switched on again, all is back.
func TestWithEverythingOffNothingHasDollars(t *testing.T) {
	classes := func(s *view.State) {
		for i := range s.Settings.Classes {
			s.FlipClass(i)
		}
	}
	sides := func(s *view.State) { s.Flip(view.ChoiceLongs); s.Flip(view.ChoiceShorts) }
	w := newWalker(t)
	w.settle()
	w.look()
	if w.exports() == "" || !someDollars.MatchString(w.State().Headline()) {
		t.Fatal("there is nothing to switch off")
	}
	filled := 0
	for _, texts := range w.readouts() {
		if someDollars.MatchString(texts["long"] + texts["short"]) {
			filled++
		}
	}
	if filled < 20 {
		t.Fatalf("%d places with dollars are too few to tell", filled)
	}
	for range 2 { // twice, as visitors do
		for name, flip := range map[string]func(*view.State){
			"classes": classes,
			"sides":   sides,
			"both":    func(s *view.State) { classes(s); sides(s) },
		} {
			w.click(flip)
			w.settle()
			w.look()
			w.check(name + " off")
			w.checkEmpty(name + " off")
			w.click(flip)
			w.settle()
			w.look()
			w.check(name + " on again")
			if w.exports() == "" {
				t.Errorf("%s on again: there is nothing to export", name)
			}
		}
	}
}

func (w *walker) checkEmpty(after string) {
	w.t.Helper()
	s := w.State()
	for _, texts := range w.readouts() {
		all := texts["long"] + " " + texts["short"] + " " + texts["band"] + " " + texts["way"]
		if someDollars.MatchString(all) || strings.Contains(texts["standout"], "times") {
			w.t.Errorf("%s: the readout says %v", after, texts)
			break
		}
	}
	if len(s.Clusters.List) != 0 {
		w.t.Errorf("%s: there are %d clusters", after, len(s.Clusters.List))
	}
	for side := range s.Clusters.Snapshot.Planes {
		for _, usd := range s.Clusters.Snapshot.Planes[side].USD {
			if usd != 0 {
				w.t.Fatalf("%s: the map of side %d has $%v", after, side, usd)
			}
		}
	}
	outlook := s.Outlook()
	for what, text := range map[string]string{"headline": s.Headline(), "title": outlook.Title(s.Source.Symbol), "summary": outlook.Summary(5)} {
		if someDollars.MatchString(text) {
			w.t.Errorf("%s: the %s says %q", after, what, text)
		}
	}
	for _, m := range w.chart.marks {
		if someDollars.MatchString(m.Text) {
			w.t.Errorf("%s: the chart points out %q", after, m.Text)
		}
	}
	if text := w.exports(); text != "" {
		w.t.Errorf("%s: the exports hold %.200q", after, text)
	}
	notified := len(w.device.notifications)
	w.watch("near", "0.000001", "50")
	w.watch("grown", "0.000001", "1")
	w.device.pass(3 * market.Second)
	if got := w.device.notifications[notified:]; len(got) != 0 {
		w.t.Errorf("%s: alerts tell %q", after, got)
	}
	for rules := s.Alerts.Rules.All(); len(rules) > 0; rules = s.Alerts.Rules.All() {
		w.click(func(s *view.State) { s.Apply(s.Alerts.Remove(rules[0])) })
	}
}
