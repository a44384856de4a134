package fake

import (
	"math"

	"brink/wasm/market"
)

// grain is how a venue counts prices and sizes of a contract.
type grain struct {
	decimals int     // of prices
	tick     int64   // the smallest step of a price, in units of its last decimal
	places   int     // decimals of sizes
	contract float64 // base, or for inverse contracts dollars, of one unit of size
	inverse  bool
}

// round is a price in the venue's units, on its ticks.
func (g *grain) round(p float64) int64 {
	steps := math.Round(p * math.Pow10(g.decimals) / float64(g.tick))
	return max(int64(steps), 1) * g.tick
}

// price and size as the venue writes them, and what they mean.
func (g *grain) price(units int64) string { return fixed(units, g.decimals) }
func (g *grain) size(units int64) string  { return fixed(units, g.places) }
func (g *grain) worth(units int64) market.Price {
	return market.Price(value(units, g.decimals))
}

// base is what a size is worth in base at a price, by the arithmetic that the
// venue's documentation gives.
func (g *grain) base(size int64, at market.Price) market.Base {
	v := value(size, g.places)
	switch {
	case g.inverse:
		return market.Base(v * g.contract / float64(at))
	case g.contract < 1:
		return market.Base(v / math.Round(1/g.contract))
	}
	return market.Base(v * g.contract)
}

// units is an amount of base as a size.
func (g *grain) units(base, price float64) int64 {
	if g.inverse {
		return int64(math.Round(base * price / g.contract))
	}
	return int64(math.Round(base / g.contract * math.Pow10(g.places)))
}

// mean is a price within the bar, at which its volume is valued.
func (g *grain) mean(b *bar) float64 {
	return value(b.open+b.high+b.low+b.close, g.decimals) / 4
}

// turnover is the bar's volume in base, and in dollars.
func (g *grain) turnover(size int64, b *bar) (base, usd float64) {
	v := value(size, g.places) * g.contract
	if g.inverse {
		return b.coins * float64(size) / float64(max(b.size, 1)), v
	}
	return v, v * g.mean(b)
}

// coined computes the coins of a minute whose size is in dollars, rounded to
// the eight decimals that are published, so that longer bars are exactly the
// sum of shorter ones.
func (g *grain) coined(b *bar) {
	if g.inverse {
		b.coins = math.Round(value(b.size, g.places)*g.contract/g.mean(b)*1e8) / 1e8
	}
}

// levels are rows of price and size, and more where the venue has more.
func (g *grain) levels(list []level, more string) []byte {
	b := []byte{'['}
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		size := g.size(v.size)
		if v.size == 0 && g.places > 0 && more != "" {
			size = "0"
		}
		b = append(b, `["`...)
		b = append(b, g.price(v.price)...)
		b = append(b, `","`...)
		b = append(b, size...)
		b = append(b, '"')
		b = append(b, more...)
		b = append(b, ']')
	}
	return append(b, ']')
}
