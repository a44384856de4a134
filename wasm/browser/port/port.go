//go:build !js

// Package port is a worker's end of its page, and what all of the browser's
// programs need of JavaScript. Elsewhere than in a browser there is nothing in it.
package port
