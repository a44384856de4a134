// Package score examines maps: what a forecast of liquidated dollars was
// worth once the dollars are known, against baselines, with intervals
// (engine/MODEL.md 8). Exams are free functions on plain arrays with their
// randomness handed in; it knows no file, venue or clock.
package score

import "brink/wasm/information"

// Interval is an estimate with the bounds of its 95 % interval.
type Interval = information.Interval

// Status says whether an exam judged.
type Status = information.Status

// What an exam may say of itself (engine/MODEL.md 8).
const (
	Judged       = information.Judged
	Undersampled = information.Undersampled
	NotValid     = information.NotValid
)

// resampled is information.Resample from the generator of every report.
func resampled(days int, figure func(pick func(int) int) float64) Interval {
	return information.Resample(days, figure, generator())
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}
