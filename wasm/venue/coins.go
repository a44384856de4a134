package venue

import (
	"strconv"
	"strings"
)

// Split is the coin that a name means, and how many of it are one: PEPE and
// 1000 of 1000PEPE, of kPEPE and of PEPE1000. A name that begins with digits of
// its own is a coin of that name: 1INCH, and 1000X, of which nothing tells that
// it is a thousand of X.
func Split(name string) (coin string, times float64) {
	// A small letter behind it belongs to a name of its own: kaito.
	if rest, ok := strings.CutPrefix(name, "k"); ok && rest != "" && (rest[0] < 'a' || rest[0] > 'z') {
		return rest, 1000
	}
	if rest, ok := strings.CutPrefix(name, "1M"); ok && len(rest) > 3 && lettered(rest) {
		return rest, 1e6
	}
	const powers = "1000000"
	for zeros := 6; zeros >= 3; zeros-- {
		number := powers[:zeros+1]
		times, _ := strconv.ParseFloat(number, 64)
		if rest, ok := strings.CutPrefix(name, number); ok && len(rest) > 1 && lettered(rest) {
			return rest, times
		}
		if rest, ok := strings.CutSuffix(name, number); ok && len(rest) > 2 && lettered(rest[len(rest)-1:]) {
			return rest, times
		}
	}
	return name, 1
}

// lettered reports whether a text begins with no digit.
func lettered(text string) bool { return text[0] < '0' || text[0] > '9' }

// named is a number of coins as everybody writes it: 1000PEPE, 1000000MOG.
func named(coin string, times float64) string {
	if times == 1 {
		return coin
	}
	return strconv.FormatInt(int64(times), 10) + coin
}

// base is what the venue calls a coin: as it is known to, or else by its rule.
func (r *Row) base(name string) string {
	coin, times := Split(name)
	if known := r.known(coin); known != "" {
		return known
	}
	switch {
	case coin == bitcoin && r.Bitcoin != "":
		return r.Bitcoin
	case times == 1, r.Single, r.Thousand != "" && times != 1000:
		return coin
	case r.Thousand != "":
		return r.Thousand + coin
	}
	return named(coin, times)
}

// known is the venue's name of a coin that it counts by the thousand or more, ""
// where none is known.
func (r *Row) known(coin string) string {
	for _, base := range strings.Fields(r.Spelt) {
		if of, _ := Split(base); of == coin {
			return base
		}
	}
	return ""
}

// Symbol is how the venue spells the perpetual of a coin in dollars.
func (r *Row) Symbol(coin string) string { return r.Prefix + r.base(coin) + r.Suffix }

// Times is how many of the venue's units one of a coin's is: a price is so many
// times the venue's, and a size that part of it. 1000 of 1000PEPE, where the
// venue counts PEPE by one.
func (r *Row) Times(coin string) float64 {
	_, times := Split(coin)
	_, own := Split(r.base(coin))
	return times / own
}

// Coin is what everybody calls what the venue calls a base coin.
func (r *Row) Coin(base string) string {
	if r.Bitcoin != "" && base == r.Bitcoin {
		return bitcoin
	}
	return Coin(base)
}

const bitcoin = "BTC"

// Coin is what everybody calls a coin that somebody may have spelt as one venue
// does: 1000PEPE of kPEPE and of PEPE, as the first venue counts it that counts
// it by more than one.
func Coin(name string) string {
	coin, times := Split(name)
	for i := range rows {
		if known := rows[i].known(coin); known != "" {
			_, times = Split(known)
			break
		}
	}
	return named(coin, times)
}

// Typed is the coin that somebody typed, by any venue's symbol of it: of
// 1000PEPEUSDT, BTC-USDT-SWAP, PF_XBTUSD, pepe. Capitals do not count.
func Typed(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	for i := range rows {
		r := &rows[i]
		if r.Suffix == "" {
			continue
		}
		inner, ok := strings.CutSuffix(text, r.Suffix)
		inner, also := strings.CutPrefix(inner, r.Prefix)
		if ok && also && inner != "" && !strings.ContainsAny(inner, "-_") {
			return r.Coin(inner)
		}
	}
	return Coin(text)
}
