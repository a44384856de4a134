package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/picture"
)

// Every picture is there in the size of a column of text, and every fact says
// something possible.
func TestPicturesAndFacts(t *testing.T) {
	folder := t.TempDir()
	var complaints bytes.Buffer
	if code := run([]string{"-icon", "../../../site/icon.svg", "-out", folder}, &complaints); code != 0 {
		t.Fatalf("exit %d: %s", code, complaints.String())
	}
	for _, name := range strings.Fields("map classic oi learned truth magnet swept cascade") {
		file, err := os.Open(filepath.Join(folder, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(file)
		if file.Close(); err != nil || config.Width != picture.Small.Width || config.Height != picture.Small.Height {
			t.Errorf("%s: %v %v", name, config, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f facts
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	number := func(name string) int {
		n, err := strconv.Atoi(f[name])
		if err != nil {
			t.Errorf("%s is %q", name, f[name])
		}
		return n
	}
	for part, whole := range map[string]string{
		"bands.reached": "bands", "bands.mirrored": "bands", "fade.decided": "bands.reached", "fade.on": "fade.decided",
		"fade.decided.without": "bands.mirrored", "fade.on.without": "fade.decided.without",
	} {
		if a, b := number(part), number(whole); a < 1 || a > b {
			t.Errorf("%s %d of %s %d", part, a, whole, b)
		}
	}
	// Two sides a day, but for days without a cluster or a week after them.
	if n := number("bands"); n > 2*number("studied.days") || n < number("studied.days") {
		t.Errorf("%d bands in %s days", n, f["studied.days"])
	}
	if n := number("truth.single"); n > 10 {
		t.Errorf("%d of ten levels are one account's", n)
	}
	for name, text := range f {
		if text == "" || strings.Contains(text, "NaN") {
			t.Errorf("%s is %q", name, text)
		}
	}
}

// What price does after a touch, on bars made by hand.
func TestWhatFollowsATouch(t *testing.T) {
	at := func(low, high market.Price) market.Bar { return market.Bar{Low: low, High: high} }
	for name, c := range map[string]struct {
		bars []market.Bar
		want course
	}{
		"on within the touch": {[]market.Bar{at(99, 101)}, on},
		"on later":            {[]market.Bar{at(100, 101), at(99.8, 100.2), at(99.4, 100)}, on},
		"back":                {[]market.Bar{at(99.9, 102), at(99.9, 100.4), at(100, 100.6)}, back},
		"both at once":        {[]market.Bar{at(99.9, 101), at(99, 101)}, undecided},
		"neither":             {[]market.Bar{at(99.9, 101), at(99.9, 100.1)}, undecided},
	} {
		history := &history{bars: c.bars}
		if got := history.after(market.Long, 100, 0); got != c.want {
			t.Errorf("longs, %s: %d, want %d", name, got, c.want)
		}
		for i, b := range c.bars {
			history.bars[i] = at(10_000/b.High, 10_000/b.Low)
		}
		if got := history.after(market.Short, 100, 0); got != c.want {
			t.Errorf("shorts, %s: %d, want %d", name, got, c.want)
		}
	}
	history := &history{bars: []market.Bar{at(102, 103), at(99, 102), at(97, 101), at(98, 100)}}
	if n := history.touch(market.Long, 100, 0); n != 1 {
		t.Errorf("touched in bar %d", n)
	}
	if n := history.touch(market.Short, 104, 0); n != -1 {
		t.Errorf("a price that was not reached was touched in bar %d", n)
	}
	if share, bar := history.beyond(market.Long, 100, 1, 3); bar != 2 || share < .0299 || share > .0301 {
		t.Errorf("%v beyond in bar %d", share, bar)
	}
}

func TestRefusals(t *testing.T) {
	for _, args := range [][]string{{}, {"-out", "x"}, {"-icon", "x"}, {"-icon", "x", "-out", "x", "stray"}, {"-wat"}} {
		if code := run(args, &bytes.Buffer{}); code != 2 {
			t.Errorf("%v: exit %d", args, code)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-icon", "../../../site/icon.svg", "-out", file}, {"-icon", file, "-out", t.TempDir()}} {
		if code := run(args, &bytes.Buffer{}); code != 1 {
			t.Errorf("%v: exit %d", args, code)
		}
	}
}
