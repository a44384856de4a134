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
	"strconv"
	"strings"
)

// site is the built site in memory: what is not in it cannot be asked for.
type site struct {
	files map[string]*file // by path
	rules []rule           // of the headers
}

// file is one answer, with its brotli where the build made one.
type file struct {
	content, brotli []byte
	kind            string // Content-Type
	tag             string // ETag
}

// kinds are the content types that machines disagree on.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
}

// readSite loads a folder.
func readSite(folder string) (*site, error) {
	files := map[string]*file{}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".br") || forHosts(entry.Name()) {
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
		f := &file{content: content, tag: `"` + hex.EncodeToString(sum[:8]) + `"`, kind: kinds[filepath.Ext(name)]}
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
	text, err := os.ReadFile(filepath.Join(folder, "_headers"))
	if err != nil {
		return nil, fmt.Errorf("the site's headers cannot be read: %w", err)
	}
	rules, err := parseHeaders(string(text))
	if err != nil {
		return nil, err
	}
	return &site{files, rules}, nil
}

// forHosts reports whether a file tells a host how to serve the others.
func forHosts(name string) bool { return name[0] == '_' || name[0] == '.' }

// reads reports whether a request is GET or HEAD, and refuses any other.
func reads(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	h := w.Header()
	h.Set("Allow", "GET, HEAD")
	h.Set("Cache-Control", "no-store")
	http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
	return false
}

// ServeHTTP answers GET and HEAD of the site's files.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	apply(s.rules, r.URL.Path, h)
	if !reads(w, r) {
		return
	}
	name := r.URL.Path
	if name == "/" || strings.HasPrefix(name, "/#") { // of a link whose "#" some program has escaped
		name = "/index.html"
	}
	f := s.files[name]
	if f == nil || path.Clean(name) != name {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "there is no such page", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
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
