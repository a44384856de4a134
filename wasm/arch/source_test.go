package arch

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// clocks are the ways to the wall clock. Time is a parameter: a replay must
// give what live gave, and a test must not wait.
var clocks = map[string]bool{
	"Now": true, "Since": true, "Until": true, "After": true, "AfterFunc": true,
	"Tick": true, "NewTicker": true, "NewTimer": true, "Sleep": true,
}

// timely are the places that own a clock: programs, the browser's rim, and the
// exchange that tests listen to.
var timely = []string{"wasm/cmd", "wasm/fake", "wasm/browser", "wasm/arch", "relay/native", "relay/edge", "relay/conformance"}

// seeded are the functions of math/rand and its v2 that make a source from a
// seed; all others draw from the global one.
var seeded = map[string]bool{
	"New": true, "NewSource": true, "NewPCG": true, "NewChaCha8": true, "NewZipf": true,
	"Rand": true, "Source": true, "Source64": true, "PCG": true, "ChaCha8": true, "Zipf": true,
}

// uses calls visit for each name taken from an imported package.
func uses(s source, visit func(importPath, name string, node ast.Node)) {
	imported := map[string]string{}
	for _, spec := range s.tree.Imports {
		full, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(full)
		if name == "v2" {
			name = path.Base(path.Dir(full))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imported[name] = full
	}
	ast.Inspect(s.tree, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if base, ok := selector.X.(*ast.Ident); ok && base.Obj == nil && imported[base.Name] != "" {
				visit(imported[base.Name], selector.Sel.Name, node)
			}
		}
		return true
	})
}

func TestClockAndRandomnessAreParameters(t *testing.T) {
	for _, s := range must(t, sources) {
		uses(s, func(full, name string, node ast.Node) {
			if full == "time" && clocks[name] && !s.test() && !within(s.pkg(), timely...) {
				t.Errorf("%s: time.%s outside a program: time is a parameter", place(s, node), name)
			}
			if strings.HasPrefix(full, "math/rand") && !seeded[name] {
				t.Errorf("%s: rand.%s draws from the global source: randomness is a parameter", place(s, node), name)
			}
		})
	}
}

func TestOnlyTheBrowserPackageTouchesTheBrowser(t *testing.T) {
	for _, s := range must(t, sources) {
		if within(s.pkg(), "wasm/browser", "wasm/cmd/app", "relay/edge") {
			continue
		}
		for _, spec := range s.tree.Imports {
			if spec.Path.Value == `"syscall/js"` {
				t.Errorf("%s imports syscall/js: its home is wasm/browser", place(s, spec))
			}
		}
	}
}

func TestPackageComments(t *testing.T) {
	said := map[string]bool{}
	for _, s := range must(t, sources) {
		pkg := s.pkg()
		opening := "Package " + s.tree.Name.Name + " "
		if s.tree.Name.Name == "main" {
			opening = "Command " + path.Base(pkg) + " "
		}
		said[pkg] = said[pkg] || strings.HasPrefix(s.tree.Doc.Text(), opening)
	}
	for pkg, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment that says what it is and what it refuses to know", pkg)
		}
	}
}

func TestExportedNamesHaveTheirContract(t *testing.T) {
	for _, s := range must(t, sources) {
		if s.test() || s.tree.Name.Name == "main" {
			continue
		}
		for _, declaration := range s.tree.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d))) {
					t.Errorf("%s: %s has no comment", place(s, d), d.Name.Name)
				}
			case *ast.GenDecl:
				undocumented(d, func(name *ast.Ident) {
					t.Errorf("%s: %s has no comment", place(s, name), name.Name)
				})
			}
		}
	}
}

// undocumented calls report for the exported names of a declaration that
// neither it, nor their line, nor their group explains.
func undocumented(d *ast.GenDecl, report func(*ast.Ident)) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && d.Doc == nil {
				report(s.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && s.Doc == nil && s.Comment == nil && d.Doc == nil {
					report(name)
				}
			}
		}
	}
}

// TestSkipsAreForAbsentRecordings: the recordings lie beside the repository
// and are not part of it, so their absence is the one reason to skip.
func TestSkipsAreForAbsentRecordings(t *testing.T) {
	for _, s := range must(t, sources) {
		ast.Inspect(s.tree, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch selector.Sel.Name {
			case "SkipNow", "Short":
				if base, ok := selector.X.(*ast.Ident); ok && (base.Name == "t" || base.Name == "b" || base.Name == "testing") {
					t.Errorf("%s: %s hides a test without a sentence", place(s, node), selector.Sel.Name)
				}
			case "Skip", "Skipf":
				if !s.test() {
					return true
				}
				if len(call.Args) == 0 || !mentionsShared(call) {
					t.Errorf("%s: a test skips for another reason than absent recordings in ../shared", place(s, node))
				}
			}
			return true
		})
	}
}

// mentionsShared reports whether a literal within the call names ../shared.
func mentionsShared(call *ast.CallExpr) bool {
	found := false
	ast.Inspect(call, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			found = found || strings.Contains(literal.Value, "../shared")
		}
		return true
	})
	return found
}

// promises are words that put work off; spelt apart, so that this file may
// stand in the tree it guards.
var promises = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)

// places are paths of one machine.
var places = regexp.MustCompile(`(^|[\s"'(=])/(work|root|home)/`)

// focused matches a JavaScript test that silences others or itself.
var focused = regexp.MustCompile(`\b(test|it|describe|suite)\.(only|skip|todo)\b|\bt\.(skip|todo)\(`)

func TestNothingIsPutOffOrTiedToOneMachine(t *testing.T) {
	for _, name := range must(t, files) {
		if !written.MatchString(name) && path.Ext(name) != ".md" && path.Ext(name) != ".toml" {
			continue
		}
		for number, line := range strings.Split(read(t, name), "\n") {
			if found := promises.FindString(line); found != "" {
				t.Errorf("%s:%d: %s: do it now or leave it", name, number+1, found)
			}
			if name != "wasm/arch/source_test.go" && places.MatchString(line) {
				t.Errorf("%s:%d: a path of one machine: %s", name, number+1, strings.TrimSpace(line))
			}
			// As in Go, the one reason to skip is that ../shared is not here.
			if focused.MatchString(line) && path.Ext(name) == ".mjs" && !strings.Contains(line, "../shared is not here") {
				t.Errorf("%s:%d: a test that is focused or skipped", name, number+1)
			}
		}
	}
}
