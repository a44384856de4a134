// Command compact shortens the Go files that vugugen has written into the
// folder it runs in: what they spell out for every element becomes a call, and
// the blanks between elements are left out. A browser loads every byte of it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	files, err := filepath.Glob("*_gen.go")
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("there are no generated files here")
	}
	for _, name := range files {
		if err != nil {
			break
		}
		var code []byte
		if code, err = os.ReadFile(name); err == nil {
			err = os.WriteFile(name, []byte(compact(string(code))), 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compact:", err)
		os.Exit(1)
	}
}

const (
	quoted = `("(?:[^"\\]|\\.)*")`
	added  = `\s+vgparent\.AppendChild\(vgn\)`
)

var (
	blank     = regexp.MustCompile(`[ \t]*vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: "\\n(?: |\\n|\\t)*"\}` + added + `\n`)
	text      = regexp.MustCompile(`vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: ` + quoted + `\}` + added)
	inner     = regexp.MustCompile(`vgn\.SetInnerHTML\(vugu\.HTML\(` + quoted + `\)\)`)
	element   = regexp.MustCompile(`vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(3\), Namespace: "", Data: ` + quoted + `, Attr: \[\]vugu\.VGAttribute(.*)\}` + added)
	root      = regexp.MustCompile(`vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(3\), Namespace: "", Data: ` + quoted + `, Attr: \[\]vugu\.VGAttribute(.*)\}\s+vgout\.Out = append\(vgout\.Out, vgn\)[^\n]*`)
	attribute = regexp.MustCompile(`\{Namespace: "", Key: ` + quoted + `, Val: ` + quoted + `\}`)
	handler   = regexp.MustCompile(`vgn\.DOMEventHandlerSpecList = append\(vgn\.DOMEventHandlerSpecList, vugu\.DOMEventHandlerSpec\{\s+EventType:\s+` + quoted + `,\s+Func:\s+(func\(event vugu\.DOMEvent\) .*),\n[^\n]*\n\s+\}\)`)
	loop      = regexp.MustCompile(`^\t+for .* := range .*\{$`)
	component = regexp.MustCompile(`vgcompKey := (vugu\.MakeCompKey\(.*\))\n[^\n]*\n\s+vgcomp, _ := vgin\.BuildEnv\.CachedComponent\(vgcompKey\)\.\(\*(\w+)\)\s+if vgcomp == nil \{\n[^\n]*\n[^\n]*\n[^\n]*\n\s+\}\s+vgin\.BuildEnv\.UseComponent\(vgcompKey, vgcomp\)[^\n]*((?:\n[^\n]*)*?)\s+vgout\.Components = append\(vgout\.Components, vgcomp\)\s+vgn = &vugu\.VGNode\{Component: vgcomp\}` + added)
)

// compact shortens one generated file.
func compact(code string) string {
	code = blank.ReplaceAllString(code, "")
	code = text.ReplaceAllString(code, "vgn = text(vgparent, $1)")
	code = inner.ReplaceAllString(code, "inner(vgn, $1)")
	code = replace(code, root, func(m []string) string { return "vgn = root(vgout, " + m[1] + ", " + attributes(m[2]) + ")" })
	code = replace(code, element, func(m []string) string { return "vgn = element(vgparent, " + m[1] + ", " + attributes(m[2]) + ")" })
	code = handler.ReplaceAllString(code, "on(vgn, $1, $2)")
	code = ended(code)
	code = component.ReplaceAllString(code, "vgcomp := component(vgin, vgout, vgparent, $1, new($2)).(*$2)\n_ = vgcomp$3")
	for _, name := range []string{"fmt", "reflect", "log", "vjson"} {
		if strings.Count(code, name+".") == 1 { // where it says that it is not used
			code = regexp.MustCompile(`(?m)^(import "(?:[\w./]*/)?`+name+`"|var _ `+name+`\.\w+)\n`).ReplaceAllString(code, "")
		}
	}
	return code
}

// ended ends each list, which the code makes in a loop, with a call.
func ended(code string) string {
	var out, open []string // open: the indents of the loops around a line
	for _, line := range strings.Split(code, "\n") {
		out = append(out, line)
		indent := line[:len(line)-len(strings.TrimLeft(line, "\t"))]
		if loop.MatchString(line) {
			open = append(open, indent)
		} else if n := len(open) - 1; n >= 0 && line == open[n]+"}" {
			open, out = open[:n], append(out, indent+"end(vgparent)")
		}
	}
	return strings.Join(out, "\n")
}

func replace(code string, of *regexp.Regexp, by func(groups []string) string) string {
	return of.ReplaceAllStringFunc(code, func(found string) string { return by(of.FindStringSubmatch(found)) })
}

// attributes are a literal's attributes as one: names and values, each ended
// by a zero.
func attributes(literal string) string {
	all := ""
	for _, m := range attribute.FindAllStringSubmatch(literal, -1) {
		for _, part := range m[1:] {
			plain, err := strconv.Unquote(part)
			if err != nil {
				panic(err) // the pattern matches quoted texts alone
			}
			all += plain + "\x00"
		}
	}
	return strconv.Quote(all)
}
