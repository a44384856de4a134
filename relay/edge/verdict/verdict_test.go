package main

import (
	"strings"
	"testing"
)

const own = "https://brink.example"

func said(fields ...string) string { return strings.Join(fields, separator) }

func TestJudge(t *testing.T) {
	got := string(judge(nil, said("GET", "/relay/okx/api/v5/market/candles", "bar=5m&instId=BTC-USDT-SWAP", own, own, "", "")))
	if want := said("pass", "https://www.okx.com/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP", "20", "4194304"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	got = string(judge(nil, said("GET", "/relay/okx/ws/v5/public", "", own, own, "", "1")))
	if want := said("pass", "wss://ws.okx.com/ws/v5/public", "0", "4194304"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, ask := range []string{"", "GET", said("GET", "/relay/okx/api/v5/market/candles"), said("GET", "/relay/okx/ws/v5/public", "", own, "", "same-origin", "1"), strings.Repeat(separator, 20)} {
		if got := string(judge(nil, ask)); !strings.HasPrefix(got, "40") {
			t.Errorf("%q: %q", ask, got)
		}
	}
}

func TestSettleAndFail(t *testing.T) {
	for ask, want := range map[string]string{
		said("200", "", "20"):         "200\n",
		said("429", "7", "20"):        "429\n",
		said("302", "", "20"):         "502\n",
		said("", "", ""):              "502\n",
		said("451", "", "socket"):     "451\n",
		said("none", "", "socket"):    "502\n",
		said("200", "", "twenty-one"): "200\n",
	} {
		if got := string(reply(nil, ask)); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %q", ask, got)
		}
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
			if strings.Count(allowed, separator) != 2 || !strings.HasPrefix(allowed, "https://") && !strings.HasPrefix(allowed, "wss://") {
				t.Errorf("%q", got)
			}
		} else if !strings.HasPrefix(got, "40") && !strings.HasPrefix(got, "414") {
			t.Errorf("%q", got)
		}
	})
}
