package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func built(t *testing.T) site {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"index.html": "<!doctype html>", "embed.html": "<p>", "assets/brink.0123456789.wasm": "\x00asm", "assets/brink.0123456789.wasm.br": "small", "first-visit.json": "{}",
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
		{"GET", "/assets/brink.0123456789.wasm", "gzip, br", 200, "Content-Encoding", "br"},
		{"GET", "/assets/brink.0123456789.wasm", "gzip", 200, "Content-Encoding", ""},
		{"HEAD", "/assets/brink.0123456789.wasm", "", 200, "Content-Length", "4"},
		{"GET", "/assets/brink.0123456789.wasm", "", 200, "Cache-Control", "public, max-age=31536000, immutable"},
		{"GET", "/assets/brink.0123456789.wasm", "", 200, "Content-Type", "application/wasm"},
		{"GET", "/assets/brink.0123456789.wasm.br", "", 404, "X-Content-Type-Options", "nosniff"},
		{"GET", "/../etc/passwd", "", 404, "", ""},
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
	r.Header.Set("If-None-Match", files["/index.html"].tag)
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
}

func TestFolderWithoutSite(t *testing.T) {
	if _, err := readSite(t.TempDir()); err == nil || !strings.Contains(err.Error(), "build.sh") {
		t.Errorf("%v", err)
	}
}
