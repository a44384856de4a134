// Command facts prints what the edge relay's entry module shares with the
// policy and the table of venues, as a JavaScript module, so that it is written once. It knows nothing
// of requests.
package main

import (
	"fmt"

	"brink/relay/policy"
	"brink/wasm/venue"
)

func main() {
	fmt.Println("// Made of relay/policy by relay/release.sh.")
	fmt.Printf("export const upstreamTimeout = %d; // milliseconds that an upstream may take\n", policy.UpstreamSeconds*1000)
	fmt.Println("export const upstreamHead = { // the whole head of what upstreams are sent")
	for _, header := range policy.UpstreamHead {
		fmt.Printf("  %q: %q,\n", header.Name, header.Value)
	}
	fmt.Println("};")
	public := venue.Public()
	fmt.Printf("export const census = { ask: %q, stream: %q }; // of the venue whose positions are public\n", "https://"+public.REST+"/info", "wss://"+public.Stream+"/ws")
	fmt.Println("export const guards = { // what stands on every reply")
	for _, header := range policy.Always {
		fmt.Printf("  %q: %q,\n", header.Name, header.Value)
	}
	fmt.Println("};")
}
