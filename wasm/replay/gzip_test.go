//go:build !js

package replay

import (
	"bytes"
	"compress/gzip"
	"os"
	"reflect"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/replay/replaytest"
)

func zip(t testing.TB, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadGzip(t *testing.T) {
	plain, fault := ReadBars([]byte(good))
	if fault != nil {
		t.Fatal(fault)
	}
	members := append(zip(t, good[:100]), zip(t, good[100:])...)
	for name, file := range map[string][]byte{"gzip": zip(t, good), "gzip of two members": members} {
		if r, fault := ReadBars(file); fault != nil || !reflect.DeepEqual(r, plain) {
			t.Errorf("%s: %+v %v", name, r, fault)
		}
	}
}

func TestDamagedGzipIsRefused(t *testing.T) {
	cut := zip(t, good+strings.Repeat("x", 5000))
	for _, c := range []struct {
		name, code string
		file       []byte
		says       []string
	}{
		{"truncated gzip", "gzip-truncated", cut[:len(cut)-20], []string{"row 6, column ts_ms"}},
		{"damaged gzip", "gzip-damaged", append([]byte{0x1f, 0x8b, 9}, cut[3:]...), []string{"row 1, column 1"}},
		{"gzip cut in its header", "gzip-truncated", cut[:5], []string{"row 1, column 1"}},
		{"gzip cut before its first byte", "gzip-truncated", cut[:10], []string{"row 1, column 1"}},
		{"gzip in a gzip", "gzip-twice", zip(t, string(zip(t, good))), []string{"another gzip"}},
	} {
		r, fault := ReadBars(c.file)
		if fault == nil || fault.Code != c.code {
			t.Errorf("%s: %v %v, want %s", c.name, r, fault, c.code)
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(fault.Sentence, word) {
				t.Errorf("%s: %q does not say %q", c.name, fault.Sentence, word)
			}
		}
	}
	if fault := Unsupported.Fault(nil); fault == nil || fault.Code != "gzip-unsupported" {
		t.Errorf("%v", fault)
	}
}

// A gzip cut anywhere is refused, by the row that was readable.
func TestEveryCutOfAGzip(t *testing.T) {
	file := zip(t, good)
	for n := 2; n < len(file); n++ {
		r, fault := ReadBars(file[:n])
		if fault == nil || fault.Code != "gzip-truncated" || !strings.HasPrefix(fault.Sentence, "row ") || !strings.Contains(fault.Sentence, ", column ") {
			t.Fatalf("cut to %d of %d bytes: %v %v", n, len(file), r, fault)
		}
	}
}

func TestGzipBombIsRefused(t *testing.T) {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	zeroes := make([]byte, 1<<20)
	for range MaxUnzipped>>20 + 1 {
		if _, err := w.Write(zeroes); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, fault := ReadBars(out.Bytes()); fault == nil || fault.Code != "recording-too-large" {
		t.Errorf("got %v", fault)
	}
}

func recorded(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile("../../../shared/data/" + name)
	if err != nil {
		t.Skip("../shared is not here: the recorded data this test reads is kept outside the repository")
	}
	return file
}

func TestRecordedFiles(t *testing.T) {
	for name, n := range map[string]int{"btc/bars_5m_bybit_oi_binance.csv.gz": 26495, "eth/bars_5m_bybit_oi_binance.csv.gz": 26495, "sol/bars_5m_bybit_oi_binance.csv.gz": 26495, "btc/bars_5m_bybit_2025.csv.gz": 122688} {
		r, fault := ReadBars(recorded(t, name))
		if fault != nil {
			t.Errorf("%s: %v", name, fault)
		} else if len(r.Bars) != n || len(r.Gaps) != 0 || r.Interval != 5*market.Minute {
			t.Errorf("%s: %d bars, %d gaps", name, len(r.Bars), len(r.Gaps))
		}
	}
	if r, fault := ReadBars(recorded(t, "btc/klines_1h_taker_binance.csv.gz")); fault != nil || len(r.Bars) != 720 || r.Interval != market.Hour || !r.Bars[0].Optional.Has(market.OptionalTaker) {
		t.Errorf("klines: %v", fault)
	}
	if l, fault := ReadLiquidations(recorded(t, "btc/liquidations_1h_binance_bybit_okx.csv.gz")); fault != nil || len(l.Rows) != 2395 || l.Length != market.Hour {
		t.Errorf("liquidations: %v", fault)
	}
	if rows, step, fault := ReadOrders(recorded(t, "btc/liquidations_15m_prices_binance.csv.gz")); fault != nil || step != 15*market.Minute || len(rows) < 500 {
		t.Errorf("orders: %v %v, %d rows", fault, step, len(rows))
	}
}

func FuzzReadBars(f *testing.F) {
	f.Add([]byte(good))
	f.Add(zip(f, good))
	f.Add([]byte("ts_ms,open,high,low,close,volume\n1,1e999,1,1,1,1\n,,,,,\n"))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<16 {
			return
		}
		if l, fault := ReadLiquidations(file); fault == nil && len(l.Rows) < 2 {
			t.Fatal("accepted without rows")
		}
		if rows, _, fault := ReadOrders(file); fault == nil && len(rows) < 2 {
			t.Fatal("accepted without rows")
		}
		r, fault := ReadBars(file)
		if fault != nil {
			if fault.Code == "" || fault.Sentence == "" {
				t.Fatal("a fault that says nothing")
			}
			return
		}
		for i := range r.Bars {
			if bad := r.Bars[i].Check(); bad != nil {
				t.Fatalf("accepted a bar that cannot be: %v", bad)
			}
		}
		if _, fault := ReadBars(replaytest.AppendBars(nil, r.Bars)); fault != nil {
			t.Fatalf("what was written is refused: %v", fault)
		}
	})
}

func BenchmarkReadBars(b *testing.B) {
	file := recorded(b, "btc/bars_5m_bybit_oi_binance.csv.gz")
	for b.Loop() {
		if _, fault := ReadBars(file); fault != nil {
			b.Fatal(fault)
		}
	}
}
