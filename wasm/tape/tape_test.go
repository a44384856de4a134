package tape_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/market"
	"brink/wasm/tape"
)

const (
	five = 5 * market.Minute
	day  = market.Millis(1_790_812_800_000)
)

func bar(start market.Millis) market.Bar {
	x := market.Price(60_000 + start%977)
	return market.Bar{Start: start, Open: x, High: x + 5, Low: x - 5, Close: x + 1, Volume: 7, TakerBuy: 3, Optional: market.OptionalTaker}
}

func minute(start market.Millis, final bool) *market.Candle {
	return &market.Candle{Bar: bar(start), Span: market.Minute, Final: final}
}

func TestPutInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var bars []market.Bar
	for i := range market.Millis(500) {
		bars = append(bars, bar(day+i*five))
	}
	for range 20 {
		x := tape.New(five)
		mixed := slices.Clone(bars)
		mixed = append(mixed, bars[100:200]...)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		added := 0
		for len(mixed) > 0 {
			n := min(1+r.IntN(60), len(mixed))
			added += x.Put(mixed[:n]...)
			mixed = mixed[n:]
		}
		if added != 500 || len(x.Bars()) != 500 {
			t.Fatalf("%d added, %d there", added, len(x.Bars()))
		}
		for i, b := range x.Bars() {
			if b.Start != bars[i].Start {
				t.Fatal("not in order")
			}
		}
		if len(x.Missing(day, day+500*five)) != 0 {
			t.Fatal("a gap in what is whole")
		}
	}
}

func TestWhatWasUsedStays(t *testing.T) {
	x := tape.New(five)
	x.Put(bar(day))
	other := bar(day)
	other.Volume = 99
	if x.Put(other) != 0 || x.Bars()[0].Volume != 7 {
		t.Error("a bar was replaced")
	}
	odd := bar(day + five)
	odd.Start++
	impossible := bar(day + five)
	impossible.High = 1
	if x.Put(odd, impossible) != 0 {
		t.Error("a bar that cannot be was taken")
	}
}

func TestRevisionTellsOfTheMiddle(t *testing.T) {
	x := tape.New(five)
	x.Put(bar(day), bar(day+five))
	before := x.Revision()
	x.Put(bar(day + 3*five))
	if x.Revision() != before {
		t.Error("an appended bar is no other build")
	}
	x.Put(bar(day + 2*five))
	if x.Revision() == before {
		t.Error("a bar in the middle is another build")
	}
}

func TestMissing(t *testing.T) {
	x := tape.New(five)
	x.Put(bar(day+2*five), bar(day+3*five), bar(day+6*five))
	want := []tape.Span{{day + 7*five, day + 9*five}, {day + 4*five, day + 6*five}, {day, day + 2*five}}
	if got := x.Missing(day-1, day+9*five+1); !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
	x.MarkUnavailable(tape.Span{From: day, To: day + five})
	x.MarkUnavailable(tape.Span{From: day + 4*five, To: day + 6*five})
	x.MarkUnavailable(tape.Span{From: day + five, To: day + five + five/5*5})
	want = []tape.Span{{day + 7*five, day + 9*five}}
	if got := x.Missing(day, day+9*five); !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
	if got := x.Unavailable(); len(got) != 2 {
		t.Errorf("spans that touch are one: %v", got)
	}
}

func TestMinutesMakeABar(t *testing.T) {
	x := tape.New(five)
	for i := range market.Millis(5) {
		if _, closed := x.PutMinute(minute(day+i*market.Minute, false)); closed {
			t.Fatal("closed while it forms")
		}
		if _, closed := x.PutMinute(minute(day+i*market.Minute, true)); closed != (i == 4) {
			t.Fatalf("minute %d: closed is %v", i, closed)
		}
	}
	b := x.Bars()[0]
	// 60,000 + start mod 977 of each minute, by hand from bar().
	first, last := bar(day), bar(day+4*market.Minute)
	if b.Start != day || b.Open != first.Open || b.Close != last.Close || b.Volume != 35 || b.TakerBuy != 15 {
		t.Errorf("bar %+v", b)
	}
}

// A minute that was cut off in its middle lacks what came after: that a later
// one has begun does not make it whole.
func TestAMinuteWithoutTheVenuesWordIsNotWhole(t *testing.T) {
	x := tape.New(five)
	for i := range market.Millis(10) {
		if start, closed := x.PutMinute(minute(day+i*market.Minute, i != 2)); closed != (i == 9) || closed && start != day+five {
			t.Fatalf("minute %d closed %d: %v", i, start, closed)
		}
	}
	if got := x.Missing(day, day+2*five); len(got) != 1 || got[0] != (tape.Span{From: day, To: day + five}) {
		t.Errorf("missing %v", got)
	}
}

func TestAMissedMinuteLeavesAGap(t *testing.T) {
	x := tape.New(five)
	for _, i := range []market.Millis{0, 1, 3, 4, 5, 6, 7, 8, 9, 10} {
		x.PutMinute(minute(day+i*market.Minute, true))
	}
	if n := len(x.Bars()); n != 1 || x.Bars()[0].Start != day+five {
		t.Fatalf("%d bars", n)
	}
	if got := x.Missing(day, day+2*five); len(got) != 1 || got[0] != (tape.Span{From: day, To: day + five}) {
		t.Errorf("missing %v", got)
	}
}

func TestALateMessageChangesNothing(t *testing.T) {
	x := tape.New(five)
	x.PutMinute(minute(day, true))
	late := minute(day, false)
	late.Bar.Volume = 99
	x.PutMinute(late)
	if b, ok := x.Forming(); !ok || b.Volume != 7 {
		t.Errorf("forming %+v", b)
	}
	// Nor does one that overtook another while the minute forms: it holds less.
	x.PutMinute(minute(day+market.Minute, false))
	late = minute(day+market.Minute, false)
	late.Bar.Volume = 1
	x.PutMinute(late)
	if b, _ := x.Forming(); b.Volume != 14 {
		t.Errorf("forming %+v", b)
	}
}

// A bar says what was liquidated only where the feed stood for the whole of
// it, and says the same for ever.
func TestFinalise(t *testing.T) {
	forced := func(at market.Millis, closed market.Side, usd market.USD) market.Liquidation {
		return market.Liquidation{Time: at, Closed: closed, Price: 60_000, Base: 1, USD: usd}
	}
	x := tape.New(five)
	x.PublishesLiquidations(true)
	x.Put(bar(day), bar(day+five), bar(day+2*five), bar(day+3*five))
	x.FeedUp(day + 1) // begins within the first bar
	x.PutLiquidation(forced(day+2, market.Long, 100), 0)
	x.FeedUp(day + five)
	x.Finalise(0)
	x.PutMark(day+five+1, 61_000)
	x.PutMark(day+five+2, 59_000)
	x.PutMark(day+five+3, 60_000)
	x.PutLiquidation(forced(day+five+1, market.Long, 10), 0)
	x.PutLiquidation(forced(day+five+1, market.Long, 10), 0) // again
	x.PutLiquidation(forced(day+five+1, market.Long, 10), 1) // another that looks the same
	x.PutLiquidation(forced(day+five+2, market.Short, 7), 0)
	x.FeedUp(day + 2*five - 1000)
	x.Finalise(1)
	x.PutLiquidation(forced(day+2*five-1, market.Short, 5), 0) // late: counts in the next
	x.FeedUp(day + 3*five)
	x.Finalise(2)
	x.FeedDown()
	x.FeedUp(day + 3*five + 1)
	x.PutLiquidation(forced(day+3*five+9, market.Short, 1000), 0)
	x.FeedUp(day + 4*five)
	x.Finalise(3)
	for i := range 4 {
		x.Finalise(i) // a second time changes nothing
	}
	for i, want := range []struct {
		known       bool
		long, short market.USD
	}{{false, 0, 0}, {true, 20, 7}, {true, 0, 5}, {false, 0, 0}} {
		b := x.BarAt(i)
		if b.Optional.Has(market.OptionalLiquidated) != want.known || b.Liquidated[market.Long] != want.long || b.Liquidated[market.Short] != want.short {
			t.Errorf("bar %d: %v %v, want %+v", i, b.Optional.Has(market.OptionalLiquidated), b.Liquidated, want)
		}
	}
	if b := x.BarAt(1); !b.Optional.Has(market.OptionalMark) || b.MarkLow != 59_000 || b.MarkHigh != 61_000 {
		t.Errorf("marks of %+v", b)
	}
	if x.BarAt(2).Optional.Has(market.OptionalMark) || x.BarAt(3).Optional.Has(market.OptionalMark) {
		t.Error("a mark where none was heard")
	}
}

func TestAVenueThatIsSilentOnLiquidationsSaysNoZero(t *testing.T) {
	x := tape.New(five)
	x.Put(bar(day))
	x.FeedUp(day)
	x.PutMark(day, 60_000)
	x.FeedUp(day + five)
	x.Finalise(0)
	if b := x.BarAt(0); b.Optional.Has(market.OptionalLiquidated) || !b.Optional.Has(market.OptionalMark) {
		t.Errorf("known %b", b.Optional)
	}
}

func TestTradesShowAtOnce(t *testing.T) {
	x := tape.New(five)
	x.PutMinute(minute(day, false))
	x.PutTrade(day+100, 70_000)
	x.PutTrade(day+200, 50_000)
	x.PutTrade(day+five, 90_000) // of the bar after
	if b, ok := x.Forming(); !ok || b.High != 70_000 || b.Low != 50_000 || b.Close != 50_000 || b.Volume != 7 {
		t.Errorf("forming %+v", b)
	}
}

func TestLiquidationsAreOnce(t *testing.T) {
	x := tape.New(five)
	l := market.Liquidation{Time: day + 7, Closed: market.Short, Price: 3, Base: 2, USD: 6}
	earlier := l
	earlier.Time--
	if !x.PutLiquidation(l, 0) || x.PutLiquidation(l, 0) || !x.PutLiquidation(earlier, 0) || !x.PutLiquidation(l, 1) || x.PutLiquidation(l, 1) {
		t.Error("new or not is wrong")
	}
	if got := x.Liquidations(); len(got) != 3 || got[0] != earlier {
		t.Errorf("%v", got)
	}
}

func TestOpenInterestIsOfTheBarsStart(t *testing.T) {
	x := tape.New(five)
	x.Put(bar(day), bar(day+five), bar(day+2*five))
	x.PutOpenInterest(market.OpenInterest{Time: day + five, Base: 12})
	x.PutOpenInterest(market.OpenInterest{Time: day - 60_000, Base: 11})
	for i, want := range []market.Base{11, 12, 0} {
		b := x.BarAt(i)
		if b.Optional.Has(market.OptionalOI) != (want > 0) || b.OpenInterest != want {
			t.Errorf("bar %d: %+v", i, b)
		}
	}
}

func filled() *tape.Tape {
	x := tape.New(five)
	x.PublishesLiquidations(true)
	x.FeedUp(day)
	for i := range market.Millis(287) {
		x.Put(bar(day + i*five))
		x.PutOpenInterest(market.OpenInterest{Time: day + i*five, Base: market.Base(1000 + i)})
		x.PutMark(day+i*five+7, market.Price(60_000+i))
		x.PutLiquidation(market.Liquidation{Time: day + i*five + 9, Closed: market.Long, Price: 60_000, Base: 1, USD: market.USD(i + 1)}, 0)
		x.FeedUp(day + (i+1)*five)
		x.Finalise(int(i))
	}
	x.PutLiquidation(market.Liquidation{Time: day + 5, Closed: market.Short, Price: 61_000, PriceKind: market.BankruptcyPrice, Base: .5, USD: 30_500, Complete: true}, 0)
	x.MarkUnavailable(tape.Span{From: day + market.Day - five, To: day + market.Day + five})
	return x
}

func TestChunkComesBack(t *testing.T) {
	a, b := filled(), tape.New(five)
	chunk := a.Chunk(day)
	if _, fault := b.Load(chunk); fault != nil {
		t.Fatal(fault)
	}
	if !bytes.Equal(b.Chunk(day), chunk) {
		t.Error("what was loaded is not what was kept")
	}
	if a.Chunk(day+2*market.Day) != nil {
		t.Error("a chunk of nothing")
	}
	for i := range a.Bars() {
		want, got := a.BarAt(i), b.BarAt(i)
		want.Profile, got.Profile = nil, nil
		if want.Start != got.Start || want.Close != got.Close || want.OpenInterest != got.OpenInterest || want.Optional != got.Optional ||
			want.MarkLow != got.MarkLow || want.MarkHigh != got.MarkHigh || want.Liquidated != got.Liquidated || !want.Optional.Has(market.OptionalLiquidated) {
			t.Fatalf("bar %d: %+v, kept as %+v", i, want, got)
		}
	}
	if !slices.Equal(b.Liquidations(), a.Liquidations()) {
		t.Error("the liquidations changed")
	}
	if got := b.Missing(day, day+market.Day); len(got) != 0 {
		t.Errorf("what nobody has is asked for again: %v", got)
	}
}

func TestDamageIsRefusedWhole(t *testing.T) {
	chunk := filled().Chunk(day)
	for at := 0; at < len(chunk); at += 97 {
		broken := slices.Clone(chunk)
		broken[at] ^= 0x40
		x := tape.New(five)
		if _, fault := x.Load(broken); fault == nil || len(x.Bars()) > 0 {
			t.Fatalf("a chunk with byte %d turned was taken", at)
		}
	}
}

// small is a day with one of everything.
func small() *tape.Tape {
	x := tape.New(five)
	x.PublishesLiquidations(true)
	x.FeedUp(day)
	x.Put(bar(day))
	x.PutOpenInterest(market.OpenInterest{Time: day, Base: 7})
	x.PutMark(day, 60_000)
	x.PutLiquidation(market.Liquidation{Time: day + 5, Closed: market.Short, Price: 61_000, Base: .5, USD: 30_500}, 0)
	x.FeedUp(day + five)
	x.Finalise(0)
	x.MarkUnavailable(tape.Span{From: day + five, To: day + 2*five})
	return x
}

// Whatever is in a chunk whose checksum is right, nothing impossible is taken.
func FuzzLoad(f *testing.F) {
	f.Add(small().Chunk(day))
	f.Add([]byte("BRT2"))
	f.Fuzz(func(t *testing.T, chunk []byte) {
		x := tape.New(five)
		if len(chunk) > 4 {
			body := chunk[:len(chunk)-4]
			chunk = binary.LittleEndian.AppendUint32(slices.Clone(body), crc32.ChecksumIEEE(body))
		}
		if _, fault := x.Load(chunk); fault == nil {
			for i := range x.Bars() {
				if fault := x.Bars()[i].Check(); fault != nil {
					t.Fatal(fault)
				}
			}
			x.Missing(day, day+market.Day)
			x.Chunk(day)
		}
	})
}
