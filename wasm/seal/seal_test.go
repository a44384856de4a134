package seal

import (
	"strings"
	"testing"
)

func TestTextComesBack(t *testing.T) {
	for _, body := range []string{"", "one", "two\nlines\n", "\n", strings.Repeat("x", 9999)} {
		if back, complaint := Open("brink-look-1", Text("brink-look-1", body)); back != body || complaint != "" {
			t.Errorf("%.20q came back as %.20q, %s", body, back, complaint)
		}
	}
}

// Every byte matters, and so does every missing one.
func TestDamageIsNoticed(t *testing.T) {
	text := Text("brink-look-1", "long 1 2 3\nshort 4 5 6.75")
	for i := range text {
		for _, bad := range []string{text[:i], text[:i] + "7" + text[i+1:], text[:i] + text[i+1:], text[:i] + "0" + text[i:]} {
			if bad == text {
				continue
			}
			if body, complaint := Open("brink-look-1", bad); complaint == "" || body != "" {
				t.Errorf("%q is accepted", bad)
			}
		}
	}
	for text, want := range map[string]string{
		Text("brink-look-2", "x"): "it is of another version", Text("brink-alarm-1", "x"): "it is something else", "": "it is something else",
		"{}": "it is something else", "brink-look-1": "it is cut short or was changed", "brink-look-1 12345678\nx": "it is cut short or was changed",
	} {
		if _, complaint := Open("brink-look-1", text); complaint != want {
			t.Errorf("%q: %s, want %s", text, complaint, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(Text("brink-look-1", "body"))
	f.Fuzz(func(t *testing.T, text string) {
		if body, complaint := Open("brink-look-1", text); complaint == "" && Text("brink-look-1", body) != text {
			t.Errorf("%q is accepted and written as %q", text, Text("brink-look-1", body))
		}
	})
}
