// Package ui is the page's Vugu components: markup, and calls into view. It
// computes nothing and knows neither engine nor worker.
package ui

import (
	"strconv"

	"github.com/vugu/vugu"

	"brink/wasm/view"
)

//go:generate go tool vugugen -skip-main -skip-go-mod .
//go:generate go run brink/wasm/cmd/compact

// Root is the whole page.
type Root struct {
	State *view.State
	// Mount puts the chart into its element, once.
	Mount func()
}

// Header names the market and its state.
type Header struct{ State *view.State }

// Controls are the visitor's choices.
type Controls struct{ State *view.State }

// Heatmap is the element that the chart lives in.
type Heatmap struct {
	State *view.State
	Mount func()
}

// Legend is the colour scale with its dollars.
type Legend struct{ State *view.State }

func (c *Header) choose(choice view.Choice, event vugu.DOMEvent) {
	c.State.Choose(choice, event.PropString("target", "value"))
}

func (c *Controls) choose(choice view.Choice, event vugu.DOMEvent) {
	c.State.Choose(choice, event.PropString("target", "value"))
}

// typing narrows the list of symbols; one is chosen when the text is done.
func (c *Controls) typing(event vugu.DOMEvent) {
	c.State.Search.Typed = event.PropString("target", "value")
}

func (c *Controls) search(event vugu.DOMEvent) {
	c.State.Find(event.PropString("target", "value"))
}

// slide takes a slider's place, in percent.
func (c *Controls) slide(choice view.Choice, event vugu.DOMEvent) {
	if v, err := strconv.ParseFloat(event.PropString("target", "value"), 64); err == nil {
		c.State.Choose(choice, strconv.FormatFloat(v/100, 'g', -1, 64))
	}
}

// windowClass marks the window in use.
func (c *Header) windowClass(w view.Window) string {
	if w == c.State.Settings.Window {
		return "segment on"
	}
	return "segment"
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

func percent(x float64) string { return strconv.Itoa(int(x*100 + .5)) }

// hidden is the class of what is not to be seen now. Elements stay in place:
// Vugu matches siblings by position.
func hidden(class string, hide bool) string {
	if hide {
		return class + " hidden"
	}
	return class
}
