//go:build conformance

package conformance

import (
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// fan opens sockets to a twin, as many pages have them.
func fan(b *testing.B, twin *Twin, count int) []*websocket.Conn {
	b.Helper()
	open := make([]*websocket.Conn, count)
	for i := range open {
		conn, _, err := twin.Open(1+i/30, market, twin.Origin)
		if err != nil {
			b.Fatalf("socket %d: %v", i, err)
		}
		b.Cleanup(func() { _ = conn.Close() })
		open[i] = conn
	}
	return open
}

// order has the exchange send frames down every socket of a fan at once, as
// its word says, and reads them: all of them, each once and in order.
func order(b *testing.B, pages []*websocket.Conn, word string, each int) {
	b.Helper()
	var all sync.WaitGroup
	for _, page := range pages {
		all.Go(func() {
			if err := page.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, "%s %d", word, each)); err != nil {
				b.Error(err)
				return
			}
			frame := make([]byte, 200)
			for i := range each {
				_, reader, err := page.NextReader()
				if err == nil {
					_, err = io.ReadFull(reader, frame)
				}
				if err != nil || !follows(frame, i) {
					b.Errorf("frame %d is %.20q, %v", i, frame, err)
					return
				}
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// BenchmarkMessage is a twin's processor time for a message of 200 bytes from
// an exchange to a page, of which twenty are busy: as fast as it can, the
// exchange sends each message by itself.
func BenchmarkMessage(b *testing.B) {
	const sockets, each = 20, 10_000
	p := startPair(b, unlimited)
	for _, twin := range p.twins {
		b.Run(twin.Name, func(b *testing.B) {
			pages := fan(b, twin, sockets)
			spent(b, twin, 1, sockets*each*time.Microsecond, "cpu-us/message", func(int) { order(b, pages, "flood", each) })
		})
	}
}

// BenchmarkLoneMessage is the same for messages that come one by one, so that
// the twin sleeps in between: what is measured is how the kernel wakes a
// program, for the most part.
func BenchmarkLoneMessage(b *testing.B) {
	const each = 10_000
	p := startPair(b, unlimited)
	for _, twin := range p.twins {
		b.Run(twin.Name, func(b *testing.B) {
			pages := fan(b, twin, 1)
			spent(b, twin, 1, each*time.Microsecond, "cpu-us/message", func(int) { order(b, pages, "trickle", each) })
		})
	}
}

// BenchmarkForward is the time in which the native twin passes on 100,000
// messages to fifty pages, exchange and pages on the same machine.
func BenchmarkForward(b *testing.B) {
	const sockets, each = 50, 2000
	pages := fan(b, startPair(b, unlimited).twins[0], sockets)
	order(b, pages, "flood", each)
	b.ResetTimer()
	for range b.N {
		order(b, pages, "flood", each)
	}
}

// BenchmarkIdle is the native twin's memory under 5,000 sockets on which
// nothing happens.
func BenchmarkIdle(b *testing.B) {
	const sockets = 5000
	for range b.N {
		twin := startPair(b, unlimited).twins[0]
		before := memory(b, twin)
		fan(b, twin, sockets)
		time.Sleep(time.Second)
		after := memory(b, twin)
		b.ReportMetric(float64(after)/1e6, "MB")
		b.ReportMetric(float64(after-before)/sockets/1e3, "KB/socket")
	}
}

// BenchmarkSlowReaders is how much memory the native twin takes more, at its
// most until two seconds after it has brought the exchange to a standstill,
// when thirty pages stop reading while 400 MB wait for each.
func BenchmarkSlowReaders(b *testing.B) {
	const sockets = 30
	for range b.N {
		p := startPair(b, unlimited)
		twin, exchange := p.twins[0], p.exchanges[0]
		pages := fan(b, twin, sockets)
		order(b, pages, "flood", 1000)
		before, quiet := memory(b, twin), exchange.Sent()
		for _, page := range pages {
			if err := page.WriteMessage(websocket.TextMessage, []byte("flood 2000000")); err != nil {
				b.Fatal(err)
			}
		}
		most, sent := before, int64(0)
		for still := 0; still < 40; still++ {
			time.Sleep(50 * time.Millisecond)
			most = max(most, memory(b, twin))
			if now := exchange.Sent() - quiet; now != sent {
				sent, still = now, 0
			}
		}
		if sent > sockets*1_000_000 {
			b.Errorf("the exchange sent %d frames", sent)
		}
		b.ReportMetric(float64(most-before)/1e6, "MB")
		b.ReportMetric(float64(sent)/sockets, "frames/page")
	}
}

func memory(b *testing.B, twin *Twin) int64 {
	b.Helper()
	bytes, err := twin.Memory()
	if err != nil {
		b.Fatal(err)
	}
	return bytes
}
