package main

import (
	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"brink/wasm/browser"
	"brink/wasm/browser/port"
	"brink/wasm/page"
	"brink/wasm/ui"
	"brink/wasm/view"
)

// runPage renders the page for as long as it is open. A panic costs the action
// or the render in which it comes up, and is said.
func runPage() {
	view.WriteNumbersAs(port.WrittenNumber())
	rendered := newRenders()
	p := page.New(&device, browser.TakeBoot(), rendered)
	browser.OnPanic(p.Recovered)
	ui.Guard = browser.Guard
	renderer, err := domrender.New("#root")
	if err != nil {
		panic(err)
	}
	rendered.env = renderer.EventEnv()
	build, err := vugu.NewBuildEnv(rendered.env)
	if err != nil {
		panic(err)
	}
	p.Start()
	browser.OnKey(p.Press)
	browser.OnSeen(p.Seen)
	browser.OnHidden(p.Hidden)
	browser.OnPreference(p.Preferred)
	root := &ui.Root{State: p.State(), Mount: p.Mount}
	go func() {
		for renderer.EventWait() {
			wish(rendered.acted)
		}
	}()
	render := func() {
		defer func() {
			if cause := recover(); cause != nil {
				p.Unrendered(cause)
			}
		}()
		if err := renderer.Render(build.RunBuild(root)); err != nil {
			panic(err)
		}
		p.Rendered()
	}
	for {
		rendered.pace.Rendered(device.Steady())
		render()
		rendered.wait()
	}
}
