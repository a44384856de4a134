// Command native serves the built site on one address and relays what the
// policy allows: Brink on a laptop or a server of one's own. It keeps nothing
// of who asks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/listing"
	"brink/relay/policy"
	"brink/wasm/listed"
)

// collectAt is by how many percent memory grows between two collections: what
// is kept is most of it, and half of that again is enough to work with.
const collectAt = 50

func main() {
	debug.SetGCPercent(collectAt)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "native:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("native", flag.ContinueOnError)
	addr := set.String("addr", "127.0.0.1:8787", "address to listen on")
	folder := set.String("site", "dist/site", "folder of the built site")
	origin := set.String("origin", "", "origin that the site is reached by, where that is not http://ADDR")
	upstream := map[string]string{}
	set.Func("upstream", "`VENUE=URL`: relay this origin in place of the venue's, and have the page ask it here only (may be given again)", func(text string) error {
		venue, url, err := parseUpstream(text)
		upstream[venue] = url
		return err
	})
	var trusted proxies
	set.Func("trusted-proxy", "`CIDR` of a proxy of one's own in front of this program, whose X-Forwarded-For says who asks (may be given again)", func(text string) error {
		network, err := parseProxy(text)
		trusted = append(trusted, network)
		return err
	})
	unpaced := set.Bool("unpaced", false, "ask the origins of -upstream as often as anybody wants: for fakes that are measured, never for an exchange")
	accounts := set.String("census", "", "`FILE` with a list of accounts for pages to begin with, as wasm/cmd/census writes it; it may change at any time")
	relayOnly := set.Bool("relay-only", false, "have the page ask every venue here, none directly")
	if err := set.Parse(args); err != nil {
		return err
	}
	files, err := readSite(*folder)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("something else already listens on %s; stop it or choose another address with -addr", *addr)
	}
	if err != nil {
		return err
	}
	passed := newRelay(options{origins: origins(*origin, listener.Addr().String()), upstream: upstream, unpaced: *unpaced, proxies: trusted})
	only := slices.Sorted(maps.Keys(upstream))
	if *relayOnly {
		only = slices.Sorted(maps.Keys(policy.Upstreams()))
	}
	files.bar(only)
	server := &http.Server{
		Handler: route(files, passed, *accounts, newLists(upstream), only), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
	}
	fmt.Printf("Brink is at http://%s\n", listener.Addr())
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return stop(server, passed)
}

// What is under way has stopWait to end once it is asked to, and what has not
// by then is cut off.
const stopWait = 2 * time.Second

// stop ends a server: sockets by frames that say so, requests that wait for an
// exchange by a refusal, answers that are being read when they are read.
func stop(server *http.Server, passed *relay) error {
	last, cancel := context.WithTimeout(context.Background(), stopWait)
	defer cancel()
	passed.close()
	err := server.Shutdown(last)
	passed.sockets.wait(stopWait / 2)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

// origins are those that count as our own: the one given, or the address
// listened on, by number and by name. The Host header does not count: anybody
// can point a name here.
func origins(given, address string) []string {
	if given != "" {
		return []string{strings.TrimSuffix(given, "/")}
	}
	list := []string{"http://" + address}
	if host, port, err := net.SplitHostPort(address); err == nil && (host == "127.0.0.1" || host == "::1") {
		list = append(list, "http://localhost:"+port)
	}
	return list
}

// parseUpstream reads VENUE=URL: a venue of the table, and an origin, which
// may be http for one on this machine. A path may stand behind it.
func parseUpstream(text string) (venue, origin string, err error) {
	venue, origin, _ = strings.Cut(text, "=")
	known := policy.Upstreams()
	if _, ok := known[venue]; !ok {
		return "", "", fmt.Errorf("%q is no venue that is relayed; those are %s", venue, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	at, err := url.Parse(origin)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" {
		return "", "", fmt.Errorf("%q is no origin; want one like http://127.0.0.1:9000", origin)
	}
	return venue, strings.TrimSuffix(origin, "/"), nil
}

// route sends what is to be relayed to the relay, the listing's address to
// the listing, those of lists of accounts and of contracts to these, and the rest to
// the site.
// The venues of only are to be asked here alone.
func route(files, relay http.Handler, accounts string, contracts http.Handler, only []string) http.Handler {
	counted := census(accounts)
	relayed := listing.Handler(only...)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.EscapedPath() == policy.Prefix && r.URL.RawQuery == "" && !websocket.IsWebSocketUpgrade(r) {
			relayed.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.EscapedPath(), policy.Prefix) {
			relay.ServeHTTP(w, r)
			return
		}
		if r.URL.EscapedPath() == censusPath {
			counted.ServeHTTP(w, r)
			return
		}
		if r.URL.EscapedPath() == listed.Path {
			contracts.ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})
}
