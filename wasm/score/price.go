package score

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// PriceBucket is the forced orders of an interval with the range of prices
// they were sent at.
type PriceBucket struct {
	Start     market.Millis
	Low, High market.Price
	USD       [market.Sides]market.USD
}

// PriceReport is the price test (engine/MODEL.md 8): the USD-weighted mean of
// ln(the share of a forecast, within the traded range, that lies in the range
// of observed prices). Zero would be a forecast wholly inside it.
type PriceReport struct {
	Buckets  int     `json:"buckets"`
	Learned  float64 `json:"learned"`
	Classic  float64 `json:"classic"`
	Uniform  float64 `json:"uniform"`
	Ramp     float64 `json:"ramp"`
	Estimate string  `json:"estimate"`
}

// evenShare is the part of every forecast that is spread evenly over the range,
// so that none calls a price impossible.
const evenShare = .05

// Prices runs the price test over the buckets that start in [from, to) and whose
// bars are complete; to 0 is the end of the data. The maps are frozen at each
// bucket's start.
func Prices(bars []market.Bar, interval market.Millis, buckets []PriceBucket, length market.Millis, from, to market.Millis) (*PriceReport, *market.Fault) {
	if length < interval || length%interval != 0 {
		return nil, &market.Fault{Code: "intervals-mismatched", Sentence: "order prices of " + minutes(length) + " cannot be joined with bars of " + minutes(interval) + ": the first must be a multiple of the second"}
	}
	if to == 0 {
		to = math.MaxInt64
	}
	maps := [2]*engine.Engine{engine.New(&engine.Learned, interval, 1), engine.New(&engine.Classic, interval, 1)}
	report := &PriceReport{Estimate: estimate}
	var sums [4]float64
	var dollars float64
	at := 0
	for _, b := range buckets {
		for at < len(bars) && bars[at].Start < b.Start {
			for _, e := range maps {
				if fault := e.Step(0, &bars[at]); fault != nil {
					return nil, fault
				}
			}
			at++
		}
		end := at + int(length/interval)
		if b.Start < from || b.Start >= to || at == 0 || end > len(bars) || bars[at].Start != b.Start || bars[end-1].Start != b.Start+length-interval {
			continue
		}
		low, high := bars[at].Low, bars[at].High
		for _, bar := range bars[at:end] {
			low, high = min(low, bar.Low), max(high, bar.High)
		}
		report.Buckets++
		for side := range market.Side(market.Sides) {
			usd := float64(b.USD[side])
			if usd == 0 {
				continue
			}
			r := bucketRange{grid.Of(low), grid.Of(high) + 1, grid.Of(max(b.Low, low)), grid.Of(min(b.High, high)) + 1}
			if r.seenTo <= r.seenFrom {
				continue // orders wholly outside the traded range cannot be judged
			}
			dollars += usd
			for i, e := range maps {
				heat := make([]float64, r.to-r.from)
				e.Heat(heat, side, r.from, engine.Everything)
				sums[i] += usd * r.logShare(heat)
			}
			sums[2] += usd * r.logShare(nil)
			sums[3] += usd * r.logShare(ramp(r, side, grid.Of(bars[at].Open)))
		}
	}
	if dollars == 0 {
		return nil, &market.Fault{Code: "prices-empty", Sentence: "no forced orders with prices lie in the period to judge"}
	}
	report.Learned, report.Classic, report.Uniform, report.Ramp = sums[0]/dollars, sums[1]/dollars, sums[2]/dollars, sums[3]/dollars
	return report, nil
}

// bucketRange is the traded bins [from, to) and those of observed orders.
type bucketRange struct{ from, to, seenFrom, seenTo grid.Bin }

// logShare is the logarithm of the part of a forecast over the traded bins
// that lies in the observed ones; nil is even.
func (r *bucketRange) logShare(forecast []float64) float64 {
	even := float64(r.seenTo-r.seenFrom) / float64(r.to-r.from)
	inside, all := 0.0, 0.0
	for i, usd := range forecast {
		all += usd
		if k := r.from + grid.Bin(i); k >= r.seenFrom && k < r.seenTo {
			inside += usd
		}
	}
	if all == 0 {
		return math.Log(even)
	}
	return math.Log((1-evenShare)*inside/all + evenShare*even)
}

// ramp falls linearly from the end of the range that liquidates a side to
// the bucket's open.
func ramp(r bucketRange, side market.Side, open grid.Bin) []float64 {
	out := make([]float64, r.to-r.from)
	for i := range out {
		k := r.from + grid.Bin(i)
		if side == market.Long && k <= open {
			out[i] = float64(open-k) + 1
		} else if side == market.Short && k >= open {
			out[i] = float64(k-open) + 1
		}
	}
	return out
}
