package live

import (
	"math"

	"brink/wasm/market"
)

// quote is the newest price of a venue, held against those of the others.
type quote struct {
	price market.Price
	at    market.Instant // when it came, 0 for never
	since market.Instant // since when it has been apart from the others', 0 while it is not
	gap   float64        // by how much it is above theirs, as a share of it
	alone bool           // there is one other alone to compare with
}

const (
	// apartBy is how far a venue's price may be from the others', as a share.
	apartBy = .01
	// apartFor is for how long that has to last before it is told.
	apartFor = market.Minute
	// quoteAge is how long a price may be compared.
	quoteAge = 30 * market.Second
)

// compareQuotes holds the newest price of each venue against the median of the
// others; of two in the middle the nearer counts, or one venue that is apart
// would make all others so.
func compareQuotes(venues []*venue, now market.Instant) {
	for _, v := range venues {
		q := &v.quote
		var others []market.Price // ascending
		for _, o := range venues {
			if o == v || o.quote.at == 0 || now.Since(o.quote.at) > quoteAge {
				continue
			}
			others = append(others, o.quote.price)
			for i := len(others) - 1; i > 0 && others[i] < others[i-1]; i-- {
				others[i], others[i-1] = others[i-1], others[i]
			}
		}
		n := len(others)
		if n == 0 || q.at == 0 || now.Since(q.at) > quoteAge {
			q.since = 0
			continue
		}
		q.gap = max(float64(q.price/others[n/2])-1, 0) + min(float64(q.price/others[(n-1)/2])-1, 0)
		q.alone = n == 1
		if q.gap < apartBy && q.gap > -apartBy {
			q.since = 0
		} else if q.since == 0 {
			q.since = now
		}
	}
}

// apart is by how much a venue's price has been above the others' for a while, in
// steps of a thousandth, 0 where it is not.
func (q *quote) apart(now market.Instant) float64 {
	if q.since == 0 || now.Since(q.since) < apartFor {
		return 0
	}
	return math.Round(q.gap*1000) / 1000
}
