package census

import (
	"math/rand/v2"
	"strings"
	"testing"

	"brink/wasm/market"
)

const begin market.Millis = 1_790_812_800_000

// who is an address by its number.
func who(n int) (a Address) {
	a[0], a[17], a[18], a[19] = 0xab, byte(n>>16), byte(n>>8), byte(n)
	return a
}

func trade(c *Census, n int, usd float64, now market.Millis) {
	c.Traded([2]Address{who(n), who(n)}, 60_000, market.Base(usd/60_000), now)
}

func TestAddresses(t *testing.T) {
	text := "0x00112233445566778899AABBccddeeff00112233"
	a, ok := ParseAddress(text)
	if !ok || a.String() != strings.ToLower(text) || a.Short() != "0x0011…2233" {
		t.Error(a, ok, a.Short())
	}
	for _, bad := range []string{"", "0x", text[2:], text + "0", text[:41] + "g", "1x" + text[2:]} {
		if _, ok := ParseAddress(bad); ok {
			t.Error(bad)
		}
	}
}

// What the venue writes, and what is made of it.
func TestStates(t *testing.T) {
	const head, tail = `{"assetPositions":[{"type":"oneWay","position":`, `}],"marginSummary":{"accountValue":"0.1"},"time":1}`
	s := Public()
	for name, row := range map[string]struct {
		body    string
		want    Position
		limited bool
		fault   bool
	}{
		"short":           {body: head + `{"coin":"BTC","szi":"-1.25","entryPx":"64120.0","leverage":{"type":"cross","value":20},"liquidationPx":"71233.5"}` + tail, want: Position{market.Short, 1.25, 64_120, 71_233.5, 20, false}},
		"isolated long":   {body: head + `{"coin":"BTC","szi":"2","entryPx":"64000","leverage":{"type":"isolated","value":5,"rawUsd":"-1"},"liquidationPx":"52000"}` + tail, want: Position{market.Long, 2, 64_000, 52_000, 5, true}},
		"no liquidation":  {body: head + `{"coin":"BTC","szi":"2","entryPx":"64000","leverage":{"type":"cross","value":5},"liquidationPx":null}` + tail, want: Position{market.Long, 2, 64_000, 0, 5, false}},
		"a negative one":  {body: head + `{"coin":"BTC","szi":"2","entryPx":"64000","leverage":{"type":"cross","value":5},"liquidationPx":"-12.5"}` + tail, want: Position{market.Long, 2, 64_000, 0, 5, false}},
		"an absurd one":   {body: head + `{"coin":"BTC","szi":"2","entryPx":"1e300","leverage":{"type":"cross","value":5},"liquidationPx":"1e300"}` + tail, want: Position{market.Long, 2, 0, 0, 5, false}},
		"another coin":    {body: head + `{"coin":"ETH","szi":"2"}` + tail},
		"closed":          {body: head + `{"coin":"BTC","szi":"0.0"}` + tail},
		"nothing at all":  {body: `{"assetPositions":[],"marginSummary":{}}`},
		"a soft limit":    {body: `{}`, limited: true},
		"null":            {body: `null`, limited: true},
		"no list":         {body: `{"marginSummary":{}}`, fault: true},
		"an absurd size":  {body: head + `{"coin":"BTC","szi":"1e200"}` + tail, fault: true},
		"a size in words": {body: head + `{"coin":"BTC","szi":"NaN"}` + tail, fault: true},
		"cut short":       {body: head, fault: true},
		"no JSON":         {body: `<html>`, fault: true},
	} {
		got, limited, fault := s.State([]byte(row.body), "BTC")
		if got != row.want || limited != row.limited || (fault != nil) != row.fault {
			t.Errorf("%s: %+v %v %v", name, got, limited, fault)
		}
	}
}

func TestFrames(t *testing.T) {
	c, s := New("BTC"), Public()
	a, b := who(1).String(), who(2).String()
	for _, frame := range []string{
		`{"channel":"trades","data":[{"coin":"BTC","side":"B","px":"60000","sz":"0.5","time":1,"users":["` + a + `","` + b + `"]},{"coin":"ETH","side":"B","px":"2000","sz":"0.5","users":["` + who(3).String() + `","` + b + `"]}]}`,
		`{"channel":"trades","data":[{"coin":"BTC","px":"60000","sz":"0.5","users":["0xnonsense",7]},{"coin":"BTC","px":"1e300","sz":"1","users":["` + who(4).String() + `"]},{"coin":"BTC"},5]}`,
		`{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"openInterest":"1000.5","markPx":"60010"}}}`,
		`{"channel":"activeAssetCtx","data":{"coin":"ETH","ctx":{"openInterest":"7","markPx":"2000"}}}`,
		`{"channel":"activeAssetCtx","data":null}`, `{"channel":"pong"}`, `[`, ``, `null`, `[]`,
	} {
		s.Frame(c, []byte(frame), begin)
	}
	if third := c.accounts[c.places[who(3)]]; third.traded != .5*2000*elsewhere {
		t.Error("what was traded elsewhere counts", third.traded)
	}
	if c.Known() != 3 || c.interest != 1000.5 || c.price != 60_010 {
		t.Error(c.Known(), c.interest, c.price)
	}
}

// What was traded counts more for whom to ask first, and what is held more than
// that; each account that is heard of is asked.
func TestTheLargestAndTheStalestFirst(t *testing.T) {
	c := New("BTC")
	trade(c, 1, 100, begin)
	trade(c, 2, 90_000, begin)
	trade(c, 3, 5_000, begin)
	now := begin
	for _, want := range []int{2, 3, 1} {
		got, due := c.Next(now)
		if !due || got != who(want) {
			t.Fatal(got, due, want)
		}
		c.Answer(got, Position{Size: market.Base(want), Entry: 60_000, Liquidation: 40_000}, false, nil, now)
		now += Pace
	}
	if who, due := c.Next(now); due {
		t.Error("asked again at once:", who)
	}
	now += againHeld
	if got, _ := c.Next(now); got != who(3) {
		t.Error("the largest is not asked first:", got)
	}
}

// Never more than half of the venue's allowance, never more than six at once.
func TestAllowance(t *testing.T) {
	c := New("BTC")
	for n := range 5_000 {
		trade(c, n, 1_000, begin)
	}
	r := rand.New(rand.NewPCG(1, 2))
	var open []Address
	var at []market.Millis
	for now := begin; now < begin+5*market.Minute; now += 50 {
		for {
			next, due := c.Next(now)
			if !due {
				break
			}
			open, at = append(open, next), append(at, now)
			if len(open) > AtOnce {
				t.Fatal("asked at once:", len(open))
			}
		}
		if len(open) > 0 && r.IntN(3) > 0 {
			c.Answer(open[0], Position{Size: 1, Liquidation: 59_000}, false, nil, now)
			open = open[1:]
		}
	}
	for i := range at {
		n := 0
		for _, other := range at[i:] {
			if other-at[i] < market.Minute {
				n++
			}
		}
		if n > 300 {
			t.Fatal(n, "questions within a minute")
		}
	}
	if len(at) < 1_200 {
		t.Error("only", len(at), "questions in five minutes")
	}
}

// Positions near their liquidation price are read again within the minute, and
// others are read meanwhile.
func TestNearLiquidation(t *testing.T) {
	c := New("BTC")
	for n := range 400 {
		trade(c, n, float64(1_000+n), begin)
	}
	readings := map[Address][]market.Millis{}
	for now := begin; now < begin+6*market.Minute; now += 50 {
		c.Interest(5_000, 60_000, now)
		if a, due := c.Next(now); due {
			p := Position{Size: 5, Liquidation: 30_000}
			if a[19] < 10 && a[18] == 0 {
				p = Position{Size: .01, Liquidation: 59_000}
			}
			c.Answer(a, p, false, nil, now)
			readings[a] = append(readings[a], now)
		}
	}
	if len(readings) != 400 {
		t.Error("only", len(readings), "were read")
	}
	for n := range 10 {
		for i := 1; i < len(readings[who(n)]); i++ {
			if list := readings[who(n)]; list[i]-list[i-1] > market.Minute {
				t.Errorf("%d was read after %d s", n, (list[i]-list[i-1])/1000)
			}
		}
	}
}

// An answer without content is one account's own matter; two in a row are a
// limit, after which nothing is asked for a while, and then fewer at once.
func TestSoftLimits(t *testing.T) {
	c := New("BTC")
	for n := range 100 {
		trade(c, n, 1_000, begin)
	}
	now := begin
	ask := func() Address {
		t.Helper()
		a, due := c.Next(now)
		if !due {
			t.Fatal("nothing is asked")
		}
		now += Pace
		return a
	}
	c.Answer(ask(), Position{}, true, nil, now)
	first, second := ask(), ask()
	c.Answer(first, Position{}, false, nil, now)
	c.Answer(second, Position{}, true, nil, now)
	third, fourth := ask(), ask()
	c.Answer(third, Position{}, true, nil, now)
	c.Answer(fourth, Position{}, true, nil, now)
	if a, due := c.Next(now + Pace); due {
		t.Error("asked in spite of the limit:", a)
	}
	now += shortestRest + Pace
	for range AtOnce / 2 {
		ask()
	}
	if a, due := c.Next(now); due {
		t.Error("as many at once as before:", a)
	}
	if n := c.Counts(); n.Refused == 0 || n.Nonsense != 2 {
		t.Errorf("%+v", n)
	}
}

// An address that answers nonsense, and a list of addresses that hold nothing,
// cost their own questions.
func TestStrangers(t *testing.T) {
	c := New("BTC")
	var list Census
	list = *New("BTC")
	for n := range 3_000 {
		list.note(who(1_000_000+n), 1e9, begin)
	}
	if fault := c.Load(list.List(MostListed, begin), begin); fault != nil {
		t.Fatal(fault)
	}
	for n := range 100 {
		trade(c, n, 1_000, begin)
	}
	asked := map[Address]int{}
	for now := begin; now < begin+10*market.Minute; now += 50 {
		a, due := c.Next(now)
		if !due {
			continue
		}
		asked[a]++
		switch {
		case a == who(7):
			c.Answer(a, Position{}, false, unreadable, now)
		case a == who(8):
			c.Answer(a, Position{}, true, nil, now)
		case a[17] != 0:
			c.Answer(a, Position{}, false, nil, now)
		default:
			c.Answer(a, Position{Size: 1, Liquidation: 20_000}, false, nil, now)
		}
		if len(asked) == 100 && asked[who(0)] == 0 {
			t.Fatal("strangers went before those that trade")
		}
	}
	for n := range 100 {
		if asked[who(n)] == 0 {
			t.Error(n, "was never asked")
		}
	}
	if asked[who(7)] > 3 || asked[who(8)] > 3 {
		t.Error("nonsense was asked for", asked[who(7)], asked[who(8)])
	}
	for n := range 3_000 {
		if asked[who(1_000_000+n)] > 1 {
			t.Fatal("a stranger was asked twice")
		}
	}
	if got := c.Counts().Refused; got != 0 {
		t.Error(got, "rests")
	}
}

// A clock that is set, back or forward, ends nothing.
func TestClockSteps(t *testing.T) {
	for _, step := range []market.Millis{-30 * market.Day, -market.Hour, market.Hour, 400 * market.Day} {
		c := New("BTC")
		for n := range 50 {
			trade(c, n, 1_000, begin)
		}
		lost, _ := c.Next(begin)
		now := begin + step
		n := 0
		for range 2_000 {
			c.Expire(now)
			if a, due := c.Next(now); due {
				n++
				c.Answer(a, Position{Size: 1, Liquidation: 50_000}, false, nil, now)
			}
			now += 100
		}
		if n < 50 || c.accounts[c.places[lost]].read == 0 {
			t.Errorf("%d ms: %d questions", step, n)
		}
	}
}
