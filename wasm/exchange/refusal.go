package exchange

import (
	"bytes"

	"brink/wasm/market"
)

// BannedUntil is the time, by the venue's clock, up to which the body of a refusal
// says that the address is banned; 0 where it does not say one.
func BannedUntil(body []byte) market.Millis {
	_, rest, ok := bytes.Cut(body, []byte("banned until "))
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	t, number := ParseWhole(rest[:end])
	const first = 1_000_000_000_000 // in 2001; below are seconds, which no venue writes
	if !ok || !number || t < first {
		return 0
	}
	return market.Millis(t)
}
