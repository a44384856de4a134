package arch

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers orders our packages, innermost first. A package may import those of
// layers before its own and no other; one that stands nowhere has no place yet.
var layers = [][]string{
	{"wasm/market"},
	{"wasm/venue"},
	{"wasm/seal", "wasm/correlation", "wasm/information", "wasm/margin", "wasm/grid", "wasm/palette", "wasm/exchange"},
	{"wasm/gate"},
	{"wasm/book", "wasm/tape", "wasm/engine", "wasm/sim", "wasm/replay", "wasm/feed", "wasm/listed", "wasm/picture", "wasm/census", "wasm/skill"},
	{"wasm/insight", "wasm/live", "wasm/fake"},
	{"wasm/score"},
	{"wasm/position", "wasm/alert"},
	{"wasm/wire", "wasm/view"},
	{"wasm/session", "wasm/page", "wasm/extra"},
	{"wasm/ui", "wasm/browser"},
	{"wasm/std", "wasm/module"},
	{"wasm/cmd"},
	{"wasm/arch"},
	{"relay/policy"},
	{"relay/listing"},
	{"relay/native", "relay/edge"},
	{"relay/conformance"},
}

// pure are the packages that bytes, clock and randomness only reach as
// parameters, so that each test of theirs runs anywhere in milliseconds.
var pure = []string{
	"wasm/market", "wasm/venue", "wasm/seal", "wasm/correlation", "wasm/information", "wasm/margin", "wasm/grid", "wasm/palette", "wasm/exchange", "wasm/gate", "wasm/book", "wasm/tape", "wasm/engine",
	"wasm/sim", "wasm/replay", "wasm/feed", "wasm/listed", "wasm/live", "wasm/census", "wasm/skill", "wasm/insight", "wasm/score", "wasm/position", "wasm/alert", "wasm/wire", "wasm/session", "wasm/view", "wasm/page", "wasm/extra", "relay/policy",
}

// forbidden says what a package may not reach, directly or through another,
// and why.
var forbidden = []struct {
	of  []string
	why map[string]string // by import path
}{
	{[]string{"wasm/market"}, map[string]string{
		"brink": "market is the vocabulary of all others and leans on none",
	}},
	{[]string{"wasm/engine", "wasm/insight", "wasm/score"}, map[string]string{
		"brink/wasm/sim":      "the simulation is the engine's oracle: an engine that knows it would be tested against itself",
		"brink/wasm/exchange": "the engine knows no venue by name",
		"brink/wasm/venue":    "the engine knows no venue by name",
		"brink/wasm/feed":     "the engine knows bars, not where they come from",
	}},
	{[]string{"wasm/sim"}, map[string]string{
		"brink/wasm/engine": "a simulation that knows the engine would be built to fit it",
	}},
	{[]string{"wasm/exchange"}, map[string]string{
		"brink/wasm/engine": "a codec turns bytes into events and has no opinion on them",
		"brink/wasm/feed":   "a codec knows nothing of connections",
	}},
	{[]string{"wasm/view"}, map[string]string{
		"brink/wasm/engine": "the page holds what is shown, the worker holds the model",
		"brink/wasm/sim":    "the page holds what is shown, the worker holds the market",
	}},
	{[]string{"wasm/page"}, map[string]string{
		"brink/wasm/engine":    "the page holds what is shown, the worker holds the model",
		"brink/wasm/sim":       "the page holds what is shown, the worker holds the market",
		"github.com/vugu/vugu": "the page decides what is shown; components, which show it, are wasm/ui's",
	}},
	{[]string{"wasm/wire", "wasm/session", "wasm/exchange", "wasm/live"}, map[string]string{
		"brink/wasm/position": "positions stay with the page, on the device: nothing that speaks to others has a place for them",
	}},
	{[]string{"wasm/ui"}, map[string]string{
		"brink/wasm/engine":   "components show a view and compute nothing",
		"brink/wasm/exchange": "components show a view and decode nothing",
		"brink/wasm/wire":     "components show a view; the page's main speaks to the worker",
	}},
	{[]string{"relay/policy"}, map[string]string{
		"brink/wasm": "the allow-list is written out by itself, but for what a row of wasm/venue says; a test walks what the codecs ask for",
	}},
	{pure, map[string]string{
		"net":           "a pure package opens no socket",
		"net/http":      "a pure package opens no socket",
		"os/exec":       "a pure package starts no process",
		"encoding/json": "it matches keys without regard to case, so it cannot tell e from E, and costs 120 KB brotli",
		"log":           "a pure package returns its errors",
	}},
	{[]string{"wasm/extra"}, map[string]string{
		"brink/wasm/engine": "the worker holds the model; the second module computes from what it is sent, and would hold it twice",
		"brink/wasm/page":   "the second module is a worker's, and knows no page",
	}},
	{[]string{"wasm/cmd/app", "wasm/cmd/extra"}, map[string]string{
		"net/http": "it costs 1.4 MB brotli; the browser has fetch",
		"net":      "the browser has fetch and WebSocket",
		"os/exec":  "a page starts no process",
	}},
	{[]string{"wasm/cmd/app"}, map[string]string{
		"brink/wasm/extra":            "what a first visit can do without is in the second module",
		"brink/wasm/insight/forecast": "forecasts are in the second module",
		"brink/wasm/census":           "the census is in the second module",
		"brink/wasm/skill":            "forecasts are sealed and scored in the second module",
	}},
}

// browser says what no package of ours within the browser's binary imports.
// Vugu's own JSON package reaches encoding/json, which the linker drops as
// long as nobody calls it.
var browser = map[string]string{
	"encoding/json": "it costs 120 KB brotli and confuses e with E; decoders are ours",
	"regexp":        "it costs 100 KB brotli; the little that a page parses is parsed by hand",
	"os":            "it costs 8 KB brotli and brings time; the browser is wasm/browser",
	"time":          "it costs 14 KB brotli; dates are wasm/view's, timers the browser's",
	"fmt":           "it costs 36 KB brotli, and wasm/std/fmt, which Vugu is given in its place, writes few forms; strconv writes numbers",
	"text/template": "it costs 160 KB brotli; components are Vugu's",
}

// direct says what the pure packages may not import themselves, and why. The
// standard library reaches these by itself, so only our own imports count.
var direct = map[string]string{
	"os":          "a pure package is given bytes",
	"syscall":     "a pure package is given bytes",
	"syscall/js":  "the browser is wasm/browser's business",
	"unsafe":      "a pure package holds no address",
	"reflect":     "TinyGo and readers do better without",
	"crypto/rand": "randomness is a parameter",
}

// listed is one package as the go command sees it for one target.
type listed struct {
	imports []string // direct
	deps    []string // direct or not
}

// list asks the go command for our packages as built for a target.
func list(t *testing.T, target ...string) map[string]listed {
	t.Helper()
	command := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}};{{join .Imports " "}};{{join .Deps " "}}`, "./...")
	command.Dir = root
	command.Env = append(os.Environ(), target...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := map[string]listed{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		part := strings.Split(lines.Text(), ";")
		packages[strings.TrimPrefix(part[0], module)] = listed{strings.Fields(part[1]), strings.Fields(part[2])}
	}
	if len(packages) == 0 {
		t.Fatal("go list found no package")
	}
	return packages
}

// eachTarget runs a check on the packages as built here and for the browser.
func eachTarget(t *testing.T, check func(t *testing.T, packages map[string]listed)) {
	t.Run("native", func(t *testing.T) { check(t, list(t)) })
	t.Run("js", func(t *testing.T) { check(t, list(t, "GOOS=js", "GOARCH=wasm")) })
}

// layer is the place of a package in layers, or -1.
func layer(pkg string) int {
	return slices.IndexFunc(layers, func(names []string) bool { return within(pkg, names...) })
}

func TestArrowsPointInward(t *testing.T) {
	eachTarget(t, func(t *testing.T, packages map[string]listed) {
		for pkg, entry := range packages {
			own := layer(pkg)
			if own < 0 {
				t.Errorf("%s stands in no layer; give it its place in wasm/arch/imports_test.go", pkg)
				continue
			}
			for _, dep := range entry.imports {
				name, ours := strings.CutPrefix(dep, module)
				if !ours || layer(name) < own {
					continue
				}
				// A folder below a package is its own affair.
				if owner := slices.IndexFunc(layers[own], func(n string) bool { return within(pkg, n) && within(name, n) }); owner >= 0 && !within(pkg, "wasm/cmd") {
					continue
				}
				t.Errorf("%s imports %s, which stands in the same layer or further out", pkg, name)
			}
		}
	})
}

func TestForbiddenImports(t *testing.T) {
	eachTarget(t, func(t *testing.T, packages map[string]listed) {
		for _, rule := range forbidden {
			for pkg, entry := range packages {
				if !within(pkg, rule.of...) {
					continue
				}
				for _, dep := range entry.deps {
					if within(pkg, "relay/policy") && (dep == "brink/wasm/venue" || dep == "brink/wasm/market") {
						continue
					}
					for banned, why := range rule.why {
						if dep == banned || strings.HasPrefix(banned, "brink") && strings.HasPrefix(dep, banned+"/") {
							t.Errorf("%s reaches %s: %s", pkg, dep, why)
						}
					}
				}
			}
		}
		for pkg, entry := range packages {
			if !within(pkg, pure...) {
				continue
			}
			for _, dep := range entry.imports {
				if why, banned := direct[dep]; banned {
					t.Errorf("%s imports %s: %s", pkg, dep, why)
				}
			}
		}
	})
}

func TestBrowserBinariesStaySmall(t *testing.T) {
	packages := list(t, "GOOS=js", "GOARCH=wasm")
	for _, dep := range slices.Concat(packages["wasm/cmd/app"].deps, packages["wasm/cmd/extra"].deps, []string{module + "wasm/cmd/app", module + "wasm/cmd/extra"}) {
		name := strings.TrimPrefix(dep, module)
		for _, used := range packages[name].imports {
			if why, banned := browser[used]; banned {
				t.Errorf("%s, which the browser loads, imports %s: %s", name, used, why)
			}
		}
	}
}
