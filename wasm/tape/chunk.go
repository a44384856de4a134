package tape

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"sort"

	"brink/wasm/gate"
	"brink/wasm/market"
)

// A chunk is a day of a tape as the device stores it, little-endian:
//
//	"BRT2" | day i64 | bars u32 | oi u32 | liquidations u32 | unavailable u32
//	bars x (start i64, open high low close volume taker f64, optional u8,
//	        mark low and high f64 where carried, liquidated long and short
//	        f64 where carried)
//	oi x (time i64, base usd f64)
//	liquidations x (time i64, price base usd f64, closed u8, kind u8, complete u8)
//	unavailable x (from i64, to i64), spans that nobody has
//	CRC-32 (IEEE) of all before
const (
	magic        = "BRT2"
	headSize     = 4 + 8 + 4*4
	barSize      = 8 + 6*8 + 1
	pairSize     = 2 * 8 // of the figures that a bar may have
	oiSize       = 8 + 2*8
	liqSize      = 8 + 3*8 + 3
	spanSize     = 2 * 8
	storedFields = market.OptionalTaker | market.OptionalMark | market.OptionalLiquidated
)

// Day is the start of the UTC day of a time.
func Day(at market.Millis) market.Millis { return at - at%market.Day }

// Chunk writes what the tape holds of a day; nil where that is nothing.
func (t *Tape) Chunk(day market.Millis) []byte {
	from, _ := t.find(day)
	to, _ := t.find(day + market.Day)
	oi := within(t.oi, day, func(o *market.OpenInterest) market.Millis { return o.Time })
	liquidations := within(t.liquidations, day, func(l *market.Liquidation) market.Millis { return l.Time })
	var unavailable []Span
	for _, g := range t.unavailable {
		if g = (Span{max(g.From, day), min(g.To, day+market.Day)}); g.From < g.To {
			unavailable = append(unavailable, g)
		}
	}
	if from == to && len(oi)+len(liquidations)+len(unavailable) == 0 {
		return nil
	}
	w := writer{make([]byte, 0, headSize+(to-from)*(barSize+2*pairSize)+len(oi)*oiSize+len(liquidations)*liqSize+len(unavailable)*spanSize+4)}
	w.b = append(w.b, magic...)
	w.int(day)
	w.counts(to-from, len(oi), len(liquidations), len(unavailable))
	for i := from; i < to; i++ {
		w.bar(&t.bars[i])
	}
	for _, o := range oi {
		w.int(o.Time)
		w.floats(float64(o.Base), float64(o.USD))
	}
	for _, l := range liquidations {
		w.int(l.Time)
		w.floats(float64(l.Price), float64(l.Base), float64(l.USD))
		complete := byte(0)
		if l.Complete {
			complete = 1
		}
		w.b = append(w.b, byte(l.Closed), byte(l.PriceKind), complete)
	}
	for _, g := range unavailable {
		w.int(g.From)
		w.int(g.To)
	}
	return binary.LittleEndian.AppendUint32(w.b, crc32.ChecksumIEEE(w.b))
}

// within is the part of a list that is of a day.
func within[T any](list []T, day market.Millis, time func(*T) market.Millis) []T {
	from := sort.Search(len(list), func(i int) bool { return time(&list[i]) >= day })
	to := sort.Search(len(list), func(i int) bool { return time(&list[i]) >= day+market.Day })
	return list[from:to]
}

type writer struct{ b []byte }

func (w *writer) int(v market.Millis) { w.b = binary.LittleEndian.AppendUint64(w.b, uint64(v)) }

func (w *writer) counts(list ...int) {
	for _, n := range list {
		w.b = binary.LittleEndian.AppendUint32(w.b, uint32(n))
	}
}

func (w *writer) floats(list ...float64) {
	for _, v := range list {
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(v))
	}
}

func (w *writer) bar(b *market.Bar) {
	w.int(b.Start)
	w.floats(float64(b.Open), float64(b.High), float64(b.Low), float64(b.Close), float64(b.Volume), float64(b.TakerBuy))
	w.b = append(w.b, byte(b.Optional&storedFields))
	if b.Optional.Has(market.OptionalMark) {
		w.floats(float64(b.MarkLow), float64(b.MarkHigh))
	}
	if b.Optional.Has(market.OptionalLiquidated) {
		w.floats(float64(b.Liquidated[market.Long]), float64(b.Liquidated[market.Short]))
	}
}

// damaged says that a chunk cannot be used; nothing of it was.
var damaged = market.Fault{Code: "stored-day-damaged", Sentence: "A stored day of market data could not be read; it was set aside and is fetched again."}

// Load takes a chunk. One that is damaged in any place is refused whole. Of one
// that is sound, bars, open interests and liquidations that cannot be are set
// aside, and the others are taken: setAside is how many those were.
func (t *Tape) Load(chunk []byte) (setAside int, fault *market.Fault) {
	le := binary.LittleEndian
	n := len(chunk)
	if n < headSize+4 || string(chunk[:4]) != magic || crc32.ChecksumIEEE(chunk[:n-4]) != le.Uint32(chunk[n-4:]) {
		return 0, &damaged
	}
	// The counts are compared with what is there before anything is allocated.
	var counts [4]int
	least := headSize + 4
	for i, size := range [...]int{barSize, oiSize, liqSize, spanSize} {
		counts[i] = int(le.Uint32(chunk[12+4*i:]))
		if counts[i] > n {
			return 0, &damaged
		}
		least += counts[i] * size
	}
	if least > n {
		return 0, &damaged
	}
	r := reader{b: chunk[headSize : n-4], day: market.Millis(le.Uint64(chunk[4:]))}
	if r.day < 0 || r.day%market.Day != 0 {
		return 0, &damaged
	}
	bars := make([]market.Bar, 0, counts[0])
	for range counts[0] {
		var b market.Bar
		r.bar(&b)
		r.bad = r.bad || b.Start%t.interval != 0
		carried, taken := b.Optional, takes(&b, t.interval)
		if taken {
			bars = append(bars, b)
		}
		if !taken || b.Optional != carried {
			setAside++
		}
	}
	for lonely := gate.Lonely(bars); len(lonely) > 0; lonely = lonely[:len(lonely)-1] {
		last := lonely[len(lonely)-1]
		bars = slices.Delete(bars, last, last+1)
		setAside++
	}
	stock := make([]market.OpenInterest, 0, counts[1])
	for range counts[1] {
		o := market.OpenInterest{Time: r.time(), Base: market.Base(r.float()), USD: market.USD(r.float())}
		if gate.OpenInterest(&o) == nil {
			stock = append(stock, o)
		} else {
			setAside++
		}
	}
	forced := make([]market.Liquidation, 0, counts[2])
	for range counts[2] {
		l := r.liquidation()
		if gate.Liquidation(&l) == nil {
			forced = append(forced, l)
		} else {
			setAside++
		}
	}
	unavailable := make([]Span, counts[3])
	for i := range unavailable {
		unavailable[i] = Span{r.time(), r.int()}
		r.bad = r.bad || unavailable[i].From >= unavailable[i].To || unavailable[i].To > r.day+market.Day
	}
	if r.bad || len(r.b) > 0 {
		return 0, &damaged
	}
	t.put(bars)
	t.PutOpenInterest(stock...)
	pending := len(t.coverage.pending)
	t.PutLiquidations(forced)
	t.coverage.pending = t.coverage.pending[:pending] // their bars are over
	for _, g := range unavailable {
		t.MarkUnavailable(g)
	}
	return setAside, nil
}

// reader reads a chunk whose checksum is right. Once something was impossible
// it is bad.
type reader struct {
	b   []byte
	day market.Millis
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) < 1 {
		r.bad = true
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}

func (r *reader) int() market.Millis {
	if len(r.b) < 8 {
		r.bad = true
		return 0
	}
	v := binary.LittleEndian.Uint64(r.b)
	r.b = r.b[8:]
	return market.Millis(v)
}

// time is one of the chunk's day.
func (r *reader) time() market.Millis {
	at := r.int()
	r.bad = r.bad || at < r.day || at >= r.day+market.Day
	return at
}

func (r *reader) float() float64 { return math.Float64frombits(uint64(r.int())) }

func (r *reader) bar(b *market.Bar) {
	b.Start, b.Open, b.High = r.time(), market.Price(r.float()), market.Price(r.float())
	b.Low, b.Close = market.Price(r.float()), market.Price(r.float())
	b.Volume, b.TakerBuy, b.Optional = market.Base(r.float()), market.Base(r.float()), market.Optional(r.byte())
	if b.Optional.Has(market.OptionalMark) {
		b.MarkLow, b.MarkHigh = market.Price(r.float()), market.Price(r.float())
	}
	if b.Optional.Has(market.OptionalLiquidated) {
		b.Liquidated[market.Long], b.Liquidated[market.Short] = market.USD(r.float()), market.USD(r.float())
	}
	r.bad = r.bad || b.Optional&^storedFields != 0
}

func (r *reader) liquidation() (l market.Liquidation) {
	l.Time, l.Price, l.Base, l.USD = r.time(), market.Price(r.float()), market.Base(r.float()), market.USD(r.float())
	l.Closed, l.PriceKind, l.Complete = market.Side(r.byte()), market.PriceKind(r.byte()), r.byte() == 1
	r.bad = r.bad || l.Closed > market.Short || l.PriceKind > market.OrderPrice
	return l
}
