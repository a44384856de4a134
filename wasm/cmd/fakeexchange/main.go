// Command fakeexchange serves Binance USD-M, Bybit, OKX and Hyperliquid on one
// port of the loopback, in their true formats, with a simulated market or a
// recorded one behind them. It prints its address as its first line. It knows
// what wasm/fake does, and adds flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"brink/wasm/fake"
	"brink/wasm/market"
	"brink/wasm/replay"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	config, address, secret, err := parse(args)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	defer listener.Close()
	x, err := fake.New(config)
	if err != nil {
		return err
	}
	defer x.Close()
	server := &http.Server{Handler: x.Handler(), ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(out, "http://%s\n", listener.Addr())
	listeners := []net.Listener{listener}
	if secret != "" {
		second, err := listenTLS(secret)
		if err != nil {
			return err
		}
		defer second.Close()
		fmt.Fprintf(out, "https://%s\n", second.Addr())
		listeners = append(listeners, second)
	}
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { failed <- server.Serve(l) }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return server.Close()
}

// parse reads the flags: what to serve, where, and where under TLS.
func parse(args []string) (fake.Config, string, string, error) {
	var c fake.Config
	set := flag.NewFlagSet("fakeexchange", flag.ContinueOnError)
	bars := set.String("bars", "", "recording of bars: the `FILE` to play, past and to come")
	seed := set.Uint64("sim", 1, "`SEED` of a simulated market, and of faults")
	set.StringVar(&c.Coin, "coin", "BTC", "of the recording: BTC, ETH or SOL")
	set.Float64Var(&c.Speed, "speed", 1, "how much faster than the wall's its clock runs; 0 stands still")
	set.Float64Var(&c.Rate, "rate", 0, "messages a second of one coin at all venues together, books aside; 0 is a natural pace")
	set.IntVar(&c.Days, "days", 35, "of simulated history")
	set.StringVar(&c.Faults, "faults", "", "`SPEC`: a comma list such as drop=30s,malformed=.01,status=451@bybit,gone=okx:1h")
	set.BoolVar(&c.Further, "further", false, "be the venues too that live markets connect to where somebody wants them")
	set.BoolVar(&c.Unlimited, "unlimited", false, "count no requests and connections")
	now := set.String("now", "", "where its clock begins: milliseconds or RFC 3339; by default the wall's")
	address := set.String("addr", "127.0.0.1:0", "where to listen")
	secret := set.String("tls", "", "`ADDRESS` to serve under TLS as well, with a fresh certificate for the venues' own names, for a browser that is told to find them here")
	if err := set.Parse(args); err != nil {
		return c, "", "", err
	}
	if set.NArg() > 0 {
		return c, "", "", fmt.Errorf("%q is not a flag", set.Arg(0))
	}
	c.Seed = *seed
	if c.Speed < 0 || c.Rate < 0 {
		return c, "", "", errors.New("-speed and -rate are not negative")
	}
	if *now != "" {
		ms, err := strconv.ParseInt(*now, 10, 64)
		if err != nil {
			at, bad := time.Parse(time.RFC3339, *now)
			if bad != nil {
				return c, "", "", fmt.Errorf("-now %s is neither milliseconds nor RFC 3339", *now)
			}
			ms = at.UnixMilli()
		}
		c.Now = market.Millis(ms)
	}
	if *bars != "" {
		file, err := os.ReadFile(*bars)
		if err != nil {
			return c, "", "", err
		}
		recording, fault := replay.ReadBars(file)
		if fault != nil {
			return c, "", "", fault
		}
		c.Recording = recording
	}
	return c, *address, *secret, nil
}
