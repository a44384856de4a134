// Command native serves the built site on one address and relays what the
// policy allows: Brink on a laptop or a server of one's own. It keeps nothing
// of who asks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"brink/relay/policy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "native:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends, then lets requests under way finish.
func run(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("native", flag.ContinueOnError)
	addr := set.String("addr", "127.0.0.1:8787", "address to listen on")
	folder := set.String("site", "dist/site", "folder of the built site")
	origin := set.String("origin", "", "origin that the site is reached by, where that is not http://ADDR")
	upstream := map[string]string{}
	set.Func("upstream", "VENUE=URL: ask this origin instead of the venue's (may be given again)", func(text string) error {
		venue, url, ok := strings.Cut(text, "=")
		if _, known := policy.Upstreams()[venue]; !ok || !known || !strings.HasPrefix(url, "http") {
			return fmt.Errorf("want VENUE=http://..., with a venue that is relayed")
		}
		upstream[venue] = strings.TrimSuffix(url, "/")
		return nil
	})
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
	passed := newRelay(origins(*origin, listener.Addr().String()), upstream)
	server := &http.Server{Handler: route(files, passed), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
	fmt.Printf("Brink is at http://%s\n", listener.Addr())
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(last)
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

// route sends what is to be relayed to the relay and the rest to the site.
func route(files, relay http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.EscapedPath(), policy.Prefix) {
			relay.ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})
}
