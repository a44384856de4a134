package picture

import (
	"bytes"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/palette"
)

// bars is a random walk; each of the given indices is left out.
func bars(n int, interval market.Millis, price float64, missing ...int) []market.Bar {
	random := rand.New(rand.NewPCG(7, uint64(n)))
	var out []market.Bar
	for i := range n {
		open := price
		price *= math.Exp(random.NormFloat64() * .002)
		if slices.Contains(missing, i) {
			continue
		}
		out = append(out, market.Bar{
			Start: 1_760_000_400_000 + interval*market.Millis(i), Open: market.Price(open), Close: market.Price(price),
			High: market.Price(max(open, price) * 1.001), Low: market.Price(min(open, price) * .999), Volume: 1,
		})
	}
	return out
}

// filled is the raster of the bars' view with a USD 1,000 a bin in one row of
// each column that has a bar.
func filled(m *Map, row int) *grid.Raster {
	var r grid.Raster
	r.Reset(View(Large, m.Bars, m.Interval))
	for i := range m.Bars {
		column := r.ColumnOf(m.Bars[i].Start)
		r.Filled[column] = true
		r.Planes[market.Long][column*r.Rows+row] = 1000
	}
	return &r
}

func sample(list []market.Bar) *Map {
	return &Map{Size: Large, Title: "BTC", Model: "classic", Note: "A note.", Bars: list, Interval: market.Minute, Palette: palette.ByName("viridis")}
}

func TestViewHoldsTheBars(t *testing.T) {
	for _, interval := range []market.Millis{market.Minute, 5 * market.Minute, 15 * market.Minute, market.Hour} {
		for _, n := range []int{1, 2, 100, 1416, 1417, 9000, 120_000} {
			list := bars(n, interval, 60_000)
			v := View(Large, list, interval)
			if fault := v.Check(); fault != nil {
				t.Fatalf("%d bars of %d ms: %v", n, interval, fault)
			}
			if v.Columns > Large.plot().Dx() || v.Column%interval != 0 || v.From%v.Column != 0 {
				t.Errorf("%d bars of %d ms: %d columns of %d ms from %d", n, interval, v.Columns, v.Column, v.From)
			}
			if v.ColumnOf(list[0].Start) != 0 || v.ColumnOf(list[n-1].Start) != v.Columns-1 {
				t.Errorf("%d bars of %d ms do not span the columns", n, interval)
			}
			for i := range list {
				if list[i].Low <= v.Bottom || list[i].High >= v.Top {
					t.Fatalf("%d bars of %d ms: bar %d leaves the picture", n, interval, i)
				}
			}
		}
	}
	edge := []market.Bar{{Open: grid.Lowest, High: grid.Highest, Low: grid.Lowest, Close: grid.Highest}}
	if v := View(Large, edge, market.Minute); v.Check() != nil {
		t.Error("the widest bar has no view")
	}
}

func TestHeatStandsAtItsPriceAndTime(t *testing.T) {
	const row = 20 // far below the candles
	m := sample(bars(400, market.Minute, 60_000, 100, 101, 102, 103, 104))
	still := Draw(m, filled(m, row))
	red, green, blue := m.Palette.Table().RGB(palette.Size - 1)
	hot := color.RGBA{red, green, blue, 0xff}
	red, green, blue = m.Palette.Table().RGB(0)
	cold := color.RGBA{red, green, blue, 0xff}
	hottest, coldest := 0, 0
	for x := Large.plot().Min.X; x < Large.plot().Max.X; x++ {
		gap := (x-Large.plot().Min.X)*400/Large.plot().Dx() >= 100 && (x-Large.plot().Min.X)*400/Large.plot().Dx() < 105
		switch here := still.RGBAAt(x, Large.plot().Max.Y-1-row); {
		case gap && (here == hot || here == cold):
			t.Fatalf("column %d is in a gap and shows heat", x)
		case here == hot:
			hottest++
		}
		if still.RGBAAt(x, Large.plot().Max.Y-1-row-5) == cold {
			coldest++
		}
	}
	// A few columns carry grid lines, and five bars are missing.
	if least := Large.plot().Dx() * 9 / 10; hottest < least || coldest < least {
		t.Errorf("%d pixels of the hot row are hot, %d of a cold one cold, of %d", hottest, coldest, Large.plot().Dx())
	}
}

// Whether clusters tower or the ground is nearly even, most of the map is dark
// and few cells share the last colour.
func TestScaleSuitsEveryMap(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, spread := range []float64{.3, 1, 2.5} {
		m := sample(bars(200, market.Minute, 60_000))
		r := filled(m, 0)
		for i := range r.Planes[market.Short] {
			r.Planes[market.Short][i] = float32(1e5 * math.Exp(spread*random.NormFloat64()))
		}
		s := measure(r)
		dark, last := 0, 0
		for _, usd := range r.Planes[market.Short] {
			switch i := s.index(float64(usd)); {
			case i < palette.Size*2/5:
				dark++
			case i == palette.Size-1:
				last++
			}
		}
		if n := len(r.Planes[market.Short]); dark < n/2 || last > n/100 || last == 0 {
			t.Errorf("spread %v: %d of %d cells are dark, %d of the last colour", spread, dark, n, last)
		}
	}
}

func TestCandleStandsAtItsPrices(t *testing.T) {
	list := bars(60, market.Minute, 60_000)
	rising := &list[30]
	*rising = market.Bar{Start: rising.Start, Open: 59_500, Close: 60_500, Low: 59_000, High: 61_000}
	m := sample(list)
	still := Draw(m, filled(m, 5))
	c := canvas{still, View(Large, list, m.Interval), Large.plot()}
	x := (c.x(rising.Start) + c.x(rising.Start+m.Interval)) / 2
	for p, ink := range map[market.Price]color.RGBA{60_000: rise, 59_250: wick, 60_750: wick} {
		if got := still.RGBAAt(x, c.y(p)); got != ink {
			t.Errorf("at %v stands %v, want %v", p, got, ink)
		}
	}
	if got := still.RGBAAt(x, c.y(61_100)); got == wick || got == rise {
		t.Error("the candle reaches above its high")
	}
}

func TestPictureIsTheSameTwice(t *testing.T) {
	m := sample(bars(3000, market.Minute, .00001234, 7, 8, 9))
	m.Title, m.Note = "a very long title "+string(make([]rune, 400)), "ü€ "+string(make([]rune, 900))
	r := filled(m, 300)
	if !bytes.Equal(Draw(m, r).Pix, Draw(m, r).Pix) {
		t.Error("two drawings of one map differ")
	}
}

func TestSentencesAreLeftOffWhole(t *testing.T) {
	const text = "By classic. Not calibrated, 1.26 of 2. Judged on much."
	for width, want := range map[int]string{5000: text, wide(fonts.small, text) - 1: "By classic. Not calibrated, 1.26 of 2.", 100: "By classic."} {
		if got := sentences(fonts.small, text, width); got != want {
			t.Errorf("%q in %d pixels", got, width)
		}
	}
	if got := sentences(fonts.small, "no sentence at all, and long", 60); wide(fonts.small, got) > 60 || got[:2] != "no" {
		t.Errorf("%q", got)
	}
}

func TestAnyBarsCanBeDrawn(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		low := math.Exp(random.Float64()*48 - 20.7)
		high := min(1e12, low*math.Exp(random.ExpFloat64()*random.Float64()*9))
		list := []market.Bar{{Start: market.Millis(random.IntN(1<<20)) * market.Hour, Open: market.Price(low), High: market.Price(high), Low: market.Price(low), Close: market.Price(high)}}
		next := list[0]
		next.Start += market.Hour * market.Millis(1+random.IntN(1<<16))
		m := sample(append(list, next))
		m.Interval = market.Hour
		Draw(m, filled(m, random.IntN(Large.plot().Dy())))
	}
}

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		bottom, top float64
		want        []string
	}{
		{60_120, 61_050, []string{"60,200", "60,400", "60,600", "60,800", "61,000"}},
		{81.3, 83.9, []string{"82", "83"}},
		{81.3, 83.5, []string{"81.5", "82.0", "82.5", "83.0", "83.5"}},
		{.0000121, .0000134, []string{"0.0000125", "0.0000130"}},
		{1.5, 150, []string{"2", "5", "10", "20", "50", "100"}},
	} {
		ticks, step := priceTicks(c.bottom, c.top, 5)
		var got []string
		for _, p := range ticks {
			got = append(got, price(p, step))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("from %v to %v: %q, want %q", c.bottom, c.top, got, c.want)
		}
	}
	for usd, want := range map[float64]string{0: "$0", 250: "$250", 2.5e5: "$250K", 1.25e6: "$1.25M", 4e7: "$40M", 999_999: "$1M", 1e9: "$1B"} {
		if got := dollars(usd); got != want {
			t.Errorf("%v is written %s, want %s", usd, got, want)
		}
	}
}

func TestTimesAreRound(t *testing.T) {
	const start market.Millis = 1_770_249_600_000 // 2026-02-05, a Thursday
	for _, c := range []struct {
		from, to market.Millis
		want     []string
	}{
		{start + 7*market.Minute, start + 31*market.Minute, []string{"00:10", "00:15", "00:20", "00:25", "00:30"}},
		{start - market.Hour, start + 26*market.Hour, []string{"5 Feb", "06:00", "12:00", "18:00", "6 Feb"}},
		{start, start + 40*market.Day, []string{"16 Feb", "2 Mar", "16 Mar"}},
		{start, start + 300*market.Day, []string{"Mar", "May", "Jul", "Sep", "Nov"}},
		{start, start + 1500*market.Day, []string{"2027", "2028", "2029", "2030"}},
	} {
		var got []string
		for _, m := range timeTicks(c.from, c.to, 5) {
			got = append(got, m.label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v to %v: %q, want %q", at(c.from), at(c.to), got, c.want)
		}
	}
}

// A mark is a light disc around its place; one beyond the picture stands at
// its edge.
func TestMarksStandAtTheirPlace(t *testing.T) {
	list := bars(60, market.Minute, 60_000)
	m := sample(list)
	m.Size, m.Marks = Small, []Mark{{list[30].Start, list[30].Close, 1}, {list[59].Start + market.Day, 1, 2}}
	var r grid.Raster
	r.Reset(View(Small, list, m.Interval))
	still := Draw(m, &r)
	if still.Bounds().Dx() != Small.Width || still.Bounds().Dy() != Small.Height {
		t.Fatalf("the picture is %v", still.Bounds())
	}
	plot := Small.plot()
	c := canvas{still, r.View, plot}
	for _, at := range [][2]int{{c.x(list[30].Start), c.y(list[30].Close)}, {plot.Max.X - markRadius - 3, plot.Max.Y - markRadius - 3}} {
		if got := still.RGBAAt(at[0]-markRadius+2, at[1]); got != label {
			t.Errorf("at %v stands %v", at, got)
		}
	}
}

// Pictures of what is known do not call it an estimate.
func TestTruthIsNoEstimate(t *testing.T) {
	m := sample(bars(60, market.Minute, 60_000))
	estimate := Draw(m, filled(m, 5))
	m.Truth = true
	if bytes.Equal(estimate.Pix, Draw(m, filled(m, 5)).Pix) {
		t.Error("truth and estimate look the same")
	}
}
