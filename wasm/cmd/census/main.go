// Command census reads the positions that Hyperliquid makes public by account:
// it listens to the trades of a coin for some minutes, asks what the accounts
// hold, says what it has seen, and writes a list of accounts to begin the next
// census with.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"brink/wasm/census"
	"brink/wasm/extra"
	"brink/wasm/market"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run takes a census until its minutes are over, or ctx is.
func run(ctx context.Context, args []string, out io.Writer) error {
	set := flag.NewFlagSet("census", flag.ContinueOnError)
	minutes := set.Float64("minutes", 10, "how long it goes on")
	coin := set.String("coin", "BTC", "the venue's name of the coin")
	url := set.String("url", "", "`BASE` of another server that speaks as the venue does, such as http://127.0.0.1:8080")
	list := set.String("out", "", "`FILE` for the list of accounts")
	begin := set.String("in", "", "`FILE` with a list of accounts to begin with")
	if err := set.Parse(args); err != nil {
		return err
	}
	if !(*minutes > 0) || *minutes > 7*24*60 {
		return errors.New("-minutes is above 0 and at most a week")
	}
	source := census.Public()
	if *url != "" {
		base := strings.TrimSuffix(*url, "/")
		source.Ask, source.Stream = base+"/info", "ws"+strings.TrimPrefix(base, "http")+"/ws"
	}
	network := newNetwork()
	defer network.close()
	r := census.NewReader(source, *coin, network)
	if *begin != "" {
		file, err := os.ReadFile(*begin)
		if err != nil {
			return err
		}
		if fault := r.Load(file, network.Now()); fault != nil {
			return fault
		}
	}
	ends := time.Now().Add(time.Duration(*minutes * float64(time.Minute)))
	said := time.Now()
	for time.Now().Before(ends) && ctx.Err() == nil {
		network.wait(time.Duration(census.StepEvery) * time.Millisecond)
		r.Step()
		if time.Since(said) >= time.Minute {
			said = time.Now()
			fmt.Fprintln(out, extra.CoverageText(r.Observed(network.Now()), r.Live()))
		}
	}
	o := r.Observed(network.Now())
	for _, line := range extra.ObservedTexts(o, r.Live()) {
		fmt.Fprintln(out, line)
	}
	for i := range o.Largest {
		fmt.Fprintln(out, strings.Join(extra.HeldCells(&o.Largest[i], o), "  "))
	}
	n := r.Counts()
	fmt.Fprintf(out, "%d questions, %d answers, %d refused, %d not understood.\n", n.Asked, n.Answered, n.Refused, n.Nonsense)
	if *list != "" {
		return os.WriteFile(*list, r.List(census.MostListed, market.Millis(time.Now().UnixMilli())), 0o644)
	}
	return nil
}
