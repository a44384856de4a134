package live

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"sort"

	"brink/wasm/exchange"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Coin is a base coin and the venues where its perpetual in dollars can be
// shown.
type Coin struct {
	Name   string
	Venues []market.Venue
}

// listing is a venue's perpetuals in dollars, as the venue lists them.
type listing struct {
	instruments []market.Instrument
	at          market.Millis // when the venue said so, by its clock, 0 for never
	askedAt     market.Instant
	others      map[string]market.LeftOut // what it lists of coins that are not among them
	why         market.LeftOut            // the market is none of the instruments
	another     bool                      // what it lists by the market's name is another coin
	compared    market.Instant            // when its bars were last compared with the others'
}

// listEvery is how long a venue's list of instruments is used before it is
// requested again.
const listEvery = market.Day

// listRetry is how long after a request without an answer a list is requested
// again.
const listRetry = 10 * market.Minute

// loadList asks for a venue's list of instruments: at once where it has to
// say the size of the market's contract, else after the history.
func (v *venue) loadList(m *Market, now market.Instant) {
	every, retry := listEvery, listRetry
	if v.notListed {
		every = listRetry
	} else if v.listing.at == 0 {
		retry = market.Minute
	}
	if v.listing.fresh(v.clock.Venue(now), every) || v.listing.askedAt != 0 && now.Since(v.listing.askedAt) < retry || v.requests.Has(exchange.CallInstruments) {
		return
	}
	if v.history.loading() && v.sized() {
		return
	}
	v.listing.askedAt = now
	v.requests.Add(exchange.CallInstruments, exchange.Query{}, 0)
}

// fresh reports whether a list is newer than an age at a time by the venue's clock.
// One of the future was told by a clock that was wrong.
func (l *listing) fresh(at, age market.Millis) bool {
	return l.at > 0 && at-l.at < age && l.at-at < age
}

// sized reports whether the size of the market's contract is known: for some
// symbols of venues that count in contracts it is built in.
func (v *venue) sized() bool {
	return v.decoder.Sized(v.symbol) || v.listing.has(v.symbol)
}

// has reports whether the list holds a symbol.
func (l *listing) has(symbol string) bool {
	return slices.ContainsFunc(l.instruments, func(i market.Instrument) bool { return i.Symbol == symbol })
}

// answeredList keeps the perpetuals that could be shown.
func (v *venue) answeredList(m *Market, a *answer, now market.Instant) {
	l := listing{others: map[string]market.LeftOut{}}
	for i := range a.events {
		if e := &a.events[i]; e.Kind == market.KindInstrument {
			l.take(v.row, e.Instrument)
		}
	}
	if len(l.instruments) == 0 {
		return
	}
	for i := range l.instruments {
		delete(l.others, l.instruments[i].BaseCoin)
	}
	v.listing.instruments, v.listing.others, v.listing.at = l.instruments, l.others, v.clock.Venue(now)
	for coin, why := range l.others {
		l.instruments = append(l.instruments, market.Instrument{BaseCoin: coin, Contract: 1, FundingEvery: market.Millis(why)})
	}
	m.transport.Save(listKey(v.id), appendList(nil, l.instruments, v.listing.at))
	v.applyList(m)
}

// take adds what a venue lists: a perpetual that can be shown, or a coin with why
// its contract cannot.
func (l *listing) take(row *venues.Row, i *market.Instrument) {
	why := i.LeftOut(row.Symbol(i.BaseCoin), row.Inverse)
	if why == market.ListedHere {
		l.instruments = append(l.instruments, *i)
		return
	}
	l.others[i.BaseCoin] = max(l.others[i.BaseCoin], why)
}

// applyList marks a venue that does not list the market: nothing but its list is
// requested of it until that has it.
func (v *venue) applyList(m *Market) {
	if len(v.listing.instruments) == 0 {
		return
	}
	if v.listing.another {
		return
	}
	listed := v.listing.has(v.symbol)
	if listed && v.notListed {
		v.history.incomplete, v.history.backfill, v.history.notBefore = true, true, 0
	}
	v.notListed = !listed && len(v.tape.Bars()) == 0 && !v.streaming(m)
	v.listing.why = market.ListedHere
	for coin, why := range v.listing.others {
		if !listed && v.row.Symbol(coin) == v.symbol {
			v.listing.why = why
		}
	}
}

// Coins are the base coins of all lists that are there, those that most
// venues have first, then by name.
func (m *Market) Coins() []Coin {
	at := map[string]int{}
	var coins []Coin
	for _, v := range m.venues {
		for i := range v.listing.instruments {
			name := v.row.Coin(v.listing.instruments[i].BaseCoin)
			if v.row.Symbol(name) != v.listing.instruments[i].Symbol {
				continue // nobody would find the contract by that name
			}
			k, there := at[name]
			if !there {
				k = len(coins)
				at[name] = k
				coins = append(coins, Coin{Name: name})
			}
			coins[k].Venues = append(coins[k].Venues, v.id)
		}
	}
	sort.Slice(coins, func(i, j int) bool {
		if a, b := len(coins[i].Venues), len(coins[j].Venues); a != b {
			return a > b
		}
		return coins[i].Name < coins[j].Name
	})
	return coins
}

// A stored list, little-endian:
//
//	"BRL1" | when i64 | rows u32
//	rows x (symbol, base coin, quote: each a length u8 and its bytes;
//	        contract tick lot leverage f64, funding every i64, inverse u8;
//	        of a coin that is left out no symbol, and the reason in place of
//	        funding every)
//	CRC-32 (IEEE) of all before
const listMagic = "BRL1"

func appendList(b []byte, list []market.Instrument, now market.Millis) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(append(b, listMagic...), uint64(now))
	b = le.AppendUint32(b, uint32(len(list)))
	for i := range list {
		x := &list[i]
		for _, text := range [...]string{x.Symbol, x.BaseCoin, x.Quote} {
			text = text[:min(len(text), math.MaxUint8)]
			b = append(append(b, byte(len(text))), text...)
		}
		for _, f := range [...]float64{x.Contract, float64(x.Tick), float64(x.Lot), x.MaxLeverage} {
			b = le.AppendUint64(b, math.Float64bits(f))
		}
		inverse := byte(0)
		if x.Inverse {
			inverse = 1
		}
		b = append(le.AppendUint64(b, uint64(x.FundingEvery)), inverse)
	}
	return le.AppendUint32(b, crc32.ChecksumIEEE(b))
}

var listDamaged = market.Fault{Code: "stored-list-damaged", Sentence: "A stored list of instruments could not be read; it was set aside and is fetched again."}

// readList is the opposite of appendList. What is damaged is refused whole.
func readList(b []byte) (list []market.Instrument, at market.Millis, fault *market.Fault) {
	le := binary.LittleEndian
	const head, rowLeast = 4 + 8 + 4, 3 + 5*8 + 1
	if len(b) < head+4 || string(b[:4]) != listMagic || crc32.ChecksumIEEE(b[:len(b)-4]) != le.Uint32(b[len(b)-4:]) {
		return nil, 0, &listDamaged
	}
	at = market.Millis(le.Uint64(b[4:]))
	n := int(le.Uint32(b[12:]))
	b = b[head : len(b)-4]
	for range n {
		var texts [3]string
		for k := range texts {
			if len(b) < 1 || len(b) < 1+int(b[0]) {
				return nil, 0, &listDamaged
			}
			texts[k], b = string(b[1:1+int(b[0])]), b[1+int(b[0]):]
		}
		if len(b) < rowLeast-3 {
			return nil, 0, &listDamaged
		}
		float := func(k int) float64 { return math.Float64frombits(le.Uint64(b[8*k:])) }
		i := market.Instrument{
			Symbol: texts[0], BaseCoin: texts[1], Quote: texts[2], Contract: float(0), Tick: market.Price(float(1)), Lot: market.Base(float(2)),
			MaxLeverage: float(3), FundingEvery: market.Millis(le.Uint64(b[32:])), Inverse: b[40] == 1, Live: true,
		}
		if !(i.Contract > 0) || i.FundingEvery < 0 || i.FundingEvery > 30*market.Day {
			return nil, 0, &listDamaged
		}
		list, b = append(list, i), b[rowLeast-3:]
	}
	if len(b) > 0 {
		return nil, 0, &listDamaged
	}
	return list, at, nil
}

// storedList takes a venue's list as it was stored.
func (v *venue) storedList(m *Market, chunk []byte) *market.Fault {
	list, at, fault := readList(chunk)
	if fault != nil {
		return fault
	}
	l := listing{at: at, others: map[string]market.LeftOut{}}
	for i := range list {
		if x := &list[i]; x.Symbol == "" {
			if why := market.LeftOut(x.FundingEvery); why.Known() {
				l.others[x.BaseCoin] = why
			}
			continue
		}
		v.decoder.Learn(list[i])
		list[i].Venue = v.id
		l.instruments = append(l.instruments, list[i])
	}
	v.listing.instruments, v.listing.others, v.listing.at = l.instruments, l.others, at
	v.applyList(m)
	return nil
}
