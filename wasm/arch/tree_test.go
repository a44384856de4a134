package arch

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// top are the names that may stand at the top level.
var top = []string{
	".ci", ".editorconfig", ".gitignore", "CONTRIBUTING.md", "LICENSE", "README.md", "build.sh", "go.mod",
	"relay", "site", "wasm", "wrangler.toml",
}

func TestTopLevelNamesAreFixed(t *testing.T) {
	for _, name := range must(t, files) {
		if first, _, _ := strings.Cut(name, "/"); !slices.Contains(top, first) {
			t.Errorf("%s: %s is not one of the names at the top level", name, first)
		}
	}
}

// headings are what each decision page owes its reader, in this order.
var headings = []string{"Context", "Choice", "Cost", "What would change it"}

func TestDecisionsSayWhyAndWhatWouldChangeThem(t *testing.T) {
	named := regexp.MustCompile(`^wasm/decisions/(\d{3})-[a-z0-9-]+\.md$`)
	heading := regexp.MustCompile(`(?m)^## (.+)$`)
	numbers := map[string]string{}
	for _, name := range must(t, files) {
		if path.Dir(name) != "wasm/decisions" || name == decisionIndex {
			continue
		}
		match := named.FindStringSubmatch(name)
		if match == nil {
			t.Errorf("%s is not named NNN-title.md", name)
			continue
		}
		if other, taken := numbers[match[1]]; taken {
			t.Errorf("%s and %s have the same number", other, name)
		}
		numbers[match[1]] = name
		next := 0
		for _, found := range heading.FindAllStringSubmatch(read(t, name), -1) {
			if next < len(headings) && found[1] == headings[next] {
				next++
			}
		}
		if next < len(headings) {
			t.Errorf("%s lacks the heading \"## %s\" in its place", name, headings[next])
		}
	}
	if len(numbers) == 0 {
		t.Error("there is no decision page")
	}
}

const decisionIndex = "wasm/decisions/README.md"

// TestEveryDecisionIsInTheIndex: one line each, in the order of the numbers,
// under the page's own heading.
func TestEveryDecisionIsInTheIndex(t *testing.T) {
	var want []string
	for _, name := range must(t, files) {
		if path.Dir(name) == "wasm/decisions" && name != decisionIndex {
			heading, _, _ := strings.Cut(read(t, name), "\n")
			want = append(want, fmt.Sprintf("- [%s](%s)", strings.TrimPrefix(heading, "# "), path.Base(name)))
		}
	}
	var have []string
	for _, line := range strings.Split(read(t, decisionIndex), "\n") {
		if strings.HasPrefix(line, "- ") {
			have = append(have, line)
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("%s must list the pages as\n%s", decisionIndex, strings.Join(want, "\n"))
	}
}

// TestReadmeMapMatchesTheTree: the block under "## Map" names every package
// and folder that exists, one a line, and nothing else.
func TestReadmeMapMatchesTheTree(t *testing.T) {
	mapped := map[string]bool{}
	for _, row := range rows(t, "Map") {
		mapped[strings.TrimSuffix(strings.Trim(row[0], "`"), "/")] = true
	}
	there := map[string]bool{}
	for _, name := range must(t, files) {
		if strings.HasPrefix(name, ".") || strings.Contains(name, "/testdata/") {
			continue
		}
		there[path.Dir(name)] = true
		if !strings.Contains(name, "/") {
			there[name] = true
		}
	}
	for name := range mapped {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Errorf("the README's map names %s, which is not there", name)
		}
	}
	for name := range there {
		if name != "." && !covered(mapped, name) {
			t.Errorf("%s has no row in the README's map", name)
		}
	}
}

// covered reports whether a map names a folder: itself, or one it lies in,
// except that each package of wasm/ and relay/ has a line of its own.
func covered(mapped map[string]bool, name string) bool {
	for ; name != "."; name = path.Dir(name) {
		if mapped[name] {
			return true
		}
		if parent := path.Dir(name); parent == "wasm" || parent == "relay" || parent == "wasm/cmd" {
			return false
		}
	}
	return false
}

// rows are the cells of the table under a heading of the README.
func rows(t *testing.T, heading string) [][]string {
	t.Helper()
	_, section, found := strings.Cut(read(t, "README.md"), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("README.md has no heading \"## %s\"", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var table [][]string
	for _, line := range strings.Split(section, "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "| "), " | ") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		table = append(table, cells)
	}
	if len(table) < 2 {
		t.Fatalf("README.md has no table under \"## %s\"", heading)
	}
	return table[1:]
}

// TestLicencesNameEveryDependency: each module and package that the
// repository asks for by name, with the licence it comes under.
func TestLicencesNameEveryDependency(t *testing.T) {
	listed := map[string]bool{}
	for _, row := range rows(t, "Licences") {
		if len(row) < 3 || row[1] == "" || row[2] == "" {
			t.Errorf("the README's licence of %s lacks its licence or its use", row[0])
		}
		listed[strings.Trim(row[0], "`")] = true
	}
	wanted := map[string]string{}
	for name := range goModules(t) {
		wanted[name] = "go.mod"
	}
	for _, file := range must(t, files) {
		if path.Base(file) != "package.json" {
			continue
		}
		for name := range npmPackages(t, file) {
			wanted[name] = file
		}
	}
	for name, file := range wanted {
		if !listed[name] {
			t.Errorf("%s asks for %s, which the README's licences do not name", file, name)
		}
	}
	for name := range listed {
		if wanted[name] == "" {
			t.Errorf("the README's licences name %s, which nothing asks for", name)
		}
	}
}

// goModules are the modules whose packages our files import, and the tools.
func goModules(t *testing.T) map[string]bool {
	t.Helper()
	direct := map[string]bool{}
	required := regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.]+\.[a-z]+/\S+) v\S+`).FindAllStringSubmatch(read(t, "go.mod"), -1)
	owner := func(pkg string) {
		for _, match := range required {
			if within(pkg, match[1]) {
				direct[match[1]] = true
			}
		}
	}
	for _, s := range must(t, sources) {
		for _, spec := range s.tree.Imports {
			owner(strings.Trim(spec.Path.Value, `"`))
		}
	}
	for _, match := range regexp.MustCompile(`(?m)^tool (\S+)`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		owner(match[1])
	}
	return direct
}

// TestGoModTellsWhatIsDirect: go.mod calls a module indirect exactly where no
// file of ours imports it. (go mod tidy does the same, where generated files
// are there.)
func TestGoModTellsWhatIsDirect(t *testing.T) {
	direct := goModules(t)
	for _, match := range regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.]+\.[a-z]+/\S+) v\S+( // indirect)?$`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		if name, indirect := match[1], match[2] != ""; direct[name] == indirect {
			t.Errorf("go.mod says indirect: %v of %s, which our files import: %v; go mod tidy mends it", indirect, name, direct[name])
		}
	}
}

// npmPackages are the names a package.json asks for; each must be pinned.
func npmPackages(t *testing.T, file string) map[string]bool {
	t.Helper()
	var asked struct {
		Dependencies, DevDependencies, OptionalDependencies map[string]string
	}
	if err := json.Unmarshal([]byte(read(t, file)), &asked); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+`)
	names := map[string]bool{}
	for _, group := range []map[string]string{asked.Dependencies, asked.DevDependencies, asked.OptionalDependencies} {
		for name, version := range group {
			names[name] = true
			if !exact.MatchString(version) {
				t.Errorf("%s asks for %s %s: pin one version", file, name, version)
			}
		}
	}
	return names
}
