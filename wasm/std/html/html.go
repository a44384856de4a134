// Package html stands in for the standard one in the browser's binary: Vugu
// asks it for one function, and the standard one brings a replacer of any texts
// with it.
//
// site/build.mjs puts it in place by go build -overlay. No package imports it
// by this path.
package html

// EscapeString writes the characters <, >, &, ' and " of a text so that they
// stand for themselves in HTML.
func EscapeString(s string) string {
	out, done := []byte(nil), 0
	for i := range len(s) {
		written := ""
		switch s[i] {
		case '&':
			written = "&amp;"
		case '\'':
			written = "&#39;"
		case '<':
			written = "&lt;"
		case '>':
			written = "&gt;"
		case '"':
			written = "&#34;"
		default:
			continue
		}
		out = append(append(out, s[done:i]...), written...)
		done = i + 1
	}
	if done == 0 {
		return s
	}
	return string(append(out, s[done:]...))
}
