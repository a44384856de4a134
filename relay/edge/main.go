// Command edge is the part of the edge relay that is a whole http.Handler on
// Cloudflare's runtime, by way of syumai/workers: the listing, asked for
// rarely. One Go instance is made for a request, which costs more than the
// free plan gives one, so what is asked for often is decided by the reactor
// in verdict and done by the entry module.
package main

import (
	"github.com/syumai/workers"

	"brink/relay/listing"
)

func main() { workers.Serve(listing.Handler()) }
