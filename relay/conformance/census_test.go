//go:build conformance

package conformance

import "testing"

// Without a list of accounts both twins say that there is none.
func TestCensus(t *testing.T) {
	p := startPair(t, unlimited)
	for _, twin := range p.twins {
		for method, want := range map[string]int{"GET": 204, "HEAD": 204, "POST": 405} {
			answer, err := twin.Ask(1, method, "/census/hyperliquid.bin")
			if err != nil {
				t.Fatalf("%s: %v", twin.Name, err)
			}
			if answer.Status != want {
				t.Errorf("%s: %s: %d, want %d", twin.Name, method, answer.Status, want)
			}
		}
	}
}
