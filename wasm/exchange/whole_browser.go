//go:build js && tinygo

package exchange

// Whole is false in what a browser loads: the compiler leaves out what depends on it.
const Whole = false
