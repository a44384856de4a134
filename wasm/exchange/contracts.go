package exchange

import (
	"math"
	"unicode/utf8"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// contract is what a decoder remembers of a symbol.
type contract struct {
	market.Instrument
	sized  bool    // Contract is known
	parts  float64 // contracts in one unit where that is whole, else 0
	nearby bool    // belongs to the market that the venue id stands for
}

// sizes are the contract sizes of OKX's swaps in BTC, ETH and SOL. BTC-USDT,
// BTC-USD and ETH-USDT as listed on 2026-09-25, the others on 2022-05-13. All
// other symbols are learnt from the venue's list; the other venues count in
// base or in dollars.
var sizes = map[string]market.Instrument{
	"BTC-USDT-SWAP": {BaseCoin: "BTC", Quote: "USDT", Contract: .01, Tick: .1, Lot: .01},
	"ETH-USDT-SWAP": {BaseCoin: "ETH", Quote: "USDT", Contract: .1, Tick: .01, Lot: .01},
	"SOL-USDT-SWAP": {BaseCoin: "SOL", Quote: "USDT", Contract: 1, Tick: .001, Lot: 1},
	"BTC-USD-SWAP":  {BaseCoin: "BTC", Quote: "USD", Contract: 100, Inverse: true, Tick: .1, Lot: .1},
	"ETH-USD-SWAP":  {BaseCoin: "ETH", Quote: "USD", Contract: 10, Inverse: true, Tick: .01, Lot: 1},
	"SOL-USD-SWAP":  {BaseCoin: "SOL", Quote: "USD", Contract: 10, Inverse: true, Tick: .001, Lot: 1},
}

// BuiltIn reports whether the size of a symbol's contract is known before any
// list of its venue was read.
func BuiltIn(id market.Venue, symbol string) bool {
	_, sized := sizes[symbol]
	return sized || id != venue.OKX
}

// contract returns what is known of a symbol, nil for what is no symbol. It
// allocates only when it sees one for the first time, and remembers a bounded
// number.
func (d *Decoder) contract(name []byte) *contract {
	if c, ok := d.contracts[string(name)]; ok {
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
	c := &contract{Instrument: market.Instrument{Venue: d.venue, Symbol: string(name)}}
	d.codec.knows(c)
	c.split()
	if len(d.contracts) < most {
		d.contracts[c.Symbol] = c
	}
	return c
}

// learn replaces what is known of a symbol by the venue's list. Nil for what
// is no symbol, or no size of a contract.
func (d *Decoder) learn(i market.Instrument) *contract {
	c := d.contract([]byte(i.Symbol))
	if c == nil || !(i.Contract > 0) || math.IsInf(i.Contract, 1) {
		return nil
	}
	i.Venue = d.venue
	i.Symbol = c.Symbol
	c.Instrument, c.sized = i, true
	c.split()
	return c
}

// instrument appends the event of an instrument that was learnt.
func (d *Decoder) instrument(c *contract) {
	copied := c.Instrument
	d.event(market.KindInstrument, c, d.at).Instrument = &copied
}

// split finds out whether a unit is a whole number of contracts: dividing by
// that number rounds once where multiplying by 0.01 rounds twice.
func (c *contract) split() {
	c.parts = 0
	if c.Contract > 0 && c.Contract < 1 {
		if n := math.Round(1 / c.Contract); 1/n == c.Contract {
			c.parts = n
		}
	}
}

// units is a size in contracts times the size of one.
func (c *contract) units(size float64) float64 {
	if c.parts > 0 {
		return size / c.parts
	}
	return size * c.Contract
}

// measure is a size, in the venue's own unit, in base and in dollars at a
// price. It spoils the row where the contract's size is unknown or the result
// no positive number.
func (d *Decoder) measure(c *contract, size float64, at market.Price) (market.Base, market.USD) {
	if c == nil || d.bad {
		return 0, 0
	}
	if !c.sized {
		d.spoil(UnknownSize, string(d.venue)+" "+d.what+": the contract size of "+c.Symbol+" is unknown; the venue's list of instruments says it")
		return 0, 0
	}
	units := c.units(size)
	base, usd := units, units*float64(at)
	if c.Inverse {
		base, usd = units/float64(at), units
	}
	if !(base > 0) || math.IsInf(base, 1) || !(usd > 0) || math.IsInf(usd, 1) {
		d.spoil("size-impossible", string(d.venue)+" "+d.what+": the size of "+c.Symbol+" is not a positive finite number")
		return 0, 0
	}
	return market.Base(base), market.USD(usd)
}

// elsewhere spoils the row where the contract belongs to a market that the
// venue id does not stand for.
func (d *Decoder) elsewhere(c *contract) bool {
	if c != nil && !c.nearby {
		d.spoil(OtherMarket, string(d.venue)+" "+d.what+": "+c.Symbol+" belongs to another market than "+string(d.venue))
	}
	return d.bad
}
