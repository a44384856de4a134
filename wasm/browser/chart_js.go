package browser

import (
	"encoding/binary"
	"math"
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// Boot is what the start script leaves for the page, taken away at once.
type Boot struct{ value js.Value }

// TakeBoot takes it.
func TakeBoot() *Boot {
	boot := &Boot{global.Get("boot")}
	global.Delete("boot")
	return boot
}

// Worker is the page's end of the worker.
type Worker struct{ value js.Value }

// StartWorker starts a worker. handle gets its messages; failed is called
// when it dies.
func (b *Boot) StartWorker(handle func(message []byte), failed func()) page.Worker {
	w := &Worker{b.value.Call("startWorker")}
	w.receive(handle)
	w.value.Set("onerror", funcOf(func(_ js.Value, args []js.Value) any {
		args[0].Call("preventDefault")
		failed()
		return nil
	}))
	return w
}

// receive hands its messages over.
func (w *Worker) receive(handle func(message []byte)) {
	w.value.Set("onmessage", funcOf(func(_ js.Value, args []js.Value) any {
		handle(port.BytesOf(args[0].Get("data")))
		return nil
	}))
}

// Send sends a message, transferred.
func (w *Worker) Send(message []byte) { port.Send(w.value, message) }

// End stops the worker.
func (w *Worker) End() {
	w.value.Set("onmessage", js.Null())
	w.value.Set("onerror", js.Null())
	w.value.Call("terminate")
}

// Chart is the chart of site/chart.js; site/messages.js has the types of what
// passes to and fro.
type Chart struct{ value js.Value }

// MountChart puts a chart into its element.
func (b *Boot) MountChart(hears page.ChartListener) page.Chart {
	on := map[string]any{
		"view": funcOf(func(_ js.Value, args []js.Value) any {
			v := args[0]
			hears.View(page.Sight{
				From: market.Millis(v.Get("from").Float()), To: market.Millis(v.Get("to").Float()),
				Bottom: market.Price(v.Get("bottom").Float()), Top: market.Price(v.Get("top").Float()),
				Width: v.Get("width").Int(), Height: v.Get("height").Int(),
			})
			return nil
		}),
		"point": funcOf(func(_ js.Value, args []js.Value) any {
			if args[0].IsNull() {
				hears.Point(nil)
				return nil
			}
			hears.Point(&page.Point{Time: market.Millis(args[0].Get("time").Float()), Price: market.Price(args[0].Get("price").Float())})
			return nil
		}),
		"pinned": funcOf(func(_ js.Value, args []js.Value) any {
			hears.Pinned(market.Price(args[0].Float()))
			return nil
		}),
		"between": funcOf(func(_ js.Value, args []js.Value) any {
			return hears.Between(market.Price(args[0].Float()), market.Price(args[1].Float()))
		}),
		"closed": funcOf(func(js.Value, []js.Value) any {
			hears.Closed()
			return nil
		}),
	}
	host := global.Get("document").Call("querySelector", ".chart")
	return &Chart{b.value.Call("mountChart", host, on)}
}

// Bars gives the chart drawn bars. Of a new market nothing stays in sight.
func (c *Chart) Bars(m *wire.Bars, fresh bool) {
	data := make([]byte, 0, len(m.Rows)*8*8)
	for i := range m.Rows {
		b := &m.Rows[i]
		bought, interest := b.Context()
		for _, v := range [...]float64{float64(b.Start), float64(b.Open), float64(b.High), float64(b.Low), float64(b.Close), float64(b.Volume), bought, interest} {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		}
	}
	floats := global.Get("Float64Array").New(port.BufferOf(data).Get("buffer"))
	c.value.Call("bars", floats, int64(m.Column/market.Second), m.Replace, fresh)
}

// Frame gives the chart a frame's cells.
func (c *Chart) Frame(m *wire.Frame) {
	name := "frame"
	if m.Patch {
		name = "patch"
	}
	v := map[string]any{
		"from": int64(m.View.From), "columns": m.View.Columns, "rows": m.View.Rows,
		"bottom": float64(m.View.Bottom), "top": float64(m.View.Top), "filled": port.BufferOf(m.Filled),
	}
	c.value.Call(name, v, port.BufferOf(m.Planes[market.Long]), port.BufferOf(m.Planes[market.Short]), port.BufferOf(m.Standouts))
}

// Style gives the chart the heat's colours.
func (c *Chart) Style(s *page.HeatStyle) {
	flags := func(list []bool) []any {
		out := make([]any, len(list))
		for i, on := range list {
			out[i] = 0
			if on {
				out[i] = 1
			}
		}
		return out
	}
	c.value.Call("style", map[string]any{
		"classes": flags(s.Classes[:]), "sides": flags(s.Sides[:]), "standout": s.Standout, "low": s.Low, "high": s.High, "gamma": s.Gamma,
		"threshold": s.Threshold, "palette": port.BufferOf(s.Palette), "weights": numbers(s.Weights), "step": wire.WeightStep, "price": float64(s.Price),
	})
}

func numbers(list []float64) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}

// Liquidations gives the chart liquidations that happened: all of them, or more.
func (c *Chart) Liquidations(m *wire.Liquidations) {
	data := make([]byte, 0, len(m.Rows)*5*8)
	for i := range m.Rows {
		l := &m.Rows[i]
		for _, v := range [...]float64{float64(l.Time), float64(l.Price), float64(l.USD), float64(l.Closed), float64(l.Venue)} {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		}
	}
	c.value.Call("liquidations", global.Get("Float64Array").New(port.BufferOf(data).Get("buffer")), m.Replace)
}

// Marks gives the chart the stretches of prices that it points out.
func (c *Chart) Marks(marks []view.Mark) {
	list := make([]any, len(marks))
	for i, m := range marks {
		list[i] = map[string]any{"kind": string(m.Kind), "side": int(m.Side), "low": float64(m.Low), "high": float64(m.High), "text": m.Text}
	}
	c.value.Call("marks", list)
}

// Map gives the liquidation map the whole pane, or its edge again.
func (c *Chart) Map(whole bool) { c.value.Call("map", whole) }

// Truth lays a simulated market's true positions over the liquidation map, on
// a scale of their own; nothing where planes are empty.
func (c *Chart) Truth(planes *[market.Sides]wire.Plane) {
	data := make([]byte, 0, 16*len(planes[0].USD)*2)
	for _, p := range planes {
		for i, usd := range p.USD {
			for _, v := range [...]float64{float64((p.Lo + grid.Bin(i)).Lower()), usd} {
				data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
			}
		}
	}
	c.value.Call("truth", global.Get("Float64Array").New(port.BufferOf(data).Get("buffer")))
}

// Sessions marks stretches of the week.
func (c *Chart) Sessions(list []view.Session) {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = map[string]any{"of": int(s.Kind), "name": s.Kind.String(), "from": int64(s.From), "to": int64(s.To)}
	}
	c.value.Call("sessions", out)
}

// Zone writes the chart's times in a zone.
func (c *Chart) Zone(name string) { c.value.Call("zone", name) }

// Replay shows nothing that came after a moment; 0 shows all.
func (c *Chart) Replay(at market.Millis) { c.value.Call("replay", int64(at)) }

// Sight shows a stretch of time, or of prices, or both: what is 0 stays.
func (c *Chart) Sight(s page.Sight) {
	c.value.Call("sight", int64(s.From), int64(s.To), float64(s.Bottom), float64(s.Top))
}

// Picture makes a PNG of what the chart shows, and hands it over as it is to be;
// done gets what is left to be saved.
func (c *Chart) Picture(p *page.Picture, done func(png []byte)) {
	marks := make([]any, len(p.Marks))
	for i, text := range p.Marks {
		marks[i] = text
	}
	of := map[string]any{
		"way": p.Way, "name": p.Name, "size": p.Size, "headline": p.Headline, "window": p.Window, "caption": p.Caption, "title": p.Title, "marks": marks,
	}
	c.value.Call("picture", of).Call("then", either(func(buffer js.Value) {
		if buffer.IsNull() {
			done(nil)
			return
		}
		done(port.BytesOf(buffer))
	})...)
}

// Theme lets the chart read the style sheet's colours again.
func (c *Chart) Theme(candles string, sums bool) { c.value.Call("theme", candles, sums) }

// Countdown writes how long the newest bar has to go.
func (c *Chart) Countdown(text string) { c.value.Call("countdown", text) }

// Scale makes the price axis linear or logarithmic.
func (c *Chart) Scale(linear, distances bool) { c.value.Call("scale", linear, distances) }

// Panes shows these indicators and no others, or calls failed.
func (c *Chart) Panes(names view.Panes, failed func()) {
	c.value.Call("indicators", string(names)).Call("then", either(func(js.Value) {}, func(js.Value) { failed() })...)
}

// Draw shows what was drawn on a market, or calls failed.
func (c *Chart) Draw(market string, on bool, failed func()) {
	c.value.Call("draw", market, on).Call("then", either(func(js.Value) {}, func(js.Value) { failed() })...)
}

// Window shows the last span of time.
func (c *Chart) Window(span market.Millis) { c.value.Call("window", int64(span)) }

// Live reports whether the newest bar is in sight.
func (c *Chart) Live() bool { return c.value.Call("live").Bool() }

// Drawn reports whether the frame at hand has been drawn.
func (c *Chart) Drawn() bool { return c.value.Call("drawn").Bool() }

// Readout writes the crosshair's figures, by their names.
func (c *Chart) Readout(texts map[string]string) {
	out := map[string]any{}
	for name, text := range texts {
		out[name] = text
	}
	c.value.Call("readout", out)
}

// Ramp paints the legend's scale with the palette.
func (c *Chart) Ramp(palette []byte) { c.value.Call("ramp", port.BufferOf(palette)) }

// Files hands over each file that is chosen or dropped. A file whose size
// refuse returns a fault for is not read.
func (c *Chart) Files(refuse func(size int64) bool, read func(name string, content []byte)) {
	c.value.Call("files",
		funcOf(func(_ js.Value, args []js.Value) any { return refuse(int64(args[0].Float())) }),
		funcOf(func(_ js.Value, args []js.Value) any { read(args[0].String(), port.BytesOf(args[1])); return nil }))
}
