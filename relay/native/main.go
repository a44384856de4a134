// Command native serves the built site on one address: Brink on a laptop or a
// server of one's own. It keeps nothing of who asks.
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
	"syscall"
	"time"
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
	server := &http.Server{Handler: files, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
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
