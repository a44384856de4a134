// Package strconv is a part of internal/strconv in the browser's binary: its
// powers of ten, which the standard one lists, 11 KB that do not compress, are
// computed in half a millisecond.
//
// site/build.mjs puts this file in place of the one of its name by go build
// -overlay. No package imports it by this path.
package strconv

const (
	pow10Min = -348
	pow10Max = 347
)

// pow10Tab holds the first 128 bits of the powers of ten from pow10Min to
// pow10Max, the highest of them set, the rest cut off.
var pow10Tab [pow10Max - pow10Min + 1]uint128

// pow10Words is how many words of 32 bits a number takes whose first 128 bits
// are those of a power of ten: 5 to the power of 347 has 806 bits, and what is
// divided by 5 as often needs as many below the 128.
const pow10Words = 32

func init() {
	var number [pow10Words]uint32 // the last word is the highest
	number[0] = 1
	for power := 0; power <= pow10Max; power++ {
		pow10Tab[power-pow10Min] = highest(&number)
		var carry uint64
		for i := range number {
			carry += 5 * uint64(number[i])
			number[i], carry = uint32(carry), carry>>32
		}
	}
	number = [pow10Words]uint32{pow10Words - 1: 1 << 31}
	for power := -1; power >= pow10Min; power-- {
		var rest uint64
		for i := pow10Words - 1; i >= 0; i-- {
			rest = rest<<32 | uint64(number[i])
			number[i], rest = uint32(rest/5), rest%5
		}
		pow10Tab[power-pow10Min] = highest(&number)
	}
}

// highest is the first 128 bits of a number.
func highest(number *[pow10Words]uint32) uint128 {
	top := pow10Words - 1
	for number[top] == 0 {
		top--
	}
	var words [5]uint32 // from the highest
	for i := range words {
		if top >= i {
			words[i] = number[top-i]
		}
	}
	for words[0]>>31 == 0 {
		for i := range words {
			words[i] <<= 1
			if i+1 < len(words) {
				words[i] |= words[i+1] >> 31
			}
		}
	}
	return uint128{uint64(words[0])<<32 | uint64(words[1]), uint64(words[2])<<32 | uint64(words[3])}
}
