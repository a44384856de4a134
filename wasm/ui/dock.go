package ui

import (
	"strconv"

	"github.com/vugu/vugu"

	"brink/wasm/view"
)

// Headline is the market in one line, and what has happened since the last
// look.
type Headline struct{ State *view.State }

// Dock is what stands below the map: tabs and tools. Each tab's content has
// an outer element of its own kind: Vugu keeps an element of the same kind,
// and with it what was typed there.
type Dock struct{ State *view.State }

// Clusters is the table of clusters.
type Clusters struct{ State *view.State }

// Positions are the visitor's positions and the size calculator.
type Positions struct{ State *view.State }

// Alerts are what the visitor is told of.
type Alerts struct{ State *view.State }

// Help is the keys, and the way to the pages that explain.
type Help struct{}

// Replay is the controls of a replay.
type Replay struct{ State *view.State }

func dockClass(tab view.Tab) string {
	if tab == view.Closed {
		return "dock"
	}
	return "dock open"
}

func tabClass(on bool) string {
	if on {
		return "tab on"
	}
	return "tab"
}

// head is a column of the table that sorts it.
type head struct {
	by    view.Column
	title string
}

func heads() []head {
	return []head{{view.BySize, "Size"}, {view.ByDistance, "Distance"}, {view.ByAge, "Age"}, {view.ByChange, "Change"}}
}

func (c *Clusters) rows() []view.Row {
	o := c.State.Look()
	table, venues := c.State.Table(), c.State.VenueNames()
	out := make([]view.Row, len(table))
	for i := range table {
		out[i] = o.Row(&table[i], venues)
	}
	return out
}

func (c *Clusters) point(i int) { c.State.Point(&c.State.Outlook.Clusters[i]) }

func (c *Clusters) least() string {
	return strconv.FormatFloat(float64(c.State.Settings.Least)/1e6, 'f', -1, 64)
}

func (c *Clusters) matter(event vugu.DOMEvent) {
	if v, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil {
		c.State.Matter(v)
	}
}

// set takes what was typed or chosen in a form as it is.
func (c *Positions) set(field view.Field, event vugu.DOMEvent) { fill(c.State, field, event) }

func (c *Alerts) set(field view.Field, event vugu.DOMEvent) { fill(c.State, field, event) }

func fill(s *view.State, field view.Field, event vugu.DOMEvent) {
	s.Draft[field] = event.PropString("target", "value")
}

func oneSide() []string { return []string{"long", "short"} }

func anySide() []string { return []string{"both", "long", "short"} }

func modes() []string { return []string{"isolated", "cross"} }

// share is what the percents of an alert are of.
func (c *Alerts) share() string {
	if c.State.Draft[view.FieldAlertKind] == "grown" {
		return "grown by, %"
	}
	return "within, %"
}

func (c *Alerts) text(i int) string {
	a := c.State.Bell.Alerts()[i]
	return view.AlertText(&a)
}

// play is what the button of a replay does.
func (c *Replay) play() string {
	if c.State.Playhead.Doing == view.Running {
		return "Pause"
	}
	return "Play"
}

func (c *Replay) place() string { return strconv.Itoa(int(c.State.Playhead.Share()*10000 + .5)) }

func (c *Replay) scrub(event vugu.DOMEvent) {
	if v, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil {
		c.State.Scrub(v / 10000)
	}
}

func (c *Replay) speed(event vugu.DOMEvent) {
	if v, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil {
		c.State.Pace(v)
	}
}

func factor(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
