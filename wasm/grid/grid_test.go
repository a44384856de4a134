package grid

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/market"
)

func TestBinsTileTheAxis(t *testing.T) {
	for k := Bin(-59_000); k < 37_000; k += 7 {
		if got := Of(k.Lower()); got != k {
			t.Fatalf("the lower edge of bin %d falls into bin %d", k, got)
		}
		below := market.Price(math.Nextafter(float64(k.Lower()), 0))
		if got := Of(below); got != k-1 {
			t.Fatalf("just below bin %d falls into bin %d", k, got)
		}
	}
	// Away from the edges the logarithm decides, and as they do.
	r := rand.New(rand.NewPCG(9, 10))
	for range 100_000 {
		k := Bin(r.IntN(96_000) - 59_000)
		p := Price(float64(k) + [...]float64{r.Float64(), nearEdge * 2 * r.Float64(), 1 - nearEdge*2*r.Float64()}[r.IntN(3)])
		if got := Of(p); p < got.Lower() || p >= (got+1).Lower() {
			t.Fatalf("%v falls into bin %d, whose edges are %v and %v", p, got, got.Lower(), (got + 1).Lower())
		}
	}
	if Of(Origin) != 0 || Of(Origin*1.0004999) != 0 || Of(Origin*1.00051) != 1 || Of(Origin*.99999) != -1 {
		t.Error("bin 0 is not [10000, 10005.0013)")
	}
}

// Exp and Log agree with the standard library to a few units in the last
// place; that they are the same bits on wasm is the point of having them.
func TestExpAndLog(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		x := (r.Float64() - .5) * 60
		if e := math.Abs(Exp(x)/math.Exp(x) - 1); e > 1e-14 {
			t.Fatalf("Exp(%v) is off by %v", x, e)
		}
		y := math.Exp(x)
		if e := math.Abs(Log(y) - math.Log(y)); e > 1e-14 {
			t.Fatalf("Log(%v) is off by %v", y, e)
		}
	}
	for _, c := range []struct {
		x        float64
		exp, log uint64 // of x, and of |x|
	}{
		{-2.302585092994046, 0x3fb9999999999998, 0x3feab064cf84927b},
		{0.0005, 0x3ff0020c6b49bc03, 0xc01e6752f96f46de},
		{1.8971, 0x401aaa87bdab5f00, 0x3fe47d8dccb1f9d9},
		{-17.25, 0x3e614f49dbc5078b, 0x4006c851bbab187e},
	} {
		if math.Float64bits(Exp(c.x)) != c.exp || math.Float64bits(Log(math.Abs(c.x))) != c.log {
			t.Errorf("other bits at %v than on the platforms before: %#x %#x", c.x, math.Float64bits(Exp(c.x)), math.Float64bits(Log(math.Abs(c.x))))
		}
	}
}

func TestShift(t *testing.T) {
	// ln(.9)/5e-4 = -210.72, ln(1.1)/5e-4 = 190.62
	if got := Shift(market.Long, .1); got != -211 {
		t.Errorf("10 %% long: %d", got)
	}
	if got := Shift(market.Short, .1); got != 191 {
		t.Errorf("10 %% short: %d", got)
	}
}

func randomRaster(r *rand.Rand) (*Raster, []float64) {
	bottom := market.Price(Exp(r.Float64()*8 + 3))
	v := View{
		Column: 1, Columns: 3, Bottom: bottom, Top: bottom * market.Price(1.0001+r.Float64()),
		Rows: 1 + r.IntN(900), Scale: Scale(r.IntN(2)),
	}
	raster := new(Raster)
	raster.Reset(v)
	lo, hi := raster.Span()
	bins := make([]float64, hi-lo)
	for i := range bins {
		if r.IntN(3) > 0 {
			bins[i] = r.ExpFloat64() * 1e6
		}
	}
	return raster, bins
}

// Merging rows adds: whatever the rows, the column holds the dollars of the
// bins inside the view, the outermost bins in proportion.
func TestRowsKeepSums(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		raster, bins := randomRaster(r)
		lo, _ := raster.Span()
		raster.Set(1, market.Short, lo, bins)
		want := 0.0
		for i, usd := range bins {
			a := math.Max(float64(lo)+float64(i), raster.edges[0])
			b := math.Min(float64(lo)+float64(i)+1, raster.edges[raster.Rows])
			want += usd * math.Max(0, b-a)
		}
		got := 0.0
		for _, usd := range raster.Planes[market.Short] {
			if usd < 0 {
				t.Fatal("a cell below zero")
			}
			got += float64(usd)
		}
		if math.Abs(got-want) > 1e-5*want+1 {
			t.Fatalf("%d rows hold %v USD, the bins %v", raster.Rows, got, want)
		}
		for _, usd := range raster.Planes[market.Long] {
			if usd != 0 {
				t.Fatal("the other side was touched")
			}
		}
		if !raster.Filled[1] || raster.Filled[0] {
			t.Fatal("the wrong column is filled")
		}
	}
}

// Bins outside of those given count as empty ones, to the last bit, and the
// rows that the given ones do not reach are zero.
func TestBinsOutsideAreEmpty(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		raster, bins := randomRaster(r)
		lo, _ := raster.Span()
		a := r.IntN(len(bins) + 1)
		b := a + r.IntN(len(bins)+1-a)
		clear(bins[:a])
		clear(bins[b:])
		want, got := make([]float32, raster.Rows), make([]float32, raster.Rows)
		raster.Merge(want, lo, bins)
		for row := range got {
			got[row] = -1
		}
		first, end := raster.Merge(got, lo+Bin(a), bins[a:b])
		for row := range got {
			if got[row] != want[row] || (row < first || row >= end) && got[row] != 0 {
				t.Fatalf("row %d of %d: %v from bins %d to %d, %v from all", row, raster.Rows, got[row], a, b, want[row])
			}
		}
	}
}

// An empty bin gives an exactly empty row: no dust from the running sum.
func TestEmptyBinsStayEmpty(t *testing.T) {
	raster := new(Raster)
	raster.Reset(View{Column: 1, Columns: 1, Bottom: Origin, Top: Price(100), Rows: 100})
	lo, hi := raster.Span()
	bins := make([]float64, hi-lo)
	bins[10-lo], bins[90-lo] = 1e9/3, 1e-3/3
	raster.Set(0, market.Long, lo, bins)
	for row, usd := range raster.Planes[market.Long] {
		if near := row >= 9 && row <= 11 || row >= 89 && row <= 91; !near && usd != 0 {
			t.Errorf("row %d holds %v", row, usd)
		}
	}
}

func TestViewsThatCannotBe(t *testing.T) {
	good := View{Column: 1, Columns: 10, Rows: 10, Bottom: 1, Top: 2}
	if f := good.Check(); f != nil {
		t.Error(f)
	}
	for _, spoil := range []func(*View){
		func(v *View) { v.Columns = 0 }, func(v *View) { v.Rows = -1 }, func(v *View) { v.Column = 0 },
		func(v *View) { v.Top = v.Bottom }, func(v *View) { v.Bottom = 0 },
		func(v *View) { v.Top = market.Price(math.NaN()) }, func(v *View) { v.Columns, v.Rows = 1<<16, 1<<14 },
	} {
		v := good
		spoil(&v)
		if v.Check() == nil {
			t.Errorf("accepted: %+v", v)
		}
	}
}

func TestSetDoesNotAllocate(t *testing.T) {
	raster, bins := randomRaster(rand.New(rand.NewPCG(5, 6)))
	lo, _ := raster.Span()
	raster.Set(0, market.Long, lo, bins)
	if n := testing.AllocsPerRun(100, func() { raster.Set(0, market.Long, lo, bins) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
