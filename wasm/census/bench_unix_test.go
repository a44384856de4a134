//go:build unix

package census

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkMinute is the work of a minute at 500 trades a second with a full book:
// their messages, the questions and their answers, and what is told of it every two
// seconds. Its share of a core is to be below 3 %.
func BenchmarkMinute(b *testing.B) {
	c, source := New("BTC"), Public()
	now := begin
	for n := range Most {
		trade(c, n, 10, now)
	}
	var frames [][]byte // of ten trades each
	for n := range 500 {
		var rows []string
		for i := range 10 {
			rows = append(rows, fmt.Sprintf(`{"coin":"BTC","side":"B","px":"60000.0","sz":"0.5","time":1790812800000,"hash":"0x%064x","tid":%d,"users":["%s","%s"]}`, n, n, who((10*n+i)*7%30_000), who((10*n+i)*11%30_000)))
		}
		frames = append(frames, []byte(`{"channel":"trades","data":[`+strings.Join(rows, ",")+`]}`))
	}
	answer := []byte(holding)
	used := processor(b)
	for b.Loop() {
		for i := range 3_000 { // 50 messages a second
			source.Frame(c, frames[i%len(frames)], now)
			if i%5 == 0 { // as often as a reader steps
				c.Expire(now)
				if a, due := c.Next(now); due {
					p, limited, fault := source.State(answer, "BTC")
					c.Answer(a, p, limited, fault, now)
				}
			}
			if i%100 == 0 {
				c.Observed(now).Walls()
			}
			now += 20
		}
	}
	b.ReportMetric((processor(b)-used).Seconds()/float64(b.N)/60*100, "%core")
}

// processor is the time that processors have spent on this process, which a busy machine
// does not lengthen as it does the clock's.
func processor(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
