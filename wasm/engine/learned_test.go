package engine

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// One node by hand. The first bar has one price, bin 0, and trades 30
// base: its three legs of one bin each open a third at bin 0. A long at
// d = .3 lands round(ln(.7)/.0005) = -713 bins away, with the share
// (.3/.03)^.75 = 5.623413: 168.70 base of mass in bin -713, plus nothing
// else there, for no other node lands on that bin.
//
// The second bar, an hour's worth of nothing later, falls straight through
// it. In 5 minutes 480 hours of lifetime leave exp(-1/5760). The root of
// mass x low / usual dollars is swept, times how far the bin lies beyond the
// mean price: the mean is the first close, and a usual move is at least a bin.
func TestLearnedByHand(t *testing.T) {
	l := newLearned(&Table{Weights: Weights{1, 1, 1, 1, 1}}, &Venue{}, false)
	model := Model{Name: "one", make: func(*Venue) estimator { return l }}
	e := New(&model, five, 1)
	first := market.Bar{Open: 10_001, High: 10_001, Low: 10_001, Close: 10_001, Volume: 30}
	feed(t, e, []market.Bar{first})
	k := grid.Bin(-713)
	mass := 30 * math.Pow(.3/.03, .75)
	var got [1]float64
	l.fields[market.Long][ClassOf(.3)].addTo(got[:], k)
	if math.Abs(got[0]-mass) > 1e-9*mass {
		t.Errorf("bin %d holds %v, want %v", k, got[0], mass)
	}

	// Heat of the bin: the root, with D = (center - (k + 1/2)) / 1, which ends at 3.
	usual := 30 * 10_001.0
	beyond := min(3, grid.Coordinate(10_001)-(float64(k)+.5))
	want := math.Sqrt(mass*float64(k.Middle())/usual*(1+beyond)) / captured // forced, where the weights are as published
	e.Heat(got[:], market.Long, k, Everything)
	if math.Abs(got[0]-want) > 1e-9*want {
		t.Errorf("the map says %v of bin %d, want %v", got[0], k, want)
	}

	// A bar that falls to the bin's lower edge runs over every long above it.
	low := k.Lower() * 1.00001
	second := market.Bar{Start: five, Open: 10_001, High: 10_001, Low: low, Close: low}
	feed(t, e, []market.Bar{second})
	left := math.Exp(-1. / 5760)
	sum := 0.0
	for node, d := range Nodes {
		at := grid.Shift(market.Long, d)
		if at < k {
			continue
		}
		m := 30 * nodeWeights[node] * left
		sum += math.Sqrt(m * float64(low) / usual * (1 + min(3, grid.Coordinate(10_001)-(float64(at)+.5))))
	}
	total := 0.0
	for _, x := range l.terms[market.Long] {
		total += x
	}
	if math.Abs(total-sum) > 1e-9*sum {
		t.Errorf("the fall sets off %v, want %v", total, sum)
	}
	if math.Abs(nodeWeights[11]-math.Pow(.3/.03, spectrum)) > 1e-12 {
		t.Errorf("the spectrum's weight of .3 is %v", nodeWeights[11])
	}
}

// Heat of any bin is its weight times the root of rho (1 + D), D held between 0
// and 3, and a path over the bin sets off the same.
func TestHeatGrowsWithDistanceToAnEnd(t *testing.T) {
	e := New(&Learned, five, 1)
	feed(t, e, walk(77, 4000, 0))
	l := e.venues[0].(*learned)
	var inside, ended int
	for side := range market.Side(market.Sides) {
		lo, hi := e.Extent(side)
		heat, mass := make([]float64, hi-lo), make([]float64, hi-lo)
		e.Heat(heat, side, lo, Everything)
		for class := range l.fields[side] {
			l.fields[side][class].addTo(mass, lo)
		}
		for i, usd := range heat {
			k := lo + grid.Bin(i)
			d := (float64(k) + .5 - l.slow.center) / l.slow.move
			if side == market.Long {
				d = -d
			}
			switch d = min(max(d, 0), 3); {
			case d == 3:
				ended++
			case d > 0:
				inside++
			}
			u := l.table.Weights[zoneOf(side, k, l.novelty.limits(side))]
			want := u * l.level[side] * l.marketShare * math.Sqrt(mass[i]*float64(k.Middle())/l.slow.usual.mean()*(1+d))
			if math.Abs(usd-want) > 1e-9*want {
				t.Fatalf("%v bin %d, D %v: %v USD, want %v", side, k, d, usd, want)
			}
			if got := away(side, k, l.slow.center, l.slow.move); math.Abs(got-d) > 1e-12 {
				t.Fatalf("%v bin %d: D %v, want %v", side, k, got, d)
			}
		}
	}
	if inside < 100 || ended < 100 {
		t.Errorf("%d bins with D inside its bounds and %d at its end: too few to judge", inside, ended)
	}
}

func TestLearnedConserves(t *testing.T) {
	for seed := range uint64(4) {
		for _, model := range []*Model{&Learned, &Massless, &Smoothed} {
			e := New(model, five, 1)
			feed(t, e, walk(300+seed, 4000, market.OptionalMark))
			l := e.venues[0].(*learned)
			for side := range l.fields {
				for class := range l.fields[side] {
					f := &l.fields[side][class]
					live := 0.0
					for j, m := range f.mass {
						if m < 0 || m != 0 && (j < f.lo || j >= f.hi) {
							t.Fatalf("side %d class %d holds %v outside its range or below zero", side, class, m)
						}
						live += m * f.scale
					}
					out := live + f.swept + f.decayed + f.closed + f.voided
					if math.Abs(out-f.deposited) > 1e-9*f.deposited {
						t.Errorf("%s side %d class %d: deposited %v, accounted for %v", model.Name, side, class, f.deposited, out)
					}
					if model == &Massless && live != 0 {
						t.Errorf("%v stands without a map", live)
					}
				}
			}
		}
	}
}

// Walking over a frozen copy reads prices alone, and leaves the original as
// it was.
func TestWalkReadsPricesAlone(t *testing.T) {
	for _, model := range Models() {
		bars := walk(77, 1300, market.OptionalOI)
		e := New(model, five, 1)
		feed(t, e, bars[:1200])
		a, b, remaining := e.Clone(), e.Clone(), e.Clone()
		for i := 1200; i < 1212; i++ {
			bare := market.Bar{Start: bars[i].Start, Open: bars[i].Open, High: bars[i].High, Low: bars[i].Low, Close: bars[i].Close}
			if fault := a.Walk(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
			if fault := b.Walk(0, &bare); fault != nil {
				t.Fatal(fault)
			}
			for side := range market.Side(market.Sides) {
				if a.Forecast(0, side) != b.Forecast(0, side) {
					t.Fatalf("%s: a walk depends on more than prices: %v and %v", model.Name, a.Forecast(0, side), b.Forecast(0, side))
				}
			}
		}
		same(t, model.Name, e, remaining)
	}
}
