package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"
)

const trade = `{"e":"aggTrade","E":1,"a":5,"s":"BTCUSDT","p":"60000","q":"0.5","T":1790812800000,"m":true}`

func decode(in string, args ...string) (out, errs string, err error) {
	var o, e bytes.Buffer
	err = run(args, strings.NewReader(in), &o, &e)
	return o.String(), e.String(), err
}

func TestLinesAreJSON(t *testing.T) {
	out, _, err := decode(trade+"\n"+trade+"\n", "-venue", "binance", "-kind", "ws", "-")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	var event map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &event); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"kind": "trade", "venue": "binance", "symbol": "BTCUSDT", "ts_ms": 1790812800000., "taker": "sell", "price": 60000., "base": .5} {
		if event[key] != want {
			t.Errorf("%s is %v, want %v", key, event[key], want)
		}
	}
}

func TestRefusalsAreNamedAndFail(t *testing.T) {
	out, errs, err := decode(trade+"\n{\"e\":\"aggTrade\",\"s\":\"BTCUSDT\"}\nnonsense {\n"+trade, "-venue", "binance", "-kind", "ws", "-")
	if err == nil || strings.Count(out, "\n") != 2 || !strings.Contains(errs, "line 2") || !strings.Contains(errs, "line 3") {
		t.Errorf("%v\n%s\n%s", err, out, errs)
	}
}

func TestWrongUse(t *testing.T) {
	for name, args := range map[string][]string{
		"no venue":                   {"-kind", "ws", "-"},
		"unknown venue":              {"-venue", "mtgox", "-kind", "ws", "-"},
		"unknown kind":               {"-venue", "okx", "-kind", "weather", "-"},
		"no file":                    {"-venue", "okx", "-kind", "ws"},
		"two files":                  {"-venue", "okx", "-kind", "ws", "a", "b"},
		"a file that is not there":   {"-venue", "okx", "-kind", "ws", "nowhere.json"},
		"a flag that there is not":   {"-venue", "okx", "-colour", "red", "-"},
		"instruments that hold none": {"-venue", "okx", "-kind", "ws", "-instruments", "main_test.go", "-"},
	} {
		if out, _, err := decode("", args...); err == nil || out != "" {
			t.Errorf("%s: %v %q", name, err, out)
		}
	}
	for name, in := range map[string]string{"empty": "", "blank": "\n \n", "cut": trade[:40]} {
		if _, _, err := decode(in, "-venue", "binance", "-kind", "ws", "-"); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestGzipAndLearntInstruments(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(trade))
	w.Close()
	if out, _, err := decode(zipped.String(), "-venue", "binance", "-kind", "ws", "-"); err != nil || !strings.Contains(out, `"kind":"trade"`) {
		t.Errorf("%v %s", err, out)
	}
	if out, _, err := decode(`[[1790812800000,"1","2","1","2","5",1790813099999,"1",1,"2","1","0"]]`, "-venue", "binance", "-kind", "/fapi/v1/klines", "-symbol", "BTCUSDT", "-"); err != nil || !strings.Contains(out, `"taker_buy_volume":2`) {
		t.Errorf("%v %s", err, out)
	}
}
