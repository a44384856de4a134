package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/skill"
)

// An exported file is scored to the digits that the page had; one that was changed
// is refused with its line, one of another version with a sentence.
func TestSealedFilesAreScoredAgain(t *testing.T) {
	const start = 1_767_571_200_000
	l := skill.New("BTC")
	for i := range market.Millis(48) {
		at := start + i*market.Hour
		s := &skill.Sealed{At: at, Made: at, Price: 60_000, Models: []skill.Standing{{Name: "learned", Version: "learned-1", Path: 3.5e5}}}
		for side := range s.Models[0].Sides {
			s.Models[0].Sides[side][3] = market.USD(1e6 + 1e4*float64(i))
		}
		l.Seal(s)
		l.Add(&skill.Came{At: at, Bars: []skill.Reach{{High: 60_300, Low: 59_500, Close: 60_000}}, Feeds: []skill.Told{{Venue: "bybit", USD: [market.Sides]market.USD{1e6, 2e6}}}})
	}
	path := filepath.Join(t.TempDir(), "brink-sealed-BTC.txt")
	scored := func(text string, args ...string) (code int, out, errs bytes.Buffer) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		code = run(append([]string{"-sealed", path}, args...), &out, &errs)
		return code, out, errs
	}
	text := l.Text()
	code, out, errs := scored(text)
	if code != 0 || !strings.Contains(out.String(), "BTC: 48 hours sealed, 48 judged") || !strings.Contains(out.String(), l.Tip()) || !strings.Contains(out.String(), "learned-1: undersampled, 48 hours of 2 days") {
		t.Errorf("%d %s %s", code, &out, &errs)
	}
	if code, out, _ = scored(text, "-json"); code != 0 || !strings.Contains(out.String(), `"Tip": "`+l.Tip()+`"`) || !strings.Contains(out.String(), `"Judged": 48`) {
		t.Errorf("%d %s", code, &out)
	}
	if code, _, errs = scored(strings.Replace(text, "2e+06", "3e+06", 1)); code != 1 || !strings.Contains(errs.String(), "line 3 was changed") {
		t.Errorf("%d %s", code, &errs)
	}
	if code, _, errs = scored(strings.Replace(text, "brink-sealed-1", "brink-sealed-7", 1)); code != 1 || !strings.Contains(errs.String(), "another version") {
		t.Errorf("%d %s", code, &errs)
	}
	if code, _, errs = scored(text, "-mode", "ahead"); code != 2 || !strings.Contains(errs.String(), "nothing but -json") {
		t.Errorf("%d %s", code, &errs)
	}
}
