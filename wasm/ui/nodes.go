package ui

import (
	"strings"

	"github.com/vugu/vugu"

	"brink/wasm/view"
)

// What follows is what the generated code calls, as wasm/cmd/compact leaves
// it. It stays out of line: a browser loads every copy.

// root begins a component's output with an element.
//
//go:noinline
func root(out *vugu.BuildOut, name, attributes string) *vugu.VGNode {
	n := node(name, attributes)
	out.Out = append(out.Out, n)
	return n
}

// element adds an element. Attributes are names and values, each ended by a
// zero.
//
//go:noinline
func element(parent *vugu.VGNode, name, attributes string) *vugu.VGNode {
	n := node(name, attributes)
	parent.AppendChild(n)
	return n
}

func node(name, attributes string) *vugu.VGNode {
	n := &vugu.VGNode{Type: vugu.ElementNode, Data: name}
	for attributes != "" {
		var a vugu.VGAttribute
		a.Key, attributes, _ = strings.Cut(attributes, "\x00")
		a.Val, attributes, _ = strings.Cut(attributes, "\x00")
		if isSaid(a.Key) {
			a.Val = view.Label(a.Val)
		}
		n.Attr = append(n.Attr, a)
	}
	return n
}

// isSaid reports whether an attribute is read by people.
func isSaid(key string) bool {
	return key == "aria-label" || key == "title" || key == "placeholder" || key == "data-said"
}

// text adds a text.
//
//go:noinline
func text(parent *vugu.VGNode, content string) *vugu.VGNode {
	n := &vugu.VGNode{Type: vugu.TextNode, Data: view.Label(content)}
	parent.AppendChild(n)
	return n
}

// inner fills an element with markup that never changes.
//
//go:noinline
func inner(n *vugu.VGNode, markup string) { n.SetInnerHTML(vugu.HTML(view.Label(markup))) }

// Guard does what an event of a component calls for. The page's own ends a
// panic of it, which would leave Vugu locked and so the page dead.
var Guard = func(act func()) { act() }

// on calls f at an event of an element.
//
//go:noinline
func on(n *vugu.VGNode, event string, f func(vugu.DOMEvent)) {
	guarded := func(e vugu.DOMEvent) { Guard(func() { f(e) }) }
	n.DOMEventHandlerSpecList = append(n.DOMEventHandlerSpecList, vugu.DOMEventHandlerSpec{EventType: event, Func: guarded})
}

// end ends the elements of a list: with it a list that has become empty has a
// child, without which Vugu leaves in place what was there.
//
//go:noinline
func end(parent *vugu.VGNode) { text(parent, "") }

// component adds a component: the one that stood in this place before, or a
// fresh one.
//
//go:noinline
func component(in *vugu.BuildIn, out *vugu.BuildOut, parent *vugu.VGNode, key vugu.CompKey, fresh vugu.Builder) vugu.Builder {
	c, ok := in.BuildEnv.CachedComponent(key).(vugu.Builder)
	if !ok {
		c = fresh
		in.BuildEnv.WireComponent(c)
	}
	in.BuildEnv.UseComponent(key, c)
	out.Components = append(out.Components, c)
	parent.AppendChild(&vugu.VGNode{Component: c})
	return c
}
