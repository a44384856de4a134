package wire

import "math"

// Levels are dollars in one byte: 0 is less than MinLevel, and each octave above
// it has eight steps, by the first three bits of a float's mantissa. So they
// cost a shift to make, and a shader reads them back the same way.
const (
	MinLevel     = 64
	minLevelBits = 0x42800000 // of float32(MinLevel)
	levelBits    = 20
)

// Level is the byte of an amount of USD; of one beyond the highest level, 255.
func Level(usd float32) byte {
	if !(usd >= MinLevel) {
		return 0
	}
	level := (math.Float32bits(usd)-minLevelBits)>>levelBits + 1
	if level > 255 {
		return 255
	}
	return byte(level)
}

// Dollars is the middle of the amounts of a level, USD; 0 of level 0.
func Dollars(level byte) float64 {
	if level == 0 {
		return 0
	}
	low := minLevelBits + (uint32(level)-1)<<levelBits
	return (float64(math.Float32frombits(low)) + float64(math.Float32frombits(low+1<<levelBits))) / 2
}
