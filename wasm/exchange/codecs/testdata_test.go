package codecs_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// update writes the golden files anew. Whoever uses it reads each line that
// changed against VENUES.md: a golden event is a claim about the venue.
var update = flag.Bool("update", false, "write the golden files of exchange/*/testdata")

// frames is a file of messages by hand, one a line, at
// exchange/FOLDER/testdata/VENUE/KIND/NAME.jsonl. KIND is ws or the name of a
// call. Beside it stand NAME.events, what cmd/decode prints of it, and where
// there is any NAME.errors, what it says on standard error.
type frames struct {
	path, name string // without its ending; VENUE/KIND/NAME
	venue      market.Venue
	kind       string
	lines      []string
}

const ws = "ws"

// handwritten are all such files.
func handwritten(t testing.TB) []frames {
	paths, err := filepath.Glob("../*/testdata/*/*/*.jsonl")
	if err != nil || len(paths) == 0 {
		t.Fatal("there are no frames by hand", err)
	}
	var list []frames
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		part := strings.Split(filepath.ToSlash(path), "/")
		path = strings.TrimSuffix(path, ".jsonl")
		list = append(list, frames{
			path: path, name: strings.Join(part[3:5], "/") + "/" + filepath.Base(path), venue: market.Venue(part[3]), kind: part[4],
			lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"),
		})
	}
	return list
}

// decode is what a decoder of its own makes of the frames: events, and
// refusals and the venue's words by line.
func (f *frames) decode(t *testing.T) (lines, errors []byte, kinds map[market.Kind]bool) {
	d := codecs.New(f.venue)
	if d == nil {
		t.Fatalf("%s: there is no codec", f.name)
	}
	kinds = map[market.Kind]bool{}
	for i, line := range f.lines {
		var events []market.Event
		var fault *market.Fault
		if f.kind == ws {
			events, fault = d.Frame(nil, []byte(line), 0)
		} else {
			at := codecs.PlanOf(f.venue).Named(f.kind)
			if at == nil || at.Call.String() != f.kind {
				t.Fatalf("%s: there is no such call", f.name)
			}
			events, fault = d.Answer(nil, at.Call, exchange.Query{Symbol: venues.Symbol(f.venue, "BTC")}, []byte(line), 0)
		}
		for k := range events {
			e := &events[k]
			kinds[e.Kind] = true
			possible(t, e)
			switch e.Kind {
			case market.KindAck, market.KindPong:
			case market.KindNotice:
				errors = fmt.Appendf(errors, "%d: the venue says: %s\n", i+1, e.Text)
			default:
				lines = append(exchange.AppendLine(lines, e), '\n')
			}
		}
		if fault != nil {
			errors = fmt.Appendf(errors, "%d: %s\n", i+1, fault.Error())
		}
	}
	return lines, errors, kinds
}

// Every frame by hand means what its golden file says, at every venue.
func TestHandwrittenFrames(t *testing.T) {
	for _, f := range handwritten(t) {
		t.Run(f.name, func(t *testing.T) {
			events, errors, _ := f.decode(t)
			for ending, got := range map[string][]byte{".events": events, ".errors": errors} {
				if *update {
					write(t, f.path+ending, got, ending == ".events")
				}
				want, err := os.ReadFile(f.path + ending)
				if err != nil && (ending == ".events" || !os.IsNotExist(err)) {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s%s is\n%s\nand should be\n%s", f.name, ending, got, want)
				}
			}
		})
	}
}

// write keeps a golden file; one without a line only where it must be there.
func write(t *testing.T, path string, text []byte, must bool) {
	if len(text) == 0 && !must {
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every call of every venue and all that its sockets carry is written by
// hand, so that a clone tests every codec by itself.
func TestFramesCoverEveryCodec(t *testing.T) {
	written := map[market.Venue]map[string]map[market.Kind]bool{}
	for _, f := range handwritten(t) {
		if written[f.venue] == nil {
			written[f.venue] = map[string]map[market.Kind]bool{}
		}
		if written[f.venue][f.kind] == nil {
			written[f.venue][f.kind] = map[market.Kind]bool{}
		}
		_, _, kinds := f.decode(t)
		for kind := range kinds {
			written[f.venue][f.kind][kind] = true
		}
	}
	for i := range venues.All() {
		row := &venues.All()[i]
		for _, at := range codecs.PlanOf(row.ID).Endpoints {
			kinds := written[row.ID][at.Call.String()]
			if len(kinds) == 0 && at.Call != exchange.CallFundingIntervals || kinds == nil {
				t.Errorf("%s: no answer to %s by hand gives an event", row.ID, at.Call)
			}
		}
		socket := []market.Kind{market.KindTrade, market.KindMark, market.KindFunding, market.KindAck, market.KindNotice, market.KindBookSnapshot}
		if len(codecs.PlanOf(row.ID).Sockets([]string{row.Symbol("BTC")}, exchange.WantBars)) > 0 {
			socket = append(socket, market.KindBar)
		}
		if !row.Interest.Asked {
			socket = append(socket, market.KindOpenInterest)
		}
		if row.Book != venues.Whole {
			socket = append(socket, market.KindBookDelta)
		}
		if row.Capture.Share > 0 {
			socket = append(socket, market.KindLiquidation)
		}
		for _, kind := range socket {
			if !written[row.ID][ws][kind] {
				t.Errorf("%s: no frame by hand gives a %v", row.ID, kind)
			}
		}
		if told := written[row.ID][ws][market.KindLiquidation]; told != (row.Capture.Share > 0) {
			t.Errorf("%s: its feed tells liquidations: %v, its row says %+v", row.ID, told, row.Capture)
		}
	}
}
