package score

import (
	"strconv"

	"brink/wasm/market"
)

// Observed is what was liquidated in one interval by side, as feeds published
// it. Start is the interval's first millisecond.
type Observed struct {
	Start market.Millis
	USD   [market.Sides]market.USD
}

// Mode says what a forecast may know (engine/MODEL.md 8).
type Mode string

// The two exams, never mixed.
const (
	Nowcast Mode = "nowcast" // the state advances bar by bar inside the interval
	Ahead   Mode = "ahead"   // everything but the path is frozen at the interval's start
)

// Elements are what a forecast is judged on: one an interval and side, ascending
// in time, longs before shorts.
type Elements struct {
	Times []market.Millis // the interval's start
	Sides []market.Side
	Y     []float64 // liquidated USD
	spans []span    // one per two elements
}

// span is an interval's bars [first, end).
type span struct{ first, end int }

// Len is the number of elements.
func (e *Elements) Len() int { return len(e.Y) }

// Cut returns the elements whose intervals start in [from, to).
func (e *Elements) Cut(from, to market.Millis) (first, end int) {
	for first < len(e.Times) && e.Times[first] < from {
		first++
	}
	end = first
	for end < len(e.Times) && e.Times[end] < to {
		end++
	}
	return first, end
}

// Join matches liquidations with the bars of their intervals: one element a
// side for each row that starts at or after from and whose bars are complete.
// Rows that the bars do not cover, or with a gap in them, are left out.
// The length of the rows must be a multiple of the bars'.
func Join(bars []market.Bar, interval market.Millis, rows []Observed, length market.Millis, from market.Millis) (*Elements, *market.Fault) {
	if length < interval || length%interval != 0 {
		return nil, &market.Fault{Code: "intervals-mismatched", Sentence: "liquidations of " + minutes(length) + " cannot be joined with bars of " + minutes(interval) + ": the first must be a multiple of the second"}
	}
	per := int(length / interval)
	e := &Elements{}
	at := 0
	for _, row := range rows {
		if row.Start < from {
			continue
		}
		for at < len(bars) && bars[at].Start < row.Start {
			at++
		}
		end := at + per
		if end > len(bars) || bars[at].Start != row.Start || bars[end-1].Start != row.Start+length-interval {
			continue
		}
		e.spans = append(e.spans, span{at, end})
		for side := range market.Side(market.Sides) {
			e.Times = append(e.Times, row.Start)
			e.Sides = append(e.Sides, side)
			e.Y = append(e.Y, float64(row.USD[side]))
		}
	}
	return e, nil
}

func minutes(t market.Millis) string {
	return strconv.FormatInt(int64(t/market.Minute), 10) + " minutes"
}
