package listed

import (
	"encoding/binary"
	"hash/crc32"
	"math"

	"brink/wasm/market"
)

// A list as bytes, little-endian:
//
//	"BRL1" | when i64 | rows u32
//	rows x (symbol, base coin, quote: each a length u8 and its bytes;
//	        contract tick lot leverage f64, funding every i64, inverse u8;
//	        of a coin that is left out no symbol, and the reason in place of
//	        funding every)
//	CRC-32 (IEEE) of all before
const listMagic = "BRL1"

func appendRows(b []byte, list []market.Instrument, now market.Millis) []byte {
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

// readRows is the opposite of appendRows. What is damaged is refused whole.
func readRows(b []byte) (list []market.Instrument, at market.Millis, fault *market.Fault) {
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

// AppendVenue adds a venue's list to those of several, which a relay hands out as
// one: the id and the list, each behind its length (u8, u32 little-endian).
func AppendVenue(b []byte, id market.Venue, list []byte) []byte {
	b = append(append(b, byte(len(id))), id...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(list))), list...)
}

// NextVenue takes the first of several lists, and what follows it. It reports
// false at the end, and where what is left is no list.
func NextVenue(b []byte) (id market.Venue, list, rest []byte, ok bool) {
	if len(b) < 1 || len(b) < 1+int(b[0])+4 {
		return "", nil, nil, false
	}
	id, b = market.Venue(b[1:1+int(b[0])]), b[1+int(b[0]):]
	n := uint64(binary.LittleEndian.Uint32(b))
	if n > uint64(len(b)-4) {
		return "", nil, nil, false
	}
	return id, b[4 : 4+n], b[4+n:], true
}
