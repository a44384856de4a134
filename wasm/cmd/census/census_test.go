package main

import (
	"context"
	"fmt"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"brink/wasm/census"
	"brink/wasm/extra"
	"brink/wasm/fake"
	"brink/wasm/market"
)

// After ten minutes what is observed is the truth of the accounts that traded, to
// the cent, and so is the coverage, which is stated by minutes.
func TestTenMinutes(t *testing.T) {
	l := newLab(t)
	for _, minutes := range []int{1, 2, 5, 10} {
		l.pass(time.Unix(1_790_812_800, 0).Add(time.Duration(minutes) * time.Minute).Sub(l.wall))
		o := l.check()
		for _, stated := range extra.CoverageAfter {
			if stated.Minutes == minutes && (math.Abs(100*o.Sides[0].Share-float64(stated.Longs)) > 1 || math.Abs(100*o.Sides[1].Share-float64(stated.Shorts)) > 1) {
				t.Errorf("the page states %+v", stated)
			}
		}
		t.Logf("after %2d min: %d accounts heard of, %d read, %d hold BTC, %.0f %% of longs, %.0f %% of shorts", minutes, o.Known, o.Read, o.Holding, 100*o.Sides[0].Share, 100*o.Sides[1].Share)
	}
	o := l.reader.Observed(l.Now())
	if o.Known < 500 || o.Read < o.Known-30 || o.Sides[0].Share < .2 || o.Sides[1].Share < .2 {
		t.Errorf("%d known, %d read", o.Known, o.Read)
	}
	if n := l.reader.Counts(); n.Refused > 0 || l.weight > 10*600 {
		t.Errorf("%+v, %d questions of weight %d", n, l.posted, l.weight)
	}
	if !l.reader.Together() || l.posted > 1000 {
		t.Errorf("%d questions, together: %v", l.posted, l.reader.Together())
	}
	if unstated := o.Sides[0].Unstated + o.Sides[1].Unstated; unstated == 0 {
		t.Error("every position has a liquidation price")
	}
}

// Where the venue takes one account in a question, the same is read in the same time.
func TestOneAtATime(t *testing.T) {
	l := newLabOf(t, fake.Config{Single: true})
	l.pass(2 * time.Minute)
	o := l.check()
	if n := l.reader.Counts(); l.reader.Together() || n.Refused > 0 || o.Read < 400 || l.weight > 2*600+20 {
		t.Errorf("%v, %d read, %+v, weight %d", l.reader.Together(), o.Read, n, l.weight)
	}
}

// A list to begin with: 500 accounts are read within two minutes at half of the
// venue's allowance.
func TestFiveHundredWithinTwoMinutes(t *testing.T) {
	l := newLab(t)
	first := census.New("BTC")
	list, _ := l.x.Accounts("BTC")
	for i, a := range list[:500] {
		who, _ := census.ParseAddress(a.Address)
		first.Traded([2]census.Address{who, who}, 60_000, market.Base(1+i), l.Now())
	}
	if fault := l.reader.Load(first.List(500, l.Now()), l.Now()); fault != nil {
		t.Fatal(fault)
	}
	l.frame = nil
	for range 1200 { // without trades: only the list is asked
		due := l.due
		l.due = nil
		for _, f := range due {
			f()
		}
		l.reader.Step()
		l.frame = nil
		l.wall = l.wall.Add(100 * time.Millisecond)
	}
	if o := l.reader.Observed(l.Now()); o.Read < 500 {
		t.Error(o.Read, "of 500 are read")
	}
	if l.weight > 2*600+20 {
		t.Error("weight", l.weight, "in two minutes")
	}
}

// Limits, floods of strangers and nonsense: what is observed stays true, and the
// rest of the accounts is read all the same.
func TestBadDays(t *testing.T) {
	for name, spoil := range map[string]func(l *lab) func(string, int, []byte) (int, []byte){
		"one account answers nonsense": func(l *lab) func(string, int, []byte) (int, []byte) {
			first := ""
			return func(who string, status int, body []byte) (int, []byte) {
				if first == "" {
					first = who
				}
				if who == first {
					return 200, []byte(`{"marginSummary":{},"assetPositions":[{"position":{"coin":"BTC","szi":"1e400"}}]}`)
				}
				return status, body
			}
		},
		"the venue breaks now and then": func(l *lab) func(string, int, []byte) (int, []byte) {
			return func(who string, status int, body []byte) (int, []byte) {
				switch {
				case l.posted%40 == 0:
					return 502, []byte(`<html>`)
				case l.posted%90 == 0:
					return 0, nil
				}
				return status, body
			}
		},
		"a flood of addresses": func(l *lab) func(string, int, []byte) (int, []byte) {
			next := 0
			l.also = func() {
				var rows []string
				for range 200 { // a second: 12,000 a minute
					next++
					rows = append(rows, fmt.Sprintf(`{"coin":"BTC","px":"60000","sz":"0.0001","users":["0x%040x","0x%040x"]}`, 1<<40+2*next, 1<<40+2*next+1))
				}
				l.frame([]byte(`{"channel":"trades","data":[` + strings.Join(rows, ",") + `]}`))
			}
			return nil
		},
		"a list of strangers": func(l *lab) func(string, int, []byte) (int, []byte) {
			first := census.New("BTC")
			for n := range 2_000 {
				who := census.Address{9, 9, byte(n >> 8), byte(n)}
				first.Traded([2]census.Address{who, who}, 60_000, 1_000, l.Now())
			}
			l.reader.Load(first.List(2_000, l.Now()), l.Now())
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.spoil = spoil(l)
			l.pass(4 * time.Minute)
			o := l.reader.Observed(l.Now())
			if o.Holding < 200 {
				t.Error("only", o.Holding, "accounts are read", o.Read, o.Known, l.reader.Counts())
			}
			for i := range o.Largest {
				h := &o.Largest[i]
				found := false
				for _, minute := range l.truth {
					if a, open := minute[h.Account.String()]; open && a.Size == h.Size {
						found = true
					}
				}
				if !found {
					t.Errorf("%s never held %g", h.Account, float64(h.Size))
				}
			}
		})
	}
}

// The venue limits all questions for a while: there is a rest, and then it goes
// on.
func TestLimits(t *testing.T) {
	l := newLab(t)
	limited := false
	l.spoil = func(_ string, status int, body []byte) (int, []byte) {
		if limited {
			return 200, []byte(`{}`)
		}
		return status, body
	}
	l.pass(time.Minute)
	limited = true
	before := l.posted
	l.pass(2 * time.Minute)
	if n := l.posted - before; n > 60 {
		t.Error(n, "questions while limited")
	}
	limited = false
	before = l.posted
	l.pass(4 * time.Minute)
	if n := l.posted - before; n < 300 {
		t.Error("only", n, "questions after it")
	}
}

// The command, against the fake exchange's own sockets.
func TestCommand(t *testing.T) {
	x, err := fake.New(fake.Config{Seed: 3, Speed: 1, Days: 1, Rate: 600})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	server := httptest.NewServer(x.Handler())
	defer server.Close()
	file := filepath.Join(t.TempDir(), "list.bin")
	var out strings.Builder
	if err := run(context.Background(), []string{"-url", server.URL, "-minutes", ".1", "-out", file}, &out); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(file)
	if err != nil || !strings.Contains(out.String(), "Observed on ") || !strings.Contains(out.String(), " of longs, ") {
		t.Error(err, out.String())
	}
	if fault := census.New("BTC").Load(list, 1_790_812_800_000); fault != nil || len(list) < 500 {
		t.Error(fault, len(list))
	}
	if err := run(context.Background(), []string{"-minutes", "0"}, &out); err == nil {
		t.Error("no minutes are taken")
	}
}

// The liquidation price by an account's value is the true one of every cross position
// that is alone in its account, also where the venue names none.
func TestByAccountValue(t *testing.T) {
	l := newLab(t)
	l.pass(time.Minute)
	list, _ := l.x.Accounts("BTC")
	source := census.Public()
	alone, unnamed := 0, 0
	for i, a := range list[:300] {
		l.wall = l.wall.Add(100 * time.Millisecond)
		_, body := l.serve("10.0.1."+strconv.Itoa(i), source.Question(must(census.ParseAddress(a.Address))))
		h, limited, fault := source.Holdings(body)
		if limited || fault != nil {
			t.Fatal(a.Address, limited, fault, string(body))
		}
		if len(h.Positions) != 1 || h.Positions[0].Isolated || a.True == 0 {
			continue
		}
		if alone++; a.Liquidation == 0 {
			unnamed++
		}
		if got, known := h.FromValue(0); !known || math.Abs(float64(got/a.True)-1) > 1e-5 {
			t.Errorf("%s: %f, true %f (%+v)", a.Address, float64(got), float64(a.True), h)
		}
	}
	if alone < 30 || unnamed == 0 {
		t.Error(alone, "accounts with one cross position,", unnamed, "without a price")
	}
}
