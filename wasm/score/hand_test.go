package score

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/market"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// Two elements, y 3 and 1, forecasts 2 and 1: P = 3, Y = 4, n = 2.
// I = 3/4 ln(2*2/3) + 1/4 ln(2*1/3).
func TestInformationByHand(t *testing.T) {
	want := .75*math.Log(4./3) + .25*math.Log(2./3)
	near(t, "information", information.Information([]float64{3, 1}, []float64{2, 1}), want)
	near(t, "scaled", information.Information([]float64{3, 1}, []float64{2e6, 1e6}), want)
	near(t, "flat", information.Information([]float64{3, 1}, []float64{7, 7}), 0)
	near(t, "an element without dollars", information.Information([]float64{3, 1, 0}, []float64{2, 1, 3}), .75*math.Log(3*2./6)+.25*math.Log(3*1./6))
	if !math.IsNaN(information.Information([]float64{0, 0}, []float64{1, 2})) {
		t.Error("no dollars carry information")
	}
	// Nothing beats a forecast in proportion to what happened.
	r := rand.New(rand.NewPCG(1, 1))
	y := []float64{3, 1, 8, 2, 5}
	best := information.Information(y, y)
	for range 1000 {
		yhat := make([]float64, len(y))
		for i := range yhat {
			yhat[i] = y[i] * math.Exp(r.NormFloat64()*.2)
		}
		if information.Information(y, yhat) > best+1e-12 {
			t.Fatal("a forecast beats the truth")
		}
	}
}

func TestGainIsADifferenceOfInformations(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var times []market.Millis
	var y, a, b []float64
	for i := range 2000 {
		times = append(times, market.Millis(i/2)*market.Hour)
		truth := math.Exp(r.NormFloat64())
		y = append(y, truth*r.ExpFloat64())
		a, b = append(a, truth), append(b, 1)
	}
	g := information.Gain(times, y, a, b, rand.New(rand.NewPCG(3, 3)))
	near(t, "gain", g.Value, information.Information(y, a)-information.Information(y, b))
	if !(g.Low < g.Value && g.Value < g.High) || g.Low < 0 {
		t.Errorf("a clear gain has the interval %+v", g)
	}
	if again := information.Gain(times, y, a, b, rand.New(rand.NewPCG(3, 3))); again != g {
		t.Error("the interval is not repeatable")
	}
	repeated := information.NewRepeated(rand.New(rand.NewPCG(3, 3)))
	for range 2 {
		if again := information.Gain(times, y, a, b, repeated.Again()); again != g {
			t.Errorf("of repeated draws %+v, want %+v", again, g)
		}
	}
	if same := information.Gain(times, y, a, a, rand.New(rand.NewPCG(3, 3))); same.Value != 0 || same.Low != 0 || same.High != 0 {
		t.Errorf("a forecast gains %+v over itself", same)
	}
}

func TestJudge(t *testing.T) {
	day := func(n int) (times []market.Millis, y []float64) {
		for i := range n * 24 {
			times, y = append(times, market.Millis(i)*market.Hour), append(y, 1)
		}
		return times, y
	}
	times, y := day(12)
	if got := information.Judge(times, y); got != Judged {
		t.Errorf("twelve even days: %s", got)
	}
	y[5] = 1e6 // one hour holds all the dollars
	if got := information.Judge(times, y); got != Undersampled {
		t.Errorf("one hour alone: %s", got)
	}
	times, y = day(9)
	if got := information.Judge(times, y); got != Undersampled {
		t.Errorf("nine days: %s", got)
	}
	for i := range y {
		y[i] = 0
	}
	if got := information.Judge(times, y); got != NotValid {
		t.Errorf("no dollars: %s", got)
	}
}

// y = 2 x1 + 5 x2 exactly, so the weights come back; with a strong prior they
// stay where it is.
func TestFitByHand(t *testing.T) {
	x := [][]float64{{1, 0, 2, 4, 0}, {0, 1, 1, 3, 6}}
	y := make([]float64, 5)
	for i := range y {
		y[i] = 2*x[0][i] + 5*x[1][i]
	}
	w := []float64{1, 1}
	Fit(w, x, y, 0, 5000, nil)
	if math.Abs(w[0]-2) > 1e-6 || math.Abs(w[1]-5) > 1e-6 {
		t.Errorf("fitted %v, want 2 and 5", w)
	}
	w = []float64{1, 1}
	Fit(w, x, y, 0, 2000, &Prior{[]float64{3, 3}, []float64{1e9, 1e9}})
	if math.Abs(w[0]-3) > 1e-3 || math.Abs(w[1]-3) > 1e-3 {
		t.Errorf("a strong prior moved to %v", w)
	}
	// A regressor that never occurs keeps its prior's mean and does not explode.
	w = []float64{1, 1}
	Fit(w, [][]float64{x[0], make([]float64, 5)}, y, 1, 500, &Prior{[]float64{3, 7}, []float64{.1, .1}})
	if math.Abs(w[1]-7) > 1e-9 {
		t.Errorf("a regressor that never occurs has the weight %v", w[1])
	}
}

// Novelty by hand: a bar falls from 100 to 90 two hours after a low of 95,
// with 80 seen five days ago. Of ln(100/90), the part down to 98 (the last
// hour's low) is the first zone, that down to 95 the second (four hours), the
// rest the fourth: nothing lower was met for a day, and 80 within seven.
func TestNoveltyByHand(t *testing.T) {
	var n engine.Novelty
	bar := func(at market.Millis, low, closed market.Price) *market.Bar {
		return &market.Bar{Start: at, Open: closed, High: 101, Low: low, Close: closed}
	}
	n.Add(bar(0, 80, 100))
	n.Add(bar(5*market.Day-2*market.Hour, 95, 100))
	for i := market.Millis(12); i > 0; i-- {
		n.Add(bar(5*market.Day-5*market.Minute*i, 98, 100))
	}
	var zones [engine.Zones]float64
	n.Path(&zones, market.Long, bar(5*market.Day, 90, 91))
	want := [engine.Zones]float64{100 * math.Log(100./98), 100 * math.Log(98./95), 0, 100 * math.Log(95./90), 0}
	for zone := range zones {
		if math.Abs(zones[zone]-want[zone]) > 1e-9 {
			t.Errorf("zone %d: %v, want %v", zone, zones[zone], want[zone])
		}
	}
	n.Path(&zones, market.Long, bar(5*market.Day, 70, 91))
	if math.Abs(zones[4]-100*math.Log(80./70)) > 1e-9 {
		t.Errorf("below seven days: %v", zones[4])
	}
}

func TestJoin(t *testing.T) {
	var bars []market.Bar
	for i := range market.Millis(48) {
		if i != 20 {
			bars = append(bars, market.Bar{Start: i * five, Open: 1, High: 1, Low: 1, Close: 1})
		}
	}
	rows := []Observed{{Start: 0}, {Start: market.Hour}, {Start: 2 * market.Hour}, {Start: 3 * market.Hour}, {Start: 4 * market.Hour}}
	rows[2].USD = [market.Sides]market.USD{7, 9}
	e, fault := Join(bars, five, rows, market.Hour, market.Hour)
	// Hour 0 is before the warm-up's end, hour 1 has a gap, hour 4 no bars.
	if fault != nil || e.Len() != 4 || e.Times[0] != 2*market.Hour || e.Y[0] != 7 || e.Y[1] != 9 || e.Sides[1] != market.Short {
		t.Fatalf("%+v %v", e, fault)
	}
	if _, fault := Join(bars, five, rows, 7*market.Minute, 0); fault == nil || fault.Code != "intervals-mismatched" {
		t.Errorf("rows of seven minutes: %v", fault)
	}
	if first, end := e.Cut(3*market.Hour, 9*market.Hour); first != 2 || end != 4 {
		t.Errorf("cut %d to %d", first, end)
	}
}
