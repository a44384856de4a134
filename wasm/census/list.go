package census

import (
	"encoding/binary"
	"math"
	"slices"

	"brink/wasm/market"
)

// A list of accounts is kept from visit to visit, or fetched to begin with:
//
//	8 bytes  "brinkcs1"
//	1 byte   length of the coin's name, then the name; 0 of a list that is of no coin
//	         in particular, but of all large ones
//	4 bytes  number of accounts, little-endian like all that follows
//	each     20 bytes address, 4 bytes dollars traded lately (float32),
//	         4 bytes when it traded last, seconds since 1970
const (
	listHead   = "brinkcs1"
	listRecord = 28
	// MostListed is how many accounts a list has at most: 280 KB.
	MostListed = 10_000
)

// List is the accounts that are worth asking first in the next census, at most
// so many: those that hold most, then those that have traded most.
func (c *Census) List(most int, now market.Millis) []byte {
	order := make([]int, len(c.accounts))
	worth := make([]float64, len(c.accounts))
	for i := range order {
		a := &c.accounts[i]
		order[i] = i
		worth[i] = float64(a.lately(now)) * .1
		if a.position.Size > 0 {
			worth[i] += float64(market.Value(a.position.Size, c.price))
		}
		if a.empty > 2 || a.failures > 2 {
			worth[i] = -1
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case worth[i] > worth[j]:
			return -1
		case worth[i] < worth[j]:
			return 1
		}
		return slices.Compare(c.accounts[i].address[:], c.accounts[j].address[:])
	})
	order = order[:min(len(order), most, MostListed)]
	for len(order) > 0 && worth[order[len(order)-1]] < 0 {
		order = order[:len(order)-1]
	}
	out := append([]byte(listHead), byte(len(c.coin)))
	out = binary.LittleEndian.AppendUint32(append(out, c.coin...), uint32(len(order)))
	for _, i := range order {
		a := &c.accounts[i]
		out = append(out, a.address[:]...)
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(max(a.lately(now), market.USD(worth[i])))))
		out = binary.LittleEndian.AppendUint32(out, uint32(max(a.seen, 0)/market.Second))
	}
	return out
}

// Load takes a list of accounts to begin with. A list of another coin, or one
// that is damaged, changes nothing. Whoever wrote it, an account of it costs a
// question and no more.
func (c *Census) Load(list []byte, now market.Millis) *market.Fault {
	damaged := &market.Fault{Code: "census-damaged", Sentence: "the list of accounts to begin with is damaged"}
	head := len(listHead)
	if len(list) < head+1 || string(list[:head]) != listHead || len(list) < head+1+int(list[head])+4 {
		return damaged
	}
	coin := string(list[head+1 : head+1+int(list[head])])
	rest := list[head+1+len(coin):]
	n := int(binary.LittleEndian.Uint32(rest))
	if rest = rest[4:]; n > MostListed || len(rest) != n*listRecord {
		return damaged
	}
	if coin != c.coin && coin != "" {
		return &market.Fault{Code: "census-other", Sentence: "the list of accounts to begin with is of another coin"}
	}
	for ; len(rest) > 0; rest = rest[listRecord:] {
		usd := market.USD(math.Float32frombits(binary.LittleEndian.Uint32(rest[20:])))
		seen := market.Millis(binary.LittleEndian.Uint32(rest[24:])) * market.Second
		if seen > now {
			seen = now
		}
		if !usd.Valid() {
			usd = 0
		}
		// The order of the list is kept, behind all that are seen to trade.
		if _, known := c.places[Address(rest[:20])]; !known {
			c.note(Address(rest[:20]), market.USD(math.Log1p(float64(usd))), seen)
		}
	}
	return nil
}
