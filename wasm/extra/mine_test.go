package extra

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"brink/wasm/census"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// owner is a module whose visitor has an account at the venue.
type owner struct {
	*asked
	venue *venueOf
}

const account = "0x00000000000000000000000000000000000000Ff"

// crossShort is an account with a cross short of two coins: $10,000 back it, of which it
// needs 750 (2 x 60,000 over 160), so $9,250 may be lost.
const crossShort = `{"assetPositions":[
	{"position":{"coin":"BTC","szi":"-2","entryPx":"61000","positionValue":"120000","unrealizedPnl":"2000","leverage":{"type":"cross","value":20},"liquidationPx":null,"maxLeverage":80}},
	{"position":{"coin":"ETH","szi":"10","entryPx":"2000","positionValue":"19000","unrealizedPnl":"-1000","leverage":{"type":"isolated","value":5},"liquidationPx":"1650.5","maxLeverage":25}}],
	"marginSummary":{"accountValue":"14000"},"crossMarginSummary":{"accountValue":"10000"},"crossMaintenanceMarginUsed":"750"}`

func newOwner(t *testing.T) *owner {
	v := &venueOf{now: 1_790_812_800_000, kept: map[string][]byte{}, own: map[string]string{strings.ToLower(account): crossShort}}
	a := &asked{t: t}
	a.Module = New("0123456789", v, func(message []byte) { a.out = append(a.out, message) })
	return &owner{a, v}
}

func (o *owner) say(m interface{ Append([]byte) []byte }) { o.Handle(m.Append(nil)) }

func (o *owner) pass(seconds int) {
	for range seconds * 10 {
		due := o.venue.due
		o.venue.due = nil
		for _, f := range due {
			f()
		}
		o.Step()
		o.venue.now += census.StepEvery
	}
}

// told is what was said last of the account.
func (o *owner) told() (out wire.MineText) {
	for i := len(o.out) - 1; i >= 0; i-- {
		if out.Parse(o.out[i]) == nil {
			break
		}
	}
	return out
}

// asks counts the questions for the account.
func (o *owner) asks() int { return o.venue.askedOf[strings.ToLower(account)] }

func TestMyAddress(t *testing.T) {
	o := newOwner(t)
	o.say(&wire.Observe{Coin: "BTC"})
	o.pass(1)
	o.say(&wire.Mine{Account: account})
	if got := o.told(); len(got.Lines) != 1 || got.Lines[0] != "Asking Hyperliquid what 0x0000…00ff holds." {
		t.Error(got.Lines)
	}
	o.pass(2)
	o.venue.frame([]byte(`{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"openInterest":"10000","markPx":"60000"}}}`))
	o.pass(4)
	got := o.told()
	if len(got.Lines) < 2 || !strings.Contains(got.Lines[0], "account value $14.0K; cross positions are liquidated once $10.0K that back them have fallen to $750.") {
		t.Fatal(got.Lines)
	}
	// The short of two at 60,000 is liquidated where 10,000 - 2 (p - 60,000) = 2 p / 160.
	want := (10_000 + 2*60_000.) / (2 + 2./160)
	if len(got.Rows) != 2 || len(got.Rows[0]) != len(got.Heads) || len(got.Levels) != 1 || math.Abs(float64(got.Levels[0].Price)-want) > .005 {
		t.Errorf("%+v %+v, want %f", got.Rows, got.Levels, want)
	}
	if row := strings.Join(got.Rows[0], "|"); row != "BTC short|$120K|61,000.0|none told|7.7 %|64,596.3|$2.00K|20x cross" {
		t.Error(row)
	}
	if row := strings.Join(got.Rows[1], "|"); row != "ETH long|$19.0K|2,000.0|1,650.5|13 %|–|-$1.00K|5x isolated" {
		t.Error(row)
	}
	if text := got.Levels[0].Text; text != "Liquidation of your short of 0x0000…00ff, by account value" {
		t.Error(text)
	}
	// Again and again, within the allowance; nothing while nobody looks, and nothing where
	// it is another market's chart.
	before := o.asks()
	if o.pass(60); o.asks()-before < 3 || o.asks()-before > 5 {
		t.Error(o.asks()-before, "questions in a minute")
	}
	o.say(&wire.Observe{Coin: "BTC", Resting: true})
	before = o.asks()
	if o.pass(60); o.asks() != before {
		t.Error("it is asked for while nobody looks")
	}
	o.say(&wire.Observe{Coin: "SOL"})
	if o.pass(20); len(o.told().Levels) != 0 || len(o.told().Rows) != 2 {
		t.Errorf("on the chart of another coin: %+v", o.told())
	}
	o.say(&wire.Observe{Coin: "ETH"})
	if o.pass(20); len(o.told().Levels) != 1 || o.told().Levels[0].Price != 1650.5 || o.told().Levels[0].Text != "Liquidation of your long of 0x0000…00ff" {
		t.Errorf("%+v", o.told())
	}
	o.say(&wire.Observe{Why: "This market is not live."})
	if o.pass(20); len(o.told().Levels) != 0 || len(o.told().Rows) != 2 {
		t.Errorf("in a market that is not live: %+v", o.told())
	}
	o.say(&wire.Observe{})
	before = o.asks()
	if o.pass(60); o.asks() != before || len(o.told().Lines) != 0 {
		t.Error("switched off:", o.asks()-before, o.told())
	}
	o.say(&wire.Observe{Coin: "BTC"})
	if o.pass(20); len(o.told().Rows) != 2 {
		t.Errorf("switched on again: %+v", o.told())
	}
	for name := range o.venue.kept {
		if list := string(o.venue.kept[name]); strings.Contains(name+list, account[38:]) {
			t.Error("kept under", name)
		}
	}
	o.say(&wire.Mine{})
	before = o.asks()
	if o.pass(60); o.asks() != before || len(o.told().Lines) != 0 || len(o.told().Rows) != 0 {
		t.Errorf("forgotten: %+v", o.told())
	}
}

// What cannot be read is said, and what was read before stays.
func TestMyAddressOnBadDays(t *testing.T) {
	for _, bad := range []string{"0x", "hello", account + "0", "0x" + strings.Repeat("0", 40), strings.Repeat("x", 5000)} {
		o := newOwner(t)
		o.say(&wire.Mine{Account: bad})
		if o.pass(30); o.venue.posts != 0 || len(o.told().Lines) != 1 || !strings.HasPrefix(o.told().Lines[0], "That is no address") {
			t.Error(bad, o.told().Lines)
		}
	}
	for answer, want := range map[string]string{
		`{}`: "it limits who asks too often", `null`: "it limits", `[1`: "could not be read", `{"marginSummary":{}}`: "could not be read",
		`{"marginSummary":{},"assetPositions":[{"position":{"coin":"BTC","szi":"1e300"}}]}`: "could not be read",
		"status 429": "does not answer (status 429)", "status 0": "cannot be reached", "status 502": "does not answer (status 502)",
	} {
		o := newOwner(t)
		o.say(&wire.Observe{Coin: "BTC"})
		o.say(&wire.Mine{Account: account})
		o.pass(5)
		o.venue.own[strings.ToLower(account)] = answer
		before := o.asks()
		o.pass(40)
		got := o.told()
		if len(got.Lines) < 2 || !strings.Contains(got.Lines[1], want) || len(got.Rows) != 2 || o.asks()-before > 3 {
			t.Error(answer, got.Lines, len(got.Rows), o.asks()-before)
		}
		o.venue.own[strings.ToLower(account)] = crossShort
		if o.pass(60); strings.Contains(strings.Join(o.told().Lines, " "), want) {
			t.Error(answer, "is said after it has ended")
		}
	}
	o := newOwner(t)
	o.say(&wire.Mine{Account: account})
	o.venue.own[strings.ToLower(account)] = `{"assetPositions":[],"marginSummary":{"accountValue":"5"}}`
	if o.pass(5); len(o.told().Lines) != 2 || o.told().Lines[1] != "It holds no position." {
		t.Error(o.told().Lines)
	}
	// A unified account: its money is elsewhere.
	o.venue.own[strings.ToLower(account)] = strings.Replace(crossShort, `"accountValue":"10000"`, `"accountValue":"0.5"`, 1)
	if o.pass(20); !strings.Contains(strings.Join(o.told().Lines, " "), "trust the venue's own liquidation prices alone") || o.told().Rows[0][5] != unknown {
		t.Error(o.told().Lines, o.told().Rows)
	}
	// Another account while the first one's answer is under way; and a clock that is set.
	o.say(&wire.Mine{Account: account})
	o.Step()
	o.say(&wire.Mine{Account: "0x" + strings.Repeat("1", 40)})
	if o.pass(5); !strings.Contains(o.told().Lines[0], "0x1111…1111") {
		t.Error(o.told().Lines)
	}
	for _, step := range []market.Millis{-30 * market.Day, 30 * market.Day} {
		o.venue.now += step
		before := o.venue.posts
		if o.pass(60); o.venue.posts-before < 2 || o.venue.posts-before > 6 {
			t.Error(step, o.venue.posts-before)
		}
	}
}

// The price by the account's value of a long: 10,000 - 2 (60,000 - p) = 2 p / 80.
func TestByAccountValue(t *testing.T) {
	h := census.Holdings{Cross: 10_000, Maintenance: 1_500, Positions: []census.Holding{{Coin: "BTC", Position: census.Position{Size: 2, Entry: 60_000}, Mark: 60_000, MaxLeverage: 40}}}
	if got, known := h.FromValue(0); !known || math.Abs(float64(got)-(2*60_000-10_000)/(2-2./80)) > .005 {
		t.Error(got, known)
	}
	for name, spoil := range map[string]func(h *census.Holdings, p *census.Holding){
		"isolated": func(_ *census.Holdings, p *census.Holding) { p.Isolated = true }, "no mark": func(_ *census.Holdings, p *census.Holding) { p.Mark = 0 },
		"no leverage": func(_ *census.Holdings, p *census.Holding) { p.MaxLeverage = 0 }, "too little": func(h *census.Holdings, _ *census.Holding) { h.Cross = 1_500 },
		"never": func(h *census.Holdings, _ *census.Holding) { h.Cross = 1e6 }, "absurd": func(h *census.Holdings, p *census.Holding) { h.Cross, p.Side = 1e14, market.Short },
	} {
		other := h
		other.Positions = append([]census.Holding(nil), h.Positions...)
		spoil(&other, &other.Positions[0])
		if got, known := other.FromValue(0); known {
			t.Error(name, fmt.Sprint(got))
		}
	}
}
