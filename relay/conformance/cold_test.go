//go:build conformance

package conformance

import (
	"os"
	"path/filepath"
	"testing"

	"brink/relay/policy"
)

// TestHitsNeedNoGo asks the edge twin for what is kept when neither of its Go
// programs can be booted, in an isolate that has just started: hits are
// answered, and nothing else is.
func TestHitsNeedNoGo(t *testing.T) {
	p := startPair(t, rowLimit)
	whole := p.twins[1]
	const target = klines + "BTCUSDT"
	for _, asked := range []string{target, policy.Prefix} {
		if answer, err := whole.Ask(1, "GET", asked, whole.Own()); err != nil || answer.Status != 200 {
			t.Fatalf("%+v %v", answer, err)
		}
		p.kept(t, whole, asked)
	}
	whole.Stop()

	hollow := p.edge(rowLimit)
	hollow.Addr = whole.Addr // what is kept is kept by this name
	hollow.Edge = t.TempDir()
	if err := os.CopyFS(hollow.Edge, os.DirFS(filepath.Join(root, "dist/edge"))); err != nil {
		t.Fatal(err)
	}
	for _, module := range []string{"verdict.wasm", "app.wasm"} { // the shortest module, which exports nothing
		if err := os.WriteFile(filepath.Join(hollow.Edge, module), []byte("\x00asm\x01\x00\x00\x00"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	twin, err := hollow.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(twin.Stop)
	before := p.exchanges[1].Requests()
	for _, c := range []struct {
		method, target string
		status         int
	}{
		{"GET", target, 200}, {"HEAD", target, 200}, {"GET", policy.Prefix, 200},
		{"GET", klines + "ETHUSDT", 500}, {"GET", "/relay/binance/fapi/v1/klines?symbol=BTCUSDT&interval=5m", 500}, {"POST", target, 500},
	} {
		answer, err := twin.Ask(1, c.method, c.target, twin.Own())
		if err != nil || answer.Status != c.status {
			t.Errorf("%s %s: %+v %v, want %d", c.method, c.target, answer, err, c.status)
		} else if c.status == 200 {
			guarded(t, answer)
		}
	}
	if reached := p.exchanges[1].Requests() - before; reached != 0 {
		t.Errorf("%d requests reached the exchange", reached)
	}
}
