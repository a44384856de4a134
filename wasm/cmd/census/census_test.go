package main

import (
	"context"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"brink/wasm/census"
	"brink/wasm/fake"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// lab is a census at the fake exchange, in simulated time.
type lab struct {
	t      *testing.T
	x      *fake.Exchange
	wall   time.Time
	reader *census.Reader
	due    []func() // answers that are under way
	frame  func([]byte)
	posted int
	weight int // of what was asked, by the venue's table
	// interest is the venue's open interest as it was told last.
	interest market.Base
	// truth is what the venue says of each account, by minute: positions change
	// with those.
	truth map[int64]map[string]fake.Account
	// read is the minute at which each account's newest answer was written.
	read map[string]int64
	// spoil may change an answer.
	spoil func(who string, status int, body []byte) (int, []byte)
}

func newLab(t *testing.T) *lab { return newLabOf(t, fake.Config{}) }

// newLabOf is a lab at an exchange that differs from the usual one.
func newLabOf(t *testing.T, config fake.Config) *lab {
	l := &lab{t: t, wall: time.UnixMilli(1_790_812_800_000), truth: map[int64]map[string]fake.Account{}, read: map[string]int64{}}
	config.Seed, config.Speed, config.Days, config.Still, config.Wall = 3, 1, 1, true, func() time.Time { return l.wall }
	x, err := fake.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	l.x = x
	l.reader = census.NewReader(census.Public(), "BTC", l)
	return l
}

func (l *lab) Now() market.Millis { return market.Millis(l.wall.UnixMilli()) }

// serve asks the exchange as a client of an address of its own.
func (l *lab) serve(client, body string) (int, []byte) {
	q := httptest.NewRequest("POST", "/info", strings.NewReader(body))
	q.RemoteAddr = client + ":1"
	w := httptest.NewRecorder()
	l.x.Handler().ServeHTTP(w, q)
	return w.Code, w.Body.Bytes()
}

func (l *lab) Post(url, body string, done func(int, market.Millis, []byte)) {
	l.posted++
	minute := l.wall.Unix() / 60
	if l.truth[minute] == nil {
		l.truth[minute] = map[string]fake.Account{}
		list, _ := l.x.Accounts("BTC")
		for _, a := range list {
			l.truth[minute][a.Address] = a
		}
	}
	status, answer := l.serve("10.0.0.1", body)
	asked := addresses.FindAllString(body, -1)
	if l.weight += 20; len(asked) > 0 {
		l.weight += max(2*len(asked), 20) - 20
		if !strings.Contains(body, "batch") {
			l.weight -= 18
		}
	}
	if l.spoil != nil && len(asked) > 0 {
		status, answer = l.spoil(asked[0], status, answer)
	}
	l.due = append(l.due, func() {
		for _, who := range asked {
			if l.read[who] = minute; status != 200 {
				delete(l.read, who)
			}
		}
		done(status, 0, answer)
	})
}

// addresses finds those that a question is about.
var addresses = regexp.MustCompile(`0x[0-9a-f]{40}`)

type line struct{}

func (line) Send(string) {}
func (line) Disconnect() {}

func (l *lab) Dial(_ string, opened func(), frame func([]byte), _ func()) census.Socket {
	l.frame = frame
	l.due = append(l.due, opened)
	return line{}
}

// pass lets time pass: each second the newest trades come of all coins, and the
// venue's context.
func (l *lab) pass(span time.Duration) {
	seen := map[string]bool{}
	for end := l.wall.Add(span); l.wall.Before(end); l.wall = l.wall.Add(100 * time.Millisecond) {
		due := l.due
		l.due = nil
		for _, f := range due {
			f()
		}
		if l.frame != nil && l.wall.UnixMilli()%1000 == 0 {
			for i, coin := range []string{"BTC", "ETH"} {
				_, trades := l.serve("10.0.0."+strconv.Itoa(2+i), `{"type":"recentTrades","coin":"`+coin+`"}`)
				if text := string(trades); strings.HasPrefix(text, "[") && !seen[text] {
					seen[text] = true
					l.frame([]byte(`{"channel":"trades","data":` + text + `}`))
				}
			}
			_, l.interest = l.x.Accounts("BTC")
			l.frame([]byte(`{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"openInterest":"` + text(float64(l.interest)) + `","markPx":"` + text(float64(l.reader.Observed(l.Now()).Price)) + `"}}}`))
		}
		l.reader.Step()
	}
}

// check compares what is observed with the truth at the time of each reading.
func (l *lab) check() *census.Observed {
	l.t.Helper()
	o := l.reader.Observed(l.Now())
	var usd [market.Sides]map[grid.Bin]float64
	var base [market.Sides]float64
	holding := 0
	for who, minute := range l.read {
		a, open := l.truth[minute][who]
		if !open {
			continue
		}
		holding++
		base[a.Side] += float64(a.Size)
		if usd[a.Side] == nil {
			usd[a.Side] = map[grid.Bin]float64{}
		}
		if a.Liquidation > o.Price/2 && a.Liquidation < o.Price*2 {
			usd[a.Side][grid.Of(a.Liquidation)] += float64(market.Value(a.Size, a.Liquidation))
		}
	}
	for side := range o.Sides {
		s := &o.Sides[side]
		for i, got := range s.Plane.USD {
			if want := usd[side][s.Plane.Lo+grid.Bin(i)]; math.Abs(got-want) >= .005 {
				l.t.Errorf("side %d, bin %d: $%.2f observed, $%.2f true", side, i, got, want)
			}
			delete(usd[side], s.Plane.Lo+grid.Bin(i))
		}
		if len(usd[side]) > 0 {
			l.t.Error("bins left out:", usd[side])
		}
		if want := base[side] / float64(l.interest); math.Abs(s.Share-want) > 1e-9 {
			l.t.Errorf("side %d: coverage %g stated, %g true", side, s.Share, want)
		}
	}
	if o.Holding != holding {
		l.t.Errorf("%d accounts, %d true", o.Holding, holding)
	}
	return o
}

// After ten minutes what is observed is the truth of the accounts that traded, to
// the cent, and so is the coverage, which is stated by minutes.
func TestTenMinutes(t *testing.T) {
	l := newLab(t)
	for _, minutes := range []int{1, 2, 5, 10} {
		l.pass(time.Unix(1_790_812_800, 0).Add(time.Duration(minutes) * time.Minute).Sub(l.wall))
		o := l.check()
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

// text writes a number as the venue does.
func text(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

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

func must(a census.Address, ok bool) census.Address {
	if !ok {
		panic("no address")
	}
	return a
}
