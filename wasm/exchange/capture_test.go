package exchange_test

import (
	"testing"
	"time"

	"brink/wasm/exchange"
)

// Every venue that is spoken with has a dated row; a complete feed tells all.
func TestCaptures(t *testing.T) {
	for _, venue := range exchange.Venues() {
		c, ok := exchange.CaptureOf(venue)
		if !ok || c.Venue != venue {
			t.Fatalf("%s has no row", venue)
		}
		if _, err := time.Parse(time.DateOnly, c.Dated); err != nil {
			t.Errorf("%s: %v", venue, err)
		}
		if c.Complete != (c.Share == 1) || c.Share < 0 || c.Share > 1 || !c.Par.Valid() {
			t.Errorf("%+v", c)
		}
	}
	if _, ok := exchange.CaptureOf("nobody"); ok {
		t.Error("an unknown venue has a row")
	}
}
