package grid

import "math"

// Stand-outs as bytes: 0 is nothing; level 1 begins at an eighth, with 32 steps
// an octave that are equal within it.
const (
	standoutBase = 0x3fc00000_00000000 // bits of 1/8
	standoutStep = 47                  // bits that a step leaves out
)

// StandoutLevel is the level of a stand-out.
func StandoutLevel(ratio float64) byte {
	if !(ratio > 0) {
		return 0
	}
	return levelOf(ratio)
}

// levelOf is that of what holds mass. Beyond any number is the last level. No
// branches: it is called for each cell of a map.
func levelOf(ratio float64) byte {
	above := (int64(math.Float64bits(ratio)) - standoutBase) >> standoutStep
	above &^= above >> 63
	above -= 254
	return byte(above&(above>>63) + 255)
}

// plainLevel is that of a mean over one of surroundings about which nothing is cut:
// these hold it, so that it is below any level that a byte has not.
func plainLevel(ratio float64) byte {
	above := (int64(math.Float64bits(ratio)) - standoutBase) >> standoutStep
	return byte(above&^(above>>63) + 1)
}

// StandoutOf is the stand-out in the middle of a level; 0 of level 0.
func StandoutOf(level byte) float64 {
	if level == 0 {
		return 0
	}
	return math.Float64frombits(standoutBase + (uint64(level)-1)<<standoutStep + 1<<(standoutStep-1))
}
