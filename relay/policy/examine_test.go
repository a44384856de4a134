package policy

import (
	"strings"
	"testing"
)

func scan(text string, piece int) *Body {
	var s Scanner
	for len(text) > piece {
		s.Feed([]byte(text[:piece]))
		text = text[piece:]
	}
	s.Feed([]byte(text))
	return s.End()
}

func TestScanner(t *testing.T) {
	for text, want := range map[string]Body{
		`[[1,"2",{"code":5}],[3]]`:                                   {Whole: true, List: true},
		` {"retCode":0,"retMsg":"OK","result":{"code":"9"}} ` + "\n": {Whole: true, Code: "0", Message: "OK"},
		`{"msg":"a\"}b","code":"50011","data":[]}`:                   {Whole: true, Code: "50011", Message: `a\"}b`},
		`{"result":{"list":["]"]}}`:                                  {Whole: true},
		`{"code":-1121,"msg":"Invalid symbol."}`:                     {Whole: true, Code: "-1121", Message: "Invalid symbol."},
		`[]`:                                                         {Whole: true, List: true, Hollow: true},
		`{}`:                                                         {Whole: true, Hollow: true},
		`[ ]x`:                                                       {List: true, Hollow: true},
		``:                                                           {Hollow: true},
		`null`:                                                       {Hollow: true},
		`"ok"`:                                                       {Hollow: true},
		`7`:                                                          {Hollow: true},
		`[[1,2],[3`:                                                  {List: true},
		`[[1,2}]`:                                                    {List: true},
		`{"code":"0","data":["unended`:                               {Code: "0"},
		`[1][2]`:                                                     {List: true},
		`]`:                                                          {Hollow: true},
		`<!DOCTYPE html><html></html>`:                               {Hollow: true},
		strings.Repeat("[", 40):                                      {List: true},
		strings.Repeat("[", 30) + strings.Repeat("]", 30): {Whole: true, List: true},
	} {
		for _, piece := range []int{1, 7, 1000} {
			got := *scan(text, piece)
			want.Head = text[:min(len(text), 512)]
			if got != want {
				t.Errorf("%q in pieces of %d: %+v, want %+v", text, piece, got, want)
			}
		}
	}
}

const at = 1_793_491_200_000

func TestExamine(t *testing.T) {
	const binance, bybit, okx, info = "/relay/binance/fapi/v1/klines", "/relay/bybit/v5/market/kline", "/relay/okx/api/v5/market/candles", "/relay/binance/fapi/v1/exchangeInfo"
	for _, c := range []struct {
		name, path string
		heard      Heard
		body       string
		status     int // of the reply or refusal
		code       string
		keep       bool
		rest       int
		narrow     bool
	}{
		{name: "data", path: binance, heard: Heard{Status: 200}, body: `[[1]]`, status: 200, keep: true},
		{name: "data in an envelope", path: bybit, heard: Heard{Status: 200}, body: `{"retCode":0,"result":{}}`, status: 200, keep: true},
		{name: "data of OKX", path: okx, heard: Heard{Status: 200}, body: `{"code":"0","data":[]}`, status: 200, keep: true},
		{name: "a list of nothing", path: binance, heard: Heard{Status: 200}, body: `[]`, status: 200},
		{name: "a list where an object is due", path: info, heard: Heard{Status: 200}, body: `[]`, status: 502, code: "answer-faulty"},
		{name: "a page", path: bybit, heard: Heard{Status: 200}, body: `<!DOCTYPE html><html><body>Sign in</body></html>`, status: 502, code: "answer-faulty"},
		{name: "nothing", path: bybit, heard: Heard{Status: 200}, body: ``, status: 502, code: "answer-faulty"},
		{name: "null", path: bybit, heard: Heard{Status: 200}, body: `null`, status: 502, code: "answer-faulty"},
		{name: "hollow", path: bybit, heard: Heard{Status: 200}, body: `{}`, status: 502, code: "answer-faulty"},
		{name: "text", path: bybit, heard: Heard{Status: 200}, body: `"ok"`, status: 502, code: "answer-faulty"},
		{name: "broken off", path: okx, heard: Heard{Status: 200}, body: `{"code":"0","data":[[1`, status: 502, code: "answer-faulty"},
		{name: "an unknown symbol", path: okx, heard: Heard{Status: 200}, body: `{"code":"51001","msg":"no such","data":[]}`, status: 200},
		{name: "an error with 200", path: binance, heard: Heard{Status: 200}, body: `{"code":-1121,"msg":"Invalid symbol."}`, status: 200},
		{name: "Bybit limits", path: bybit, heard: Heard{Status: 200}, body: `{"retCode":10006,"retMsg":"Too many visits.","result":{}}`, status: 429, code: "upstream-limits", rest: 5, narrow: true},
		{name: "and again", path: bybit, heard: Heard{Status: 200, Strikes: 3}, body: `{"retCode":10006,"retMsg":"Too many visits.","result":{}}`, status: 429, code: "upstream-limits", rest: 40, narrow: true},
		{name: "OKX limits", path: okx, heard: Heard{Status: 200}, body: `{"msg":"Too Many Requests","code":"50011"}`, status: 429, code: "upstream-limits", rest: 2, narrow: true},
		{name: "limited", path: binance, heard: Heard{Status: 429, Retry: "7"}, status: 429, code: "upstream-limits", rest: 7},
		{name: "limited without a word", path: binance, heard: Heard{Status: 429}, status: 429, code: "upstream-limits", rest: 5},
		{name: "and again and again", path: binance, heard: Heard{Status: 429, Strikes: 4}, status: 429, code: "upstream-limits", rest: 80},
		{name: "for long", path: binance, heard: Heard{Status: 429, Strikes: 1000}, status: 429, code: "upstream-limits", rest: 300},
		{name: "unreadable", path: binance, heard: Heard{Status: 429, Retry: "Tue, 24 Nov 2026 00:00:00 GMT"}, status: 429, code: "upstream-limits", rest: 5},
		{name: "banned", path: binance, heard: Heard{Status: 418}, body: `{"code":-1003,"msg":"Way too many requests; IP(1.2.3.4) banned until 1793491500001. Please use the websocket."}`, status: 418, code: "upstream-limits", rest: 301},
		{name: "banned, both", path: binance, heard: Heard{Status: 418, Retry: "900"}, body: `{"msg":"banned until 1793491500001."}`, status: 418, code: "upstream-limits", rest: 900},
		{name: "banned in the past", path: binance, heard: Heard{Status: 418}, body: `{"msg":"banned until 1693491500001."}`, status: 418, code: "upstream-limits", rest: 120},
		{name: "banned for ever", path: binance, heard: Heard{Status: 418}, body: `{"msg":"banned until 9999999999999."}`, status: 418, code: "upstream-limits", rest: 259200},
		{name: "banned without a word", path: binance, heard: Heard{Status: 418, Strikes: 2}, body: ``, status: 418, code: "upstream-limits", rest: 480},
		{name: "a firewall after data", path: binance, heard: Heard{Status: 403, Before: true}, body: `<html></html>`, status: 429, code: "upstream-limits", rest: 30},
		{name: "the place", path: binance, heard: Heard{Status: 403}, body: `<html></html>`, status: 403, rest: 30},
		{name: "Bybit's ban", path: bybit, heard: Heard{Status: 403, Before: true}, status: 429, code: "upstream-limits", rest: 600},
		{name: "by law", path: binance, heard: Heard{Status: 451, Before: true}, body: `{"code":0}`, status: 451, rest: 60},
		{name: "no such thing", path: binance, heard: Heard{Status: 404}, status: 404},
		{name: "wrong", path: binance, heard: Heard{Status: 400}, body: `{"code":-1121}`, status: 400},
		{name: "failing", path: binance, heard: Heard{Status: 500, Retry: "7"}, status: 500},
		{name: "elsewhere", path: binance, heard: Heard{Status: 302}, status: 502, code: "upstream-redirected"},
	} {
		c.heard.Now, c.heard.Body = at, scan(c.body, 100)
		f := Examine(Allowed(c.path), &c.heard)
		status, code := 0, ""
		if f.Reply != nil {
			status = f.Reply.Status
		}
		if f.Refusal != nil {
			status, code = f.Refusal.Status, f.Refusal.Code
		}
		if (f.Reply == nil) == (f.Refusal == nil) || status != c.status || code != c.code || f.Keep != c.keep || f.Rest != c.rest || f.Narrow != c.narrow || f.Struck != (c.rest > 0) {
			t.Errorf("%s: %+v %+v", c.name, f, f.Refusal)
		}
		if f.Reply != nil && (header(f.Reply, "Cache-Control") != "no-store") != c.keep {
			t.Errorf("%s: %v", c.name, f.Reply.Headers)
		}
		if f.Refusal != nil && f.Rest > 0 && f.Refusal.Wait != f.Rest {
			t.Errorf("%s: %+v", c.name, f.Refusal)
		}
	}
	if Allowed("/relay/binance/fapi/v1/order") != nil || Allowed("/relay/nobody/x") != nil || Allowed("") != nil {
		t.Error("what is in no table is allowed")
	}
}

func FuzzScanner(f *testing.F) {
	f.Add([]byte(`{"retCode":0,"result":{"list":[["1"]]}}`), 3)
	f.Fuzz(func(t *testing.T, text []byte, piece int) {
		whole := scan(string(text), len(text)+1)
		if piece > 0 && *scan(string(text), piece) != *whole {
			t.Errorf("%q is another thing in pieces of %d", text, piece)
		}
		for _, cut := range []int{len(text) / 2, len(text) - 1} {
			if cut > 0 && whole.Whole && strings.TrimSpace(string(text[cut:])) != "" && scan(string(text[:cut]), cut).Whole {
				t.Errorf("%q is whole, and so is its beginning", text)
			}
		}
	})
}
