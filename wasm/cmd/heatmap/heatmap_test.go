package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/picture"
	"brink/wasm/replay"
	"brink/wasm/replay/replaytest"
)

// start is 2026-02-05.
const start market.Millis = 1_770_249_600_000

// walk is n five-minute bars of a seeded walk, without the tenth.
func walk(n int) []market.Bar {
	random := rand.New(rand.NewPCG(1, 2))
	price := 60_000.0
	var bars []market.Bar
	for i := range n {
		open := price
		price *= math.Exp(random.NormFloat64() * .002)
		bar := market.Bar{
			Start: start + 5*market.Minute*market.Millis(i), Open: market.Price(open), Close: market.Price(price), Volume: market.Base(100 * random.ExpFloat64()),
			High: market.Price(max(open, price) * (1 + .001*random.Float64())), Low: market.Price(min(open, price) * (1 - .001*random.Float64())),
			Optional: market.OptionalOI, OpenInterest: market.Base(90_000 + 100*random.NormFloat64()),
		}
		if i != 10 {
			bars = append(bars, bar)
		}
	}
	return bars
}

// written stores a text or bars in the test's own folder.
func written(t *testing.T, name string, content []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// made runs the command and returns what it wrote.
func made(t *testing.T, format string, args ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out."+format)
	var complaints bytes.Buffer
	if code := run(append(args, "-out", out), &complaints); code != done {
		t.Fatalf("exit %d: %s", code, complaints.String())
	}
	content, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// numbers is the JSON as promised.
type numbers struct {
	Model, Version, Unit string
	Times                []int64
	Prices               []float64
	Long, Short          [][]float64
}

func read(t *testing.T, content []byte) numbers {
	t.Helper()
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(content, &keys); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(keys)); !slices.Equal(got, []string{"long", "model", "prices", "short", "times", "unit", "version"}) {
		t.Fatalf("the JSON has the keys %q", got)
	}
	var n numbers
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestJSONIsTheEngines(t *testing.T) {
	bars := walk(400)
	file := written(t, "bars.csv", replaytest.AppendBars(nil, bars))
	for _, model := range engine.Models() {
		n := read(t, made(t, "json", "-bars", file, "-model", model.Name))
		if n.Model != model.Name || n.Version != model.Version || n.Unit != "USD" {
			t.Errorf("%s says %s %s in %s", model.Name, n.Model, n.Version, n.Unit)
		}
		if len(n.Times) != len(bars) || len(n.Long) != len(bars) || len(n.Short) != len(bars) || len(n.Prices) == 0 {
			t.Fatalf("%s: %d times, %d and %d columns of %d bars, %d prices", model.Name, len(n.Times), len(n.Long), len(n.Short), len(bars), len(n.Prices))
		}
		lo := grid.Of(market.Price(n.Prices[0]))
		for k, p := range n.Prices {
			if p != float64((lo + grid.Bin(k)).Lower()) {
				t.Fatalf("%s: price %d is %v, not the lower edge of a bin", model.Name, k, p)
			}
		}
		e := engine.New(model, 5*market.Minute, 1)
		want := make([]float64, len(n.Prices))
		ends := [2]float64{}
		for i := range bars {
			if fault := e.Step(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
			if n.Times[i] != int64(bars[i].Start) {
				t.Fatalf("column %d is of %d", i, n.Times[i])
			}
			for side, column := range [][]float64{n.Long[i], n.Short[i]} {
				if a, b := e.Extent(market.Side(side)); occupied(e, market.Side(side), a, b) != occupied(e, market.Side(side), lo, lo+grid.Bin(len(want))) {
					t.Fatalf("%s: column %d has heat beyond the prices", model.Name, i)
				}
				e.Heat(want, market.Side(side), lo, engine.Everything)
				if len(column) != len(want) {
					t.Fatalf("%s: column %d has %d numbers", model.Name, i, len(column))
				}
				for k := range want {
					if column[k] != want[k] {
						t.Fatalf("%s: column %d price %d is %v, the engine says %v", model.Name, i, k, column[k], want[k])
					}
				}
				ends[0] += want[0]
				ends[1] += want[len(want)-1]
			}
		}
		if ends[0] == 0 || ends[1] == 0 {
			t.Errorf("%s: the lowest or highest price is never occupied", model.Name)
		}
	}
}

// occupied is how many of the bins [lo, hi) have heat.
func occupied(e *engine.Engine, side market.Side, lo, hi grid.Bin) (n int) {
	dst := make([]float64, hi-lo)
	e.Heat(dst, side, lo, engine.Everything)
	for _, usd := range dst {
		if usd != 0 {
			n++
		}
	}
	return n
}

func TestCSVSaysWhatJSONSays(t *testing.T) {
	file := written(t, "bars.csv", replaytest.AppendBars(nil, walk(60)))
	n := read(t, made(t, "json", "-bars", file))
	want := []string{"ts_ms,price,long_usd,short_usd"}
	for i, at := range n.Times {
		for k, p := range n.Prices {
			if long, short := n.Long[i][k], n.Short[i][k]; long != 0 || short != 0 {
				want = append(want, strconv.FormatInt(at, 10)+","+string(number(nil, p))+","+string(number(nil, long))+","+string(number(nil, short)))
			}
		}
	}
	if got := string(made(t, "csv", "-bars", file)); got != strings.Join(want, "\n")+"\n" {
		t.Errorf("the CSV has %d bytes and %d lines, want %d lines", len(got), strings.Count(got, "\n"), len(want))
	}
}

// Cutting the file after a bar leaves every column up to it as it was: with
// -to at the cut the bytes are the same, and any two runs give the same.
func TestNothingRepaints(t *testing.T) {
	bars := walk(300)
	whole := written(t, "bars.csv", replaytest.AppendBars(nil, bars))
	part := written(t, "bars.csv", replaytest.AppendBars(nil, bars[:200]))
	to := stamp(bars[200].Start)
	for _, format := range []string{"json", "csv", "png"} {
		a := made(t, format, "-bars", whole, "-from", "2026-02-05", "-to", to)
		b := made(t, format, "-bars", part, "-from", "2026-02-05", "-to", to)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: columns before %s depend on what came after", format, to)
		}
		if !bytes.Equal(a, made(t, format, "-bars", whole, "-to", to)) {
			t.Errorf("%s: two runs differ", format)
		}
	}
	// Without -to the cut file has fewer prices; what both name is equal.
	a, b := read(t, made(t, "json", "-bars", whole)), read(t, made(t, "json", "-bars", part))
	offset := int(grid.Of(market.Price(b.Prices[0])) - grid.Of(market.Price(a.Prices[0])))
	for i := range b.Times {
		for k := range b.Prices {
			if a.Long[i][offset+k] != b.Long[i][k] || a.Short[i][offset+k] != b.Short[i][k] {
				t.Fatalf("column %d, price %v repaints", i, b.Prices[k])
			}
		}
	}
}

// -from and -to choose columns; what comes before still feeds the engine.
func TestFromAndTo(t *testing.T) {
	bars := walk(300)
	file := written(t, "bars.csv", replaytest.AppendBars(nil, bars))
	all := read(t, made(t, "json", "-bars", file))
	from, to := 100, 150
	n := read(t, made(t, "json", "-bars", file, "-from", stamp(bars[from].Start), "-to", "2026-02-05T13:35:00+01:00"))
	if len(n.Times) != to-from || n.Times[0] != int64(bars[from].Start) {
		t.Fatalf("%d columns from %d; want %d from %d", len(n.Times), n.Times[0], to-from, bars[from].Start)
	}
	offset := int(grid.Of(market.Price(n.Prices[0])) - grid.Of(market.Price(all.Prices[0])))
	for i := range n.Times {
		for k := range n.Prices {
			if n.Long[i][k] != all.Long[from+i][offset+k] {
				t.Fatalf("column %d price %d: %v, in the whole %v", i, k, n.Long[i][k], all.Long[from+i][offset+k])
			}
		}
	}
}

// T is RFC 3339 with any offset, or a date, in UTC.
func TestTimes(t *testing.T) {
	for text, want := range map[string]market.Millis{
		"2026-02-05": start, "2026-02-05T00:00:00Z": start, "2026-02-05t01:30:00+01:30": start, "2026-02-04T19:00:00-05:00": start, "2026-02-05T00:00:00z": start,
		"2026-02-05T00:00:00.25Z": start + 250, "2026-02-05T00:00:00.0001Z": start + 1, "1969-12-31T23:59:59.999Z": -1, "2028-02-29": 1_835_395_200_000,
	} {
		if got, err := parseTime(text); err != nil || got != want {
			t.Errorf("%s: %d %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"2026-02-30", "2026-2-5", "2026-02-05T00:00:00", "2026-02-05 00:00:00Z", "2026-02-05T24:00:00Z", "2026-02-05Z", "1770249600000", "now"} {
		if at, err := parseTime(text); err == nil {
			t.Errorf("%s is read as %d", text, at)
		}
	}
}

// A link is followed, what is no file is written to, and nothing is left over.
func TestWhereItIsWritten(t *testing.T) {
	bars := written(t, "bars.csv", replaytest.AppendBars(nil, walk(30)))
	want := made(t, "csv", "-bars", bars)
	target := written(t, "target.csv", []byte("old"))
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	if code := run([]string{"-bars", bars, "-out", link}, &complaints); code != done {
		t.Fatal(complaints.String())
	}
	if got, err := os.ReadFile(target); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the link's target was not written: %v", err)
	}
	if about, err := os.Lstat(link); err != nil || about.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if code := run([]string{"-bars", bars, "-format", "csv", "-out", os.DevNull}, &complaints); code != done {
		t.Fatal(complaints.String())
	}
	if about, err := os.Stat(os.DevNull); err != nil || about.Mode().IsRegular() {
		t.Fatalf("%s was replaced by a file", os.DevNull)
	}
	for _, name := range []string{target, link} {
		if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
			t.Errorf("left over: %v %v", left, err)
		}
	}
}

func TestPNG(t *testing.T) {
	file := written(t, "bars.csv", replaytest.AppendBars(nil, walk(300)))
	still, err := png.Decode(bytes.NewReader(made(t, "png", "-bars", file, "-palette", "magma", "-title", "BTC")))
	if err != nil || still.Bounds().Dx() != picture.Large.Width || still.Bounds().Dy() != picture.Large.Height {
		t.Errorf("%v, %v", still, err)
	}
}

func TestRefusals(t *testing.T) {
	folder := t.TempDir()
	good := written(t, "bars.csv", replaytest.AppendBars(nil, walk(30)))
	bare := walk(30)
	for i := range bare {
		bare[i].Optional = 0
	}
	withoutOI := written(t, "bare.csv", replaytest.AppendBars(nil, bare))
	damaged := written(t, "damaged.csv", []byte("ts_ms,open,high,low,close,volume\n0,1,1,1,1,1\n60000,1,-1,1,1,1\n"))
	large := filepath.Join(folder, "large.csv")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, replay.MaxSize+1); err != nil {
		t.Fatal(err)
	}
	kept := written(t, "kept.json", []byte("as it was"))
	for _, c := range []struct {
		code int
		says string
		args string
	}{
		{misasked, "-bars FILE and -out FILE", ""},
		{misasked, "-bars FILE and -out FILE", "-bars " + good},
		{misasked, "does not end in .png, .json or .csv", "-bars " + good + " -out x.txt"},
		{misasked, "-format pdf", "-bars " + good + " -out x.png -format pdf"},
		{misasked, "-model magic is not one of", "-bars " + good + " -out x.png -model magic"},
		{misasked, "-palette rainbow is not one of violet, classic", "-bars " + good + " -out x.png -palette rainbow"},
		{misasked, "-from yesterday is neither", "-bars " + good + " -out x.png -from yesterday"},
		{misasked, "not before -to", "-bars " + good + " -out x.png -from 2026-02-06 -to 2026-02-06"},
		{misasked, "not defined: -wat", "-bars " + good + " -out x.png -wat"},
		{misasked, "is not a flag", "-bars " + good + " -out x.png stray"},
		{refused, "no such file", "-bars " + folder + "/none.csv -out " + kept},
		{refused, "row 3, column high", "-bars " + damaged + " -out " + kept},
		{refused, "65 MB", "-bars " + large + " -out " + kept},
		{refused, "no bar starts between", "-bars " + good + " -out " + kept + " -from 2027-01-01"},
		{refused, "the recording itself", "-bars " + good + " -format csv -out " + good},
		{refused, "is a folder", "-bars " + good + " -format csv -out " + folder},
		{refused, "needs the column oi", "-bars " + withoutOI + " -out " + kept + " -model oi"},
		{refused, "no such file", "-bars " + good + " -out " + folder + "/none/x.json"},
		{done, "Usage: heatmap", "-help"},
	} {
		var complaints bytes.Buffer
		if code := run(strings.Fields(c.args), &complaints); code != c.code || !strings.Contains(complaints.String(), c.says) {
			t.Errorf("%s: exit %d, %q; want %d, %q", c.args, code, complaints.String(), c.code, c.says)
		}
	}
	if content, err := os.ReadFile(kept); err != nil || string(content) != "as it was" {
		t.Errorf("a refusal changed the file: %q %v", content, err)
	}
}

// The engine takes every bar that the reader accepts, at the limits as well.
func TestWhatIsReadCanBeStepped(t *testing.T) {
	for _, bar := range []string{"1e-9,1e-9,1e-9,1e-9,0", "1e12,1e12,1e12,1e12,1e4", "1e-9,1e12,1e-9,1e12,1e4", "1,1,1,1,1e16", "1,1,1,1,5e-324"} {
		file := written(t, "bars.csv", []byte("ts_ms,open,high,low,close,volume\n0,"+bar+"\n60000,"+bar+"\n120000,"+bar+"\n"))
		for _, format := range []string{"csv", "png"} {
			made(t, format, "-bars", file)
		}
	}
}

// A file of another program gives the map that the same bars give in ours, and
// the command says what it took the file for.
func TestSaysWhatAFileWasReadAs(t *testing.T) {
	ours, theirs := "ts_ms,open,high,low,close,volume\n", "time,open,high,low,close,Volume,Volume MA\n"
	for i := range 40 {
		at := 1772323200 + 900*i
		ours += strconv.Itoa(at*1000) + ",61000,61100,60900,61050,12\n"
		theirs += strconv.Itoa(at) + ",61000,61100,60900,61050,12,\n"
	}
	folder, maps := t.TempDir(), []string{}
	for name, content := range map[string]string{"ours.csv": ours, "theirs.csv": theirs} {
		file, out := filepath.Join(folder, name), filepath.Join(folder, "map-"+name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var remarks bytes.Buffer
		if code := run([]string{"-bars", file, "-out", out}, &remarks); code != done {
			t.Fatal(remarks.String())
		}
		if want := "read as TradingView, 15 min, 40 bars, times UTC"; strings.Contains(remarks.String(), want) != (name == "theirs.csv") {
			t.Errorf("%s: %q", name, remarks.String())
		}
		made, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		maps = append(maps, string(made))
	}
	if maps[0] != maps[1] || maps[0] == "" {
		t.Error("the same bars give different maps")
	}
}
