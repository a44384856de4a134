package score

import "brink/wasm/engine"

// shippedTables are the shipped weights as priors: with the mass, and
// without.
func shippedTables(Mode) (with, without *Table) {
	w := engine.Shipped.Weights[:]
	return &Table{w, engine.Shipped.Floor}, &Table{w[engine.Zones:], engine.Shipped.Floor}
}
