package live

import (
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/tape"
	venues "brink/wasm/venue"
)

// venue is the market at one venue.
type venue struct {
	archive
	number       int // in the order of Market.VenueIDs
	id           market.Venue
	row          *venues.Row // what is known of it
	symbol       string
	plan         *exchange.Plan
	decoder      *exchange.Decoder
	requests     *feed.RequestQueue
	clock        feed.Clock
	links        []int // of the connections that are open always
	received     reception
	quote        quote
	notListed    bool // it has no such market
	funding      market.Funding
	openInterest market.OpenInterest // the newest
	polledAt     market.Instant      // when open interest was last asked for
	history      history
	listing      listing
	tiers        tiers
	depth        depth
}

// reception is what has come of a venue's market, for its health.
type reception struct {
	begunAt   market.Instant // when the venue was connected to, 0 before
	lastEvent market.Instant // 0 for never
	events    int
	refused   int    // messages that could not be read
	reason    string // why the last of them was refused
	sample    string // its beginning
	notice    string // what the venue last said to us
	// bannedUntil is until when it has banned us, as it said before its time was
	// known; 0 where it did not.
	bannedUntil market.Millis
}

// maxSample bounds how much of a refused message is kept, bytes.
const maxSample = 240

// refuse counts a message that could not be read, and keeps the beginning of
// the last one. It reports whether the message was malformed: what is about
// another market is not.
func (r *reception) refuse(fault *market.Fault, message []byte) bool {
	if !malformed(fault) {
		return false
	}
	r.refused++
	r.reason = fault.Sentence
	r.sample = strings.ToValidUTF8(string(message[:min(len(message), maxSample)]), "?")
	return true
}

// doubt counts a bar of an answer that nobody confirms.
func (r *reception) doubt(b *market.Bar) {
	r.refused++
	r.reason, r.sample = "a bar is far from those beside it, or is told in two ways, and nobody confirms it; it is asked for again", "the bar that starts at "+strconv.FormatInt(int64(b.Start), 10)
}

// quarantine counts figures that were stored and cannot be.
func (r *reception) quarantine(n int) {
	r.refused += n
	r.reason, r.sample = "a stored day held figures that cannot be; they were left out and are asked for again", ""
}

func newVenue(config *Config, transport Transport, number int, id market.Venue) *venue {
	plan, row := codecs.PlanOf(id), venues.Of(id)
	v := &venue{
		number: number, id: id, row: row, symbol: row.Symbol(config.Coin), plan: plan, decoder: codecs.New(id),
		requests: feed.NewRequestQueue(plan, config.Relay != "", config.relayOnly(id), transport.Random),
		archive:  newArchive(archiveOf(row, config.Coin)), history: history{incomplete: true, backfill: true},
	}
	v.decoder.Unit(v.symbol, row.Times(config.Coin))
	v.tape.PublishesLiquidations(row.Capture.Share > 0)
	if _, ok := plan.Request(exchange.CallBars, exchange.Query{Symbol: v.symbol, Span: Interval}); !ok {
		v.listing.another, v.listing.why, v.notListed = true, market.Unnumbered, true
	}
	return v
}

// archiveOf begins the names of a market's stored days: by the venue's symbol, and
// the unit where that is not the venue's own.
func archiveOf(row *venues.Row, coin string) string {
	unit := ""
	if times := row.Times(coin); times != 1 {
		unit = "*" + strconv.FormatFloat(times, 'g', -1, 64)
	}
	return "day/" + string(row.ID) + "/" + row.Symbol(coin) + unit + "/"
}

// streaming reports whether events of the market come on one of the venue's
// connections.
func (v *venue) streaming(m *Market) bool {
	for _, i := range v.links {
		if m.connections[i].socket.State() == feed.Live {
			return true
		}
	}
	return false
}

// apply puts an event where it belongs. c is what it came on, repeat how many
// liquidations that look the same came before it in its message.
func (v *venue) apply(m *Market, e *market.Event, c *connection, repeat int, now market.Instant) {
	v.received.events++
	if e.Kind == market.KindTrade || e.Kind == market.KindMark && !v.row.Untimed {
		v.clock.Observe(e.Time, now)
	}
	switch e.Kind {
	case market.KindTrade:
		v.quote.price, v.quote.at = e.Trade.Price, now
		v.depth.traded(&e.Trade)
		v.tape.PutTrade(e.Trade.Time, e.Trade.Price)
	case market.KindBar:
		v.minute(m, &e.Candle)
	case market.KindMark:
		at := e.Mark.Time
		if v.row.Untimed {
			at = v.clock.Venue(now)
		}
		if c.marks {
			v.tape.FeedUp(at)
		}
		v.quote.price, v.quote.at = e.Mark.Mark, now
		v.tape.PutMark(at, e.Mark.Mark)
	case market.KindFunding:
		v.setFunding(e.Funding)
	case market.KindOpenInterest:
		v.setOpenInterest(e.OpenInterest)
	case market.KindLiquidation:
		// Some venues first send liquidations of hours ago.
		if v.clock.Venue(c.openedAt) <= e.Liquidation.Time+lateLiquidation {
			v.addLiquidation(m, e.Liquidation, repeat)
		}
	case market.KindBookSnapshot, market.KindBookDelta:
		if v.depth.book != nil {
			v.depth.book.update(e, now)
		}
	}
}

// minute takes a bar of one minute. Of a venue that never says that one is final
// the bars are requested once they are over.
func (v *venue) minute(m *Market, candle *market.Candle) {
	if start, closed := v.tape.PutMinute(candle); closed {
		v.changed(m, start, start+Interval)
	}
}

// setFunding takes the rate that is paid next. Where an update leaves out the time
// of the payment, the one before still holds.
func (v *venue) setFunding(f market.Funding) {
	if f.Next == 0 && v.funding.Next > f.Time {
		f.Next = v.funding.Next
	}
	v.funding = f
}

// lateLiquidation is how long before its connection was opened a liquidation may
// have happened and still count: some venues begin with old ones.
const lateLiquidation = 2 * market.Second

// maxNewLiquidations bounds the liquidations that nobody fetches: a fifth of
// them, the oldest, are then dropped from what is new.
const maxNewLiquidations = 5000

func (v *venue) addLiquidation(m *Market, l market.Liquidation, repeat int) {
	if v.tape.PutLiquidation(l, repeat) {
		v.unsaved[tape.Day(l.Time)] = true
		v.depth.forced(&l)
		if m.newLiquidations = append(m.newLiquidations, market.VenueLiquidation{Venue: v.number, Liquidation: l}); len(m.newLiquidations) > maxNewLiquidations {
			m.newLiquidations = m.newLiquidations[maxNewLiquidations/5:]
		}
	}
}

// setOpenInterest takes the newest open interest; the one before it is that of the
// bar that has begun between them.
func (v *venue) setOpenInterest(oi market.OpenInterest) {
	if oi.Base == 0 && oi.USD > 0 { // counted in dollars alone
		if v.quote.price <= 0 {
			return
		}
		oi.Base = market.Base(float64(oi.USD) / float64(v.quote.price))
	}
	if boundary := oi.Time - oi.Time%Interval; v.openInterest.Time > 0 && boundary > v.openInterest.Time && boundary-v.openInterest.Time < Interval {
		v.tape.PutOpenInterest(market.OpenInterest{Time: boundary, Base: v.openInterest.Base, USD: v.openInterest.USD})
		v.unsaved[tape.Day(boundary)] = true
	}
	if oi.Time >= v.openInterest.Time {
		v.openInterest = oi
	}
}

// changed records that bars in [from, to) have come.
func (v *venue) changed(m *Market, from, to market.Millis) {
	v.touch(from, to)
	m.sequence.changed(from)
}

// pollEvery is how often open interest is asked for where no feed sends it.
const pollEvery = market.Minute

func (v *venue) tick(m *Market, now market.Instant) {
	if v.received.begunAt == 0 || v.requests.Blocked() || v.listing.another {
		return
	}
	if v.notListed {
		v.loadList(m, now)
		return
	}
	if v.row.Interest.Asked && now.Since(v.polledAt) >= pollEvery && !v.requests.Has(exchange.CallOpenInterest) {
		v.polledAt = now
		v.requests.Add(exchange.CallOpenInterest, exchange.Query{Symbol: v.symbol}, 1)
	}
	v.loadHistory(m, now)
	v.loadList(m, now)
	v.tiers.load(v, now)
	if v.depth.book != nil {
		v.loadBook(m, now)
	}
}

// answered takes what became of a job.
func (v *venue) answered(m *Market, j *feed.Job, a *answer, now market.Instant) {
	if v.listing.another {
		return
	}
	switch j.Request.Call {
	case exchange.CallBars, exchange.CallOlderBars:
		if j.ID == v.history.check.job {
			v.history.check.answered(v, m, j, a, now)
			return
		}
		v.answeredBars(m, j, a, now)
	case exchange.CallOpenInterest:
		for i := range a.events {
			if e := &a.events[i]; e.Kind == market.KindOpenInterest && e.Symbol == v.symbol && m.believes(v, e, now) {
				v.setOpenInterest(e.OpenInterest)
			}
		}
	case exchange.CallOpenInterestHistory:
		v.answeredOpenInterest(m, j, a, now)
	case exchange.CallLiquidations:
		v.answeredLiquidations(m, a, now)
	case exchange.CallInstruments:
		v.answeredList(m, a, now)
		v.tiers.answered(v.symbol, a)
	case exchange.CallTiers:
		v.tiers.answered(v.symbol, a)
	case exchange.CallBook:
		v.answeredBook(m, a, now)
	}
}
