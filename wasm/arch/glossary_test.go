package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// glossed are the packages whose exported nouns each have a line in the
// glossary, in a section of the package's name: what crosses the borders
// between page, worker and market.
var glossed = []string{"wasm/market", "wasm/wire", "wasm/view", "wasm/page", "wasm/session", "wasm/live"}

const glossary = "wasm/GLOSSARY.md"

// quoted is a name in a line of the glossary.
var quoted = regexp.MustCompile("`([A-Z]\\w*)`")

// TestTheGlossaryIsComplete holds the glossary against the exported nouns:
// types, and variables and constants that stand alone. The constants of an
// enumeration are left out, for their type's line says what they are of and each
// has its comment beside it; functions and methods are left out because they
// are verbs. A name in a line that the package no longer exports is refused, so
// that a renamed noun does not leave its line behind.
func TestTheGlossaryIsComplete(t *testing.T) {
	lines := map[string]map[string]bool{} // names by section
	section := ""
	for _, line := range strings.Split(read(t, glossary), "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title
			lines[section] = map[string]bool{}
		}
		if strings.HasPrefix(line, "- **") {
			for _, name := range quoted.FindAllStringSubmatch(line, -1) {
				lines[section][name[1]] = true
			}
		}
	}
	for _, pkg := range glossed {
		nouns, exported := map[string]bool{}, map[string]bool{}
		for _, s := range must(t, sources) {
			if s.pkg() != pkg || s.test() {
				continue
			}
			for _, declaration := range s.tree.Decls {
				exports(declaration, nouns, exported)
			}
		}
		section := lines[strings.TrimPrefix(pkg, "wasm/")]
		if len(nouns) == 0 || section == nil {
			t.Errorf("%s: %d nouns, and a section in %s: %v", pkg, len(nouns), glossary, section != nil)
		}
		for name := range nouns {
			if !section[name] {
				t.Errorf("%s exports %s, of which %s has no line", pkg, name, glossary)
			}
		}
		for name := range section {
			if !exported[name] {
				t.Errorf("%s glosses `%s`, which %s does not export", glossary, name, pkg)
			}
		}
	}
}

// exports adds the names that a line may give of a declaration, and those of
// them that must have a line.
func exports(declaration ast.Decl, nouns, exported map[string]bool) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() {
			exported[d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					nouns[s.Name.Name], exported[s.Name.Name] = true, true
				}
				if structure, ok := s.Type.(*ast.StructType); ok {
					for _, field := range structure.Fields.List {
						for _, name := range field.Names {
							exported[name.Name] = true
						}
					}
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					if name.IsExported() {
						exported[name.Name] = true
						if d.Tok == token.VAR || !enumeration(d) {
							nouns[name.Name] = true
						}
					}
				}
			}
		}
	}
}

// enumeration reports whether constants are declared as values of one type or
// as a count.
func enumeration(d *ast.GenDecl) bool {
	found := false
	ast.Inspect(d, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "iota" {
			found = true
		}
		if v, ok := n.(*ast.ValueSpec); ok && v.Type != nil && d.Lparen.IsValid() {
			found = true
		}
		return true
	})
	return found
}
