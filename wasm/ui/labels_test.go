package ui

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vugu/vugu"
)

var write = flag.Bool("write", false, "write labels.txt")

// said finds what the generated code says that never changes.
var said = regexp.MustCompile(`(?:text\(vgparent|inner\(vgn), ("(?:[^"\\]|\\.)*")\)|(?:element\(vgparent|root\(vgout), "\w+", ("(?:[^"\\]|\\.)*")\)`)

// In labels.txt stands every text of the markup, for who translates it:
// `go test ./wasm/ui -args -write` brings it up to date.
func TestLabelsAreListed(t *testing.T) {
	files, err := filepath.Glob("*_gen.go")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d generated files, %v: run go generate ./wasm/...", len(files), err)
	}
	found := map[string]bool{}
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(code), -1) {
			quoted, attribute := m[1], m[1] == ""
			if attribute {
				quoted = m[2]
			}
			plain, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatal(err)
			}
			if !attribute {
				found[plain] = true
				continue
			}
			parts := strings.Split(plain, "\x00")
			for i := 0; i+1 < len(parts); i += 2 {
				if isSaid(parts[i]) {
					found[parts[i+1]] = true
				}
			}
		}
	}
	var list []string
	letters := regexp.MustCompile(`[A-Za-z]{2}`)
	for label := range found {
		if letters.MatchString(label) {
			list = append(list, strings.ReplaceAll(label, "\n", `\n`))
		}
	}
	slices.Sort(list)
	now := strings.Join(list, "\n") + "\n"
	if *write {
		if err := os.WriteFile("labels.txt", []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if before, err := os.ReadFile("labels.txt"); err != nil || string(before) != now {
		t.Errorf("labels.txt is not what the markup says (%v): go test ./wasm/ui -args -write", err)
	}
	if len(list) < 100 {
		t.Errorf("%d labels", len(list))
	}
}

// No text of the markup reaches the page but through the table of labels.
func TestLabelsComeFromTheTable(t *testing.T) {
	files, _ := filepath.Glob("*_gen.go")
	past := regexp.MustCompile(`vugu\.HTML\(|TextNode|VGNodeType\(1\)|Key: "(?:aria-label|title|placeholder)"`)
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if left := past.Find(code); left != nil {
			t.Errorf("%s: wasm/cmd/compact leaves %s", file, left)
		}
	}
	parent := &vugu.VGNode{Type: vugu.ElementNode}
	text(parent, "Share")
	inner(element(parent, "b", "class\x00title\x00title\x00Share\x00"), "Share")
	if first, second := parent.FirstChild, parent.FirstChild.NextSibling; first.Data != "Share" || second.Attr[1].Val != "Share" || *second.InnerHTML != "Share" {
		t.Errorf("in English: %+v, %+v", first, second)
	}
}
