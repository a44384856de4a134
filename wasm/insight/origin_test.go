package insight

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// originMap is the map of a band at the end of a day.
func originMap(day int, usd ...float64) *Map {
	m := &Map{At: market.Millis(day) * market.Day}
	m.Planes[market.Long] = Plane{Lo: 100, USD: usd}
	return m
}

func TestOriginByHand(t *testing.T) {
	var p Past
	for i, usd := range []float64{10, 30, 15, 15, 40} { // at the ends of days 20 to 24
		p.Add(originMap(20+i, usd, 0))
	}
	now := originMap(24, 32, 0)
	now.At += 6 * market.Hour
	o, known := p.Origin(now, market.Long, 100, 102, false, func(from, _ market.Millis) bool { return from == 21*market.Day })
	// 10 stood before, 20 came on day 20; half of both was swept on day 21; 25 came on
	// day 23; a fifth of all was closed on day 24.
	want := Origin{Days: []OriginDay{{20 * market.Day, 8. / 32}, {23 * market.Day, 20. / 32}}, Earlier: 4. / 32, Swept: 15. / 55, Closed: 8. / 55, SweptAt: 21 * market.Day}
	if !known || len(o.Days) != 2 || math.Abs(o.Earlier-want.Earlier)+math.Abs(o.Swept-want.Swept)+math.Abs(o.Closed-want.Closed) > 1e-9 || o.SweptAt != want.SweptAt {
		t.Fatalf("%+v", o)
	}
	for i, d := range o.Days {
		if d.From != want.Days[i].From || math.Abs(d.Share-want.Days[i].Share) > 1e-9 {
			t.Errorf("%+v", d)
		}
	}
	if _, known := p.Origin(now, market.Short, 100, 102, false, nil); known {
		t.Error("an empty band has an origin")
	}
	if _, known := new(Past).Origin(now, market.Long, 100, 102, false, nil); known {
		t.Error("without a past there is an origin")
	}
	// Of a rooted map half the USD are a quarter of the positions.
	var r Past
	r.Add(originMap(20, 5))
	if o, _ := r.Origin(originMap(21, 10), market.Long, 100, 101, true, nil); math.Abs(o.Earlier-.25) > 1e-9 || math.Abs(o.Days[0].Share-.75) > 1e-9 {
		t.Errorf("%+v", o)
	}
}

// Whatever has come and gone, shares sum to what stands there, and none is negative.
func TestOriginSumsToWhatStands(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 9))
	for range 300 {
		var p Past
		rooted := r.IntN(2) == 0
		days := 1 + r.IntN(30)
		random := func() []float64 {
			usd := make([]float64, 4)
			for i := range usd {
				usd[i] = math.Exp(4 * r.NormFloat64())
				if r.IntN(4) == 0 {
					usd[i] = 0
				}
			}
			return usd
		}
		for day := range days {
			p.Add(originMap(50+day, random()...))
		}
		m := originMap(50+days, random()...)
		m.At -= market.Millis(r.IntN(int(market.Day) - 1))
		o, known := p.Origin(m, market.Long, grid.Bin(99), 104, rooted, func(market.Millis, market.Millis) bool { return r.IntN(2) == 0 })
		if !known {
			continue
		}
		sum := o.Earlier
		for _, d := range o.Days {
			sum += d.Share
			if d.Share < 0 {
				t.Fatalf("%+v", o)
			}
		}
		if math.Abs(sum-1) > 1e-6 || o.Earlier < 0 || o.Swept < 0 || o.Closed < 0 || o.Swept+o.Closed > 1+1e-9 {
			t.Fatalf("they sum to %v: %+v", sum, o)
		}
	}
}
