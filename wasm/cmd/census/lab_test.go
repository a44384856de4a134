package main

import (
	"math"
	"net/http/httptest"
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
	// also is called every second, once trades are heard.
	also func()
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
			if l.also != nil {
				l.also()
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

// text writes a number as the venue does.
func text(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func must(a census.Address, ok bool) census.Address {
	if !ok {
		panic("no address")
	}
	return a
}
