// Command decode prints what an exchange's recorded bytes say, one event a
// line as JSON. It knows how recorders wrap messages and nothing of what they
// mean: that is wasm/exchange's.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "decode:", err)
			os.Exit(1)
		}
	}
}

// run is the command with its surroundings given. What is refused is written
// to errs, and makes the error.
func run(args []string, in io.Reader, out, errs io.Writer) error {
	flags := flag.NewFlagSet("decode", flag.ContinueOnError)
	flags.SetOutput(errs)
	venue := flags.String("venue", "", "venue id: "+venueNames())
	kind := flags.String("kind", "", "ws for WebSocket messages, or the name of a REST call (below)")
	symbol := flags.String("symbol", "", "symbol of what does not say its own: of answers, and of markets that are numbered")
	instruments := flags.String("instruments", "", "the venue's own list of instruments, for contract sizes that are not built in")
	flags.Usage = func() { usage(flags, errs) }
	if err := flags.Parse(args); err != nil {
		return err
	}
	decoder := codecs.New(market.Venue(*venue))
	if decoder == nil {
		return fmt.Errorf("-venue %q is none of %s", *venue, venueNames())
	}
	plan := codecs.PlanOf(decoder.Venue())
	if *kind != webSocket && plan.Named(*kind) == nil {
		return fmt.Errorf("-kind %q is neither ws nor a REST call of %s; -h lists them", *kind, *venue)
	}
	if flags.NArg() != 1 {
		return errors.New("name one FILE, or - for standard input")
	}
	decoder.Assume(*symbol)
	if *instruments != "" {
		if err := teach(decoder, *instruments, in); err != nil {
			return err
		}
	}
	data, err := load(flags.Arg(0), in)
	if err != nil {
		return err
	}
	writer := bufio.NewWriterSize(out, 1<<16)
	s := session{decoder: decoder, plan: plan, kind: *kind, symbol: *symbol, out: writer, errs: errs}
	s.all(unwrap(data, *kind == webSocket))
	if err := writer.Flush(); err != nil {
		return err
	}
	return s.verdict()
}

// teach reads a venue's list of instruments into a decoder.
func teach(decoder *exchange.Decoder, file string, in io.Reader) error {
	data, err := load(file, in)
	if err != nil {
		return err
	}
	s := session{decoder: decoder, plan: codecs.PlanOf(decoder.Venue()), kind: "instruments", out: bufio.NewWriter(io.Discard), errs: io.Discard}
	s.all(unwrap(data, false))
	if s.events == 0 {
		return fmt.Errorf("-instruments %s holds no list of instruments of %s", file, decoder.Venue())
	}
	return nil
}

func venueNames() string {
	var names []string
	for _, v := range venues.IDs() {
		names = append(names, string(v))
	}
	return strings.Join(names, ", ")
}

func usage(flags *flag.FlagSet, w io.Writer) {
	fmt.Fprint(w, `Usage: decode -venue ID -kind ws|CALL [-symbol S] [-instruments FILE] FILE|-

Prints the events of recorded messages, one JSON object a line:
kind, venue, symbol, ts_ms, then what the kind holds. What cannot be decoded
is named on standard error, and the exit code is then 1.

FILE may be one message, a message a line (with a time before it or not), an
array, any of these within a recorder's wrapping, and gzipped.

`)
	flags.PrintDefaults()
	for _, venue := range venues.IDs() {
		fmt.Fprintf(w, "\nREST calls of %s (the end of the path will do as well):\n", venue)
		for _, call := range codecs.PlanOf(venue).Endpoints {
			fmt.Fprintf(w, "  %-22s %-4s %-66s %s\n", call.Call, call.Method, call.Path, about[call.Call])
		}
	}
}
