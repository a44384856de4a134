//go:build !js

// Command app is Brink in the browser; it runs nowhere else.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "app: this command runs in a browser; ./build.sh run serves it")
	os.Exit(2)
}
