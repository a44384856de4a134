package fmt_test

import (
	"bytes"
	"errors"
	standard "fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	ours "brink/wasm/std/fmt"
)

// named and sized are types that only their kind tells how to write.
type (
	named  string
	signed int16
	sized  uint8
	share  float64
	choice bool
)

type speaker struct{}

func (speaker) String() string { return "a \"speaker\"" }

// What the binary's packages write is written as the standard package does.
func TestFormsAreTheStandardOnes(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
	}{
		{"plain", nil},
		{"100%%", nil},
		{"a %s b %v", []any{"text", errors.New("an error")}},
		{"%s %v %d", []any{speaker{}, speaker{}, 7}},
		{"%q %q %q", []any{"with \"quotes\"\n", []byte("bytes\x00"), speaker{}}},
		{"%q %c", []any{'x', 'é'}},
		{"%c", []any{byte('y')}},
		{"0x%02X 0x%02X", []any{byte(7), byte(0xab)}},
		{"%5d|%05d|%x", []any{42, 42, uint64(0xa66403cecb5c51ab)}},
		{"%d %v %v", []any{math.MinInt64, uint32(1 << 31), int64(-5)}},
		{"%v %v %v", []any{1.5, float32(.25), math.Inf(1)}},
		{"%v %v", []any{true, nil}},
		{"%v %s %q %v %v %v %v", []any{named("n"), named("n"), named("n"), signed(-3), sized(200), share(.1), choice(true)}},
		{"%x:%v", []any{uint64(17), nil}},
		{"%x:%v", []any{uint64(17), 3}},
		{"%s", []any{[]byte("bytes")}},
		{"%T %T %T", []any{named("n"), errors.New("an error"), nil}},
		{"missing %s and %d", []any{"one"}},
		{"extra", []any{"one"}},
		{"ends in %", nil},
	} {
		want := standard.Sprintf(c.format, c.args...)
		if c.format == "extra" {
			want = "extra%!(EXTRA one)" // without the type
		}
		if got := ours.Sprintf(c.format, c.args...); got != want {
			t.Errorf("%q of %v is %q, want %q", c.format, c.args, got, want)
		}
		var out bytes.Buffer
		if n, err := ours.Fprintf(&out, c.format, c.args...); err != nil || n != len(want) || out.String() != want {
			t.Errorf("%q of %v is written as %q, %d bytes, %v", c.format, c.args, out.String(), n, err)
		}
	}
	for _, args := range [][]any{{"a", "b"}, {1, 2}, {1, "a", 2}, {"a", 1, 2, "b"}, {errors.New("an error"), nil}, nil} {
		if got, want := ours.Sprint(args...), standard.Sprint(args...); got != want {
			t.Errorf("%v is %q, want %q", args, got, want)
		}
	}
}

// A value that has no form is named by its type, so that a sentence with one
// in it is whole.
func TestOtherValuesAreNamed(t *testing.T) {
	if got := ours.Sprintf("got %#v here", []int{1}); got != "got ([]int) here" {
		t.Error(got)
	}
	if got := ours.Sprintf("%v", struct{ A int }{1}); got != "(struct { A int })" {
		t.Error(got)
	}
}

func TestErrors(t *testing.T) {
	inner := errors.New("inner")
	err := ours.Errorf("outer %d: %w", 1, inner)
	if err.Error() != "outer 1: inner" || !errors.Is(err, inner) {
		t.Errorf("%v", err)
	}
	if err := ours.Errorf("outer: %s", inner); err.Error() != "outer: inner" || errors.Is(err, inner) {
		t.Errorf("%v is wrapped without the verb for it", err)
	}
}

// Every format that a package in the browser's binary writes down keeps to the
// verbs that are tested above.
func TestTheBinarysFormatsAreKnown(t *testing.T) {
	verb := regexp.MustCompile(`%[-+# 0-9.\[\]*]*[a-zA-Z%]`)
	known := regexp.MustCompile(`^%([+#]?v|#?[sqT]|[wdc%]|0?\d*[dxX])$`)
	command := exec.Command("go", "list", "-deps", "-tags", "tinygo", "-f", `{{.Dir}} {{join .GoFiles " "}}`, "../../cmd/app")
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	formats := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		if strings.HasSuffix(words[0], filepath.Join("src", "fmt")) {
			continue
		}
		for _, name := range words[1:] {
			path := filepath.Join(words[0], name)
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, format := range formatsOf(file) {
				formats++
				for _, v := range verb.FindAllString(format, -1) {
					if !known.MatchString(v) {
						t.Errorf("%s writes %q in %q", path, v, format)
					}
				}
			}
		}
	}
	if formats < 50 {
		t.Errorf("%d formats were found; the test has lost sight of them", formats)
	}
}

// formatsOf is the literals that a file hands to functions of fmt.
func formatsOf(file *ast.File) (formats []string) {
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); !ok || !strings.HasSuffix(f.Sel.Name, "f") {
			return true
		} else if of, ok := f.X.(*ast.Ident); !ok || of.Name != "fmt" {
			return true
		}
		for _, arg := range call.Args {
			if literal, ok := arg.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil {
					formats = append(formats, text)
				}
			}
		}
		return true
	})
	return formats
}
