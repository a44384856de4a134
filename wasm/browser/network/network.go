//go:build !js

// Package network is what the second module needs of the network and the clock.
// Elsewhere than in a browser there is nothing in it.
package network
