package live

import (
	"slices"
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
	number       int
	id           market.Venue
	row          *venues.Row // what is known of it
	symbol       string
	plan         *exchange.Plan
	decoder      *exchange.Decoder
	requests     *feed.RequestQueue
	tape         *tape.Tape
	clock        feed.Clock
	links        []int
	lastEvent    market.Millis // something of the market, by our clock
	events       int
	refused      int // messages that were refused
	sample       string
	reason       string
	notice       string // what the venue last said to us
	unlisted     bool
	relayOnly    bool // reached through the relay alone
	off          bool // switched off: nothing is asked of it
	mute         bool // it refused to tell of liquidations
	last         market.Price
	mark         market.Mark
	funding      market.Funding
	openInterest market.OpenInterest // the newest
	dirty        map[market.Millis]bool
	polled       market.Millis
	history      history
	book         *book // nil while nobody looks at it
	listed       []market.Instrument
	listedAt     market.Millis // when the venue said so, 0 for never
	listAsked    market.Millis

	bookWire   int // the link that carries the book
	bookTopics []string
}

func newVenue(m *Market, number int, id market.Venue) *venue {
	plan, row := codecs.PlanOf(id), venues.Of(id)
	relayOnly := m.config.Relay != "" && slices.Contains(m.config.RelayOnly, id)
	v := &venue{
		relayOnly: relayOnly, number: number, id: id, row: row, symbol: row.Symbol(m.config.Coin), plan: plan, decoder: codecs.New(id),
		requests: feed.NewRequestQueue(plan, m.config.Relay != "", relayOnly, m.transport.Random), tape: tape.New(Interval),
		dirty: map[market.Millis]bool{}, history: history{incomplete: true, backfill: true},
	}
	v.tape.PublishesLiquidations(row.Capture.Share > 0)
	return v
}

// key names a stored day, in the order of the days; of -1, the beginning of all
// of them.
func (v *venue) key(day market.Millis) string {
	head := "day/" + string(v.id) + "/" + v.symbol + "/"
	if day < 0 {
		return head
	}
	return head + strconv.FormatInt(int64(day/market.Day), 10)
}

func (v *venue) owns(key string) bool { return strings.HasPrefix(key, v.key(-1)) }

// socketOrigin is where sockets of the relay are.
func socketOrigin(relay string) string { return "ws" + strings.TrimPrefix(relay, "http") }

// relayPath is what a relay puts before a venue's own path.
func (v *venue) relayPath() string { return "/relay/" + v.row.Relay }

// ask is a job as a request. The relay takes queries in one order only, so
// that equal ones are kept once.
func (m *Market) ask(v *venue, j *feed.Job) Request {
	if !j.Relayed {
		return Request{j.Request.Method, j.Request.URL(), j.Request.Body}
	}
	url := m.config.Relay + v.relayPath() + j.Request.Path
	if j.Request.Query != "" {
		pairs := strings.Split(j.Request.Query, "&")
		slices.Sort(pairs)
		url += "?" + strings.Join(pairs, "&")
	}
	return Request{j.Request.Method, url, ""}
}

// sampleSize is how much of a refused message is kept, bytes.
const sampleSize = 240

// refuse counts a message that could not be read, and keeps the beginning of
// the last one. It reports whether the message was malformed: what is about
// another market is not.
func (v *venue) refuse(fault *market.Fault, message []byte) bool {
	switch fault.Code {
	case exchange.OtherMarket, exchange.UnknownSize, exchange.VenueRefused, exchange.UnknownSymbol:
		return false
	}
	v.refused++
	v.reason = fault.Sentence
	v.sample = strings.ToValidUTF8(string(message[:min(len(message), sampleSize)]), "?")
	return true
}

// streaming reports whether the market comes on one of the venue's links.
func (v *venue) streaming(m *Market) bool {
	for _, i := range v.links {
		if m.connections[i].link.State() == feed.Live {
			return true
		}
	}
	return false
}

// apply puts an event where it belongs. w is what it came on, nth how many
// that look the same came before it in its message.
func (v *venue) apply(m *Market, e *market.Event, w *connection, nth int, now market.Millis) {
	v.events++
	if e.Kind == market.KindTrade || e.Kind == market.KindMark && !v.row.Untimed {
		v.clock.Observe(e.Time, now)
	}
	switch e.Kind {
	case market.KindTrade:
		v.last = e.Trade.Price
		v.tape.PutTrade(e.Trade.Time, e.Trade.Price)
	case market.KindBar:
		v.minute(m, &e.Candle)
	case market.KindMark:
		v.mark = e.Mark
		at := e.Mark.Time
		if v.row.Untimed {
			at = v.clock.Venue(now)
		}
		if w.marks {
			v.tape.FeedUp(at)
		}
		v.tape.PutMark(at, e.Mark.Mark)
	case market.KindFunding:
		v.setFunding(e.Funding)
	case market.KindOpenInterest:
		v.setOpenInterest(e.OpenInterest)
	case market.KindLiquidation:
		// Some venues begin with what has long happened.
		if v.clock.Venue(w.openedAt) <= e.Liquidation.Time+lateLiquidation {
			v.addLiquidation(m, e.Liquidation, nth)
		}
	case market.KindBookSnapshot, market.KindBookDelta:
		if v.book != nil {
			v.book.update(e)
		}
	}
}

// minute takes a bar of one minute. Where none is ever said to be final, bars
// are asked for when they are over.
func (v *venue) minute(m *Market, c *market.Candle) {
	if start, closed := v.tape.PutMinute(c); closed {
		v.changed(m, start, start+Interval)
	}
}

// setFunding keeps the rate that is paid next. What a change leaves out stays.
func (v *venue) setFunding(f market.Funding) {
	if f.Next == 0 && v.funding.Next > f.Time {
		f.Next = v.funding.Next
	}
	v.funding = f
}

// lateLiquidation is how long before its connection a liquidation may have
// happened and still be told on it.
const lateLiquidation = 2 * market.Second

func (v *venue) addLiquidation(m *Market, l market.Liquidation, nth int) {
	if v.tape.PutLiquidation(l, nth) {
		v.dirty[tape.Day(l.Time)] = true
		if m.newLiquidations = append(m.newLiquidations, VenueLiquidation{v.number, l}); len(m.newLiquidations) > 5000 {
			m.newLiquidations = m.newLiquidations[1000:]
		}
	}
}

// setOpenInterest keeps the open interest that stands when a bar begins.
func (v *venue) setOpenInterest(oi market.OpenInterest) {
	if boundary := oi.Time - oi.Time%Interval; v.openInterest.Time > 0 && boundary > v.openInterest.Time && boundary-v.openInterest.Time < Interval {
		v.tape.PutOpenInterest(market.OpenInterest{Time: boundary, Base: v.openInterest.Base, USD: v.openInterest.USD})
		v.dirty[tape.Day(boundary)] = true
	}
	if oi.Time >= v.openInterest.Time {
		v.openInterest = oi
	}
}

// changed takes note that bars in [from, to) have come.
func (v *venue) changed(m *Market, from, to market.Millis) {
	for day := tape.Day(from); day < to; day += market.Day {
		v.dirty[day] = true
	}
	if !m.built || from <= m.closedThrough {
		m.stale = true
	}
}

// at is the index of the bar that starts then, -1 where there is none.
func (v *venue) at(start market.Millis) int {
	bars := v.tape.Bars()
	for i := len(bars) - 1; i >= 0 && bars[i].Start >= start; i-- {
		if bars[i].Start == start {
			return i
		}
	}
	return -1
}

// pollEvery is how often open interest is asked for where no feed sends it.
const pollEvery = market.Minute

func (v *venue) tick(m *Market, now market.Millis) {
	if v.off || v.requests.Blocked() || v.unlisted {
		return
	}
	if v.row.Interest.Asked && now-v.polled >= pollEvery {
		v.polled = now
		v.requests.Add(exchange.CallOpenInterest, exchange.Query{Symbol: v.symbol}, 1)
	}
	v.loadHistory(m, now)
	v.loadList(m, now)
	if v.book != nil {
		v.loadBook(m, now)
	}
}

// answered takes what became of a job.
func (v *venue) answered(m *Market, j *feed.Job, a *answer, now market.Millis) {
	switch j.Request.Call {
	case exchange.CallBars, exchange.CallOlderBars:
		v.answeredBars(m, j, a, now)
	case exchange.CallOpenInterest:
		for i := range a.events {
			if e := &a.events[i]; e.Kind == market.KindOpenInterest && e.Symbol == v.symbol {
				v.setOpenInterest(e.OpenInterest)
			}
		}
	case exchange.CallOpenInterestHistory:
		v.answeredInterest(m, a, now)
	case exchange.CallLiquidations:
		v.answeredLiquidations(m, a)
	case exchange.CallInstruments:
		v.answeredList(m, a, now)
	case exchange.CallBook:
		v.answeredBook(a)
	}
}

// answer is what a venue answered to a request: events, or why there are
// none. lost says that it was given up unanswered.
type answer struct {
	events []market.Event
	fault  *market.Fault
	lost   bool
}
