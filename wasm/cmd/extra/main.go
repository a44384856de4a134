//go:build !js

// Command extra is the second module of Brink in the browser; it runs nowhere
// else.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "extra: this command runs in a browser; ./build.sh run serves it")
	os.Exit(2)
}
