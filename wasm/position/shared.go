package position

import (
	"brink/wasm/margin"
	"brink/wasm/market"
)

// Shared is what is told of a cross position whose account holds others: they
// share its margin.
type Shared struct {
	Others int // cross positions of the account beside it
	// Untold are those of Others that are left out, for no table is known of
	// them: their profit and maintenance are missing in the figures. Accounts of
	// inverse contracts hold a coin and share nothing here.
	Untold int
	Margin market.USD // of the account: the smallest that any of them states
	Differ bool       // they state different ones
	// Alone is the mark price at which the account is exhausted if this
	// position's coin moves alone, Alike if all coins move by the same share;
	// 0 where no price does.
	Alone, Alike market.Price
}

// Nearer is that of the two prices which comes first for a position of a side,
// 0 where neither does.
func (s *Shared) Nearer(side market.Side) market.Price {
	switch {
	case s.Alone == 0 || s.Alike == 0:
		return max(s.Alone, s.Alike)
	case side == market.Long:
		return max(s.Alone, s.Alike)
	}
	return min(s.Alone, s.Alike)
}

// held is one position of an account.
type held struct {
	margin.Position
	table *margin.Table
	from  float64 // the price that it moves from
	moves bool
}

// Share tells of the i-th position of a list, a cross one, together with the
// other cross positions at its venue. table is the tiers of one, nil where none
// are known; price is the present price of its contract, 0 where that is not
// known: then its entry is taken.
func Share(list []Position, i int, table func(p *Position) *margin.Table, price func(p *Position) market.Price) Shared {
	s := Shared{Margin: list[i].Margin}
	if list[i].Inverse() {
		return s
	}
	var account []held
	own := -1
	for j := range list {
		p := &list[j]
		if p.Mode != Cross || p.Venue != list[i].Venue {
			continue
		}
		if j != i {
			s.Others++
		}
		s.Differ = s.Differ || p.Margin != s.Margin
		s.Margin = min(s.Margin, p.Margin)
		h := held{Position: p.backed(0), table: table(p), from: float64(price(p))}
		if !(h.from > 0) {
			h.from = float64(p.Entry)
		}
		if h.table == nil {
			s.Untold++
			continue
		}
		if j == i {
			own = len(account)
		}
		account = append(account, h)
	}
	if own < 0 {
		return s
	}
	for j := range account {
		account[j].moves = j == own || account[j].from == account[own].from && sameContract(account[j].table, account[own].table)
	}
	down := list[i].Side == market.Long
	start := market.Price(account[own].from)
	s.Alone = start * market.Price(exhausted(account, float64(s.Margin), down))
	for j := range account {
		account[j].moves = true
	}
	s.Alike = start * market.Price(exhausted(account, float64(s.Margin), down))
	return s
}

func sameContract(a, b *margin.Table) bool { return a.Venue == b.Venue && a.Symbol == b.Symbol }

// equity is what an account has above its maintenance when those that move are
// at a multiple of the price that they move from.
func equity(account []held, margin, at float64) float64 {
	for i := range account {
		h := &account[i]
		price := h.from
		if h.moves {
			price *= at
		}
		d := 1.0
		if h.Side == market.Short {
			d = -1
		}
		margin += d * float64(h.Size) * (price - float64(h.Entry))
		margin -= h.keeps(price)
	}
	return margin
}

// keeps is the maintenance at a price: of a venue that reckons it at entry the
// larger of both. Beyond the table all of the position's worth is kept, which is
// towards the danger.
func (h *held) keeps(price float64) float64 {
	p := h.Position
	keep, ok := h.table.Maintenance(&p, market.Price(price))
	if p.AtEntry && ok {
		p.AtEntry = false
		var now market.USD
		now, ok = h.table.Maintenance(&p, market.Price(price))
		keep = max(keep, now)
	}
	if !ok {
		return float64(p.Size) * price
	}
	return float64(keep)
}

// exhausted is the multiple of the present prices, on the way down or up, at
// which an account is exhausted first; 0 where that is nowhere up to a
// hundredfold.
func exhausted(account []held, margin float64, down bool) float64 {
	if equity(account, margin, 1) <= 0 {
		return 1
	}
	const step, most = .002, 100
	for last := 1.0; ; {
		at := last * (1 + step)
		if down {
			at = last - step
		}
		if at <= 0 || at > most {
			return 0
		}
		if equity(account, margin, at) <= 0 {
			good, bad := last, at
			for range 60 {
				if middle := (good + bad) / 2; equity(account, margin, middle) > 0 {
					good = middle
				} else {
					bad = middle
				}
			}
			return bad
		}
		last = at
	}
}
