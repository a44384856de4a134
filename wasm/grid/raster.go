package grid

import "brink/wasm/market"

// Scale says how the rows of a raster divide the price axis.
type Scale uint8

// The two scales.
const (
	Logarithmic Scale = iota // rows of equal ratio
	Linear                   // rows of equal difference
)

// View is the part of the map that a raster shows.
type View struct {
	From    market.Millis // start of the first column
	Column  market.Millis // time of a column, a multiple of the bar's
	Columns int
	Bottom  market.Price // lower edge of the lowest row
	Top     market.Price // upper edge of the highest row
	Rows    int
	Scale   Scale
}

// Check returns nil for a view that a raster can have.
func (v *View) Check() *market.Fault {
	switch {
	case v.Columns < 1 || v.Rows < 1 || v.Columns > 1<<16 || v.Rows > 1<<14 || v.Columns*v.Rows > 1<<25:
		return &market.Fault{Code: "view-size-impossible", Sentence: "a picture needs at least one row and column, and at most 33 million cells"}
	case v.Column < 1:
		return &market.Fault{Code: "view-column-impossible", Sentence: "a column must last at least a millisecond"}
	case !Holds(v.Bottom) || !Holds(v.Top) || v.Bottom >= v.Top:
		return &market.Fault{Code: "view-prices-impossible", Sentence: "the prices of the view must be positive, finite and ascending"}
	}
	return nil
}

// Edges appends the Rows+1 row borders, ascending, as coordinates in bins.
func (v *View) Edges(dst []float64) []float64 {
	bottom, top := Coordinate(v.Bottom), Coordinate(v.Top)
	for i := 0; i <= v.Rows; i++ {
		f := float64(i) / float64(v.Rows)
		if v.Scale == Linear {
			p := float64(v.Bottom) + f*float64(v.Top-v.Bottom)
			dst = append(dst, Coordinate(market.Price(p)))
			continue
		}
		dst = append(dst, bottom+f*(top-bottom))
	}
	return dst
}

// Raster is a price x time picture of the dollars that a map expects: one
// plane a side, column by column, lowest row first. Cells are a stock: a row
// holds the sum of its bins, a column the state after its last bar.
type Raster struct {
	View
	Planes [market.Sides][]float32 // USD, index column*Rows + row
	Filled []bool                  // per column: false where no bar was seen
	edges  []float64
	sums   []float64
}

// Reset gives the raster a view and empties it, reusing its memory.
func (r *Raster) Reset(v View) {
	r.View = v
	n := v.Columns * v.Rows
	for s := range r.Planes {
		if cap(r.Planes[s]) < n {
			r.Planes[s] = make([]float32, n)
		}
		r.Planes[s] = r.Planes[s][:n]
		clear(r.Planes[s])
	}
	if cap(r.Filled) < v.Columns {
		r.Filled = make([]bool, v.Columns)
	}
	r.Filled = r.Filled[:v.Columns]
	clear(r.Filled)
	r.edges = v.Edges(r.edges[:0])
}

// Span is the range of native bins [lo, hi) that the view's rows touch.
func (r *Raster) Span() (lo, hi Bin) {
	return floorBin(r.edges[0]), floorBin(r.edges[r.Rows]) + 1
}

// ColumnOf is the index of the column that time t falls into; it may lie
// outside the raster.
func (v *View) ColumnOf(t market.Millis) int {
	d := t - v.From
	if d < 0 {
		return -1
	}
	return int(d / v.Column)
}

// Set fills one column of one side from native bins: bins[i] is the USD of
// bin lo+i, with lo and len(bins) those of Span.
func (r *Raster) Set(column int, side market.Side, bins []float64) {
	r.Merge(r.Planes[side][column*r.Rows:(column+1)*r.Rows], bins)
	r.Filled[column] = true
}

// Merge sets dst, one figure a row, to the sums of the native bins of Span. A
// bin that straddles a row border is split in proportion, so sums are kept.
func (r *Raster) Merge(dst []float32, bins []float64) {
	lo, _ := r.Span()
	if cap(r.sums) < len(bins)+1 {
		r.sums = make([]float64, len(bins)+1)
	}
	sums := r.sums[:len(bins)+1]
	total := 0.0
	sums[0] = 0
	for i, usd := range bins {
		total += usd
		sums[i+1] = total
	}
	below := upTo(sums, r.edges[0]-float64(lo))
	for i := range dst {
		above := upTo(sums, r.edges[i+1]-float64(lo))
		usd := above - below
		if usd < 0 { // rounding only: sums never fall
			usd = 0
		}
		dst[i] = float32(usd)
		below = above
	}
}

// upTo is the running sum at a fractional index.
func upTo(sums []float64, x float64) float64 {
	if x <= 0 {
		return 0
	}
	i := int(x)
	if i >= len(sums)-1 {
		return sums[len(sums)-1]
	}
	return sums[i] + (x-float64(i))*(sums[i+1]-sums[i])
}

func floorBin(x float64) Bin {
	k := Bin(x)
	if float64(k) > x {
		k--
	}
	return k
}
