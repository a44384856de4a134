package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// site is the built site in memory: what is not in it cannot be asked for.
type site map[string]*file

// file is one answer, with its brotli where the build made one.
type file struct {
	content, brotli []byte
	kind            string // Content-Type
	tag             string // ETag
	forever         bool   // its name changes with its content
}

var hashed = regexp.MustCompile(`\.[0-9a-f]{8,}\.[a-z0-9]+$`)

// kinds are the content types that machines disagree on.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
}

// readSite loads a folder.
func readSite(folder string) (site, error) {
	files := site{}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".br") {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		f := &file{content: content, tag: `"` + hex.EncodeToString(sum[:8]) + `"`, forever: hashed.MatchString(name), kind: kinds[filepath.Ext(name)]}
		if f.kind == "" {
			f.kind = mime.TypeByExtension(filepath.Ext(name))
		}
		if small, err := os.ReadFile(name + ".br"); err == nil {
			f.brotli = small
		}
		files["/"+filepath.ToSlash(inside)] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the site cannot be read: %w", err)
	}
	if files["/index.html"] == nil {
		return nil, fmt.Errorf("there is no built site in %s; ./build.sh release makes one", folder)
	}
	return files, nil
}

// contentPolicy is the content-security policy of every page: nothing but our own
// files, and connections to the exchanges and the relay that served the page.
const contentPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; connect-src 'self' " +
	"https://fapi.binance.com https://api.bybit.com https://api.bytick.com https://www.okx.com https://api.hyperliquid.xyz " +
	"wss://fstream.binance.com wss://stream.bybit.com wss://ws.okx.com wss://api.hyperliquid.xyz; frame-ancestors "

// ServeHTTP answers GET and HEAD of the site's files.
func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	framed := "'none'"
	if r.URL.Path == "/embed.html" {
		framed = "*"
	}
	h.Set("Content-Security-Policy", contentPolicy+framed)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	name := r.URL.Path
	if name == "/" {
		name = "/index.html"
	}
	f := s[name]
	if f == nil || path.Clean(name) != name {
		http.Error(w, "there is no such page", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	if h.Set("Cache-Control", "no-cache"); f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content := f.content
	if f.brotli != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
		h.Set("Content-Encoding", "br")
		content = f.brotli
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(content) // a reader that went away is no news
	}
}
