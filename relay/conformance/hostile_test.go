//go:build conformance

package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/policy"
)

const attacks = 10_000 // on each twin

// TestHostile sends generated requests. None may reach anything but the
// table's paths, no client header may reach an exchange, an answer must be
// the one to its own question, and memory must stay bounded.
func TestHostile(t *testing.T) {
	p := startPair(t, unlimited)
	canary, err := NewCanary()
	if err != nil {
		t.Fatal(err)
	}
	defer canary.Close()
	for k, twin := range p.twins {
		t.Run(twin.Name, func(t *testing.T) {
			before, err := twin.Memory()
			if err != nil {
				t.Fatal(err)
			}
			statuses := assault(t, twin, canary)
			after, err := twin.Memory()
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d requests, %d reached the exchange, memory %d to %d MB, answers %v", attacks, p.exchanges[k].Requests(), before>>20, after>>20, statuses)
			if p.exchanges[k].Requests() < attacks/20 || statuses[200] < attacks/20 {
				t.Error("hardly anything was allowed, so hardly anything was tried")
			}
			if after-before > 128<<20 {
				t.Errorf("memory grew from %d to %d MB", before>>20, after>>20)
			}
			for _, fault := range p.exchanges[k].Faults() {
				t.Error(fault)
			}
			if canary.Touched() > 0 {
				t.Errorf("%d connections went where none may go", canary.Touched())
			}
			if answer, err := twin.Ask(1, "GET", klines+"AFTER", twin.Own()); err != nil || answer.Status != 200 {
				t.Errorf("afterwards: %+v %v", answer, err)
			}
		})
	}
	keys(t, p)
}

// assault sends the requests, some at a time, and counts the answers.
func assault(t *testing.T, twin *Twin, canary *Canary) map[int]int {
	var next, silent atomic.Int64
	var mu sync.Mutex
	statuses := map[int]int{}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			attacker := NewAttacker(uint64(worker), twin, canary.Addr())
			for {
				i := int(next.Add(1)) - 1
				if i >= attacks {
					return
				}
				attack := attacker.Next(i)
				answer, err := fire(twin, 100+i%5000, attack)
				if errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("%s: neither answered nor hung up on: %.300q", attack.Kind, attack.Raw)
				}
				if err != nil {
					silent.Add(1)
					continue
				}
				mu.Lock()
				statuses[answer.Status]++
				mu.Unlock()
				judge(t, attack, answer)
			}
		}()
	}
	all.Wait()
	statuses[0] = int(silent.Load())
	return statuses
}

// fire sends an attack; after one that may have no end it says that there is
// no more, so that a reader waiting for the rest gives up.
func fire(twin *Twin, caller int, attack Attack) (*Answer, error) {
	conn, err := from(caller).Dial("tcp", twin.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(conn, attack.Raw)
	if attack.Unended {
		_ = conn.(*net.TCPConn).CloseWrite()
	}
	return read(conn, attack.Method)
}

// judge checks one answer to an attack.
func judge(t *testing.T, attack Attack, answer *Answer) {
	if answer.Status >= 300 && answer.Status < 400 {
		t.Errorf("%s: redirected to %q", attack.Kind, answer.Head.Get("Location"))
	}
	if attack.Query != "" && answer.Status == 200 && !strings.Contains(answer.Body, `"query":"`+attack.Query+`"`) {
		t.Errorf("%s: asked %q and was told %.200q", attack.Kind, attack.Query, answer.Body)
	}
	if strings.Contains(answer.Body, "relay-failed") {
		t.Errorf("%s: the entry module does not know %q", attack.Kind, attack.Raw)
	}
	for name, values := range answer.Head {
		if text := strings.Join(values, ","); strings.Contains(text, Marker) || strings.Contains(text, "evil.example") || name == "Set-Cookie" {
			t.Errorf("%s: the answer has %s: %s", attack.Kind, name, text)
		}
	}
	if strings.Contains(answer.Body, Marker) {
		t.Errorf("%s: the answer says %.200q", attack.Kind, answer.Body)
	}
}

// keys checks that all that the edge keeps has an address that is allowed.
func keys(t *testing.T, p *pair) {
	own := p.twins[1].Origin
	kept := p.cache.Keys()
	if len(kept) < 50 {
		t.Errorf("only %d answers were kept", len(kept))
	}
	for _, key := range kept {
		if key == p.twins[1].Addr+policy.Prefix || strings.HasPrefix(key, p.twins[1].Addr+policy.Prefix+"rest/") {
			continue // the listing, and what nobody can ask for
		}
		key = strings.Replace(strings.TrimSuffix(key, "?"), policy.Prefix+"stale/", policy.Prefix, 1)
		target, ours := strings.CutPrefix(key, p.twins[1].Addr)
		path, query, _ := strings.Cut(target, "?")
		v, refusal := policy.Judge(&policy.Request{Method: "GET", Path: path, RawQuery: query, Own: own, Origin: own})
		if !ours || refusal != nil || v.Key != target {
			t.Errorf("%q is kept", key)
		}
	}
}

// TestSlowloris holds many connections open that never finish asking; others
// are answered while they are held.
func TestSlowloris(t *testing.T) {
	t.Parallel()
	p := startPair(t, unlimited)
	for _, twin := range p.twins {
		t.Run(twin.Name, func(t *testing.T) {
			t.Parallel()
			before, err := twin.Memory()
			if err != nil {
				t.Fatal(err)
			}
			var held []net.Conn
			for i := range 1000 {
				conn, err := from(1+i%200).Dial("tcp", twin.Addr)
				if err != nil {
					t.Fatal(err)
				}
				held = append(held, conn)
				_, _ = io.WriteString(conn, "GET "+klines+"SLOWLY HTTP/1.1\r\nHost: "+twin.Addr+"\r\nX-A: ")
			}
			for range 5 {
				for _, conn := range held {
					_, _ = conn.Write([]byte("a"))
				}
				answer, err := twin.Ask(500, "GET", klines+"QUICK", twin.Own())
				if err != nil || answer.Status != 200 {
					t.Fatalf("%+v %v", answer, err)
				}
				time.Sleep(50 * time.Millisecond)
			}
			// Whoever had to wait for the others would have waited until they
			// were let go.
			last := held[len(held)-1]
			_ = last.SetReadDeadline(time.Now().Add(time.Millisecond))
			if _, err := last.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the others were let go before: %v", err)
			}
			after, err := twin.Memory()
			if err != nil || after-before > 64<<20 {
				t.Errorf("memory grew from %d to %d MB, %v", before>>20, after>>20, err)
			}
			if twin.Name == "native" { // on the edge the platform stands before the Worker
				letGo(t, held[0])
			}
			for _, conn := range held {
				_ = conn.Close()
			}
		})
	}
}

// letGo checks that an asker who never ends is hung up on.
func letGo(t *testing.T, conn net.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(40 * time.Second))
	start := time.Now()
	_, err := io.Copy(io.Discard, conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a head that never ends is waited for after %v", time.Since(start))
	}
}

// TestFrameFlood sends frames that are too many, too large or broken; the
// twin stays as it is and goes on serving others.
func TestFrameFlood(t *testing.T) {
	p := startPair(t, unlimited)
	for k, twin := range p.twins {
		t.Run(twin.Name, func(t *testing.T) {
			before, err := twin.Memory()
			if err != nil {
				t.Fatal(err)
			}
			large := bytes.Repeat([]byte("x"), 1<<20)
			for i := range 40 {
				conn, _, err := twin.Open(1+i, market, twin.Origin)
				if err != nil {
					t.Fatal(err)
				}
				_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
				_ = conn.SetWriteDeadline(time.Now().Add(30 * time.Second))
				switch i % 4 {
				case 0:
					for range 2000 {
						if conn.WriteMessage(websocket.TextMessage, []byte("x")) != nil {
							break
						}
					}
				case 1:
					for range 8 {
						if conn.WriteMessage(websocket.BinaryMessage, large) != nil {
							break
						}
					}
				case 2:
					_, _ = conn.NetConn().Write(bytes.Repeat([]byte{0xff}, 4096))
				case 3:
					_, _ = conn.NetConn().Write([]byte{0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4})
				}
				_ = conn.NetConn().Close()
			}
			empty(t, p.exchanges[k])
			after, err := twin.Memory()
			if err != nil || after-before > 64<<20 {
				t.Errorf("memory grew from %d to %d MB, %v", before>>20, after>>20, err)
			}
			echoes(t, open(t, twin, market), websocket.TextMessage)
		})
	}
}

// TestNativeLimits holds one address to its number of sockets and of answers
// under way; the table asks for too much in a time, of the edge too, where the
// platform's limit does it.
func TestNativeLimits(t *testing.T) {
	p := startPair(t, unlimited)
	twin := p.twins[0]
	opened := 0
	for range 60 {
		conn, answer, err := twin.Open(7, market, twin.Origin)
		if err != nil {
			if answer == nil || answer.StatusCode != 429 {
				t.Fatalf("%v %v", err, answer)
			}
			break
		}
		defer conn.Close()
		opened++
	}
	if opened != 32 {
		t.Errorf("%d sockets of one address", opened)
	}
	if conn, _, err := twin.Open(8, market, twin.Origin); err != nil {
		t.Errorf("another address: %v", err)
	} else {
		_ = conn.Close()
	}

	before := p.exchanges[0].Requests()
	// Answers under way count too: each is one that the exchange does not give.
	for i := range 16 {
		conn, err := from(9).Dial("tcp", twin.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = fmt.Fprintf(conn, "GET %sSLOW%d HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n", klines, i, twin.Addr, twin.Own())
	}
	for deadline := time.Now().Add(10 * time.Second); p.exchanges[0].Requests() < before+16; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not all of sixteen answers of one address were asked for")
		}
	}
	for caller, status := range map[int]int{9: 429, 10: 200} {
		if answer, err := twin.Ask(caller, "GET", klines+"QUICK", twin.Own()); err != nil || answer.Status != status {
			t.Errorf("beside sixteen answers under way: %+v %v, want %d", answer, err, status)
		}
	}
}
