package listing

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"brink/relay/policy"
)

func TestListing(t *testing.T) {
	handler := Handler()
	ask := func(method string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(method, policy.Prefix, nil))
		return w
	}
	if w := ask("POST"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("POST: %d %v", w.Code, w.Header())
	}
	if w := ask("HEAD"); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", w.Code, w.Body.Len())
	}
	w := ask("GET") // after a refusal, which must not have changed it
	var listed struct{ Only, Addresses []string }
	if err := json.Unmarshal(w.Body.Bytes(), &listed); err != nil {
		t.Fatal(err)
	}
	want := policy.Addresses()
	slices.Sort(want)
	if w.Code != http.StatusOK || !slices.Equal(listed.Addresses, want) || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %v: %d addresses", w.Code, w.Header(), len(listed.Addresses))
	}
	if listed.Only == nil || len(listed.Only) != 0 {
		t.Errorf("asked here alone: %v", listed.Only)
	}
}

// What is asked here alone goes by the page's names, each once.
func TestOnly(t *testing.T) {
	w := httptest.NewRecorder()
	Handler("okx", "bybit", "okx").ServeHTTP(w, httptest.NewRequest("GET", policy.Prefix, nil))
	var listed struct{ Only, Addresses []string }
	if err := json.Unmarshal(w.Body.Bytes(), &listed); err != nil {
		t.Fatal(err)
	}
	if want := []string{"bybit", "bybit-inverse", "okx"}; !slices.Equal(listed.Only, want) || len(listed.Addresses) != len(policy.Addresses()) {
		t.Errorf("%v, want %v; %d addresses", listed.Only, want, len(listed.Addresses))
	}
}
