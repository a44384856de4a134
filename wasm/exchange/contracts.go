package exchange

import (
	"math"
	"unicode/utf8"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// Contract is what a decoder remembers of a symbol.
type Contract struct {
	market.Instrument
	Sized  bool    // Contract, the size of one, is known
	Nearby bool    // belongs to the market that the venue id stands for
	parts  float64 // contracts in one unit where that is whole, else 0
}

// Contract returns what is known of a symbol, nil for what is no symbol. It
// allocates only when it sees one for the first time, and remembers a bounded
// number.
func (r *Reader) Contract(name []byte) *Contract {
	if c, ok := r.contracts[string(name)]; ok {
		return c
	}
	const longest, most = 48, 8192
	if len(name) == 0 || len(name) > longest || !utf8.Valid(name) {
		return nil
	}
	for _, c := range name {
		if c <= ' ' || c == 0x7f || c == '"' || c == '\\' {
			return nil
		}
	}
	c := &Contract{Instrument: market.Instrument{Venue: r.venue, Symbol: string(name)}}
	r.codec.Know(c)
	c.split()
	if len(r.contracts) < most {
		r.contracts[c.Symbol] = c
	}
	return c
}

// Learn replaces what is known of a symbol by the venue's list. Nil for what
// is no symbol, or no size of a contract. A funding interval that cannot be
// leaves the one that was known.
func (r *Reader) Learn(i market.Instrument) *Contract {
	c := r.Contract([]byte(i.Symbol))
	if c == nil || !(i.Contract > 0) || math.IsInf(i.Contract, 1) {
		return nil
	}
	if !FundingEvery(i.FundingEvery) {
		i.FundingEvery = c.FundingEvery
	}
	i.Venue = r.venue
	i.Symbol = c.Symbol
	c.Instrument, c.Sized = i, true
	c.split()
	return c
}

// Instrument appends the event of an instrument that was learnt.
func (r *Reader) Instrument(c *Contract) {
	copied := c.Instrument
	r.Event(market.KindInstrument, c, r.At).Instrument = &copied
}

// split finds out whether a unit is a whole number of contracts: dividing by
// that number rounds once where multiplying by 0.01 rounds twice.
func (c *Contract) split() {
	c.parts = 0
	if c.Contract > 0 && c.Contract < 1 {
		if n := math.Round(1 / c.Contract); 1/n == c.Contract {
			c.parts = n
		}
	}
}

// Units is a size in contracts times the size of one.
func (c *Contract) Units(size float64) float64 {
	if c.parts > 0 {
		return size / c.parts
	}
	return size * c.Contract
}

// Measure is a size, in the venue's own unit, in base and in dollars at a
// price. It spoils the row where the contract's size is unknown or the result
// no positive number.
func (r *Reader) Measure(c *Contract, size float64, at market.Price) (market.Base, market.USD) {
	if c == nil || r.bad {
		return 0, 0
	}
	if !c.Sized {
		r.Spoil(UnknownSize, string(r.venue)+" "+r.what+": the contract size of "+c.Symbol+" is unknown; the venue's list of instruments says it")
		return 0, 0
	}
	units := c.Units(size)
	base, usd := units, units*float64(at)
	if c.Inverse {
		base, usd = units/float64(at), units
	}
	if !(base > 0) || math.IsInf(base, 1) || !(usd > 0) || math.IsInf(usd, 1) {
		r.Spoil("size-impossible", string(r.venue)+" "+r.what+": the size of "+c.Symbol+" is not a positive finite number")
		return 0, 0
	}
	return market.Base(base), market.USD(usd)
}

// Elsewhere spoils the row where the contract belongs to a market that the
// venue id does not stand for.
func (r *Reader) Elsewhere(c *Contract) bool {
	if c != nil && !c.Nearby {
		r.Spoil(OtherMarket, string(r.venue)+" "+r.what+": "+c.Symbol+" belongs to another market than "+string(r.venue))
	}
	return r.bad
}

// Quanto reports whether a contract is margined in neither its coin nor its
// currency, where the list says what in.
func Quanto(margin *fastjson.Value, coin, quote string) bool {
	in := Text(margin)
	return in != "" && in != coin && in != quote
}

// Listed learns an instrument and appends its event.
func (r *Reader) Listed(name *fastjson.Value, i market.Instrument) {
	if r.Spoiled() {
		return
	}
	if c := r.Learn(i); c != nil {
		r.Instrument(c)
		return
	}
	r.Wrong(name, "a listed symbol", "a symbol")
	r.Spoiled()
}
