package score

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Of ten traded bins orders were seen in two. Even: ln(2/10). All of the
// forecast in the two: 95 % of it and a fifth of the doubt. None there: the
// doubt's fifth alone.
func TestLogShareByHand(t *testing.T) {
	r := bucketRange{0, 10, 3, 5}
	near(t, "even", r.logShare(nil), math.Log(.2))
	inside, outside := make([]float64, 10), make([]float64, 10)
	inside[3], inside[4], outside[9] = 5, 1, 7
	near(t, "inside", r.logShare(inside), math.Log(.95+.05*.2))
	near(t, "outside", r.logShare(outside), math.Log(.05*.2))
	near(t, "an empty forecast", r.logShare(make([]float64, 10)), math.Log(.2))
	// The ramp of longs falls from the low (bin 0) to the open (bin 4).
	for i, want := range []float64{5, 4, 3, 2, 1, 0, 0} {
		near(t, "ramp", ramp(bucketRange{0, 7, 0, 1}, market.Long, 4)[i], want)
	}
	for i, want := range []float64{0, 0, 0, 0, 1, 2, 3} {
		near(t, "ramp of shorts", ramp(bucketRange{0, 7, 0, 1}, market.Short, 4)[i], want)
	}
}

func TestPrices(t *testing.T) {
	s := simulate(902, 5)
	start := s.bars[900].Start - s.bars[900].Start%(15*market.Minute)
	i := 0
	for s.bars[i].Start != start {
		i++
	}
	low, high := min(s.bars[i].Low, s.bars[i+1].Low, s.bars[i+2].Low), max(s.bars[i].High, s.bars[i+1].High, s.bars[i+2].High)
	bucket := PriceBucket{Start: start, Low: low, High: market.Price(grid.Exp(grid.Log(float64(low)) + grid.Step)), USD: [2]market.USD{1e6, 0}}
	r, fault := Prices(s.bars, five, []PriceBucket{bucket}, 15*market.Minute, 0, 0)
	if fault != nil {
		t.Fatal(fault)
	}
	bins := float64(grid.Of(high)-grid.Of(low)) + 1
	near(t, "uniform", r.Uniform, math.Log(float64(grid.Of(bucket.High)-grid.Of(low)+1)/bins))
	if r.Buckets != 1 || r.Ramp < r.Uniform {
		t.Errorf("longs were closed at the low: %+v", r)
	}
	if _, fault := Prices(s.bars, five, []PriceBucket{bucket}, 15*market.Minute, start+1, 0); fault == nil || fault.Code != "prices-empty" {
		t.Errorf("outside the period: %v", fault)
	}
	if _, fault := Prices(s.bars, five, nil, 7*market.Minute, 0, 0); fault == nil || fault.Code != "intervals-mismatched" {
		t.Errorf("seven minutes: %v", fault)
	}
}
