//go:build conformance

package conformance

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// guards are the headers that both hosts must send alike with every file.
var guards = []string{
	"Content-Type", "Cache-Control", "Content-Security-Policy", "Cross-Origin-Opener-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
}

// TestFiles asks the native twin and the platform's own code for every file of
// the site: the same bytes under the same headers, one page alone that others
// may frame, and no file that is not for visitors.
func TestFiles(t *testing.T) {
	native, err := StartNative(*nativeBinary, filepath.Join(root, "dist/site"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(native.Stop)
	platform, err := StartWrangler(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(platform.Stop)
	files := published(t)
	asset := files[slices.IndexFunc(files, func(name string) bool { return path.Ext(name) == ".wasm" })]
	ask := func(twin *Twin, method, target string, lines ...string) *Answer {
		t.Helper()
		answer, err := twin.Ask(1, method, target, lines...)
		if err != nil {
			t.Fatalf("%s: %s: %v", twin.Name, target, err)
		}
		return answer
	}
	for _, target := range append(files, "/", "/%23v1&window=3d&end") {
		cache, framed := "no-cache", "'none'"
		if strings.HasPrefix(target, "/assets/") {
			cache = "public, max-age=31536000, immutable"
		}
		if target == "/embed.html" {
			framed = "*"
		}
		t.Run(target, func(t *testing.T) {
			ours, theirs := ask(native, "GET", target), ask(platform, "GET", target)
			if ours.Status != 200 || theirs.Status != 200 || ours.Body != theirs.Body {
				t.Errorf("native %d with %d bytes, the platform %d with %d", ours.Status, len(ours.Body), theirs.Status, len(theirs.Body))
			}
			for _, name := range guards {
				if a, b := strings.Join(ours.Head.Values(name), ", "), strings.Join(theirs.Head.Values(name), ", "); a != b || a == "" {
					t.Errorf("%s: native %q, the platform %q", name, a, b)
				}
			}
			if got := theirs.Head.Get("Cache-Control"); got != cache {
				t.Errorf("Cache-Control: %q", got)
			}
			if got := theirs.Head.Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors "+framed) || strings.Count(got, "default-src") != 1 {
				t.Errorf("Content-Security-Policy: %q", got)
			}
			for _, twin := range []*Twin{native, platform} {
				tag := ask(twin, "HEAD", target).Head.Get("Etag")
				if again := ask(twin, "GET", target, "If-None-Match: "+tag); tag == "" || again.Status != 304 || again.Body != "" {
					t.Errorf("%s: %s unchanged is answered with %d", twin.Name, tag, again.Status)
				}
			}
		})
	}
	for _, target := range []string{"/missing", "/assets/none.js", "/_headers", "/_redirects", "/.assetsignore", asset + ".br", "/index", "/embed"} {
		for _, twin := range []*Twin{native, platform} {
			if answer := ask(twin, "GET", target); answer.Status != 404 || answer.Head.Get("Cache-Control") != "no-store" || answer.Head.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %s: %d %v", twin.Name, target, answer.Status, answer.Head)
			}
		}
	}
}

// published are the built site's files by their addresses.
func published(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(filepath.Join(root, "dist/site")), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(name) != ".br" && !strings.ContainsAny(entry.Name()[:1], "_.") {
			names = append(names, "/"+name)
		}
		return err
	})
	if err != nil || !slices.Contains(names, "/embed.html") || len(names) < 20 {
		t.Fatalf("the built site has %q, %v", names, err)
	}
	return names
}
