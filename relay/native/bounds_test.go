package main

import (
	"fmt"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"brink/relay/policy"
)

func TestCacheIsBounded(t *testing.T) {
	c, now := newCache(30_000), time.Now()
	put := func(key string, k *kept) {
		k.until, k.dead = now.Add(time.Minute), now.Add(2*time.Minute)
		c.put(key, k)
	}
	for i := range 100 {
		put(fmt.Sprint(i), &kept{body: make([]byte, 1000)})
	}
	if weight, count := c.WeightedSize(), c.EstimatedSize(); weight > 30_000 || count > 14 || count < 5 {
		t.Errorf("%d bytes in %d answers", weight, count)
	}
	put("large", &kept{body: make([]byte, 31_000)})
	if fresh, stale := c.get("large", now); fresh != nil || stale != nil {
		t.Error("an answer above the bound is kept")
	}
	c = newCache(30_000)
	put("a", &kept{body: make([]byte, 10)})
	for after, want := range map[time.Duration]string{0: "fresh", 59 * time.Second: "fresh", 61 * time.Second: "stale", 119 * time.Second: "stale"} {
		fresh, stale := c.get("a", now.Add(after))
		if (want == "fresh") != (fresh != nil) || (want == "stale") != (stale != nil) {
			t.Errorf("after %v: %v %v", after, fresh, stale)
		}
	}
	if fresh, stale := c.get("a", now.Add(2*time.Minute)); fresh != nil || stale != nil || c.EstimatedSize() != 0 {
		t.Error("an answer outlived its time")
	}
}

// The bound is one of memory, not of bodies: keys, buffers and what stands
// around them count.
func TestCacheHoldsItsBoundOfMemory(t *testing.T) {
	live := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := live()
	c := newCache(mostKeptBytes)
	long := strings.Repeat("A", 900)
	for i := range 100_000 {
		reply, _ := policy.ReplyTo(200, "", 20)
		body := append(make([]byte, 0, 512), "[1]"...) // as a reader of bodies leaves it
		c.put(fmt.Sprint(long, i), &kept{reply: reply, body: trimmed(body), until: time.Now().Add(time.Minute)})
	}
	if grown := live() - before; grown > mostKeptBytes || grown < mostKeptBytes/4 {
		t.Errorf("100,000 answers under long keys take %d KB", grown>>10)
	} else {
		t.Logf("%d answers take %d KB of %d", c.EstimatedSize(), grown>>10, mostKeptBytes>>10)
	}
	runtime.KeepAlive(c)
}

func TestCallersAreHeldToTheirRate(t *testing.T) {
	l, now := newCallers(), time.Now()
	// some is how many of a thousand requests are allowed, each over at once.
	some := func(remote string) (passed int) {
		host := hostOf(netip.MustParseAddrPort(remote).Addr())
		for range 1000 {
			if l.allow(host, false, now) {
				l.leave(host, false)
				passed++
			}
		}
		return passed
	}
	if passed := some("10.0.0.1:1"); passed != burst || !l.allow("10.0.0.2", false, now) || !l.allow("10.0.0.1", false, now.Add(time.Second)) {
		t.Errorf("%d requests at once", passed)
	}
	for host, socket := range map[string]bool{"10.0.0.3": true, "10.0.0.4": false} {
		want := map[bool]int{true: mostOpen, false: mostAsking}[socket]
		open := 0
		for range 100 {
			if l.allow(host, socket, now) {
				open++
			}
		}
		if open != want {
			t.Errorf("%d under way, want %d", open, want)
		}
		l.leave(host, socket)
		if !l.allow(host, socket, now) {
			t.Error("a request that left keeps its place")
		}
	}
	if some("[2001:db8:0:1::1]:1") != burst || some("[2001:db8:0:1:ffff::2]:1") != 0 || some("[2001:db8:0:2::1]:1") != burst {
		t.Error("a household of IPv6 is more or less than one caller")
	}
	if some("[::ffff:10.0.0.5]:1") != burst || some("10.0.0.5:1") != 0 {
		t.Error("an IPv4 address is another one when written as IPv6")
	}
}

// However many addresses have been seen, a newcomer is allowed, those with
// something under way are remembered, and the number of the others is bounded.
func TestManyAddressesLockNobodyOut(t *testing.T) {
	l, now := newCallers(), time.Now()
	l.allow("asking", false, now)
	l.allow("open", true, now)
	for i := range 3 * mostIdle {
		host := fmt.Sprint("a", i)
		if !l.allow(host, i%2 == 0, now) {
			t.Fatalf("address %d is refused", i)
		}
		l.leave(host, i%2 == 0)
	}
	if len(l.list) > mostIdle+2 || l.idle.Len() > mostIdle || l.list["asking"] == nil || l.list["open"] == nil || l.list["a0"] != nil {
		t.Errorf("%d addresses are remembered, %d idle", len(l.list), l.idle.Len())
	}
	l.leave("asking", false)
	l.leave("open", true)
}

func TestUnreadCutsWhoHoldsMost(t *testing.T) {
	u := newUnread(100)
	var cut []string
	hold := func(who string, bytes int) func() {
		return u.hold(who, bytes, func() { cut = append(cut, who) })
	}
	a1 := hold("a", 40)
	hold("a", 40)
	b := hold("b", 20)
	if len(cut) != 0 {
		t.Fatal(cut)
	}
	newcomer := hold("c", 10)
	if fmt.Sprint(cut) != "[a]" || u.held != 70 {
		t.Errorf("%v, %d held", cut, u.held)
	}
	a1() // was cut already
	b()
	newcomer()
	if u.held != 40 || len(u.hands) != 1 {
		t.Errorf("%d held by %d", u.held, len(u.hands))
	}
	hold("d", 1000) // more than there is room for: the fullest hand is its own
	if u.held != 40 || len(u.hands) != 1 || cut[len(cut)-1] != "d" {
		t.Errorf("%d held by %d", u.held, len(u.hands))
	}
}

func TestVisitor(t *testing.T) {
	var p proxies
	for _, text := range []string{"127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"} {
		network, err := parseProxy(text)
		if err != nil {
			t.Fatal(err)
		}
		p = append(p, network)
	}
	for _, c := range []struct {
		trusted   proxies
		remote    string
		forwarded []string
		want      string
	}{
		{nil, "127.0.0.1:9", []string{"1.2.3.4"}, "127.0.0.1"},
		{p, "192.0.2.1:9", []string{"1.2.3.4"}, "192.0.2.1"},
		{p, "127.0.0.1:9", nil, "127.0.0.1"},
		{p, "127.0.0.1:9", []string{"1.2.3.4"}, "1.2.3.4"},
		{p, "127.0.0.1:9", []string{"6.6.6.6, 1.2.3.4, 10.1.2.3"}, "1.2.3.4"},
		{p, "127.0.0.1:9", []string{"6.6.6.6", "1.2.3.4"}, "1.2.3.4"},
		{p, "127.0.0.1:9", []string{"1.2.3.4, rubbish"}, "127.0.0.1"},
		{p, "127.0.0.1:9", []string{"1.2.3.4, rubbish, 10.9.9.9"}, "10.9.9.9"},
		{p, "127.0.0.1:9", []string{"1.2.3.4:55"}, "1.2.3.4"},
		{p, "[2001:db8:ffff::1]:9", []string{"2001:db8:1:2:3::4"}, "2001:db8:1:2::"},
		{p, "[::ffff:127.0.0.1]:9", []string{"[2001:db8:1:2:3::4]:80"}, "2001:db8:1:2::"},
		{p, "127.0.0.1:9", []string{"10.0.0.1, 10.0.0.2"}, "10.0.0.1"},
	} {
		q := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		if got := c.trusted.visitor(q); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
	for _, text := range []string{"", "here", "10.0.0.0/33", "10.0.0"} {
		if _, err := parseProxy(text); err == nil {
			t.Errorf("%q is a network", text)
		}
	}
}
