package fake_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"brink/wasm/exchange"
	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// shape is the types that stand at each path of JSON values.
type shape map[string]map[string]bool

// add takes a value into a shape. Arrays that hold a bare value are rows,
// whose places have meanings; all others are lists.
func (s shape) add(path string, v any) {
	kind := ""
	switch v := v.(type) {
	case nil:
		kind = "null"
	case bool:
		kind = "bool"
	case json.Number:
		kind = "number"
	case string:
		kind = "string"
	case map[string]any:
		for key, inner := range v {
			if strings.HasSuffix(key, "-USD") { // the name of a market
				key = "SYMBOL"
			}
			s.add(path+"."+key, inner)
		}
		return
	case []any:
		row := false
		for _, inner := range v {
			switch inner.(type) {
			case []any, map[string]any:
			default:
				row = true
			}
		}
		for i, inner := range v {
			if row {
				s.add(path+"["+strconv.Itoa(i)+"]", inner)
			} else {
				s.add(path+"[]", inner)
			}
		}
		return
	}
	if s[path] == nil {
		s[path] = map[string]bool{}
	}
	s[path][kind] = true
}

func parsed(t testing.TB, text []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
	return v
}

// kindOf is what a venue's message is, "" for none that is compared.
func kindOf(venue market.Venue, v map[string]any) string {
	text := func(key string) string { s, _ := v[key].(string); return s }
	switch venue {
	case venues.Binance, venues.BinanceCoinM:
		return text("e")
	case venues.Kraken:
		return strings.TrimSpace(text("event") + " " + text("feed"))
	case venues.DYdX:
		return strings.TrimSpace(text("type") + " " + text("channel"))
	case venues.Gate:
		if v["result"] == nil || text("event") != "update" {
			return ""
		}
		return text("channel")
	case venues.Deribit:
		params, _ := v["params"].(map[string]any)
		channel, _ := params["channel"].(string)
		name, _, _ := strings.Cut(channel, ".")
		if data, ok := params["data"].(map[string]any); ok && name == "book" {
			kind, _ := data["type"].(string)
			name += " " + kind
		}
		return name
	case venues.Bitget:
		arg, _ := v["arg"].(map[string]any)
		if arg == nil || v["data"] == nil {
			return text("event")
		}
		channel, _ := arg["channel"].(string)
		topic, _ := arg["topic"].(string)
		if strings.HasPrefix(channel, "candle") {
			channel = "candle"
		}
		if kind, _ := arg["instType"].(string); !strings.EqualFold(kind, "usdt-futures") {
			return "" // spot
		}
		return strings.TrimSpace("v2" + channel + " v3" + topic)
	case venues.Bybit:
		topic, _, _ := strings.Cut(text("topic"), ".")
		if topic == "tickers" || topic == "orderbook" {
			topic += " " + text("type")
		}
		if topic == "" && v["success"] != nil {
			return "reply"
		}
		return topic
	case venues.OKX:
		if arg, ok := v["arg"].(map[string]any); ok && v["data"] != nil {
			channel, _ := arg["channel"].(string)
			if strings.HasPrefix(channel, "candle") {
				channel = "candle"
			}
			return strings.TrimSpace(channel + " " + text("action"))
		}
		return text("event")
	}
	return text("channel")
}

// messages walks a value for a venue's messages, wherever they stand.
func messages(venue market.Venue, v any, visit func(kind string, message map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		if kind := kindOf(venue, v); kind != "" {
			visit(kind, v)
			return
		}
		for _, inner := range v {
			messages(venue, inner, visit)
		}
	case []any:
		for _, inner := range v {
			messages(venue, inner, visit)
		}
	}
}

// streamed are the shapes of what the exchange streams, by kind.
func streamed(t *testing.T, venue market.Venue) map[string]shape {
	t.Helper()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Speed: 600, Further: !venues.Of(venue).Live})
	got := map[string]shape{}
	stream(t, base, venue, exchange.WantAll, 2*time.Second, nil, func(_ string, message []byte) {
		if string(message) == "pong" {
			return
		}
		messages(venue, parsed(t, message), func(kind string, m map[string]any) {
			if got[kind] == nil {
				got[kind] = shape{}
			}
			got[kind].add("", m)
		})
	})
	return got
}

// folders are where a venue's recordings lie.
var folders = map[market.Venue]string{
	venues.Binance: "binance-usdm", venues.Bybit: "bybit", venues.OKX: "okx", venues.Hyperliquid: "hyperliquid",
	venues.BinanceCoinM: "binance-coinm", venues.Bitget: "bitget", venues.Gate: "gate", venues.Deribit: "deribit", venues.Kraken: "krakenfutures", venues.DYdX: "dydx",
}

// documents reads a recording: one JSON value, or one a line behind a time.
func documents(t *testing.T, name string) []any {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(file, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		file, _ = io.ReadAll(z)
	}
	if json.Valid(file) {
		return []any{parsed(t, file)}
	}
	var list []any
	for line := range bytes.Lines(file) {
		if start := bytes.IndexAny(line, "{["); start >= 0 && json.Valid(line[start:]) {
			list = append(list, parsed(t, line[start:]))
		}
		const enough = 400
		if len(list) > enough {
			break
		}
	}
	return list
}

func recordings(t *testing.T) string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "exchanges", "fixtures")
	if _, err := os.Stat(root); err != nil {
		t.Skip("../shared is not here: the recordings are kept outside the repository")
	}
	return root
}

// newer are paths that venues send today and that no recording of the kind
// holds, by what VENUES.md or another recording of the venue says.
var newer = map[string]string{
	"binance kline .st":                                                   "VENUES.md",
	"bybit tickers delta .data.highPrice24h":                              "the snapshot of the same topic",
	"bybit tickers delta .data.lowPrice24h":                               "the snapshot of the same topic",
	"bybit tickers delta .data.singleOpenInterest":                        "the snapshot of the same topic",
	"bybit tickers delta .data.singleOpenInterestValue":                   "the snapshot of the same topic",
	"binance open-interest-history [].timestamp":                          "a number in the live answers of the calls beside it",
	"binance ratio-taker [].timestamp":                                    "a number in the live answers of the calls beside it",
	"hyperliquid contexts [][].midPx":                                     "null of a delisted asset, which has no book",
	"hyperliquid contexts [][].premium":                                   "null of a delisted asset, which has no book",
	"binance funding-history [].rateType":                                 "VENUES.md",
	"bybit tickers .result.list[].fundingIntervalHour":                    "the topic of the same name",
	"bybit tickers .result.list[].fundingCap":                             "the topic of the same name",
	"bybit tickers .result.list[].singleOpenInterest":                     "VENUES.md",
	"bybit tickers .result.list[].singleOpenInterestValue":                "VENUES.md",
	"bybit ratio .result.nextPageCursor":                                  "other answers in pages",
	"bybit tiers .result.list[].mmDeduction":                              "VENUES.md",
	"hyperliquid instruments .universe[].onlyIsolated":                    "the call contexts",
	"hyperliquid contexts [].collateralToken":                             "the call meta",
	"hyperliquid contexts [].marginTables[][0]":                           "the call meta",
	"hyperliquid contexts [].marginTables[][1].description":               "the call meta",
	"hyperliquid contexts [].marginTables[][1].marginTiers[].lowerBound":  "the call meta",
	"hyperliquid contexts [].marginTables[][1].marginTiers[].maxLeverage": "the call meta",
	"hyperliquid contexts [].universe[].isDelisted":                       "the call meta",
	"hyperliquid contexts [].universe[].marginTableId":                    "the call meta",
	"hyperliquid contexts [][].dayBaseVlm":                                "the topic activeAssetCtx",
	"hyperliquid contexts [][].impactPxs":                                 "of a delisted asset, which has no book",
	"bybit open-interest-history .result.list[].singleOpenInterest":       "VENUES.md",
	"bybit tiers .result.nextPageCursor":                                  "VENUES.md",
	"bitget subscribe .arg.symbol":                                        "what was sent comes back",
	"bitget subscribe .arg.topic":                                         "what was sent comes back",
	"bitget v2books v3 .data[].seq":                                       "the recordings of the third interface",
	"bitget v2books v3 .data[].pseq":                                      "the recordings of the third interface",
	"binance-coinm kline .st":                                             "VENUES.md",
	"binance-coinm forceOrder .o.st":                                      "VENUES.md",
	"binance-coinm aggTrade .st":                                          "VENUES.md",
	"binance-coinm aggTrade .nq":                                          "VENUES.md",
	"gate tiers [].deduction":                                             "VENUES.md",
	"gate trades [].create_time_ms":                                       "VENUES.md",
	"okx subscribe .id":                                                   "what was sent comes back",
	"okx trades .data[].source":                                           "VENUES.md",
	"okx trades .data[].seqId":                                            "VENUES.md",
	"okx open-interest .data[].oiUsd":                                     "VENUES.md",
	"okx funding-rate .data[].premium":                                    "the answer over REST",
}

// agree compares what the exchange sends with recordings of one kind: what
// all of them hold must be there, nothing that none holds, and of a type
// that one has.
func agree(t *testing.T, name string, got shape, recorded []shape) {
	t.Helper()
	all, everywhere := shape{}, map[string]int{}
	for _, r := range recorded {
		for path, kinds := range r {
			everywhere[path]++
			for kind := range kinds {
				if all[path] == nil {
					all[path] = map[string]bool{}
				}
				all[path][kind] = true
			}
		}
	}
	var paths []string
	for path := range got {
		paths = append(paths, path)
	}
	for path, n := range everywhere {
		if n == len(recorded) && got[path] == nil {
			t.Errorf("%s: %s, which every recording holds, is missing", name, path)
		}
	}
	sort.Strings(paths)
	for _, path := range paths {
		if all[path] == nil {
			if newer[name+" "+path] == "" {
				t.Errorf("%s: no recording holds %s", name, path)
			}
			continue
		}
		for kind := range got[path] {
			if !all[path][kind] && newer[name+" "+path] == "" {
				t.Errorf("%s: %s is a %s, in recordings %v", name, path, kind, all[path])
			}
		}
	}
}

// Streamed messages have the keys and types of those that were recorded.
func TestStreamsHaveTheShapeOfRecordings(t *testing.T) {
	root := recordings(t)
	for venue, folder := range folders {
		t.Run(string(venue), func(t *testing.T) {
			t.Parallel()
			recorded := map[string][]shape{}
			entries, err := os.ReadDir(filepath.Join(root, folder))
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range entries {
				// Before the interfaces of today, or spot.
				if strings.Contains(entry.Name(), "2021") || strings.Contains(entry.Name(), "2022") || strings.Contains(entry.Name(), "gocryptotrader") {
					continue
				}
				perFile := map[string]shape{}
				for _, d := range documents(t, filepath.Join(root, folder, entry.Name())) {
					messages(venue, d, func(kind string, m map[string]any) {
						if perFile[kind] == nil {
							perFile[kind] = shape{}
						}
						perFile[kind].add("", m)
					})
				}
				for kind, s := range perFile {
					recorded[kind] = append(recorded[kind], s)
				}
			}
			compared := 0
			for kind, s := range streamed(t, venue) {
				if len(recorded[kind]) > 0 {
					compared++
					agree(t, string(venue)+" "+kind, s, recorded[kind])
				}
			}
			if compared < 4 {
				t.Errorf("%s: only %d kinds were compared", venue, compared)
			}
			t.Logf("%d kinds", compared)
		})
	}
}
