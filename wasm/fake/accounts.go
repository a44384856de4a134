package fake

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"brink/wasm/market"
	"brink/wasm/sim"
	venues "brink/wasm/venue"
)

// traders is how many accounts trade a coin at the venue whose positions are
// public. Each stands for one place of the simulated crowd, and holds what is
// there; of those beyond the crowd nobody holds anything.
const traders = 1000

// Account is what an account truly holds of a coin. True is where it is liquidated,
// also where the venue does not say so.
type Account struct {
	Address string
	sim.Position
	True market.Price
}

// tradersOf are the accounts that bought and sold in a trade. Few trade often.
func tradersOf(l *listing, p *print) (buyer, seller int) {
	h := hash(l.key, uint64(p.id), 9)
	pick := func(h uint64) int {
		u := fraction(h)
		return int(u * u * traders)
	}
	buyer, seller = pick(h), pick(hash(h, 1))
	if buyer == seller {
		seller = (seller + 1) % traders
	}
	return buyer, seller
}

// traderAddress is the address of a coin's trader. Every third one trades all coins,
// under one address.
func traderAddress(l *listing, number int) string {
	key := l.key
	if number%3 == 0 {
		key = 0
	}
	h := hash(key, uint64(number), 10)
	return fmt.Sprintf("0x%016x%016x%08x", h, hash(h, 1), number)
}

// tradersAt are the traders of an address, one a coin; none of a stranger's.
func (x *Exchange) tradersAt(address string) (list []trader) {
	raw, err := hex.DecodeString(strings.TrimPrefix(address, "0x"))
	if err != nil || len(raw) != 20 {
		return nil
	}
	number := int(binary.BigEndian.Uint32(raw[16:]))
	for _, l := range x.of(venues.Hyperliquid) {
		if number < traders && traderAddress(l, number) == strings.ToLower(address) {
			list = append(list, trader{l, number})
		}
	}
	return list
}

// trader is one account of a listing.
type trader struct {
	*listing
	number int
}

// place is the simulated position behind a trader; false where there is none.
func (t trader) place() (sim.Position, bool) {
	s, simulated := t.x.world(t.coin).course.(*simulated)
	if !simulated {
		return sim.Position{}, false
	}
	const apart = 7 // places between two traders' ones
	return s.market.At(t.number*apart + int(hash(t.key, uint64(t.number), 11)%apart))
}

// sized is how many times as large as in the simulation, which is of all venues,
// the traders' positions are: together they hold most of the venue's open
// interest, and the rest is held by accounts that never trade.
func (t trader) sized(now market.Millis) float64 {
	if t.scale == 0 {
		var held [market.Sides]float64
		for number := range traders {
			if p, open := (trader{t.listing, number}).place(); open {
				held[p.Side] += float64(p.Size)
			}
		}
		base, _ := t.interest(now)
		if larger := max(held[0], held[1]); larger > 0 {
			const most = .8
			t.scale = most * base / larger
		}
	}
	return t.scale
}

// position is what a trader holds now. Not every liquidation price is named.
func (t trader) position(now market.Millis) (p sim.Position, forced market.Price, open bool) {
	t.x.world(t.coin).at(now - now%market.Minute)
	if p, open = t.place(); !open {
		return p, 0, false
	}
	scale := t.sized(now)
	p.Margin = market.USD(float64(p.Margin) * scale)
	forced = market.Price(rounded(float64(p.Liquidation), t.decimals+1))
	if fraction(hash(t.key, uint64(t.number), 12)) < .19 {
		p.Liquidation = 0
	}
	// As they are written: truth is what the venue says.
	p.Size = market.Base(rounded(float64(p.Size)*scale, t.places))
	p.Liquidation = market.Price(rounded(float64(p.Liquidation), t.decimals+1))
	return p, forced, p.Size > 0
}

// rounded is a number as it is written with so many decimals.
func rounded(x float64, decimals int) float64 {
	y, err := strconv.ParseFloat(decimal(x, decimals), 64)
	if err != nil {
		return 0
	}
	return y
}

// Accounts are all that hold a coin at the venue whose positions are public, as
// they are now, and its open interest.
func (x *Exchange) Accounts(coin string) (list []Account, interest market.Base) {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := x.now(venues.Hyperliquid)
	for _, l := range x.of(venues.Hyperliquid) {
		if l.coin != coin {
			continue
		}
		base, _ := l.interest(now)
		interest = market.Base(base)
		for number := range traders {
			if p, forced, open := (trader{l, number}).position(now); open {
				list = append(list, Account{traderAddress(l, number), p, forced})
			}
		}
	}
	return list, interest
}

// burst is how many accounts may be asked for within a second: beyond that
// answers come without content.
const burst = 15

// state answers what an account holds, with the weight counted. An address that
// is none is refused; one that never traded holds nothing.
func (h hyperliquid) state(x *Exchange, q *request, user string) (reply, bool) {
	if raw, err := hex.DecodeString(strings.TrimPrefix(user, "0x")); err != nil || len(raw) != 20 {
		return bad(http.StatusUnprocessableEntity, "Failed to deserialize the JSON body into the target type")
	}
	if !x.limits.off {
		if _, ok := x.limits.take("accounts", 1, burst, time.Second, x.config.Wall()); !ok {
			return good([]byte(`{}`))
		}
	}
	return good(h.account(x, q, user))
}

// account is an account as it is written.
func (h hyperliquid) account(x *Exchange, q *request, user string) []byte {
	var rows []string
	value, cross, maintenance := 0.0, 0.0, 0.0
	for _, t := range x.tradersAt(user) {
		if p, forced, open := t.position(q.now); open {
			rows = append(rows, h.holding(t.listing, &p, q.now))
			worth := max(float64(p.Margin)+profit(&p, t.mark(q.now)), 0)
			if value += worth; p.Cross && forced > 0 {
				cross += worth
				maintenance += worth - lossTo(&p, t.mark(q.now), float64(forced))
			}
		}
	}
	summary := func(value float64) string {
		return fmt.Sprintf(`{"accountValue":"%s","totalNtlPos":"0.0","totalRawUsd":"0.0","totalMarginUsed":"0.0"}`, decimal(value, 6))
	}
	return fmt.Appendf(nil, `{"assetPositions":[%s],"marginSummary":%s,"crossMarginSummary":%s,"crossMaintenanceMarginUsed":"%s","withdrawable":"0.0","time":%d}`, strings.Join(rows, ","), summary(value), summary(cross), decimal(maintenance, 6), q.now)
}

// largestLeverage is what the venue allows of each coin, as holding writes it.
const largestLeverage = 40

// profit is what a position has gained at a mark price.
func profit(p *sim.Position, mark float64) float64 {
	usd := float64(p.Size) * (mark - float64(p.Entry))
	if p.Side == market.Short {
		usd = -usd
	}
	return usd
}

// lossTo is what a position loses on the way to a price, less what its maintenance
// margin changes meanwhile: that is half of the margin at the largest leverage.
func lossTo(p *sim.Position, mark, price float64) float64 {
	const rate = 1 / (2.0 * largestLeverage)
	if p.Side == market.Short {
		return float64(p.Size) * (price - mark) * (1 + rate)
	}
	return float64(p.Size) * (mark - price) * (1 - rate)
}

// states answers for several accounts at once, as a venue does that takes the
// question; without batches it does not know it.
func (h hyperliquid) states(x *Exchange, q *request, users []string) (reply, bool) {
	if x.config.Single {
		return good([]byte(`null`))
	}
	q.weight = max(20, 2*len(users))
	var list []string
	for _, user := range users {
		if raw, err := hex.DecodeString(strings.TrimPrefix(user, "0x")); err != nil || len(raw) != 20 {
			return bad(http.StatusUnprocessableEntity, "Failed to deserialize the JSON body into the target type")
		}
		list = append(list, string(h.account(x, q, user)))
	}
	return good([]byte("[" + strings.Join(list, ",") + "]"))
}

// holding is one position as it is written.
func (hyperliquid) holding(l *listing, p *sim.Position, now market.Millis) string {
	sign, liquidation := "", "null"
	if p.Side == market.Short {
		sign = "-"
	}
	if p.Liquidation > 0 {
		liquidation = `"` + decimal(float64(p.Liquidation), l.decimals+1) + `"`
	}
	kind := "isolated"
	if p.Cross {
		kind = "cross"
	}
	return fmt.Sprintf(`{"type":"oneWay","position":{"coin":"%s","szi":"%s%s","entryPx":"%s","positionValue":"%s","leverage":{"type":"%s","value":%d},"liquidationPx":%s,"marginUsed":"%s","maxLeverage":%d,"unrealizedPnl":"%s","returnOnEquity":"0.0","cumFunding":{"allTime":"0.0","sinceOpen":"0.0","sinceChange":"0.0"}}}`,
		l.symbol, sign, decimal(float64(p.Size), l.places), decimal(float64(p.Entry), l.decimals+1), decimal(float64(p.Size)*l.mark(now), 6), kind, max(1, int(p.Leverage()+.5)), liquidation, decimal(float64(p.Margin), 2), largestLeverage, decimal(profit(p, l.mark(now)), 2))
}
