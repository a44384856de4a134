package extra

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"brink/wasm/census"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// venueOf is a network with one venue behind it, whose accounts hold what their
// number says.
type venueOf struct {
	marks string // of all coins; "" for none
	now   market.Millis
	frame func([]byte)
	due   []func()
	asked int // for how many accounts
	posts int
	// own are the answers for accounts of which more is told, and askedOf how often they
	// were asked for.
	own     map[string]string
	askedOf map[string]int
	lines   int
	ended   int
	opened  func()
	kept    map[string][]byte
	// full says that the device keeps nothing more, held that a tab holds the lock
	// that others are waiting for.
	full, held bool
	waiting    []func(release func())
}

func (v *venueOf) Load(name string, done func([]byte)) {
	v.due = append(v.due, func() { done(v.kept[name]) })
}

func (v *venueOf) Save(name string, list []byte) { v.kept[name] = list }

func (v *venueOf) Keep(name string, data []byte, done func(bool)) {
	if !v.full {
		v.kept[name] = data
	}
	v.due = append(v.due, func() { done(!v.full) })
}

func (v *venueOf) Hold(name string, held func(release func())) {
	v.waiting = append(v.waiting, held)
	v.hand()
}

// hand gives the one lock that there is to the next tab that waits for it.
func (v *venueOf) hand() {
	if v.held || len(v.waiting) == 0 {
		return
	}
	next := v.waiting[0]
	v.waiting, v.held = v.waiting[1:], true
	next(func() { v.held = false; v.hand() })
}

func (v *venueOf) Now() market.Millis { return v.now }

func (v *venueOf) Post(_, body string, done func(int, market.Millis, []byte)) {
	v.posts++
	if strings.Contains(body, "metaAndAssetCtxs") && v.marks != "" {
		answer := v.marks
		v.due = append(v.due, func() { done(200, 0, []byte(answer)) })
		return
	}
	for who, answer := range v.own {
		if strings.Contains(body, who) && !strings.Contains(body, "batch") {
			v.askedOf = map[string]int{who: v.askedOf[who] + 1}
			status := 200
			fmt.Sscanf(answer, "status %d", &status)
			v.due = append(v.due, func() { done(status, 0, []byte(answer)) })
			return
		}
	}
	var answers []string
	for _, who := range accountsIn.FindAllString(body, -1) {
		answers = append(answers, stateOf(who))
		v.asked++
	}
	answer := strings.Join(answers, ",")
	if strings.Contains(body, "batch") {
		answer = "[" + answer + "]"
	}
	v.due = append(v.due, func() { done(200, 0, []byte(answer)) })
}

var accountsIn = regexp.MustCompile(`0x[0-9a-f]{40}`)

// stateOf is what an account holds: what its number says.
func stateOf(who string) string {
	var n int
	fmt.Sscanf(who[38:], "%x", &n)
	side, liquidation := "", 60_000-100*(n+1)
	if n%2 == 1 {
		side, liquidation = "-", 60_000+100*(n+1)
	}
	return fmt.Sprintf(`{"assetPositions":[{"position":{"coin":"BTC","szi":"%s%d.5","entryPx":"60000","leverage":{"type":"cross","value":10},"liquidationPx":"%d"}}],"marginSummary":{}}`, side, n, liquidation)
}

func (v *venueOf) Send(string) { v.lines++ }
func (v *venueOf) Disconnect() { v.ended++ }

func (v *venueOf) Dial(_ string, opened func(), frame func([]byte), _ func()) census.Socket {
	v.frame, v.opened = frame, opened
	v.due = append(v.due, opened)
	return v
}

func TestPublicPositionsAreTold(t *testing.T) {
	v := &venueOf{now: 1_790_812_800_000, kept: map[string][]byte{}}
	a := &asked{t: t}
	a.Module = New("0123456789", v, func(message []byte) { a.out = append(a.out, message) })
	observed := func() (out wire.Observed) {
		t.Helper()
		for i := len(a.out) - 1; i >= 0; i-- {
			if out.Parse(a.out[i]) == nil {
				return out
			}
		}
		t.Fatal("nothing was told")
		return out
	}
	pass := func(seconds int) {
		for range seconds * 10 {
			due := v.due
			v.due = nil
			for _, f := range due {
				f()
			}
			a.Step()
			v.now += census.StepEvery
		}
	}
	pass(3)
	if v.frame != nil || len(a.out) != 1 {
		t.Fatal("something is read before anybody asks for it")
	}
	begin := wire.Observe{Coin: "BTC"}
	a.Handle(begin.Append(nil))
	if got := observed(); !strings.HasPrefix(got.Lines[0], "Observed: nothing yet. Connecting to ") {
		t.Error(got.Lines)
	}
	pass(1)
	for n := range 30 {
		v.frame(fmt.Appendf(nil, `{"channel":"trades","data":[{"coin":"BTC","px":"60000","sz":"1","users":["0xa%039x","0xa%039x"]}]}`, 2*n, 2*n+1))
	}
	v.frame([]byte(`{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"openInterest":"10000","markPx":"60000"}}}`))
	pass(20)
	got := observed()
	// Longs are 0.5 + 2.5 + ... + 58.5, shorts 1.5 + ... + 59.5, of 10,000: 885 and 915.
	if want := "8.8 % of longs, 9.2 % of shorts (of its open interest); 60 accounts with a position, readings "; !strings.Contains(got.Lines[0], want) {
		t.Error(got.Lines[0])
	}
	if len(got.Rows) != census.Largest || len(got.Rows[0].Cells) != len(got.Heads) || !strings.HasSuffix(got.Rows[0].Page, "003b") || !strings.HasSuffix(got.Rows[0].Cells[1], " short") {
		t.Errorf("%+v", got.Rows[0])
	}
	total := market.USD(0)
	for _, b := range got.Bins {
		if b.Side == market.Long {
			total += b.USD
		}
	}
	want := market.USD(0)
	for n := 0; n < 60; n += 2 {
		want += market.USD((float64(n) + .5) * float64(60_000-100*(n+1)))
	}
	if total-want > .005 || want-total > .005 {
		t.Errorf("$%.2f in bins, $%.2f held", float64(total), float64(want))
	}
	if last := got.Lines[len(got.Lines)-1]; !strings.HasPrefix(last, "Agreement of the estimate with the observed positions: not known.") {
		t.Error(last)
	}
	var walls wire.Walls
	for i := len(a.out) - 1; i >= 0 && walls.Parse(a.out[i]) != nil; i-- {
	}
	if walls.Coin != "BTC" || len(walls.Rows) == 0 || walls.Rows[0].USD < 2e6 {
		t.Errorf("%+v", walls)
	}
	m := material(walk(3, 3000), 3000)
	for side := range m.Public {
		m.Public[side] = wire.Plane{Lo: grid.Of(54_000), USD: make([]float64, 400)}
		for i := range m.Public[side].USD {
			m.Public[side].USD[i] = 1e6
		}
	}
	a.Handle(m.Append(nil))
	pass(3)
	if lines := observed().Lines; !strings.HasPrefix(lines[len(lines)-1], "Agreement of the estimate for this venue with 60 observed positions within 15 %: rank correlation ") {
		t.Error(lines)
	}

	m.At = v.now - 2*market.Hour
	m.Public = [market.Sides]wire.Plane{}
	a.Handle(m.Append(nil)) // a replay's
	if pass(3); !strings.HasPrefix(observed().Lines[len(observed().Lines)-1], "Agreement of the estimate for this venue with 60 ") {
		t.Error("an estimate of the past is compared with what is held now")
	}
	v.ended = 0

	// Resting asks nothing and says so; another coin begins anew; none says why.
	rest := wire.Observe{Coin: "BTC", Resting: true}
	a.Handle(rest.Append(nil))
	before := v.asked
	pass(300)
	if v.asked != before || v.ended != 1 || !strings.HasSuffix(observed().Lines[0], "Resting while nobody looks.") {
		t.Error(v.asked-before, v.ended, observed().Lines[0])
	}
	a.Handle(begin.Append(nil))
	if pass(10); v.asked == before || len(observed().Bins) == 0 {
		t.Error("it does not go on")
	}
	// The next visit asks those that are known before it hears a trade; a list that
	// is damaged is as good as none.
	for name, spoil := range map[string]int{"BTC": 0, "damaged": 1} {
		next := &venueOf{now: v.now + market.Day, kept: map[string][]byte{"BTC": v.kept["BTC"][spoil:]}}
		module := New("0123456789", next, func([]byte) {})
		module.Handle(begin.Append(nil))
		for range 100 {
			due := next.due
			next.due = nil
			for _, f := range due {
				f()
			}
			module.Step()
			next.now += census.StepEvery
		}
		if (next.asked > 20) != (spoil == 0) {
			t.Errorf("%s: %d questions", name, next.asked)
		}
	}
	other := wire.Observe{Coin: "PEPE"}
	a.Handle(other.Append(nil))
	if got := observed(); len(got.Rows) > 0 || len(got.Bins) > 0 {
		t.Errorf("%+v", got)
	}
	none := wire.Observe{Why: "There is none."}
	a.Handle(none.Append(nil))
	if got := observed(); len(got.Lines) != 1 || got.Lines[0] != "There is none." {
		t.Errorf("%+v", got)
	}
	a.Handle((&wire.Observe{}).Append(nil))
	if got := observed(); len(got.Lines) != 0 {
		t.Errorf("%+v", got)
	}
	before = v.asked
	if pass(60); v.asked != before {
		t.Error("what was switched off still asks")
	}
}
