// Package enginetest makes markets, and engines that have gone through them, for
// the tests of what reads an engine.
package enginetest

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/market"
)

// Five is how long the bars of a walk are.
const Five = 5 * market.Minute

// Walk is a random market of five-minute bars with open interest.
func Walk(seed uint64, n int) []market.Bar {
	r := rand.New(rand.NewPCG(seed, 7))
	at, price, oi := market.Millis(1_790_812_800_000), 60_000.0, 80_000.0
	bars := make([]market.Bar, 0, n)
	for range n {
		open := price
		vol := .0008 * math.Exp(r.NormFloat64())
		price *= math.Exp(vol * r.NormFloat64())
		oi = math.Max(1, oi+300*r.NormFloat64())
		bars = append(bars, market.Bar{
			Start: at, Open: market.Price(open), Close: market.Price(price),
			High: market.Price(max(open, price) * (1 + vol*r.Float64())), Low: market.Price(min(open, price) * (1 - vol/2*r.Float64())),
			Volume: market.Base(1000 * r.ExpFloat64()), Optional: market.OptionalOI, OpenInterest: market.Base(oi),
		})
		at += Five
	}
	return bars
}

// Stepped is an engine that has gone through bars at each of some venues.
func Stepped(t testing.TB, model *engine.Model, venues int, bars []market.Bar) *engine.Engine {
	e := engine.New(model, Five, venues)
	for i := range bars {
		for venue := range venues {
			bar := bars[i]
			bar.Volume *= market.Base(venue + 1)
			if fault := e.Step(venue, &bar); fault != nil {
				t.Fatal(fault)
			}
		}
	}
	return e
}
