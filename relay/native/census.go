package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"time"

	venues "brink/wasm/venue"
)

// censusPath is where a page finds a list of accounts to begin with, of the
// venue whose positions are public (wasm/census). The edge twin answers it too.
var censusPath = "/census/" + venues.Public().Relay + ".bin"

// The largest list that is handed out, and how long it may be kept.
const (
	largestCensus = 300_000
	censusKept    = "public, max-age=600"
)

// census answers GET and HEAD of censusPath with a file that somebody else
// writes (wasm/cmd/census -out), as it is then; with status 204 where there is
// none, or one that is too large.
func census(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		if !reads(w, r) {
			return
		}
		h.Set("Cache-Control", censusKept)
		var list []byte
		if name != "" {
			list, _ = os.ReadFile(filepath.Clean(name)) // one that cannot be read is as good as none
		}
		if len(list) == 0 || len(list) > largestCensus {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(list))
	})
}
