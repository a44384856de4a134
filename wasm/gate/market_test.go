package gate_test

import (
	"math"
	"testing"

	"brink/wasm/gate"
	"brink/wasm/market"
)

const start market.Millis = 1_793_491_200_000

func mark(at market.Millis, p market.Price) *market.Event {
	return &market.Event{Kind: market.KindMark, Time: at, Mark: market.Mark{Time: at, Mark: p, Index: p}}
}

// settled is a gate for a market whose venues have all said 60,000 for a minute.
func settled(venues int) (*gate.Market, market.Millis) {
	m, now := gate.New(venues), start
	for ; now < start+market.Minute; now += market.Second {
		for v := range venues {
			m.Event(v, mark(now-40, 60_000), now)
		}
	}
	return m, now
}

func TestAPriceThatNobodyConfirms(t *testing.T) {
	for venues := 1; venues <= 5; venues++ {
		for _, p := range []market.Price{1, 1e9, 1e13, market.Price(math.NaN()), market.Price(math.Inf(1)), 30_000, 90_000} {
			m, now := settled(venues)
			for range 30 {
				now += market.Second
				if venues > 1 || p > 8*60_000 || p < 60_000/8 || p != p {
					if m.Event(0, mark(now-40, p), now) == nil {
						t.Fatalf("%v at one of %d venues is believed", p, venues)
					}
				}
				for v := 1; v < venues; v++ {
					if fault := m.Event(v, mark(now-40, 60_000), now); fault != nil {
						t.Fatalf("the truth is refused at venue %d beside %v: %v", v, p, fault)
					}
				}
			}
			if fault := m.Event(0, mark(now-40, 60_001), now); fault != nil {
				t.Errorf("%d venues: the truth after %v is refused: %v", venues, p, fault)
			}
		}
	}
}

// A market that falls by half within a second is believed once a second venue
// says so; alone, once it is said some times.
func TestAFallNeedsAWitness(t *testing.T) {
	m, now := settled(3)
	now += market.Second
	if m.Event(0, mark(now, 30_000), now) == nil {
		t.Error("believed at once")
	}
	if fault := m.Event(1, mark(now, 30_100), now+10); fault == nil {
		t.Error("two of three, and the third just said otherwise: it can wait for a message")
	}
	for range 3 {
		now += 250
		m.Event(2, mark(now, 29_900), now)
		m.Event(0, mark(now, 30_000), now)
		m.Event(1, mark(now, 30_000), now)
	}
	for v := range 3 {
		if fault := m.Event(v, mark(now, 30_000), now+1); fault != nil {
			t.Errorf("venue %d: %v", v, fault)
		}
	}
	alone, now := settled(1)
	refused := 0
	for range 5 {
		now += market.Second
		if alone.Event(0, mark(now-40, 35_000), now) != nil {
			refused++
		}
	}
	if refused != 2 {
		t.Errorf("refused %d times", refused)
	}
}

// Whoever begins with a wrong price is corrected by the others.
func TestAWrongBeginningDoesNotLast(t *testing.T) {
	for venues := 2; venues <= 5; venues++ {
		m, now := gate.New(venues), start
		m.Event(0, mark(now-40, 1), now)
		for range 5 {
			now += market.Second
			for v := range venues {
				m.Event(v, mark(now-40, 60_000), now)
			}
		}
		for v := range venues {
			if fault := m.Event(v, mark(now-40, 60_000), now); fault != nil {
				t.Errorf("%d venues: %v at %d", venues, fault, v)
			}
		}
	}
}

func TestStamps(t *testing.T) {
	for _, off := range []market.Millis{market.Day, 4 * market.Minute, 8_200_000_000_000} {
		m, now := settled(2)
		for _, e := range []*market.Event{
			mark(now+off, 60_000),
			{Kind: market.KindTrade, Trade: market.Trade{Time: now + off, Price: 60_000, Base: 1}},
			{Kind: market.KindOpenInterest, OpenInterest: market.OpenInterest{Time: now + off, Base: 5}},
			{Kind: market.KindFunding, Funding: market.Funding{Time: now + off, Every: market.Hour}},
			{Kind: market.KindLiquidation, Liquidation: market.Liquidation{Time: now + off, Price: 60_000, Base: 1, USD: 60_000}},
			{Kind: market.KindBar, Candle: market.Candle{Bar: bar(int((now + off) / (5 * market.Minute))), Span: market.Minute}},
		} {
			if m.Event(0, e, now) == nil {
				t.Errorf("%v stamped %d ahead is believed", e.Kind, off)
			}
			if fault := m.Event(0, mark(now-40, 60_000), now); fault != nil {
				t.Errorf("the next one is refused: %v", fault)
			}
		}
		// The device's clock is set: the third message is believed.
		refused := 0
		for range 5 {
			now += market.Second
			if m.Event(0, mark(now+off/1000*1000, 60_000), now) != nil {
				refused++
			}
		}
		if refused != 2 {
			t.Errorf("after a clock was set by %d, %d messages are refused", off, refused)
		}
	}
	m, now := settled(1)
	if fault := m.Event(0, mark(now-20*market.Minute, 60_000), now); fault != nil {
		t.Errorf("a message that was long on its way is refused: %v", fault)
	}
}

func TestAmountsBeyondBelief(t *testing.T) {
	m, now := settled(2)
	minute := now - now%market.Minute
	kline := func(v market.Base) *market.Event {
		b := bar(0)
		b.Start, b.Volume = minute, v
		return &market.Event{Kind: market.KindBar, Candle: market.Candle{Bar: b, Span: market.Minute, Final: true}}
	}
	if fault := m.Event(0, kline(100), now); fault != nil {
		t.Fatal(fault)
	}
	oi := func(b market.Base) *market.Event {
		return &market.Event{Kind: market.KindOpenInterest, OpenInterest: market.OpenInterest{Time: now, Base: b}}
	}
	if fault := m.Event(0, oi(80_000), now); fault != nil {
		t.Fatal(fault)
	}
	dollars := func(usd market.USD) *market.Event { // as inverse contracts are counted
		return &market.Event{Kind: market.KindOpenInterest, OpenInterest: market.OpenInterest{Time: now, USD: usd}}
	}
	if fault := m.Event(0, dollars(80_000*60_000), now); fault != nil {
		t.Errorf("the same in dollars alone: %v", fault)
	}
	for name, e := range map[string]*market.Event{
		"a hundredth in dollars": dollars(800 * 60_000), "a hundredfold in dollars": dollars(8_000_000 * 60_000),
		"volume of 2e11": kline(2e11), "volume of 1e6": kline(1e6), "open interest of 1e300": oi(1e300), "open interest of 1": oi(1), "no open interest": oi(-1),
		"liquidation of 6e23 USD": {Kind: market.KindLiquidation, Liquidation: market.Liquidation{Time: now, Price: 60_000, Base: 1e19, USD: 6e23}},
		"liquidation at 1 USD":    {Kind: market.KindLiquidation, Liquidation: market.Liquidation{Time: now, Price: 1, Base: 1, USD: 1}},
		"funding of +Inf":         {Kind: market.KindFunding, Funding: market.Funding{Time: now, RatePerHour: math.Inf(1), Every: market.Hour}},
		"funding of 30":           {Kind: market.KindFunding, Funding: market.Funding{Time: now, RatePerHour: 30, Every: market.Hour}},
		"trade of 1e20":           {Kind: market.KindTrade, Trade: market.Trade{Time: now, Price: 60_000, Base: 1e20}},
		"book of 1e20":            {Kind: market.KindBookDelta, Book: market.Book{Bids: []market.Level{{Price: 60_000, Base: 1e20}}}},
		"book at 1e13":            {Kind: market.KindBookSnapshot, Book: market.Book{Asks: []market.Level{{Price: 1e13, Base: 1}}}},
	} {
		if m.Event(0, e, now) == nil {
			t.Errorf("%s: believed", name)
		}
	}
	// The third word of the same is believed: half of a market can close.
	for range 3 {
		m.Event(0, oi(30_000), now)
	}
	if fault := m.Event(0, oi(30_000), now); fault != nil {
		t.Error(fault)
	}
	odd := mark(now, 60_000)
	odd.Mark.Index = 1e12
	if fault := m.Event(0, odd, now); fault != nil || odd.Mark.Index != 0 {
		t.Errorf("an absurd index costs more than itself: %v %v", fault, odd.Mark)
	}
}

func TestTheGateAllocatesNothing(t *testing.T) {
	m, now := settled(5)
	good, bad := mark(now, 60_000), mark(now, 1)
	if n := testing.AllocsPerRun(100, func() {
		m.Event(1, good, now+1)
		m.Event(2, bad, now+1)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
