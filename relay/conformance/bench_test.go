//go:build conformance

package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// unlimited is more than any benchmark asks of the edge's rate limit.
const unlimited = 1 << 40

// line is one connection that is asked again and again, as a browser's is.
type line struct {
	conn   net.Conn
	reader *bufio.Reader
	twin   *Twin
}

func dialed(b *testing.B, twin *Twin, caller int) *line {
	b.Helper()
	conn, err := from(caller).Dial("tcp", twin.Addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return &line{conn, bufio.NewReaderSize(conn, 1<<16), twin}
}

func (l *line) ask(b *testing.B, target string, status int) {
	_, err := fmt.Fprintf(l.conn, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n", target, l.twin.Addr, l.twin.Own())
	if err != nil {
		b.Fatal(err)
	}
	answer, err := http.ReadResponse(l.reader, nil)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if err != nil || answer.StatusCode != status {
		b.Fatalf("status %d, %v", answer.StatusCode, err)
	}
}

// spent runs work after some warming up and reports the twin's processor time
// for each of count pieces, in a unit.
func spent(b *testing.B, twin *Twin, count int, unit time.Duration, name string, work func(i int)) {
	b.Helper()
	for i := range count / 4 {
		work(-1 - i)
	}
	b.ResetTimer()
	for range b.N {
		before, err := twin.CPU()
		if err != nil {
			b.Fatal(err)
		}
		for i := range count {
			work(i)
		}
		after, err := twin.CPU()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(after-before)/float64(unit)/float64(count), name)
	}
}

// BenchmarkEdge is the edge twin's processor time for what is asked of it,
// in a warm isolate.
func BenchmarkEdge(b *testing.B) {
	edge := startPair(b, unlimited).twins[1]
	asked := dialed(b, edge, 1)
	fresh := 0
	for _, piece := range []struct {
		name string
		work func(int)
	}{
		{"hit", func(int) { asked.ask(b, klines+"BULK", 200) }},
		{"refusal", func(int) { asked.ask(b, "/relay/binance/fapi/v1/order", 404) }},
		{"miss", func(int) {
			fresh++
			asked.ask(b, fmt.Sprintf("/relay/binance/fapi/v1/klines?endTime=%d&interval=5m&symbol=BULK", fresh), 200)
		}},
		{"socket", func(int) {
			conn, _, err := edge.Open(1, market, edge.Origin)
			if err != nil {
				b.Fatal(err)
			}
			_ = conn.Close()
		}},
	} {
		b.Run(piece.name, func(b *testing.B) { spent(b, edge, 1000, time.Millisecond, "cpu-ms/op", piece.work) })
	}
}
