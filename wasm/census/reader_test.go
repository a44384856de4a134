package census

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"brink/wasm/market"
)

// desk is a network with a venue behind it, whose accounts all hold one long.
type desk struct {
	now    market.Millis
	due    []func()
	opened func()
	frame  func([]byte)
	ended  func()
	sent   []string // on the newest socket
	asked  []string
	// answer may answer a question otherwise.
	answer func(body string) (status int, wait market.Millis, answer string, is bool)
}

func (d *desk) Now() market.Millis { return d.now }
func (d *desk) Send(text string)   { d.sent = append(d.sent, text) }
func (d *desk) Disconnect()        {}
func (d *desk) Dial(_ string, opened func(), frame func([]byte), ended func()) Socket {
	d.sent, d.opened, d.frame, d.ended = nil, opened, frame, ended
	d.due = append(d.due, opened)
	return d
}

var named = regexp.MustCompile(`0x[0-9a-f]{40}`)

// holding is what every account answers.
const holding = `{"assetPositions":[{"position":{"coin":"BTC","szi":"1","entryPx":"60000","leverage":{"type":"cross","value":10},"liquidationPx":"50000"}}],"marginSummary":{}}`

// coinList is of BTC, of twelve other coins, of which the last is the most traded, and of one
// that is not traded any more.
func coinList() string {
	var names, contexts []string
	for i := range 12 {
		names, contexts = append(names, fmt.Sprintf(`{"name":"C%d"}`, i)), append(contexts, fmt.Sprintf(`{"dayNtlVlm":"%d"}`, i))
	}
	names, contexts = append(names, `{"name":"GONE","isDelisted":true}`, `{"name":"BTC"}`), append(contexts, `{"dayNtlVlm":"1e9"}`, `{"dayNtlVlm":"1e8"}`)
	return `[{"universe":[` + strings.Join(names, ",") + `]},[` + strings.Join(contexts, ",") + `]]`
}

func (d *desk) Post(_, body string, done func(int, market.Millis, []byte)) {
	d.asked = append(d.asked, body)
	if d.answer != nil {
		if status, wait, answer, is := d.answer(body); is {
			d.due = append(d.due, func() { done(status, wait, []byte(answer)) })
			return
		}
	}
	answer := holding
	switch {
	case strings.Contains(body, "metaAndAssetCtxs"):
		answer = coinList()
	case strings.Contains(body, "batch"):
		answer = "[" + strings.TrimSuffix(strings.Repeat(holding+",", len(named.FindAllString(body, -1))), ",") + "]"
	}
	d.due = append(d.due, func() { done(200, 0, []byte(answer)) })
}

// pass lets seconds pass.
func (d *desk) pass(r *Reader, seconds int) {
	for range seconds * 10 {
		due := d.due
		d.due = nil
		for _, f := range due {
			f()
		}
		r.Step()
		d.now += StepEvery
	}
}

// hear lets accounts trade.
func (d *desk) hear(from, to int) {
	for n := from; n < to; n++ {
		d.frame(fmt.Appendf(nil, `{"channel":"trades","data":[{"coin":"BTC","px":"60000","sz":"1","users":["%s"]}]}`, who(n)))
	}
}

// counted are how many questions hold a text.
func (d *desk) counted(text string) (n int) {
	for _, body := range d.asked {
		if strings.Contains(body, text) {
			n++
		}
	}
	return n
}

// weight is what questions count by the venue's table, where a question that is not
// in it counts 20.
func (d *desk) weight() int {
	return 2*d.counted(`"clearinghouseState"`) + 20*d.counted("batch") + 20*d.counted("metaAnd")
}

// The trades of the ten largest coins name accounts, the coin at hand among them:
// never more on one socket, and anew on every one.
func TestTradesOfTheLargestCoins(t *testing.T) {
	for _, coin := range []string{"BTC", "C11", "C0"} {
		d := &desk{now: begin}
		r := NewReader(Public(), coin, d)
		topics := func() (list []string) {
			for _, text := range d.sent {
				if strings.Contains(text, `"trades"`) {
					list = append(list, strings.Split(text, `"`)[13])
				}
			}
			return list
		}
		d.pass(r, 3)
		if list := topics(); len(list) != MostCoins || list[0] != coin || slices.Contains(list, "GONE") || !slices.Contains(list, "BTC") || slices.Contains(list, "C1") {
			t.Error(coin, list)
		}
		d.ended()
		if d.pass(r, 5); len(topics()) != MostCoins || d.counted("metaAnd") != 1 {
			t.Error(topics(), d.counted("metaAnd"))
		}
		next := NewReader(Public(), "C3", d)
		next.Follow(r)
		r.Rest()
		if d.pass(next, 3); len(topics()) != MostCoins || topics()[0] != "C3" || d.counted("metaAnd") != 1 {
			t.Error(topics(), d.counted("metaAnd"))
		}
	}
}

// Without the list of coins the coin at hand is read all the same, and the list is
// asked for again.
func TestNoListOfCoins(t *testing.T) {
	for name, answer := range map[string]string{"nothing": "", "null": "null", "no coins": `[{"universe":[]},[]]`, "other things": `[{"universe":[5,{"name":7}]},[1,2]]`} {
		d := &desk{now: begin}
		lists := 0
		d.answer = func(body string) (int, market.Millis, string, bool) {
			is := strings.Contains(body, "metaAnd") && lists < 2
			if is {
				lists++
			}
			return 200, 0, answer, is
		}
		r := NewReader(Public(), "BTC", d)
		d.pass(r, 2)
		d.hear(0, 5)
		if d.pass(r, 10); r.Observed(d.now).Read != 5 {
			t.Error(name, r.Counts())
		}
		for range 11 {
			d.frame([]byte(`{"channel":"pong"}`))
			d.pass(r, 59)
		}
		if d.counted("metaAnd") != 3 || len(r.coins.largest) != MostCoins {
			t.Error(name, d.counted("metaAnd"), r.coins.largest)
		}
	}
}

// Several accounts are asked for in one question once that has told the same as a
// single one; the allowance is kept, whichever way it counts.
func TestTogether(t *testing.T) {
	d := &desk{now: begin}
	r := NewReader(Public(), "BTC", d)
	d.pass(r, 3)
	d.hear(0, 1000)
	for minute := range 4 {
		before := d.weight()
		d.pass(r, 30)
		d.frame([]byte(`{"channel":"pong"}`))
		if d.pass(r, 30); d.weight()-before > 620 {
			t.Error("weight", d.weight()-before, "in minute", minute)
		}
	}
	if !r.Together() || r.Observed(d.now).Read < 1000 || d.counted(`"clearinghouseState"`) > 10 {
		t.Error(r.Together(), r.Observed(d.now).Read, d.counted(`"clearinghouseState"`))
	}
	single := 0
	for _, body := range d.asked {
		if strings.Contains(body, "batch") && len(named.FindAllString(body, -1)) == 1 {
			single++
		}
	}
	if single != 1 {
		t.Error("it was tried", single, "times")
	}
}

// Where it tells something else, or nothing, accounts are asked for singly, and it is
// not tried again.
func TestNotTogether(t *testing.T) {
	for name, answer := range map[string]string{
		"null": "null", "an object": "{}", "nobody": "[]", "two": "[" + holding + "," + holding + "]", "no JSON": "<html>", "without content": "[{}]", "nothing held": `[{"assetPositions":[],"marginSummary":{}}]`,
		"another size": "[" + strings.Replace(holding, `"1"`, `"2"`, 1) + "]", "another price": "[" + strings.Replace(holding, "50000", "40000", 1) + "]", "no price": "[" + strings.Replace(holding, `"50000"`, "null", 1) + "]",
	} {
		d := &desk{now: begin}
		d.answer = func(body string) (int, market.Millis, string, bool) {
			return 200, 0, answer, strings.Contains(body, "batch")
		}
		r := NewReader(Public(), "BTC", d)
		d.pass(r, 3)
		d.hear(0, 100)
		if d.pass(r, 30); r.Together() || d.counted("batch") != 1 || r.Observed(d.now).Read != 100 || r.Counts().Refused > 0 {
			t.Error(name, r.Together(), d.counted("batch"), r.Observed(d.now).Read, r.Counts())
		}
	}
}

// What worked may end: single accounts of it are their own matter, a refusal is a
// rest, and what cannot be read three times in a row ends it.
func TestTogetherNoMore(t *testing.T) {
	begun := func() (*desk, *Reader) {
		d := &desk{now: begin}
		r := NewReader(Public(), "BTC", d)
		d.pass(r, 3)
		d.hear(0, 3000)
		if d.pass(r, 20); !r.Together() {
			t.Fatal("it does not begin")
		}
		return d, r
	}
	many := func(body string) bool { return strings.Contains(body, "batch") }

	d, r := begun()
	d.answer = func(body string) (int, market.Millis, string, bool) {
		return 200, 0, "[" + strings.Repeat("null,{},", 4) + holding + "," + holding + "]", many(body)
	}
	if d.pass(r, 30); !r.Together() || r.Counts().Refused > 0 || r.Counts().Nonsense == 0 {
		t.Errorf("some without content: %+v", r.Counts())
	}

	d, r = begun()
	d.answer = func(body string) (int, market.Millis, string, bool) { return 429, 0, "", many(body) }
	before := len(d.asked)
	if d.pass(r, 25); !r.Together() || len(d.asked)-before > 8 || r.Counts().Refused == 0 {
		t.Error("refused:", r.Together(), len(d.asked)-before, r.Counts())
	}

	d, r = begun()
	d.answer = func(body string) (int, market.Millis, string, bool) { return 200, 0, "null", many(body) }
	before = r.Observed(d.now).Read
	d.pass(r, 50)
	d.frame([]byte(`{"channel":"pong"}`))
	d.pass(r, 50)
	if r.Together() || r.Observed(d.now).Read < before+50 {
		t.Error("null:", r.Together(), r.Observed(d.now).Read-before)
	}
}

// A change of the coin earns no new questions: a rest goes on, and the pace.
func TestAnotherCoinRestsAsWell(t *testing.T) {
	d := &desk{now: begin}
	d.answer = func(string) (int, market.Millis, string, bool) { return 429, 60 * market.Second, "", true }
	r := NewReader(Public(), "BTC", d)
	d.pass(r, 2)
	d.hear(0, 100)
	d.pass(r, 1)
	asked := len(d.asked)
	for i := range 20 {
		next := NewReader(Public(), fmt.Sprint("C", i), d)
		next.Follow(r)
		r.Rest()
		r = next
		d.pass(r, 1)
		d.hear(0, 100)
		r.note(who(i), 1000, d.now)
		d.pass(r, 1)
	}
	if n := len(d.asked) - asked; n > 1 {
		t.Error(n, "questions while the venue wants rest")
	}
}
