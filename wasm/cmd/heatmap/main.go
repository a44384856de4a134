// Command heatmap turns a recording of bars into the map of expected
// liquidations: a picture, or the numbers as JSON or CSV, by the same engine
// that the page runs. It draws what the engine says and estimates nothing.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"brink/wasm/engine"
	"brink/wasm/market"
	"brink/wasm/palette"
	"brink/wasm/replay"
)

const usage = `Usage: heatmap -bars FILE -out FILE [flags]

FILE of -bars is a CSV, plain or gzip, with the columns ts_ms, open, high, low,
close, volume and, where known, oi and taker_buy_volume.

T of -from and -to is RFC 3339 or YYYY-MM-DD, UTC. They choose the columns that
are written; all bars before them still feed the engine.

`

// Exit codes.
const (
	done     = 0
	refused  = 1 // the file, or what was asked of it, cannot be served
	misasked = 2 // the command line cannot be understood
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

// request is what the command line asks for.
type request struct {
	bars, out string
	format    string
	title     string
	model     *engine.Model
	palette   *palette.Palette
	standout  bool          // shade by it instead of by dollars
	from, to  market.Millis // [from, to)
}

// course is the recording with the part of it that was asked for.
type course struct {
	*replay.Recording
	model       *engine.Model
	first, last int // columns are Bars[first:last]
}

// formats are the ways to write a course.
var formats = map[string]func(io.Writer, *course, *request) error{
	"json": writeJSON, "csv": writeCSV, "png": writePNG,
}

func run(args []string, complaints io.Writer) int {
	asked, err := parse(args, complaints)
	if errors.Is(err, flag.ErrHelp) {
		return done
	}
	if err != nil {
		fmt.Fprintln(complaints, "heatmap:", err)
		return misasked
	}
	if err := serve(asked, complaints); err != nil {
		fmt.Fprintln(complaints, "heatmap:", err)
		return refused
	}
	return done
}

func serve(asked *request, remarks io.Writer) error {
	recording, err := load(asked.bars)
	if err != nil {
		return err
	}
	if sameFile(asked.bars, asked.out) {
		return fmt.Errorf("-out %s is the recording itself, which would be lost", asked.out)
	}
	fmt.Fprintf(remarks, "heatmap: read as %s\n", recording.Understood)
	if len(recording.Ignored) > 0 {
		fmt.Fprintf(remarks, "heatmap: columns not used: %s\n", strings.Join(recording.Ignored, ", "))
	}
	c, err := choose(recording, asked)
	if err != nil {
		return err
	}
	return store(asked.out, func(w io.Writer) error { return formats[asked.format](w, c, asked) })
}

// load reads a recording, refusing one that is too large by its size alone.
func load(name string) (*replay.Recording, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	about, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if fault := replay.Oversize(about.Size()); fault != nil {
		return nil, fmt.Errorf("%s: %s", name, fault.Sentence)
	}
	// What is no regular file has no size to go by.
	data, err := io.ReadAll(io.LimitReader(file, replay.MaxSize+1))
	if err != nil {
		return nil, err
	}
	recording, fault := replay.ReadBars(data)
	if fault != nil {
		return nil, fmt.Errorf("%s: %s", name, fault.Sentence)
	}
	return recording, nil
}

// sameFile reports whether two names are of one regular file.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil || !one.Mode().IsRegular() {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// choose finds the columns that were asked for.
func choose(r *replay.Recording, asked *request) (*course, error) {
	c := &course{Recording: r, model: asked.model}
	for _, bar := range r.Bars {
		if bar.Start < asked.from {
			c.first++
		}
		if bar.Start < asked.to {
			c.last++
		}
	}
	if c.first >= c.last {
		return nil, fmt.Errorf("no bar starts between -from and -to; those of %s start from %s to %s", asked.bars, stamp(r.Bars[0].Start), stamp(r.Bars[len(r.Bars)-1].Start))
	}
	if c.model == &engine.OpenInterest && !knowsOpenInterest(r.Bars) {
		return nil, fmt.Errorf("the model %s needs the column oi, which %s does not have", c.model.Name, asked.bars)
	}
	return c, nil
}

func knowsOpenInterest(bars []market.Bar) bool {
	for i := range bars {
		if bars[i].Optional.Has(market.OptionalOI) {
			return true
		}
	}
	return false
}

// walk steps a fresh engine over all bars and calls see with the state after
// each column's.
func (c *course) walk(see func(bar *market.Bar, e *engine.Engine) error) error {
	e := engine.New(c.model, c.Interval, 1)
	for i := range c.Bars[:c.last] {
		bar := &c.Bars[i]
		if fault := e.Step(0, bar); fault != nil {
			return fmt.Errorf("the bar of %s: %s", stamp(bar.Start), fault.Sentence)
		}
		if i >= c.first {
			if err := see(bar, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// store writes a file whole or not at all. What is there and is no regular
// file, a pipe or a terminal, is written to as it is; a link stays one.
func store(name string, write func(io.Writer) error) error {
	if about, err := os.Stat(name); err == nil && !about.Mode().IsRegular() {
		if about.IsDir() {
			return fmt.Errorf("%s is a folder", name)
		}
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return fill(file, write)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".heatmap-*")
	if err != nil {
		return err
	}
	err = file.Chmod(0o644)
	if filled := fill(file, write); err == nil {
		err = filled
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// fill writes a file and closes it.
func fill(file *os.File, write func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(file, 1<<20)
	err := write(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// stamp is a point in time for people.
func stamp(t market.Millis) string {
	return time.UnixMilli(int64(t)).UTC().Format(time.RFC3339)
}
