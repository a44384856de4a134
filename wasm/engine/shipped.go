package engine

// Shipped is the table of learned weights that the product comes with, as
// wasm/cmd/spectrum fitted it.
var Shipped = Table{
	Dated:   "2026-11-24",
	Weights: Weights{61941, 72004, 91321, 71810, 127169, 264496, 677325, 33559, 310, 0, 1863861, 947051},
	Floor:   20000,
}
