// Package arch holds the rules of the tree as tests: who may import whom,
// what stays out of the browser, and what every file owes its reader. It
// knows names and syntax only, and no domain.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the import path of the repository.
const module = "brink/"

// root is the repository seen from this folder.
const root = "../.."

// source is one Go file that people write.
type source struct {
	path string // from the root, with slashes
	tree *ast.File
}

// pkg is the folder of the file, which is the import path without module.
func (s source) pkg() string { return path.Dir(s.path) }

// test reports whether the file is compiled for tests only.
func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

var fileSet = token.NewFileSet()

// files lists every file that people write, from the root with slashes, in
// the order of their names. What is fetched or generated is left out.
var files = sync.OnceValues(func() ([]string, error) {
	var list []string
	err := filepath.WalkDir(root, func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, full)
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			switch entry.Name() {
			case ".git", ".cache", "dist", "node_modules", ".wrangler":
				return filepath.SkipDir
			}
			return nil
		}
		generated := strings.HasSuffix(name, "_gen.go")
		fetched := strings.HasSuffix(name, "package-lock.json") || name == "go.sum" || name == ".git"
		if !generated && !fetched {
			list = append(list, name)
		}
		return nil
	})
	return list, err
})

// sources parses every Go file that people write.
var sources = sync.OnceValues(func() ([]source, error) {
	names, err := files()
	if err != nil {
		return nil, err
	}
	var list []source
	for _, name := range names {
		if !strings.HasSuffix(name, ".go") || strings.Contains(name, "/testdata/") {
			continue
		}
		tree, err := parser.ParseFile(fileSet, filepath.Join(root, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		list = append(list, source{name, tree})
	}
	return list, nil
})

// must returns the value of one of the lists above, or ends the test.
func must[T any](t *testing.T, list func() (T, error)) T {
	t.Helper()
	value, err := list()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// read is the text of a file named from the root.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// place is where a node stands, as file:line from the root.
func place(s source, node ast.Node) string {
	position := fileSet.Position(node.Pos())
	return s.path + ":" + strconv.Itoa(position.Line)
}

// within reports whether a package is one of the folders or lies below one.
func within(pkg string, folders ...string) bool {
	for _, folder := range folders {
		if pkg == folder || strings.HasPrefix(pkg, folder+"/") {
			return true
		}
	}
	return false
}
