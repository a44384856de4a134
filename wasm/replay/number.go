package replay

import "brink/wasm/market"

// parse is market.Decimal for texts of the length that a file may hold.
func parse(field []byte) (float64, bool) {
	const longest = 512 // above any float64 written out
	if len(field) > longest {
		return 0, false
	}
	return market.Decimal(field)
}
