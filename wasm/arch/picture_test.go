package arch

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var draw = flag.Bool("draw", false, "write the picture of the architecture instead of comparing with it")

const pictureFile = "wasm/arch/architecture.svg"

// TestArchitecturePictureShowsTheImports: the picture in the tree is the one
// that the imports give. It is drawn again by
//
//	go test ./wasm/arch -run Picture -args -draw
func TestArchitecturePictureShowsTheImports(t *testing.T) {
	picture := architecture(importsOf(t))
	if *draw {
		if err := os.WriteFile(filepath.Join(root, pictureFile), []byte(picture), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if read(t, pictureFile) != picture {
		t.Errorf("%s no longer shows the imports; draw it again: go test ./wasm/arch -run Picture -args -draw", pictureFile)
	}
}

// importsOf are our packages as the layers name them, each with those that it
// imports, natively or in the browser. Folders below a package count as it, and
// the commands as one.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	named := func(pkg string) string {
		for _, names := range layers {
			for _, name := range names {
				if within(pkg, name) {
					return name
				}
			}
		}
		return ""
	}
	found := map[string][]string{}
	for _, target := range [][]string{nil, {"GOOS=js", "GOARCH=wasm"}} {
		for pkg, entry := range list(t, target...) {
			from := named(pkg)
			if from == "" {
				continue
			}
			found[from] = append(found[from], "")
			for _, dep := range entry.imports {
				if name, ours := strings.CutPrefix(dep, module); ours {
					if to := named(name); to != from {
						found[from] = append(found[from], to)
					}
				}
			}
		}
	}
	for name, to := range found {
		slices.Sort(to)
		found[name] = slices.DeleteFunc(slices.Compact(to), func(name string) bool { return name == "" })
	}
	return found
}

// Sizes of the picture, in pixels.
const (
	boxWidth, boxHeight = 104, 26
	rowHeight           = 66
	pictureWidth        = 960
)

// architecture draws the packages as an SVG, a row a layer with the innermost
// at the foot, and an arrow for each import that no other path of imports
// implies.
func architecture(imports map[string][]string) string {
	type box struct{ x, y int } // of the middle of its upper edge
	at := map[string]box{}
	var rows [][]string
	imported := slices.Concat(slices.Collect(maps.Values(imports))...)
	for _, names := range layers {
		// What imports nothing and is imported by nobody has no arrows to show.
		row := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			return len(imports[name]) == 0 && !slices.Contains(imported, name)
		})
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	for i, row := range rows {
		for j, name := range row {
			x := pictureWidth * (2*j + 1) / (2 * len(row))
			if len(row) == 1 {
				x += (i%3 - 1) * 130 // or arrows past it would run behind it
			}
			at[name] = box{x, 20 + rowHeight*(len(rows)-1-i)}
		}
	}
	var reaches func(from, to string) bool
	reaches = func(from, to string) bool {
		return slices.ContainsFunc(imports[from], func(next string) bool { return next == to || reaches(next, to) })
	}
	var b strings.Builder
	height := 40 + rowHeight*(len(rows)-1) + boxHeight
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n", pictureWidth, height)
	b.WriteString("<title>Which package imports which: an arrow points to what is imported; imports that others imply are left out</title>\n")
	b.WriteString("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#5b6b80\"/></marker></defs>\n")
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", pictureWidth, height)
	for _, row := range rows {
		for _, from := range row {
			for _, to := range imports[from] {
				if slices.ContainsFunc(imports[from], func(other string) bool { return other != to && reaches(other, to) }) {
					continue
				}
				fmt.Fprintf(&b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#5b6b80\" stroke-opacity=\".6\" marker-end=\"url(#tip)\"/>\n", at[from].x, at[from].y+boxHeight, at[to].x, at[to].y)
			}
		}
	}
	for _, row := range rows {
		for _, name := range row {
			colour := "#dbe9ff"
			if within(name, "relay") {
				colour = "#e4f4e0"
			}
			fmt.Fprintf(&b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\" stroke=\"#5b6b80\"/>", at[name].x-boxWidth/2, at[name].y, boxWidth, boxHeight, colour)
			fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", at[name].x, at[name].y+17, name)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}
