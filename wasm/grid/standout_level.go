package grid

import "math"

// Stand-outs as bytes: 0 is nothing; level 1 begins at an eighth, with 32 steps
// an octave that are equal within it.
const (
	standoutBase = 0x3e000000 // bits of 1/8
	standoutStep = 18         // bits that a step leaves out
)

// StandoutLevel is the level of a stand-out.
func StandoutLevel(ratio float64) byte {
	if !(ratio > 0) {
		return 0
	}
	return levelOf(ratio)
}

// levelOf is that of what holds mass. Beyond any number is the last level.
func levelOf(ratio float64) byte {
	bits := int32(math.Float32bits(float32(ratio)))
	return byte(min(max((bits-standoutBase)>>standoutStep+1, 1), 255))
}

// StandoutOf is the stand-out in the middle of a level; 0 of level 0.
func StandoutOf(level byte) float64 {
	if level == 0 {
		return 0
	}
	return float64(math.Float32frombits(standoutBase + (uint32(level)-1)<<standoutStep + 1<<(standoutStep-1)))
}
