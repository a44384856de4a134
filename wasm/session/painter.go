package session

import (
	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// painter turns timelines into frames and keeps the memory for it: after the
// first frame it allocates nothing but the messages.
type painter struct {
	raster grid.Raster               // for its rows; its planes are not used
	bins   [engine.Classes][]float64 // USD of the bins from from on, by class
	from   grid.Bin
	// What stands in these bins and in those that surround them, from around on.
	standing []float64
	around   grid.Bin
	mass     grid.Standout
	levels   []byte // of the bins of the view, both sides of each; empty between columns
	runs     []run
	row      []float32
	total    []float32
	perBin   float32  // what a row's sum is multiplied with to be that of one bin
	counts   [256]int // of cells on screen by their level
	visible  [4]int   // first and end column, first and end row of what is on screen
}

// run is rows whose middles lie in bins one after the other, counted from the first
// of the view's.
type run struct{ row, bin, count int }

// frame draws the view of m, a part of the viewport, into a message that begins
// as m and that the caller owns. The forming bar, nil where there is none, is an
// overlay of its own column: the map as it is, less what the bar has crossed.
func (p *painter) frame(timeline *engine.Timeline, m wire.Frame, viewport *wire.Viewport, forming *market.Bar) []byte {
	v := m.View
	p.begin(&v, viewport.Visible)
	cells := v.Columns * v.Rows * wire.CellSize
	m.Filled = make([]byte, v.Columns)
	head := m.Append(nil)
	message := make([]byte, len(head)+cells)
	head = head[:len(head)-wire.FrameCounts] // the planes' own counts are written by PlanesOf
	copy(message, head)
	planes, standouts := wire.PlanesOf(message, &v)
	filled := message[len(head)-v.Columns : len(head)]
	lo, hi := p.raster.Span()
	overlaid := -1
	if forming != nil {
		overlaid = v.ColumnOf(forming.Start)
	}
	timeline.Columns(&v, func(c int, e *engine.Engine) {
		filled[c] = wire.ColumnComplete
		if c == overlaid {
			return // drawn below: what the forming bar has crossed is gone, whenever it came
		}
		for side := range market.Side(market.Sides) {
			p.read(e, side, lo, hi, viewport.Venues)
			p.column(planes[side], c, &v)
			p.standout(side)
		}
		p.place(standouts, c, &v)
	})
	timeline.Lacking(&v, viewport.Venues, func(c int) {
		if filled[c] == wire.ColumnComplete {
			filled[c] = wire.ColumnPartial
		}
	})
	if c := overlaid; c >= 0 && c < v.Columns {
		if filled[c] == wire.ColumnEmpty {
			filled[c] = wire.ColumnComplete
		}
		for side := range market.Side(market.Sides) {
			p.read(timeline.Live(), side, lo, hi, viewport.Venues)
			p.clearCrossed(side, forming)
			p.column(planes[side], c, &v)
			p.standout(side)
		}
		p.place(standouts, c, &v)
	}
	wire.SetScale(message, p.quantile(1./3), p.quantile(1-1./200))
	return message
}

// begin prepares for the columns of a view, of which an area is on screen.
func (p *painter) begin(v *grid.View, visible wire.Area) {
	p.mass.Coarse = grid.Coarse(v.Column)
	p.setVisible(v, visible)
	rows := *v
	rows.Columns = 1
	p.raster.Reset(rows)
	lo, hi := p.raster.Span()
	p.levels = resized(p.levels, int(hi-lo)*market.Sides)
	clear(p.levels)
	p.runs = p.runs[:0]
	for row := range v.Rows {
		bin := int(p.raster.BinOf(row) - lo)
		if n := len(p.runs) - 1; n >= 0 && p.runs[n].bin+p.runs[n].count == bin {
			p.runs[n].count++
			continue
		}
		p.runs = append(p.runs, run{row, bin, 1})
	}
	p.counts = [256]int{}
	p.row, p.total = resized(p.row, v.Rows), resized(p.total, v.Rows)
	p.perBin = float32(float64(v.Rows) / (grid.Coordinate(v.Top) - grid.Coordinate(v.Bottom)))
}

// read takes the dollars of one side in the bins [lo, hi), and what stands there
// and around them.
func (p *painter) read(e *engine.Engine, side market.Side, lo, hi grid.Bin, venues uint32) {
	reach := grid.Bin(p.mass.Reach())
	var end grid.Bin
	p.around, end = e.Within(side, lo-reach, hi+reach)
	p.standing = resized(p.standing, int(end-p.around))
	p.from, end = e.Within(side, lo, hi)
	for class := range p.bins {
		p.bins[class] = resized(p.bins[class], int(end-p.from))
	}
	e.PartsAndStanding(&p.bins, side, p.from, p.standing, p.around, venues)
}

// resized is memory of length n, that of s where it is enough.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	return s[:n]
}

// setVisible finds the cells that are on screen; where the area misses the view,
// all of them.
func (p *painter) setVisible(v *grid.View, s wire.Area) {
	p.visible = [4]int{0, v.Columns, 0, v.Rows}
	if first, end := v.ColumnOf(s.From), v.ColumnOf(s.To-1)+1; max(first, 0) < min(end, v.Columns) {
		p.visible[0], p.visible[1] = max(first, 0), min(end, v.Columns)
	}
	if !grid.Holds(s.Bottom) || !grid.Holds(s.Top) {
		return
	}
	bottom := grid.Coordinate(v.Bottom)
	row := (grid.Coordinate(v.Top) - bottom) / float64(v.Rows)
	if first, end := int((grid.Coordinate(s.Bottom)-bottom)/row), int((grid.Coordinate(s.Top)-bottom)/row); max(first, 0) < min(end, v.Rows) {
		p.visible[2], p.visible[3] = max(first, 0), min(end, v.Rows)
	}
}

// quantile is what this share of the cells with heat does not exceed.
func (p *painter) quantile(share float64) market.USD {
	all := 0
	for _, n := range p.counts[1:] {
		all += n
	}
	left := int(share * float64(all))
	for level := 1; level < len(p.counts); level++ {
		if left -= p.counts[level]; left < 0 {
			return market.USD(wire.Dollars(byte(level)))
		}
	}
	return 0
}

// clearCrossed empties the bins that the forming bar has crossed.
func (p *painter) clearCrossed(side market.Side, bar *market.Bar) {
	empty := func(bins []float64, first grid.Bin) {
		from, to := 0, int(grid.Of(bar.High)-first)+1
		if side == market.Long {
			from, to = int(grid.Of(bar.Low)-first), len(bins)
		}
		if from, to = max(from, 0), min(to, len(bins)); from < to {
			clear(bins[from:to])
		}
	}
	for class := range p.bins {
		empty(p.bins[class], p.from)
	}
	empty(p.standing, p.around)
}

// column writes the levels of one column of a plane: the mean of a native bin
// over each row, so that a level means the same however far one has zoomed.
func (p *painter) column(plane []byte, c int, v *grid.View) {
	out := plane[c*v.Rows*wire.Channels : (c+1)*v.Rows*wire.Channels]
	row, total := p.row[:v.Rows], p.total[:v.Rows]
	clear(total)
	from, end := p.raster.Span()
	from, end = p.held(from), p.held(end)
	for class := range p.bins {
		first, end := p.raster.Merge(row, p.from+from, p.bins[class][from:end])
		for i := first; i < end; i++ {
			usd := row[i]
			if usd == 0 {
				continue
			}
			usd *= p.perBin
			total[i] += usd
			out[i*wire.Channels+class] = wire.Level(usd)
		}
	}
	if c < p.visible[0] || c >= p.visible[1] {
		return
	}
	for _, usd := range total[p.visible[2]:p.visible[3]] {
		p.counts[wire.Level(usd)]++
	}
}

// standoutAt is how far one side stands out at a bin of columns of a length.
func (p *painter) standoutAt(e *engine.Engine, side market.Side, bin grid.Bin, venues uint32, column market.Millis, forming *market.Bar) float64 {
	p.mass.Coarse = grid.Coarse(column)
	p.read(e, side, bin, bin+1, venues)
	if forming != nil {
		p.clearCrossed(side, forming)
	}
	p.mass.Read(p.standing)
	return p.mass.At(int(bin - p.around))
}

// held is the place of a bin in what was read, held within it.
func (p *painter) held(k grid.Bin) grid.Bin { return min(max(k-p.from, 0), grid.Bin(len(p.bins[0]))) }

// standout takes how far one side stands out in the bins of the view into levels.
func (p *painter) standout(side market.Side) {
	p.mass.Read(p.standing)
	lo, hi := p.raster.Span()
	first, end := max(lo, p.around), min(hi, p.around+grid.Bin(len(p.standing)))
	if first < end {
		p.mass.Levels(p.levels[int(first-lo)*market.Sides+int(side):], int(first-p.around), int(end-first))
	}
}

// place writes the levels that both sides have by now into the rows of a column.
func (p *painter) place(plane []byte, c int, v *grid.View) {
	out := plane[c*v.Rows*market.Sides : (c+1)*v.Rows*market.Sides]
	for _, r := range p.runs {
		copy(out[r.row*market.Sides:], p.levels[r.bin*market.Sides:(r.bin+r.count)*market.Sides])
	}
	clear(p.levels)
}
