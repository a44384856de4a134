package engine

// Shipped is the table of learned weights that the product comes with, as
// wasm/cmd/spectrum fitted it.
var Shipped = Table{
	Dated:   "2026-11-24",
	Weights: Weights{70051, 71168, 73857, 64600, 64584},
	Floor:   29399,
}
