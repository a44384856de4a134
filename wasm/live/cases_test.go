//go:build !js

package live_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// sharedCase is a file of inputs that went wrong once, beside the repository; the
// test is skipped, with a word, where there is none.
func sharedCase(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../../shared/cases/" + path)
	if err != nil {
		t.Skip("../shared/cases is absent, so that its inputs are not tried: ", err)
	}
	return text
}

// complete holds that the history of every venue is there and true, and that none
// is called away.
func (s *stage) complete() {
	s.t.Helper()
	steps := s.m.Build()
	if len(steps) == 0 {
		s.t.Fatal("no bars")
	}
	wrong, lacking := s.compareBars(steps)
	for i, h := range s.m.Health(s.now()) {
		if wrong[i] > 0 || lacking[i] > 0 || h.Share < 1 || len(s.m.Unavailable(i)) > 0 {
			s.t.Errorf("%s: %d wrong, %d lacking, %.3f of its history, gaps %v", h.Venue, wrong[i], lacking[i], h.Share, s.m.Unavailable(i))
		}
		if h.Status != market.VenueLive {
			s.t.Errorf("%s is %v", h.Venue, h.Status)
		}
	}
}

// Whatever stands in the place of an answer for five minutes, nobody is called
// not listed for good, no bar is given up, and the history is there later.
func TestOddBodies(t *testing.T) {
	bodies := []string{"<html></html>", "", "[]", "[null]", `{"code":"0","data":[]}`, `{"retCode":0,"result":{"list":[]}}`, `{"data":`}
	if text, err := os.ReadFile("../../../shared/cases/rest-odd-bodies/bodies.jsonl"); err == nil {
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			var body string
			if err := json.Unmarshal([]byte(line), &body); err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(bodies, body) {
				bodies = append(bodies, body)
			}
		}
	} else {
		t.Log("../shared/cases is absent; the bodies of this file are tried alone")
	}
	for i, body := range bodies {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, uint64(60+i), "", live.Config{Coin: "BTC", Days: 1, Venues: []market.Venue{venues.Binance, venues.Bybit, venues.OKX, venues.Hyperliquid}})
			s.answer = func(_ string, status int, answer []byte) (int, []byte) {
				if s.clock < stageStart+5*market.Minute {
					return 200, []byte(body)
				}
				return status, answer
			}
			s.m.Begin(s.now())
			s.run(5 * market.Minute)
			for _, h := range s.m.Health(s.now()) {
				if h.Status == market.VenueNotListed || h.Status == market.VenueBlocked {
					t.Errorf("%s is %v over %q", h.Venue, h.Status, body)
				}
			}
			s.run(6 * market.Minute)
			s.complete()
		})
	}
}

// The same in the midst of a visit, after good answers.
func TestOddBodiesAfterGoodAnswers(t *testing.T) {
	s := newStage(t, 80, "", live.Config{Coin: "BTC", Days: 1})
	s.m.Begin(s.now())
	s.run(30 * market.Second)
	s.m.ExtendHistory(3)
	s.answer = func(path string, status int, answer []byte) (int, []byte) {
		if s.clock < stageStart+6*market.Minute {
			return 200, []byte("[]")
		}
		return status, answer
	}
	s.run(14 * market.Minute)
	s.complete()
}

func TestCaseOfALimitInABody(t *testing.T) {
	var c struct {
		Status int
		Body   string
		ForS   int `json:"for_s"`
	}
	if err := json.Unmarshal(sharedCase(t, "rest-10006/answer.json"), &c); err != nil {
		t.Fatal(err)
	}
	s := newStage(t, 90, "", live.Config{Coin: "BTC", Days: 2})
	end := stageStart + market.Millis(c.ForS)*market.Second
	limited := 0
	s.answer = func(path string, status int, answer []byte) (int, []byte) {
		if strings.HasPrefix(path, "/"+string(venues.Bybit)) && s.clock < end {
			limited++
			return c.Status, []byte(c.Body)
		}
		return status, answer
	}
	s.m.Begin(s.now())
	s.run(market.Minute)
	if h := s.m.Health(s.now())[1]; h.Venue != venues.Bybit || h.LimitedUntil <= s.DeviceTime() {
		t.Errorf("health %+v", h)
	}
	s.run(market.Millis(c.ForS)*market.Second - market.Minute)
	if limited > 30 { // of two markets
		t.Errorf("%d requests in %d s", limited, c.ForS)
	}
	s.run(12 * market.Minute)
	s.complete()
	if h := s.m.Health(s.now())[1]; h.LimitedUntil != 0 {
		t.Errorf("still limited: %+v", h)
	}
}

func TestCaseOfAFirewall(t *testing.T) {
	var c struct {
		After, Status int
		Body          string
	}
	if err := json.Unmarshal(sharedCase(t, "rest-firewall-403/answer.json"), &c); err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{c.After, 1, 20} {
		s := newStage(t, 91, "", live.Config{Coin: "BTC", Days: 2})
		n := 0
		s.answer = func(path string, status int, answer []byte) (int, []byte) {
			if strings.HasPrefix(path, "/"+string(venues.Binance)) {
				if n++; n == after+1 {
					return c.Status, []byte(c.Body)
				}
			}
			return status, answer
		}
		s.m.Begin(s.now())
		s.run(8 * market.Minute)
		s.complete()
	}
	s := newStage(t, 92, "", live.Config{Coin: "BTC", Days: 2})
	s.answer = func(path string, status int, answer []byte) (int, []byte) {
		if strings.HasPrefix(path, "/"+string(venues.Binance)) {
			return c.Status, []byte(c.Body)
		}
		return status, answer
	}
	s.m.Begin(s.now())
	s.run(market.Minute)
	if n := s.requests("fapi"); n != 1 {
		t.Errorf("%d requests to a venue that refuses the first", n)
	}
}

// A page of bars with one row that is odd, in every way that the cases name.
func TestOddRows(t *testing.T) {
	type page struct{ rows []string }
	good := func(n int) (p page) {
		for i := range n {
			b := five(begin - market.Millis(n-i)*live.Interval)
			p.rows = append(p.rows, `[`+strconv.FormatInt(int64(b.Start), 10)+`,"`+num(b.Open)+`","`+num(b.High)+`","`+num(b.Low)+`","`+num(b.Close)+`","`+strconv.FormatFloat(float64(b.Volume), 'f', -1, 64)+`",`+strconv.FormatInt(int64(b.Start+live.Interval-1), 10)+`,"1",1,"0","0","0"]`)
		}
		return p
	}
	for name, spoil := range map[string]func(rows []string) []string{
		"repeated": func(rows []string) []string { return append(rows, rows[7]) },
		"with other volume": func(rows []string) []string {
			return append(rows, strings.Replace(rows[7], `,"1",1,`, `,"1",2,`, 1), replaceVolume(rows[8]))
		},
		"swapped":      func(rows []string) []string { rows[3], rows[9] = rows[9], rows[3]; return rows },
		"ends swapped": func(rows []string) []string { n := len(rows) - 1; rows[0], rows[n] = rows[n], rows[0]; return rows },
		"open above high": func(rows []string) []string {
			k := strings.Split(rows[5], ",")
			k[1] = `"69999"`
			rows[5] = strings.Join(k, ",")
			return rows
		},
		"null":       func(rows []string) []string { rows[5] = "null"; return rows },
		"two fields": func(rows []string) []string { rows[5] = rows[5][:strings.Index(rows[5], `","`)] + `"]`; return rows },
		"left out":   func(rows []string) []string { return append(rows[:5:5], rows[6:]...) },
		"a wick to nothing": func(rows []string) []string {
			k := strings.Split(rows[5], ",")
			k[3] = `"1"`
			rows[5] = strings.Join(k, ",")
			return rows
		},
		"a thousand times": func(rows []string) []string {
			k := strings.Split(rows[5], ",")
			k[2] = `"60000000"`
			rows[5] = strings.Join(k, ",")
			return rows
		},
		"volume of 2e11": func(rows []string) []string {
			k := strings.Split(rows[5], ",")
			k[5] = `"2e11"`
			rows[5] = strings.Join(k, ",")
			return rows
		},
		"stamped in 2286": func(rows []string) []string {
			k := strings.Split(rows[5], ",")
			k[0] = `[9999999999999`
			rows[5] = strings.Join(k, ",")
			return rows
		},
		"first row is wrong": func(rows []string) []string { rows[0] = "[1]"; return rows },
		"last row is wrong":  func(rows []string) []string { rows[len(rows)-1] = `{}`; return rows },
	} {
		t.Run(name, func(t *testing.T) {
			w := newScriptedVenues(t, 70, 1, venues.Binance)
			w.body = func(url, body string) string {
				if !strings.Contains(url, "klines") || w.now > begin+2*market.Minute {
					return body
				}
				from, to := param(url, "startTime"), param(url, "endTime")
				var rows []string
				for _, row := range good(400).rows {
					if at, _ := strconv.ParseInt(row[1:strings.Index(row, ",")], 10, 64); market.Millis(at) >= from && market.Millis(at) <= to {
						rows = append(rows, row)
					}
				}
				if len(rows) > 10 {
					rows = spoil(rows)
				}
				return "[" + strings.Join(rows, ",") + "]"
			}
			w.m.Begin(w.ours())
			w.run(20 * market.Second)
			if n := len(w.m.Build()); n < 287+35 {
				t.Errorf("%d bars", n)
			}
			w.run(13 * market.Minute)
			w.whole(1, w.first(1))
			if gaps := w.m.Unavailable(0); len(gaps) > 0 {
				t.Errorf("given up: %v", gaps)
			}
		})
	}
}

func num(p market.Price) string { return strconv.FormatFloat(float64(p), 'f', -1, 64) }

// replaceVolume is a row with another volume.
func replaceVolume(row string) string {
	k := strings.Split(row, ",")
	k[5] = `"77"`
	return strings.Join(k, ",")
}
