package ui

import (
	"strconv"

	"github.com/vugu/vugu"

	"brink/wasm/market"
	"brink/wasm/view"
)

// Headline is the market in one line, and what has happened since the last
// visit.
type Headline struct{ State *view.State }

// step is the step of the tour, by which the style sheet points out what it speaks
// of.
func step(s *view.State) string { return strconv.Itoa(s.Tour.Step) }

// aside is the class of what is said beside the rest.
func aside(is bool) string {
	if is {
		return "aside"
	}
	return ""
}

// Dock is what is below the chart: tabs and tools. Each tab's content has
// an outer element of its own kind: Vugu keeps an element of the same kind,
// and with it what was typed there.
type Dock struct{ State *view.State }

// Clusters is the table of clusters.
type Clusters struct{ State *view.State }

// Positions are the visitor's positions and the size calculator.
type Positions struct{ State *view.State }

// Alerts are the rules that fire alerts, and the form for a new one.
type Alerts struct{ State *view.State }

// Help is the table of keys, and links to the pages that explain.
type Help struct{}

// Replay is the controls of a replay.
type Replay struct{ State *view.State }

func dockClass(tab view.Tab) string {
	if tab == view.TabClosed {
		return "dock"
	}
	return "dock open"
}

// ledgeClass is of the row of buttons; on a phone it shows all of them on
// demand.
func ledgeClass(all bool) string {
	if all {
		return "ledge all"
	}
	return "ledge"
}

func (c *Dock) choose(choice view.Choice, event vugu.DOMEvent) {
	c.State.Choose(choice, event.PropString("target", "value"))
}

func (c *Dock) toggleMap() {
	c.State.Dock.Tools = false
	c.State.Apply(c.State.Chart.ToggleMap())
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

// significant is what was typed for the smallest size of a significant cluster
// while that says none, else the visitor's, in millions; "" for the coin's own.
func (c *Clusters) significant() string {
	if typed := c.State.Form[view.FieldSignificant]; typed != "" {
		return typed
	}
	return millions(c.State.Settings.Significant)
}

// ownSignificant is the size that counts while the field is empty, in millions.
func (c *Clusters) ownSignificant() string {
	return millions(c.State.Clusters.Significant(c.State.Settings.Significant))
}

// millions writes dollars in millions; "" for none.
func millions(usd market.USD) string {
	if usd == 0 {
		return ""
	}
	return view.Plain(float64(usd) / 1e6)
}

// explains reports whether something is pinned that can be explained.
func (c *Clusters) explains() bool {
	_, _, _, ok := c.State.Clusters.Explained()
	return ok
}

// press is Enter on a row, which pins its cluster as a click does.
func (c *Clusters) press(r *view.TableRow, event vugu.DOMEvent) {
	if event.PropString("key") == "Enter" {
		c.State.Apply(c.State.Clusters.Pin(r))
	}
}

func (c *Clusters) setSignificant(event vugu.DOMEvent) {
	c.State.SetSignificant(event.PropString("target", "value"))
}

// set puts what was typed or chosen into a field as it is.
func (c *Positions) set(field view.Field, event vugu.DOMEvent) { fill(c.State, field, event) }

// unit is what size or margin of the position in the form is counted in.
func (c *Positions) unit(margin bool) string {
	size, backing := view.Units(c.State)
	if margin {
		return backing
	}
	return size
}

func (c *Alerts) set(field view.Field, event vugu.DOMEvent) { fill(c.State, field, event) }

func fill(s *view.State, field view.Field, event vugu.DOMEvent) {
	s.Form[field] = event.PropString("target", "value")
}

func oneSide() []string { return []string{"long", "short"} }

func anySide() []string { return []string{"both", "long", "short"} }

func modes() []string { return []string{"isolated", "cross"} }

// play is what the button of a replay does.
func (c *Replay) play() string {
	if c.State.Playhead.Playing == view.Running {
		return "Pause"
	}
	return "Play"
}

func (c *Replay) place() string { return strconv.Itoa(int(c.State.Playhead.Share()*10000 + .5)) }

func (c *Replay) scrub(event vugu.DOMEvent) {
	if v, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil {
		c.State.Apply(c.State.Playhead.Scrub(v / 10000))
	}
}

func (c *Replay) speed(event vugu.DOMEvent) {
	if v, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil {
		c.State.Apply(c.State.Playhead.SetSpeed(v))
	}
}

func factor(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
