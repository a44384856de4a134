package main

import (
	"strings"
	"testing"
)

const own = "https://brink.example"

func said(fields ...string) string { return strings.Join(fields, separator) }

func TestJudge(t *testing.T) {
	got := string(judge(nil, said("GET", "/relay/okx/api/v5/market/candles", "bar=5m&instId=BTC-USDT-SWAP", own, own, "", "")))
	if want := said("pass", "https://www.okx.com/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP", "20", "4194304", "600", "https://www.okx.com", "okx api/v5/market/candles", "1", "6", "6"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	got = string(judge(nil, said("GET", "/relay/okx/ws/v5/public", "", own, own, "", "1")))
	if want := said("pass", "wss://ws.okx.com/ws/v5/public", "0", "4194304", "0", "wss://ws.okx.com", "okx connections", "1", "1", "1.7000000000000002"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, ask := range []string{"", "GET", said("GET", "/relay/okx/api/v5/market/candles"), said("GET", "/relay/okx/ws/v5/public", "", own, "", "same-origin", "1"), strings.Repeat(separator, 20)} {
		if got := string(judge(nil, ask)); !strings.HasPrefix(got, "40") {
			t.Errorf("%q: %q", ask, got)
		}
	}
}

func TestExamineAndFail(t *testing.T) {
	const bars, kline = "/relay/binance/fapi/v1/klines", "/relay/bybit/v5/market/kline"
	for _, c := range []struct{ body, ask, want string }{
		{`[[1]]`, said(bars, "200", "", "1793491200000", "1", "0"), "0\nhost\n1\n\n1\n200\n"},
		{``, said(bars, "200", "", "1793491200000", "1", "0"), "0\nhost\n\n\n\n502\n"},
		{`[[1`, said(bars, "200", "", "1793491200000", "1", "0"), "0\nhost\n\n\n\n502\n"},
		{`{"retCode":10006}`, said(kline, "200", "", "1793491200000", "1", "1"), "10\nbudget\n\n1\n\n429\n"},
		{`{"msg":"banned until 1793491260000."}`, said(bars, "418", "", "1793491200000", "1", "0"), "60\nhost\n\n1\n\n418\n"},
		{``, said(bars, "429", "7", "1793491200000", "1", "0"), "7\nhost\n\n1\n\n429\n"},
		{``, said(bars, "451", "", "1793491200000", "", "0"), "60\nhost\n\n1\n1\n451\n"},
		{``, said(bars, "302", "", "", "", ""), "0\nhost\n\n\n\n502\n"},
		{``, said(bars), "0\nhost\n\n\n\n502\n"},
		{``, said("/nowhere", "200", "", "1", "", "0"), "0\nhost\n\n\n\n502\n"},
	} {
		half := len(c.body) / 2
		scanner.Feed([]byte(c.body[:half]))
		scanner.Feed([]byte(c.body[half:]))
		if got := string(examine(nil, c.ask)); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q of %q: %q", c.ask, c.body, got)
		}
	}
	for ask, want := range map[string]string{
		said("451", "", "0"): "0\n451\n", said("", "", ""): "0\n502\n", said("429", "9", "0"): "9\n429\n", said("403", "", "1"): "60\n403\n",
	} {
		if got := string(handshake(nil, ask)); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %q", ask, got)
		}
	}
	if got := string(resting(nil, said("429", "77"))); !strings.HasPrefix(got, "429\n") || !strings.Contains(got, "Retry-After\n77\n") {
		t.Errorf("%q", got)
	}
	got := string(fail(nil, "upstream-slow"))
	if !strings.HasPrefix(got, "504\n") || !strings.HasSuffix(got, "\n\n{\"code\":\"upstream-slow\",\"message\":\"the exchange did not answer in time\"}\n") {
		t.Errorf("%q", got)
	}
}

// A reply's fields are read by position, so none may hold a separator.
func FuzzJudge(f *testing.F) {
	f.Add(said("GET", "/relay/okx/api/v5/market/candles", "bar=5m&instId=BTC-USDT-SWAP", own, own, "", ""))
	f.Add(said("GET", "/relay/hyperliquid/ws", "", own, own, "", "1"))
	f.Fuzz(func(t *testing.T, ask string) {
		got := string(judge(nil, ask))
		if allowed, ok := strings.CutPrefix(got, "pass\n"); ok {
			if strings.Count(allowed, separator) != 8 || !strings.HasPrefix(allowed, "https://") && !strings.HasPrefix(allowed, "wss://") {
				t.Errorf("%q", got)
			}
		} else if !strings.HasPrefix(got, "40") && !strings.HasPrefix(got, "414") {
			t.Errorf("%q", got)
		}
	})
}
