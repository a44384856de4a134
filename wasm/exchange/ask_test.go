package exchange

import (
	"testing"
	"time"

	"brink/wasm/market"
)

// Times are written and read as the standard library does, over leap days and
// the ends of centuries.
func TestTimesAsText(t *testing.T) {
	for _, text := range []string{
		"1971-01-01T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "2024-02-29T12:30:45.678Z", "2026-10-01T00:00:00.851Z", "2100-03-01T00:00:00.000Z", "2099-12-31T23:59:59.001Z",
	} {
		at, err := time.Parse("2006-01-02T15:04:05.000Z", text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := ParseISO([]byte(text)); !ok || got != market.Millis(at.UnixMilli()) {
			t.Errorf("%s is read as %d, want %d", text, got, at.UnixMilli())
		}
		if got := FormatISO(market.Millis(at.UnixMilli())); got != text {
			t.Errorf("%s is written as %s", text, got)
		}
	}
	for text, want := range map[string]market.Millis{"2026-10-01T00:00:00Z": 0, "2026-10-01T00:00:00.5Z": 500, "2026-10-01T00:00:00.123456Z": 123} {
		if got, ok := ParseISO([]byte(text)); !ok || got != 1_790_812_800_000+want {
			t.Errorf("%s is read as %d", text, got)
		}
	}
	for _, text := range []string{
		"", "Z", "2026-10-01", "2026-10-01T00:00:00", "2026-10-01T00:00:00+02:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-10-00T00:00:00Z", "2026-10-01T24:00:00Z",
		"2026-10-01 00:00:00Z", "2026-10-01T00:00:00.Z", "2026-10-01T00:00:00.xZ", "20x6-10-01T00:00:00Z", "1790812800000",
	} {
		if got, ok := ParseISO([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

// A template names what it takes of a query, leaves out what is not there, and
// asks for nothing that the venue has no word for.
func TestTemplates(t *testing.T) {
	a := Asking{Host: "host", Prefix: "/api/", Budget: "b", Bars: Spans{{market.Minute, "1m"}}, Time: Seconds}
	e := a.Get(CallBars, "trade/$s/$b", "from=$f&to=$t&kind=x&limit=$n", 100)
	if len(e.Keys) != 4 || e.Keys[0] != "from" || e.Path != "/api/trade/$s/$b" {
		t.Errorf("%+v", e)
	}
	for _, c := range []struct {
		q           Query
		path, query string
		asked       bool
	}{
		{Query{Symbol: "A", Span: market.Minute, From: 60_000, To: 120_999, Limit: 5}, "/api/trade/A/1m", "from=60&to=120&kind=x&limit=5", true},
		{Query{Symbol: "$s$s", Span: market.Minute}, "/api/trade/$s$s/1m", "kind=x", true}, // a name is never a template
		{Query{Symbol: "A", Span: market.Hour}, "/api/trade/A/", "kind=x", false},
	} {
		r := Request{Method: "GET"}
		a.Write(&e, c.q, &r)
		if r.Path != c.path || r.Query != c.query || (r.Method != "") != c.asked {
			t.Errorf("%+v: %+v", c.q, r)
		}
	}
}

// Names beyond ASCII stand in an address as their bytes.
func TestNamesInAddresses(t *testing.T) {
	for value, want := range map[string]string{"人生USDT": "symbol=%E4%BA%BA%E7%94%9FUSDT", "BTC-USD": "symbol=BTC-USD", "": ""} {
		if got := Pairs("symbol", value); got != want {
			t.Errorf("%q is written as %q, want %q", value, got, want)
		}
	}
}
