package main

import (
	"net/http"
	"net/netip"
	"strings"
)

// proxies are the networks of one's own proxies, in front of this program.
// Without any, no header says who asks.
type proxies []netip.Prefix

// parseProxy reads a network, or a single address.
func parseProxy(text string) (netip.Prefix, error) {
	if at, err := netip.ParseAddr(text); err == nil {
		return at.Prefix(at.BitLen())
	}
	network, err := netip.ParsePrefix(text)
	return network.Masked(), err
}

func (p proxies) has(at netip.Addr) bool {
	for _, network := range p {
		if network.Contains(at.Unmap()) || network.Contains(at) {
			return true
		}
	}
	return false
}

// visitor is whom a request counts for: the connection's address or, where
// that is a proxy's, the last address in X-Forwarded-For that is none. What
// stands before that may have been written by anybody.
func (p proxies) visitor(q *http.Request) string {
	remote, err := netip.ParseAddrPort(q.RemoteAddr)
	if err != nil {
		return q.RemoteAddr
	}
	at := remote.Addr()
	forwarded := strings.Split(strings.Join(q.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && p.has(at); i-- {
		before, ok := forwardedAddress(strings.TrimSpace(forwarded[i]))
		if !ok {
			break
		}
		at = before
	}
	return hostOf(at)
}

// forwardedAddress reads an address that a proxy wrote, with a port or without.
func forwardedAddress(text string) (netip.Addr, bool) {
	if at, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return at, true
	}
	at, err := netip.ParseAddrPort(text)
	return at.Addr(), err == nil
}
