package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// The list of accounts is the file as it is when somebody asks, and nothing
// where there is none, or one that is too large.
func TestCensus(t *testing.T) {
	name := filepath.Join(t.TempDir(), "list.bin")
	other := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "other", http.StatusTeapot) })
	ask := func(method, path, file string) (int, string, http.Header) {
		w := httptest.NewRecorder()
		route(other, other, file, other, nil).ServeHTTP(w, httptest.NewRequest(method, path, nil))
		body, _ := io.ReadAll(w.Body)
		return w.Code, string(body), w.Header()
	}
	if status, body, _ := ask("GET", censusPath, ""); status != http.StatusNoContent || body != "" {
		t.Error("without a file:", status, body)
	}
	if status, _, _ := ask("GET", censusPath, name); status != http.StatusNoContent {
		t.Error("before it is written:", status)
	}
	for _, content := range []string{"brinkcs1 one", "brinkcs1 another"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, body, h := ask("GET", censusPath, name); status != http.StatusOK || body != content || h.Get("Cache-Control") != censusKept {
			t.Error(status, body, h)
		}
		if status, body, _ := ask("HEAD", censusPath, name); status != http.StatusOK || body != "" {
			t.Error("HEAD:", status, body)
		}
	}
	if status, _, _ := ask("POST", censusPath, name); status != http.StatusMethodNotAllowed {
		t.Error("POST:", status)
	}
	if status, _, _ := ask("GET", "/census/other.bin", name); status != http.StatusTeapot {
		t.Error("another path:", status)
	}
	if err := os.WriteFile(name, make([]byte, largestCensus+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := ask("GET", censusPath, name); status != http.StatusNoContent {
		t.Error("too large:", status)
	}
}
