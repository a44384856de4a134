package arch

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// written matches the files that people write and read as source.
var written = regexp.MustCompile(`\.(go|vugu|js|mjs|css|html|sh)$`)

// Limits beyond which a thing is likely to be more than one.
const (
	linesOfFile    = 400
	fieldsOfStruct = 20
	methodsOfType  = 30
)

// large are the types above a limit, with what they are that they may be. A
// type that does not exceed a limit any more must leave the list.
var large = map[string]string{}

func TestFilesStayShort(t *testing.T) {
	for _, name := range must(t, files) {
		if !written.MatchString(name) || strings.Contains(name, "/testdata/") {
			continue
		}
		if lines := strings.Count(read(t, name), "\n"); lines > linesOfFile {
			t.Errorf("%s has %d lines, above %d: is it one thing?", name, lines, linesOfFile)
		}
	}
}

// wiring are the programs that only put others together, and the lines that
// all of their files may have. What more there is belongs where it can be
// tested without them.
var wiring = map[string]int{"wasm/cmd/app": 250}

func TestProgramsThatOnlyWireStayShort(t *testing.T) {
	lines := map[string]int{}
	for _, s := range must(t, sources) {
		if !s.test() {
			lines[s.pkg()] += strings.Count(read(t, s.path), "\n")
		}
	}
	for pkg, most := range wiring {
		if lines[pkg] == 0 || lines[pkg] > most {
			t.Errorf("%s has %d lines, of at most %d", pkg, lines[pkg], most)
		}
	}
}

// size is what a type has.
type size struct {
	place           string
	fields, methods int
}

func TestTypesStaySmall(t *testing.T) {
	sizes := map[string]*size{} // by package and name, as wasm/view.State
	of := func(s source, name string) *size {
		key := s.pkg() + "." + name
		if sizes[key] == nil {
			sizes[key] = &size{}
		}
		return sizes[key]
	}
	for _, s := range must(t, sources) {
		if s.test() {
			continue
		}
		for _, declaration := range s.tree.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if name := receiver(d); name != "" {
					of(s, name).methods++
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if typed, ok := spec.(*ast.TypeSpec); ok {
						if structure, ok := typed.Type.(*ast.StructType); ok {
							it := of(s, typed.Name.Name)
							it.place, it.fields = place(s, typed), structure.Fields.NumFields()
						}
					}
				}
			}
		}
	}
	for name, it := range sizes {
		reason, listed := large[name]
		above := it.fields > fieldsOfStruct || it.methods > methodsOfType
		switch {
		case above && !listed:
			t.Errorf("%s: %s has %d fields and %d methods, of at most %d and %d: is it one thing?", it.place, name, it.fields, it.methods, fieldsOfStruct, methodsOfType)
		case listed && !above:
			t.Errorf("%s is listed as large and is not", name)
		case listed && len(reason) < 20:
			t.Errorf("%s is large without a reason", name)
		}
	}
	for name := range large {
		if sizes[name] == nil {
			t.Errorf("%s is listed as large and is not there", name)
		}
	}
}

// receiver is the name of the type that a function is a method of, or "".
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	kind := d.Recv.List[0].Type
	for {
		switch k := kind.(type) {
		case *ast.StarExpr:
			kind = k.X
		case *ast.IndexExpr:
			kind = k.X
		case *ast.Ident:
			return k.Name
		default:
			return ""
		}
	}
}
