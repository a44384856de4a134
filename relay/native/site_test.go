package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brink/relay/policy"
	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	venues "brink/wasm/venue"
)

// built is a small site under the headers that the real one has.
func built(t *testing.T) *site {
	t.Helper()
	headers, err := os.ReadFile("../../site/_headers")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, content := range map[string]string{
		"index.html": "<!doctype html>", "embed.html": "<p>", "assets/brink.0123456789.wasm": "\x00asm", "assets/brink.0123456789.wasm.br": "small", "first-visit.json": "{}",
		"_headers": string(headers), "_redirects": "/ /index.html 200", ".assetsignore": "*.br",
	} {
		at := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files, err := readSite(folder)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSite(t *testing.T) {
	files := built(t)
	for _, c := range []struct {
		method, path, accept string
		status               int
		header, value        string
	}{
		{"GET", "/", "", 200, "Content-Type", "text/html; charset=utf-8"},
		{"GET", "/index.html", "", 200, "Cache-Control", "no-cache"},
		{"GET", "/#v1&window=3d&end", "", 200, "Content-Type", "text/html; charset=utf-8"},
		{"GET", "/assets/brink.0123456789.wasm", "gzip, br", 200, "Content-Encoding", "br"},
		{"GET", "/assets/brink.0123456789.wasm", "gzip", 200, "Content-Encoding", ""},
		{"HEAD", "/assets/brink.0123456789.wasm", "", 200, "Content-Length", "4"},
		{"GET", "/assets/brink.0123456789.wasm", "", 200, "Cache-Control", "public, max-age=31536000, immutable"},
		{"GET", "/assets/brink.0123456789.wasm", "", 200, "Content-Type", "application/wasm"},
		{"GET", "/assets/brink.0123456789.wasm.br", "", 404, "X-Content-Type-Options", "nosniff"},
		{"GET", "/../etc/passwd", "", 404, "", ""},
		{"GET", "/assets/gone.0123456789.js", "", 404, "Cache-Control", "no-store"},
		{"GET", "/_headers", "", 404, "", ""},
		{"GET", "/_redirects", "", 404, "", ""},
		{"GET", "/.assetsignore", "", 404, "", ""},
		{"GET", "/missing", "", 404, "Cross-Origin-Opener-Policy", "same-origin"},
		{"POST", "/", "", 405, "Allow", "GET, HEAD"},
	} {
		r := httptest.NewRequest(c.method, "http://brink.test/", nil)
		r.URL.Path = c.path
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		files.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get(c.header) != c.value {
			t.Errorf("%s %s: %d, %s %q", c.method, c.path, w.Code, c.header, w.Header().Get(c.header))
		}
		if c.method == "HEAD" && w.Body.Len() != 0 {
			t.Errorf("HEAD %s has a body", c.path)
		}
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';") || !strings.HasSuffix(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", c.path, csp)
		}
	}
}

func TestUnchangedIsNotSentAgain(t *testing.T) {
	files := built(t)
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("If-None-Match", files.files["/index.html"].tag)
	w := httptest.NewRecorder()
	if files.ServeHTTP(w, r); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
}

func TestEmbedMayBeFramed(t *testing.T) {
	w := httptest.NewRecorder()
	built(t).ServeHTTP(w, httptest.NewRequest("GET", "/embed.html", nil))
	if !strings.HasSuffix(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") {
		t.Error("other sites cannot frame embed.html")
	}
	if strings.Count(w.Header().Get("Content-Security-Policy"), "default-src") != 1 {
		t.Error("embed.html has two policies, and the stricter one forbids frames")
	}
}

// But for who may frame it, the page in a frame is held as the others are.
func TestEmbedIsAsStrict(t *testing.T) {
	rules := built(t).rules
	other, embed := http.Header{}, http.Header{}
	apply(rules, "/", other)
	apply(rules, "/embed.html", embed)
	strict, _, _ := strings.Cut(other.Get("Content-Security-Policy"), "frame-ancestors")
	loose, _, _ := strings.Cut(embed.Get("Content-Security-Policy"), "frame-ancestors")
	if strict != loose || strict == "" {
		t.Errorf("embed.html: %s\nothers: %s", loose, strict)
	}
}

func TestHeadersThatMeanSomethingElseHere(t *testing.T) {
	for _, text := range []string{"X-A: b", "/*\n  X-A b", "/*\n  X-A:", "/:name\n  X-A: b", "/a/*/b\n  X-A: b", "https://a.example/\n  X-A: b"} {
		if _, err := parseHeaders(text); err == nil || !strings.Contains(err.Error(), "_headers, line") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRulesOfOnePathAdd(t *testing.T) {
	rules, err := parseHeaders("/*\n  A: 1\n  B: 2\n\n# a remark\n/b*\n  A: 3\n  ! B\n")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	if apply(rules, "/bc", h); h.Get("A") != "1, 3" || h.Get("B") != "" {
		t.Errorf("%v", h)
	}
	h = http.Header{}
	if apply(rules, "/c", h); h.Get("A") != "1" || h.Get("B") != "2" {
		t.Errorf("%v", h)
	}
}

func TestFolderWithoutSite(t *testing.T) {
	if _, err := readSite(t.TempDir()); err == nil || !strings.Contains(err.Error(), "build.sh") {
		t.Errorf("%v", err)
	}
}

// connects is where a page of a path may connect to, in order.
func connects(files *site, path string) []string {
	w := httptest.NewRecorder()
	files.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	for _, directive := range strings.Split(w.Header().Get("Content-Security-Policy"), "; ") {
		if list, ok := strings.CutPrefix(directive, "connect-src "); ok {
			return slices.Sorted(slices.Values(strings.Fields(list)))
		}
	}
	return nil
}

// pages are those that have an engine to run.
var pages = []string{"/", "/index.html", "/embed.html"}

// A page may connect to its own origin and to what the venues' plans name,
// and to nothing else.
func TestPagesReachThePlansAlone(t *testing.T) {
	want := map[string]bool{"'self'": true}
	for _, venue := range venues.Offered() {
		plan := codecs.PlanOf(venue)
		for _, call := range plan.Endpoints {
			want["https://"+call.Host] = true
		}
		for _, socket := range plan.Sockets([]string{"BTC"}, exchange.WantAll) {
			want["wss://"+socket.Host] = true
		}
	}
	for _, path := range pages {
		if got, want := connects(built(t), path), slices.Sorted(maps.Keys(want)); !slices.Equal(got, want) {
			t.Errorf("%s may connect to %v, the plans name %v", path, got, want)
		}
	}
}

// A page that is framed by others differs from the rest in that alone.
func TestFramedByOthers(t *testing.T) {
	files := built(t)
	csp := func(path string) string {
		w := httptest.NewRecorder()
		files.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return strings.Join(w.Header().Values("Content-Security-Policy"), ", ")
	}
	if framed, other := csp("/embed.html"), csp("/"); strings.Replace(framed, "frame-ancestors *", "frame-ancestors 'none'", 1) != other || framed == other {
		t.Errorf("%q beside %q", framed, other)
	}
}

// What is barred cannot be connected to, and the directives around it stand.
func TestBar(t *testing.T) {
	files := built(t)
	files.bar([]string{"hyperliquid", "binance", "binance-coinm", "gate", "deribit", "kraken", "lighter", "dydx", "bitget"})
	want := []string{"'self'", "https://api.bybit.com", "https://www.okx.com", "wss://stream.bybit.com", "wss://ws.okx.com"}
	for _, path := range pages {
		if got := connects(files, path); !slices.Equal(got, want) {
			t.Errorf("%s may connect to %v, want %v", path, got, want)
		}
	}
	w := httptest.NewRecorder()
	files.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if csp := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(csp, "wss://ws.okx.com; frame-ancestors 'none'") || !strings.HasPrefix(csp, "default-src 'none'; ") {
		t.Errorf("the policy is %q", csp)
	}
	all := built(t)
	all.bar(slices.Sorted(maps.Keys(policy.Upstreams())))
	if got := connects(all, "/"); !slices.Equal(got, []string{"'self'"}) {
		t.Errorf("with every venue relayed a page may connect to %v", got)
	}
}
