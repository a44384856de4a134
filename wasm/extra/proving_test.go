package extra

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/information"
	"brink/wasm/market"
	"brink/wasm/skill"
	"brink/wasm/wire"
)

// monday is 2026-01-05, 00:00 UTC.
const monday = market.Millis(1_767_571_200_000)

const five = 5 * market.Minute

// tab is a page's second module in a browser that may have others.
type tab struct {
	*asked
	device *venueOf
}

func openTab(t *testing.T, device *venueOf) *tab {
	p := &tab{&asked{t: t}, device}
	p.Module = New("0123456789", device, func(message []byte) { p.out = append(p.out, message) })
	return p
}

// settle lets the device answer.
func (p *tab) settle() {
	for len(p.device.due) > 0 {
		due := p.device.due
		p.device.due = nil
		for _, f := range due {
			f()
		}
	}
}

func (p *tab) prove(coin string) {
	m := wire.Prove{Coin: coin}
	p.Handle(m.Append(nil))
	p.settle()
}

// says is the newest of what was said of skill.
func (p *tab) says() (out wire.SkillText) {
	p.t.Helper()
	for i := len(p.out) - 1; i >= 0; i-- {
		if kind, _ := wire.KindOf(p.out[i]); kind == wire.KindSkill {
			if fault := out.Parse(p.out[i]); fault != nil {
				p.t.Fatal(fault)
			}
			return out
		}
	}
	p.t.Fatal("nothing was said")
	return out
}

// worker is a market that tells of its hours, from two weeks before monday on.
type worker struct {
	r     *rand.Rand
	price market.Price
	end   market.Millis // of the newest bar
	bars  []wire.Reach  // of the last 14 days
	hours []wire.Hour
}

func newWorker() *worker {
	w := &worker{r: rand.New(rand.NewPCG(9, 1)), price: 60_000, end: monday - 14*market.Day}
	for w.end < monday {
		w.hour(true)
	}
	return w
}

// hour lets one pass, with whole feeds or with gaps.
func (w *worker) hour(whole bool) {
	start := w.end
	w.end += market.Hour
	for i := range market.Millis(12) {
		open := w.price
		w.price *= market.Price(math.Exp(.001 * w.r.NormFloat64()))
		w.bars = append(w.bars, wire.Reach{Start: start + i*five, High: max(open, w.price), Low: min(open, w.price), Close: w.price})
	}
	if whole {
		h := wire.Hour{Start: start}
		for venue := range uint8(2) {
			h.Feeds = append(h.Feeds, wire.Told{Venue: venue, USD: [market.Sides]market.USD{market.USD(1e6 * w.r.Float64()), market.USD(1e6 * w.r.Float64())}})
		}
		w.hours = append(w.hours, h)
	}
	w.bars = w.bars[max(0, len(w.bars)-14*288):]
}

// told is what it tells, with maps where an hour starts.
func (w *worker) told() *wire.Hourly {
	m := &wire.Hourly{
		Coin: "BTC", At: w.end, Price: w.price, Interval: five, Scale: 1, Bars: w.bars, Hours: w.hours,
		Venues: []wire.Publishing{{Venue: "binance", Share: .6, Capture: .52, Saturation: 4e6}, {Venue: "bybit", Share: .4, Capture: 1}},
	}
	k := grid.Of(w.price)
	for _, name := range []string{"learned", "classic"} {
		s := wire.Standing{Name: name, Version: name + "-1", Path: 1e5, Fitted: name == "learned"}
		for side, lo := range [market.Sides]grid.Bin{k - 300, k + 1} {
			s.Planes[side] = wire.Plane{Lo: lo, USD: make([]float64, 299)}
			for i := range s.Planes[side].USD {
				s.Planes[side].USD[i] = 1e5 * (1 + w.r.Float64())
			}
		}
		m.Models = append(m.Models, s)
	}
	return m
}

func (p *tab) hourly(w *worker, m *wire.Hourly) {
	p.device.now = w.end + 20*market.Second
	p.Handle(m.Append(nil))
	p.settle()
}

// Twelve days of an open tab: each hour is sealed before it begins and judged once
// it has passed; what the device keeps scores to the same digits.
func TestForecastsAreSealedAndScored(t *testing.T) {
	device := &venueOf{kept: map[string][]byte{}}
	p, w := openTab(t, device), newWorker()
	p.prove("BTC")
	if got := p.says(); !strings.HasSuffix(got.Strip, "the first are sealed at the next full hour.") || got.Key != "" {
		t.Fatalf("%+v", got)
	}
	for hour := range 12*24 + 1 {
		p.hourly(w, w.told())
		if hour == 30 {
			if got := p.says(); !strings.Contains(got.Strip, "not enough yet (2 of 10 days; 31 hours sealed, 30 judged)") || !strings.HasPrefix(got.Rows[0][3], "not enough yet (2 of 10") {
				t.Errorf("%q %q", got.Strip, got.Rows)
			}
		}
		w.hour(true)
	}
	got := p.says()
	if !strings.Contains(got.Strip, " nats per dollar over 288 hours.") || len(got.Rows) != 2 || got.Rows[1][4] != "itself" || len(got.Leads) != 12 || got.Key != "sealed/BTC" {
		t.Errorf("%+v", got)
	}
	all := strings.Join(got.Lines, "\n")
	for _, want := range []string{
		"Sealed: 289 hours, of which 288 were held against the liquidations seen, 1 wait for what came.", "Liquidations counted: Binance (a sample), Bybit.",
		"Chance of a touch within 24 h: Brier score ", "over 265 hours.", "80 % ranges of the dollars forced within 4 h: ", "Newest SHA-256 of the chain: ",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in:\n%s", want, all)
		}
	}
	log, fault := skill.Open(string(device.kept["sealed/BTC"]))
	if fault != nil {
		t.Fatal(fault)
	}
	if again := StripText(log.Report()); again != got.Strip {
		t.Errorf("scored again: %q, %q", again, got.Strip)
	}
}

// What passed while no tab was open is added from history at the next visit; its
// hours were not sealed, and those whose feeds nobody heard are gaps.
func TestANewVisitGoesOnWithTheChain(t *testing.T) {
	device := &venueOf{kept: map[string][]byte{}}
	p, w := openTab(t, device), newWorker()
	p.prove("BTC")
	for range 5 {
		p.hourly(w, w.told())
		w.hour(true)
	}
	p.prove("")
	for range 6 {
		w.hour(false)
	}
	p = openTab(t, device)
	p.prove("BTC")
	p.hourly(w, w.told())
	log, fault := skill.Open(string(device.kept["sealed/BTC"]))
	if fault != nil {
		t.Fatal(fault)
	}
	r := log.Report()
	if r.Sealed != 6 || r.Judged != 5 || r.Waiting != 1 || !log.Knows(w.end-market.Hour) || r.Touches[1].N != 5*len(skill.Levels) {
		t.Errorf("%+v", r)
	}
}

// Two tabs of one coin: one seals, the other says so, and goes on when the first
// is closed; nothing is lost or written twice.
func TestOneOfTwoTabsSeals(t *testing.T) {
	device := &venueOf{kept: map[string][]byte{}}
	first, second, w := openTab(t, device), openTab(t, device), newWorker()
	first.prove("BTC")
	second.prove("BTC")
	if got := second.says(); !strings.Contains(got.Strip, "another tab") {
		t.Errorf("%q", got.Strip)
	}
	for range 3 {
		m := w.told()
		first.hourly(w, m)
		second.hourly(w, m)
		w.hour(true)
	}
	first.prove("")
	second.settle()
	if got := second.says(); !strings.Contains(got.Strip, "3 hours sealed") {
		t.Errorf("%q", got.Strip)
	}
	second.hourly(w, w.told())
	first.prove("BTC")
	log, fault := skill.Open(string(device.kept["sealed/BTC"]))
	if fault != nil || log.Report().Sealed != 4 {
		t.Errorf("%v", fault)
	}
	if got := first.says(); !strings.Contains(got.Strip, "another tab") {
		t.Errorf("%q", got.Strip)
	}
}

// A clock that is set makes the hours around it void; what is told at the wrong
// time is sealed by nobody.
func TestAClockThatJumpsVoidsTheHour(t *testing.T) {
	for _, off := range []market.Millis{-20 * market.Minute, market.Hour, 400 * market.Day} {
		device := &venueOf{kept: map[string][]byte{}}
		p, w := openTab(t, device), newWorker()
		p.prove("BTC")
		p.hourly(w, w.told())
		w.hour(true)
		m := w.told()
		device.now = w.end + off
		p.Handle(m.Append(nil))
		p.settle()
		if got := strings.Join(p.says().Lines, " "); !strings.Contains(got, "void: 2 hours") || !strings.Contains(got, "clock does not agree") {
			t.Errorf("%v: %s", off, got)
		}
		w.hour(true)
		p.hourly(w, w.told())
		w.hour(true)
		p.hourly(w, w.told())
		got := p.says()
		if all := strings.Join(got.Lines, " "); strings.Contains(all, "does not agree") || !strings.Contains(got.Strip, "3 hours sealed, 1 judged") {
			t.Errorf("%v: %q %s", off, got.Strip, all)
		}
	}
}

// What cannot be read is set aside and said; a device that keeps nothing is said,
// and once it does again that goes away.
func TestWhatIsKeptMayBeDamaged(t *testing.T) {
	device := &venueOf{kept: map[string][]byte{"sealed/BTC": []byte("brink-sealed-0 BTC\n")}, full: true}
	p, w := openTab(t, device), newWorker()
	p.prove("BTC")
	p.hourly(w, w.told())
	all := strings.Join(p.says().Lines, " ")
	if !strings.Contains(all, "set aside: the record is of another version") || !strings.Contains(all, "(sealed-version)") || string(device.kept["sealed/BTC.aside"]) != "brink-sealed-0 BTC\n" {
		t.Errorf("%s", all)
	}
	if !strings.Contains(all, "This device keeps no more") {
		t.Errorf("%s", all)
	}
	device.full = false
	w.hour(true)
	if p.hourly(w, w.told()); strings.Contains(strings.Join(p.says().Lines, " "), "keeps no more") {
		t.Error("it is still said that the device keeps nothing")
	}
}

// No market, another coin, an hour told too early: each is a sentence or waits.
func TestMarketsWithoutForecasts(t *testing.T) {
	device := &venueOf{kept: map[string][]byte{}}
	p, w := openTab(t, device), newWorker()
	p.prove("")
	if got := p.says(); !strings.HasPrefix(got.Strip, "Nothing is sealed here: this market is not live.") || got.Key != "" || len(got.Rows) != 0 {
		t.Errorf("%+v", got)
	}
	m := w.told()
	device.now = w.end
	p.Handle((&wire.Prove{Coin: "BTC"}).Append(nil))
	p.Handle(m.Append(nil)) // before what is kept was read
	p.settle()
	if got := p.says(); !strings.Contains(got.Strip, "1 hour sealed") {
		t.Errorf("%q", got.Strip)
	}
	n := len(p.out)
	m.Coin = "ETH"
	if p.hourly(w, m); len(p.out) != n {
		t.Error("another coin's hour is taken")
	}
	m.Coin, m.Interval = "BTC", 0
	p.Handle(m.Append(nil))
	if kind, _ := p.last(); kind != wire.KindFault {
		t.Error("a damaged message is taken")
	}
	// Without seven days of bars chances are those of a barrier, and dollars are not
	// expected.
	young := *w.told()
	young.Bars = young.Bars[len(young.Bars)-2*288:]
	if s := sealed(&young, young.At); !s.Chances || s.Dollars || s.Touches[0][6] <= s.Touches[0][0] {
		t.Errorf("%+v", s.Touches)
	}
	young.Bars = nil
	if s := sealed(&young, young.At); s.Chances || s.Dollars {
		t.Error("without bars something is forecast")
	}
}

// How well the estimate agrees with public positions joins the record at each hour
// for which it is known, of the coin that is sealed alone.
func TestAgreementJoinsTheRecord(t *testing.T) {
	device := &venueOf{kept: map[string][]byte{}}
	p, w := openTab(t, device), newWorker()
	agrees := &skill.Observed{Venue: "hyperliquid", Accounts: 120, Rank: .41, Map: .6, Ramp: .25}
	p.proofs.observed = func(coin string) *skill.Observed {
		if coin != "BTC" || agrees == nil {
			return nil
		}
		o := *agrees
		return &o
	}
	p.prove("BTC")
	for hour := range 20 {
		if hour == 10 {
			agrees = nil // nothing is read any more
		}
		p.hourly(w, w.told())
		w.hour(true)
	}
	want := "Agreement of the estimate for Hyperliquid with positions observed as hours began: rank correlation 0.41, +0.35 nats per observed dollar over a ramp by distance, means of 10 hours on 1 of 10 days, 120 accounts each."
	if got := p.says(); !slices.Contains(got.Lines, want) {
		t.Errorf("%q", got.Lines)
	}
	again := openTab(t, device)
	again.prove("BTC")
	if got := again.says(); !slices.Contains(got.Lines, want) && !strings.Contains(got.Strip, "another tab") {
		t.Errorf("after a reload: %q", got.Lines)
	}
	// Without a reader nothing is known, whatever the coin.
	fresh := openTab(t, &venueOf{kept: map[string][]byte{}})
	if o := fresh.proofs.observed("BTC"); o != nil {
		t.Errorf("%+v", o)
	}
}

// Sealing an hour and scoring a month of hours.
func BenchmarkHour(b *testing.B) {
	w := newWorker()
	l := skill.New("BTC")
	for range 31 * 24 {
		m := w.told()
		l.Seal(sealed(m, m.At))
		w.hour(true)
		(&proving{log: l}).add(w.told())
	}
	m := w.told()
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			skill.New("BTC").Seal(sealed(m, m.At))
		}
	})
	b.Run("score", func(b *testing.B) {
		for b.Loop() {
			l.Report()
		}
	})
}

// Only a model that is behind with its whole interval, of enough days, is dimmed.
func TestWhoIsBehindNovelty(t *testing.T) {
	verdict := func(name string, status information.Status, low, high float64) skill.Verdict {
		v := skill.Verdict{Name: name, Version: name + "-1", Status: status, Hours: 300, Days: 12}
		v.Over[0] = information.Interval{Value: (low + high) / 2, Low: low, High: high}
		return v
	}
	r := &skill.Report{Coin: "BTC", Sealed: 300, Judged: 300, Verdicts: []skill.Verdict{
		verdict("learned", information.Judged, -.3, -.1), verdict("oi", information.Judged, -.2, .01), verdict("classic", information.Undersampled, -.3, -.1),
	}}
	if got := behind(r); len(got) != 1 || got[0] != "learned" {
		t.Errorf("%v", got)
	}
	if got := StripText(r); !strings.Contains(got, "learned behind novelty by -0.20 [-0.30, -0.10] nats per dollar over 300 hours.") {
		t.Errorf("%q", got)
	}
	r.Verdicts = r.Verdicts[1:]
	if got := StripText(r); !strings.Contains(got, "oi not told apart from novelty, -0.1") {
		t.Errorf("%q", got)
	}
	r.Verdicts = r.Verdicts[1:]
	if got := StripText(r); !strings.Contains(got, "a few hours hold most of the dollars of 12 days.") {
		t.Errorf("%q", got)
	}
}
