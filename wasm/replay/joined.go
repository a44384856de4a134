package replay

import (
	"slices"
	"sort"

	"brink/wasm/market"
)

// barList collects a file's bars, which may be newest first, and in pieces
// that were joined by hand.
type barList struct {
	table      *table
	bars       []market.Bar
	rows       []int32 // of the bars
	piece      int     // index of the first bar of the piece at hand
	descending bool    // that piece is newest first, once it has two bars
	backwards  bool    // some piece is
	pieces     int
	repeated   int // rows that stood there before, figure by figure
}

// add appends the bar of the row at hand. Within a piece rows are ordered by
// time, one way or the other; a row that was read before is left out.
func (b *barList) add(bar market.Bar) *market.Fault {
	n := len(b.bars)
	if n > 0 && b.table.joined {
		b.piece = n
		b.pieces++
	}
	if n > b.piece {
		step := bar.Start - b.bars[n-1].Start
		if n == b.piece+1 && step != 0 {
			b.descending = step < 0
			b.backwards = b.backwards || b.descending
		} else if step == 0 || step < 0 != b.descending {
			return b.again(&bar)
		}
	}
	b.bars, b.rows = append(b.bars, bar), append(b.rows, int32(b.table.row))
	return nil
}

// again leaves out a row that stands in the piece already, and refuses one that
// does not belong where it stands.
func (b *barList) again(bar *market.Bar) *market.Fault {
	piece := b.bars[b.piece:]
	i := sort.Search(len(piece), func(i int) bool {
		return piece[i].Start == bar.Start || piece[i].Start > bar.Start != b.descending
	})
	t := b.table
	switch {
	case i == len(piece) || piece[i].Start != bar.Start:
		way := "earlier"
		if b.descending {
			way = "later"
		}
		t.spoil(0, "rows-out-of-order", "is "+way+" than the stamp of the row before, against the order of the file; sort the rows by time")
	case !same(&piece[i], bar):
		t.spoil(0, "stamp-duplicate", b.stands(b.piece+i))
	default:
		b.repeated++
	}
	return t.fault
}

func (b *barList) stands(i int) string {
	return "stands in row " + decimal(int64(b.rows[i])) + " as well, with other figures; take one of the two out"
}

// same reports whether two bars have the same figures.
func same(a, b *market.Bar) bool {
	return a.Start == b.Start && a.Open == b.Open && a.High == b.High && a.Low == b.Low && a.Close == b.Close && a.Volume == b.Volume &&
		a.Optional == b.Optional && a.TakerBuy == b.TakerBuy && a.OpenInterest == b.OpenInterest
}

// order puts the bars into the order of time, and leaves out those that two
// pieces share.
func (b *barList) order() *market.Fault {
	if b.pieces == 0 {
		if b.backwards {
			slices.Reverse(b.bars)
			slices.Reverse(b.rows)
		}
		return nil
	}
	sort.Stable(b)
	kept := 0
	for i := range b.bars {
		if kept > 0 && b.bars[kept-1].Start == b.bars[i].Start {
			if !same(&b.bars[kept-1], &b.bars[i]) {
				return &market.Fault{Code: "stamp-duplicate", Sentence: "row " + decimal(int64(b.rows[i])) + ", column " + b.table.columns[0].name + ": the stamp " + decimal(int64(b.bars[i].Start)) + " " + b.stands(kept-1)}
			}
			b.repeated++
			continue
		}
		b.bars[kept], b.rows[kept] = b.bars[i], b.rows[i]
		kept++
	}
	b.bars, b.rows = b.bars[:kept], b.rows[:kept]
	return nil
}

// Len, Less and Swap order the bars by time.
func (b *barList) Len() int           { return len(b.bars) }
func (b *barList) Less(i, j int) bool { return b.bars[i].Start < b.bars[j].Start }
func (b *barList) Swap(i, j int) {
	b.bars[i], b.bars[j] = b.bars[j], b.bars[i]
	b.rows[i], b.rows[j] = b.rows[j], b.rows[i]
}
