package session

import (
	"testing"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// The forming bar takes away what it goes through and nothing else, and is
// revoked by the closed one.
func TestFormingBarIsAnOverlay(t *testing.T) {
	p := newPage(t)
	p.simulate(5)
	now := p.session.market.forming
	for range 20 {
		p.session.Tick()
	}
	v := around(now.Close, now.Start-now.Start%(15*market.Minute), 1)
	p.look("classic", v)
	f := p.frames[len(p.frames)-1]
	var raster grid.Raster
	raster.Reset(v)
	for row := range v.Rows {
		price := v.Bottom * market.Price(grid.Exp((float64(row)+.5)/float64(v.Rows)*grid.Log(float64(v.Top/v.Bottom))))
		for class := range wire.Channels {
			long, short := f.Planes[0][row*wire.Channels+class], f.Planes[1][row*wire.Channels+class]
			if long > 0 && price > now.Low*1.002 || short > 0 && price < now.High*.998 {
				t.Fatalf("heat at %v with the forming bar from %v to %v", price, now.Low, now.High)
			}
		}
	}
}

// So it is where a column holds many bars, of which most have closed, and in which
// the one that forms goes far.
func TestFormingBarIsAnOverlayOfAWideColumn(t *testing.T) {
	for _, model := range engine.Models() {
		p := newPage(t)
		p.simulate(5)
		for p.session.market.forming.Start%market.Hour < 30*market.Minute {
			p.session.Tick()
		}
		now := p.session.market.forming
		now.High, now.Low = now.Close*1.05, now.Close*.95
		v := around(now.Close, now.Start-now.Start%market.Hour, 1)
		v.Column = market.Hour
		p.look(model.Name, v)
		f := p.frames[len(p.frames)-1]
		beyond := 0
		for row := range v.Rows {
			price := v.Bottom * market.Price(grid.Exp((float64(row)+.5)/float64(v.Rows)*grid.Log(float64(v.Top/v.Bottom))))
			for side := range market.Sides {
				crossed := side == int(market.Long) && price > now.Low*1.002 || side == int(market.Short) && price < now.High*.998
				for class := range wire.Channels {
					switch level := f.Planes[side][row*wire.Channels+class]; {
					case level > 0 && crossed:
						t.Fatalf("%s: side %d has heat at %v, though the bar that forms went from %v to %v", model.Name, side, price, now.Low, now.High)
					case level > 0:
						beyond++
					}
				}
			}
		}
		if beyond == 0 {
			t.Errorf("%s: there is no heat beyond the bar that forms", model.Name)
		}
	}
}
