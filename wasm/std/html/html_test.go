package html

import (
	standard "html"
	"testing"
)

// What is written is what the standard package writes.
func TestAsTheStandardOne(t *testing.T) {
	for _, s := range []string{"", "plain", "<", `a<b>&"c'd'`, "&&amp;", "ü–\u2028<é>\x00\xff&", `'`, `end"`} {
		if got, want := EscapeString(s), standard.EscapeString(s); got != want {
			t.Errorf("%q is written as %q, want %q", s, got, want)
		}
	}
}
