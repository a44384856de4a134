package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// started runs the program and returns its address, which is its first line.
func started(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	in, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, out) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(5 * time.Second):
			t.Error("it does not end")
		}
	})
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(in).ReadString('\n')
		line <- text
	}()
	select {
	case text := <-line:
		if !strings.HasPrefix(text, "http://127.0.0.1:") {
			t.Fatalf("the first line is %q", text)
		}
		return strings.TrimSpace(text)
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
	case <-time.After(20 * time.Second):
		t.Fatal("it prints nothing")
	}
	return ""
}

func body(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

func TestItServes(t *testing.T) {
	base := started(t, "-sim", "5", "-days", "1", "-faults", "duplicate=.01")
	if text := body(t, base+"/fapi/v1/klines?symbol=SOLUSDT&interval=1h&limit=3"); strings.Count(text, `"0"]`) != 3 {
		t.Errorf("bars: %s", text)
	}
	if text := body(t, base+"/faults"); text != "duplicate=.01\n" {
		t.Errorf("faults: %q", text)
	}
}

func TestItPlaysARecording(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bars.csv")
	csv := "ts_ms,open,high,low,close,volume\n1793491200000,60000,60100,59900,60050,12\n1793491500000,60050,60060,59800,59900,20\n1793491800000,59900,59950,59850,59900,5\n"
	if err := os.WriteFile(name, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	base := started(t, "-bars", name, "-now", "2026-11-01T00:12:30Z", "-speed", "0")
	text := body(t, base+"/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=2")
	if !strings.HasPrefix(text, `[[1793491500000,"600`) || !strings.Contains(text, `],[1793491800000,"59`) {
		t.Errorf("bars: %s", text)
	}
}

func TestFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{
		{"-now", "yesterday"}, {"-speed", "-1"}, {"-bars", "nowhere.csv"}, {"-coin", "DOGE", "-bars", "main.go"}, {"-faults", "crash=1"}, {"extra"}, {"-addr", "nowhere:x"},
	} {
		if err := run(context.Background(), args, io.Discard); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
