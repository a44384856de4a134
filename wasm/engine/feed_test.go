package engine

import (
	"math"
	"testing"

	"brink/wasm/market"
)

func TestLinkByHand(t *testing.T) {
	sampled, complete := Link{.52, 4e6}, Link{Capture: 1}
	for forced, want := range map[market.USD]float64{0: 0, 1e5: .52 / 1.025 * 1e5, 1e6: .52 / 1.25 * 1e6, 4e6: .52 / 2 * 4e6, 1e7: .52 / 3.5 * 1e7} {
		if got := float64(sampled.Published(forced)); math.Abs(got-want) > 1e-6*(1+want) {
			t.Errorf("of %v forced %v are published, want %v", forced, got, want)
		}
		if complete.Published(forced) != forced || complete.Slope(forced) != 1 {
			t.Errorf("a complete feed publishes %v of %v", complete.Published(forced), forced)
		}
		step := sampled.Published(forced+1) - sampled.Published(forced)
		if slope := sampled.Slope(forced); math.Abs(float64(step)/slope-1) > 1e-4 {
			t.Errorf("at %v forced one more makes %v more, the slope is %v", forced, step, slope)
		}
	}
}

// A feed that saturates sooner or later than the venue's own figure is found out,
// within the bounds of what is believed; the usual hour's capture stays.
func TestSaturationIsRefittedWithinBounds(t *testing.T) {
	own := Link{.52, 4e6}
	for _, c := range []struct {
		times    market.USD
		from, to int
	}{{1, 0, 0}, {1. / 16, -2, -1}, {1e6, 1, 2}} {
		bars := unbroken(301, 9000, 1, 0)
		for i := range bars {
			bars[i].Volume *= 1000
		}
		e, plain := NewAt(&Learned, five, []Venue{{Feed: own}}), New(&Learned, five, 1)
		truly := Link{own.Capture, own.Saturation * c.times}
		var hour [market.Sides]market.USD
		for i := range bars {
			feed(t, plain, bars[i:i+1])
			if bars[i].Start%market.Hour == 0 {
				hour = [market.Sides]market.USD{}
			}
			for side := range bars[i].Liquidated {
				before := truly.Published(hour[side])
				hour[side] += market.USD(Shipped.Floor/12/captured) + plain.Forecast(0, market.Side(side))
				bars[i].Liquidated[side] = truly.Published(hour[side]) - before
			}
			bars[i].Optional |= market.OptionalLiquidated
			feed(t, e, bars[i:i+1])
			if f := &e.venues[0].(*learned).feed; i < bendHours*12/2 && f.chosen != 0 {
				t.Fatalf("after %d bars the size is chosen already", i)
			}
		}
		f := &e.venues[0].(*learned).feed
		if f.chosen < c.from || f.chosen > c.to {
			t.Errorf("a feed that saturates at %v times the venue's own figure: size %d", c.times, f.chosen)
		}
		usual := market.USD(3e6)
		for _, bend := range bends {
			if got, want := f.saturating(bend, float64(usual)).Published(usual), own.Published(usual); math.Abs(float64(got/want)-1) > 1e-12 {
				t.Errorf("size %v: %v of the usual hour are published, want %v", bend, got, want)
			}
		}
	}
}
