package policy

import (
	"encoding/json"
	"testing"
)

func header(reply *Reply, name string) (value string) {
	for _, h := range reply.Headers {
		if h.Name == name {
			value += h.Value
		}
	}
	return value
}

func TestSettle(t *testing.T) {
	for _, c := range []struct {
		status      int
		retry       string
		code        string // of the refusal
		cache, wait string
	}{
		{200, "", "", "public, max-age=20", ""},
		{200, "9", "", "public, max-age=20", ""},
		{404, "", "", "no-store", ""},
		{429, "7", "", "no-store", "7"},
		{429, "7\r\nSet-Cookie: a", "", "no-store", ""},
		{429, "Tue, 24 Nov 2026 00:00:00 GMT", "", "no-store", ""},
		{451, "", "", "no-store", ""},
		{503, "1234567890", "", "no-store", ""},
		{301, "", "upstream-redirected", "", ""},
		{304, "", "upstream-redirected", "", ""},
		{101, "", "upstream-failed", "", ""},
		{999, "", "upstream-failed", "", ""},
	} {
		reply, refusal := ReplyTo(c.status, c.retry, history.fresh)
		if (reply == nil) == (refusal == nil) {
			t.Fatalf("%d: neither or both", c.status)
		}
		if refusal != nil {
			if refusal.Code != c.code {
				t.Errorf("%d: refused as %s, want %q", c.status, refusal.Code, c.code)
			}
			continue
		}
		if c.code != "" || reply.Status != c.status || header(reply, "Cache-Control") != c.cache || header(reply, "Retry-After") != c.wait {
			t.Errorf("%d %q: %+v", c.status, c.retry, reply)
		}
	}
}

func TestSocketRefusal(t *testing.T) {
	for status, want := range map[int]int{0: 502, 200: 502, 302: 502, 403: 403, 429: 429, 451: 451, 500: 502} {
		if got := SocketRefusal(status); got.Status != want {
			t.Errorf("%d becomes %d, want %d", status, got.Status, want)
		}
	}
}

// Every refusal there is can be read as JSON, is never kept and never taken
// for a page.
func TestRefusalsAreWellFormed(t *testing.T) {
	all := append([]*Refusal{Foreign, Redirected, unknown, SocketRefusal(451)}, failures...)
	for _, address := range []string{"/relay/binance/..", "/relay/binance/fapi/v1/klines?a=b", "/relay/binance/fapi/v1/klines?symbol=A&symbol=B"} {
		_, refusal := ask("GET", address, nil)
		all = append(all, refusal)
	}
	_, method := ask("POST", "/", nil)
	for _, r := range append(all, method) {
		reply := r.Reply()
		var body struct{ Code, Message string }
		if err := json.Unmarshal([]byte(reply.Body), &body); err != nil || body.Code != r.Code || body.Message != r.Sentence {
			t.Errorf("%s: %q %v", r.Code, reply.Body, err)
		}
		if header(reply, "Cache-Control") != "no-store" || header(reply, "X-Content-Type-Options") != "nosniff" || header(reply, "Content-Type") != "application/json" {
			t.Errorf("%s: %v", r.Code, reply.Headers)
		}
	}
	if len(Always) != 6 {
		t.Error("a reply has changed what stands on all of them")
	}
	if header(TooMany.Reply(), "Retry-After") != "1" {
		t.Error("too many says nothing of when to come again")
	}
	if Failure("upstream-slow") != Slow || Failure("") != Unreachable {
		t.Error("failures are known by their codes")
	}
}
