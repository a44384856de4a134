package grid

import (
	"math"
	"sort"

	"brink/wasm/market"
)

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
// plane a side, column by column, lowest row first. A row holds the
// sum of its bins, a column the state after its last bar.
type Raster struct {
	View
	Planes [market.Sides][]float32 // USD, index column*Rows + row
	Filled []bool                  // per column: false where no bar was seen
	edges  []float64
	places []place // of the edges
	sums   []float64
}

// place is where a row border lies: in a bin, counted from the first of Span,
// and how far into it.
type place struct {
	bin  int
	part float64 // of the bin that lies below the border, in [0, 1)
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
	r.places = r.places[:0]
	lo := float64(floorBin(r.edges[0]))
	for _, edge := range r.edges {
		x := edge - lo
		r.places = append(r.places, place{int(x), x - float64(int(x))})
	}
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
// bin from+i, and there is nothing outside of them. They lie within Span.
func (r *Raster) Set(column int, side market.Side, from Bin, bins []float64) {
	r.Merge(r.Planes[side][column*r.Rows:(column+1)*r.Rows], from, bins)
	r.Filled[column] = true
}

// Merge sets dst, one figure a row, to the sums of native bins, as Set takes
// them. A bin that straddles a row border is split in proportion, so sums are
// kept. It returns the rows [first, end) that the bins reach; all others are
// zero.
func (r *Raster) Merge(dst []float32, from Bin, bins []float64) (first, end int) {
	lo, _ := r.Span()
	skip := int(from - lo)
	first = sort.Search(r.Rows, func(i int) bool { return r.places[i+1].bin >= skip })
	end = first + sort.Search(r.Rows-first, func(i int) bool { return r.places[first+i].bin >= skip+len(bins) })
	clear(dst[:first])
	clear(dst[end:])
	if first == end {
		return first, end
	}
	sums := r.running(bins)
	below := upTo(sums, r.places[first], skip)
	// The borders within the bins, then the last one. Four at a time: in
	// WebAssembly an iteration costs as much as its body.
	places, rows := r.places[first+1:end], dst[first:end]
	i := 0
	for ; i+4 <= len(places); i += 4 {
		p, row := places[i:i+4:i+4], rows[i:i+4:i+4]
		a := between(sums, p[0].bin-skip, p[0].part)
		b := between(sums, p[1].bin-skip, p[1].part)
		c := between(sums, p[2].bin-skip, p[2].part)
		d := between(sums, p[3].bin-skip, p[3].part)
		row[0] = risen(below, a)
		row[1] = risen(a, b)
		row[2] = risen(b, c)
		row[3] = risen(c, d)
		below = d
	}
	for ; i < len(places); i++ {
		above := between(sums, places[i].bin-skip, places[i].part)
		rows[i] = risen(below, above)
		below = above
	}
	rows[i] = risen(below, upTo(sums, r.places[end], skip))
	return first, end
}

// between is the running sum at a place after the i-th bin.
func between(sums []float64, i int, part float64) float64 {
	return sums[i] + part*(sums[i+1]-sums[i])
}

// risen is by how much a running sum has risen; less than nothing, which is
// rounding only, is zero. No branch, for the reason above.
func risen(below, above float64) float32 {
	bits := math.Float64bits(above - below)
	return float32(math.Float64frombits(bits &^ uint64(int64(bits)>>63)))
}

// BinOf is the native bin in the middle of a row.
func (r *Raster) BinOf(row int) Bin { return floorBin((r.edges[row] + r.edges[row+1]) / 2) }

// running is the sums of the first 0, 1, 2, ... bins.
func (r *Raster) running(bins []float64) []float64 {
	if cap(r.sums) < len(bins)+1 {
		r.sums = make([]float64, len(bins)+1)
	}
	sums := r.sums[:len(bins)+1]
	total := 0.0
	sums[0] = 0
	i := 0
	for ; i+4 <= len(bins); i += 4 { // unrolled: a loop's iteration is costly in WebAssembly
		b, s := bins[i:i+4:i+4], sums[i+1:i+5:i+5]
		s[0] = total + b[0]
		s[1] = s[0] + b[1]
		s[2] = s[1] + b[2]
		total = s[2] + b[3]
		s[3] = total
	}
	for ; i < len(bins); i++ {
		total += bins[i]
		sums[i+1] = total
	}
	return sums
}

// upTo is the running sum up to a row border, of sums that begin skip bins above
// the first of Span.
func upTo(sums []float64, p place, skip int) float64 {
	i := p.bin - skip
	switch {
	case i < 0:
		return 0
	case i >= len(sums)-1:
		return sums[len(sums)-1]
	}
	return between(sums, i, p.part)
}

func floorBin(x float64) Bin {
	k := Bin(x)
	if float64(k) > x {
		k--
	}
	return k
}
