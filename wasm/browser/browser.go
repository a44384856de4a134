//go:build !js

// Package browser is the only home of syscall/js. Elsewhere than in a browser
// there is nothing in it.
package browser
