package skill

import (
	standard "crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

func TestSHA256IsTheStandardOne(t *testing.T) {
	for n := range 300 {
		text := strings.Repeat("brink", n)[:n]
		if want := standard.Sum256([]byte(text)); sha256(text) != hex.EncodeToString(want[:]) {
			t.Fatalf("of %d bytes: %s", n, sha256(text))
		}
	}
}

func FuzzSHA256(f *testing.F) {
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if want := standard.Sum256([]byte(text)); sha256(text) != hex.EncodeToString(want[:]) {
			t.Errorf("of %q: %s", text, sha256(text))
		}
	})
}
