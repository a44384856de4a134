package live

import (
	"slices"

	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/gate"
	"brink/wasm/market"
	"brink/wasm/tape"
)

// history is how far a venue's past has been requested.
type history struct {
	pending          []tape.Span    // bars that were requested and have not come
	incomplete       bool           // bars may be missing: to be looked for
	notBefore        market.Instant // when bars may next be requested
	loaded           float64        // share of the wanted bars that are there
	backfill         bool           // open interest and liquidations may be missing
	backfillsPending int            // requests for open interest on their way
	backfillAt       market.Instant // when they may next be requested
	told             bool           // liquidations of before were requested once
	check            check
	answered         bool           // a request for bars or open interest has been
	refusedSince     market.Instant // since when none has been any more, 0 where the last one was
	evidence
}

// How long what has not come is waited for before it is requested again.
const (
	planEvery = 3 * market.Second
	// retryAfter is for a venue that refuses or does not answer.
	retryAfter    = 20 * market.Second
	backfillEvery = market.Minute
)

// refusedFor is for how long requests may go unanswered before history counts as
// missing: one that fails is usual, and sent again.
const refusedFor = 10 * market.Second

// note takes whether a request had an answer that says something.
func (h *history) note(call exchange.Call, answered bool, now market.Instant) {
	switch {
	case call != exchange.CallBars && call != exchange.CallOlderBars && call != exchange.CallOpenInterest:
	case answered:
		h.answered, h.refusedSince = true, 0
	case h.refusedSince == 0:
		h.refusedSince = now
	}
}

// comes reports whether the venue answers what it is asked of the past.
func (h *history) comes(now market.Instant) bool {
	return h.answered && (h.refusedSince == 0 || now.Since(h.refusedSince) < refusedFor)
}

// finalAfter is how long after its end a bar whose minutes did not all come is
// requested; neverFinalAfter is that of venues that never say a minute is final.
const (
	finalAfter      = 4 * market.Second
	neverFinalAfter = market.Second
)

// loadHistory asks for what is missing of the past: a bar whose minutes did
// not all come, what an outage left open, a longer history.
func (v *venue) loadHistory(m *Market, now market.Instant) {
	h := &v.history
	at := v.clock.Venue(now)
	sure := finalAfter
	if v.row.NeverFinal {
		sure = neverFinalAfter
	}
	if closed := at - at%Interval - Interval; at-closed > Interval+sure && v.at(closed) < 0 {
		h.incomplete = true
	}
	if h.incomplete && len(h.pending) == 0 && now >= h.notBefore {
		h.incomplete, h.notBefore = false, now.Add(planEvery)
		v.requestBars(m, at, now)
	}
	h.check.ask(v, m, at, now)
	if h.backfill && len(h.pending) == 0 && h.backfillsPending == 0 && now >= h.backfillAt {
		h.backfill, h.backfillAt = false, now.Add(backfillEvery)
		v.requestOpenInterest(m, at)
		requestLiquidations(v, at)
	}
}

// requestBars asks for the bars that are missing, newest first.
func (v *venue) requestBars(m *Market, at market.Millis, now market.Instant) {
	from, to := v.wanted(m, at)
	for _, hole := range v.tape.Missing(from, to) {
		for _, page := range pages(v, hole, now, func(end market.Millis) int { _, rows := v.barsCall(end, at); return rows }) {
			call, rows := v.barsCall(page.To, at)
			q := exchange.Query{Symbol: v.symbol, Span: Interval, From: page.From, To: page.To - Interval, Limit: int((page.To - page.From) / Interval)}
			if page.To == to {
				// With the bar that forms, which shows that those before it have closed.
				page.From = max(page.From, to-market.Millis(rows-1)*Interval)
				q.From, q.To, q.Limit = page.From, to, int((to-page.From)/Interval)+1
			}
			// The newest of every venue come before anything older.
			if v.requests.Add(call, q, 10+int((at-page.To)/market.Hour)) == 0 {
				break
			}
			v.history.pending = append(v.history.pending, page)
		}
	}
	// What rests is asked for later.
	v.history.incomplete = v.history.incomplete || len(v.history.pending) == 0 && v.count(m, at) > 0
}

// wanted is the span of bars that is wanted: up to the last that has closed.
func (v *venue) wanted(m *Market, at market.Millis) (from, to market.Millis) {
	return tape.Day(at) - market.Millis(m.config.Days)*market.Day, at - at%Interval
}

// count updates the share that is loaded, and returns how much is missing.
func (v *venue) count(m *Market, at market.Millis) (missing market.Millis) {
	from, to := v.wanted(m, at)
	for _, hole := range v.tape.Missing(from, to) {
		missing += hole.To - hole.From
	}
	v.history.loaded = 1 - float64(missing)/float64(to-from)
	return missing
}

// barsCall is the call for bars that end at a time, and how many rows it gives.
func (v *venue) barsCall(end, at market.Millis) (exchange.Call, int) {
	call := exchange.CallBars
	if older := v.plan.Endpoint(exchange.CallOlderBars); older != nil && at-end > market.Millis(v.row.NewestBars-v.plan.Endpoint(call).Rows)*Interval {
		call = exchange.CallOlderBars // the call for the newest reaches less far than a page from there
	}
	return call, v.plan.Endpoint(call).Rows
}

// answeredBars puts an answer's bars on the tape. What is missing of its span is
// unavailable only where answers show that the venue has none of that time.
func (v *venue) answeredBars(m *Market, j *feed.Job, a *answer, now market.Instant) {
	h := &v.history
	span := tape.Span{From: j.Query.From, To: j.Query.To + Interval}
	if i := slices.IndexFunc(h.pending, func(s tape.Span) bool { return s.From == span.From }); i >= 0 {
		span = h.pending[i] // without the bar that forms, which was asked for beyond it
		h.pending = slices.Delete(h.pending, i, i+1)
	}
	at := v.clock.Venue(now)
	bars := v.closedBars(a, span, at)
	believed, all := m.believe(v, bars, now)
	if len(believed) > 0 && v.tape.Put(believed...) > 0 {
		v.changed(m, believed[0].Start, believed[len(believed)-1].Start+Interval)
		h.notBefore = 0
		for i := range believed {
			delete(h.looks, believed[i].Start+Interval)
			delete(h.doubts, believed[i].Start)
		}
	}
	switch {
	case a.fault != nil && a.fault.Code == exchange.UnknownSymbol:
		v.notListed = !v.streaming(m)
	case a.lost || a.fault != nil && len(bars) == 0:
		h.notBefore = now.Add(retryAfter)
	default:
		v.judge(m, span, bars, all && a.fault == nil, now)
	}
	// The newest bar may be on its way over the feed.
	missing := v.count(m, at)
	if v.at(at-at%Interval-Interval) < 0 {
		missing -= Interval
	}
	if len(h.pending) == 0 && missing > 0 {
		h.incomplete = true
	}
}

// loading reports whether bars are on their way.
func (h *history) loading() bool { return len(h.pending) > 0 }

// awaits reports whether bars of a day are on their way.
func (h *history) awaits(day market.Millis) bool {
	return slices.ContainsFunc(h.pending, func(s tape.Span) bool { return s.From < day+market.Day && day < s.To })
}

// requestOpenInterest asks for the open interest that is missing, where the venue
// has a history of it.
func (v *venue) requestOpenInterest(m *Market, at market.Millis) {
	call := v.plan.Endpoint(exchange.CallOpenInterestHistory)
	if call == nil {
		return
	}
	from, to := v.wanted(m, at)
	from = max(from, (at-v.row.Interest.Since(Interval, interestDays))/Interval*Interval)
	page := market.Millis(call.Rows) * Interval
	for end := to; end > from; end -= page {
		begin := max(from, end-page)
		whole := true
		for step := begin; step < end && whole; step += Interval {
			_, whole = v.tape.OpenInterest(step)
		}
		if whole {
			continue
		}
		q := exchange.Query{Symbol: v.symbol, Span: Interval, From: begin, To: end - Interval, Limit: call.Rows}
		if v.requests.Add(exchange.CallOpenInterestHistory, q, 2000+int((at-end)/market.Hour)) != 0 {
			v.history.backfillsPending++
		}
	}
}

// interestDays is how far back open interest is asked for at most.
const interestDays = 400

func (v *venue) answeredOpenInterest(m *Market, j *feed.Job, a *answer, now market.Instant) {
	h := &v.history
	h.backfillsPending--
	if a.lost || a.fault != nil && len(a.events) == 0 {
		h.backfill, h.backfillAt = true, now.Add(backfillEvery)
		return
	}
	var list []market.OpenInterest
	for i := range a.events {
		e := &a.events[i]
		if e.Kind != market.KindOpenInterest || e.Symbol != v.symbol || e.Time < j.Query.From-Interval || e.Time > j.Query.To+Interval {
			continue
		}
		if fault := gate.OpenInterest(&e.OpenInterest); fault != nil {
			v.received.refuse(fault, nil)
		} else {
			list = append(list, e.OpenInterest)
			v.unsaved[tape.Day(e.OpenInterest.Time)] = true
		}
	}
	if before := v.tape.Revision(); len(list) > 0 {
		v.tape.PutOpenInterest(list...)
		m.stale = m.stale || v.tape.Revision() != before
	}
}

// requestLiquidations asks for the liquidations of before, as far as the venue
// tells them: the newest first, behind the bars of their time.
func requestLiquidations(v *venue, at market.Millis) {
	call := v.plan.Endpoint(exchange.CallLiquidations)
	if call == nil {
		return
	}
	told := &v.row.Told
	if told.Span == 0 {
		v.requests.Add(call.Call, exchange.Query{Symbol: v.symbol}, 1)
		return
	}
	reach := told.Reach
	if v.history.told { // what an outage may have lost
		reach = min(reach, 2*told.Span)
	}
	v.history.told = true
	for to := at; to > at-reach; to -= told.Span {
		v.requests.Add(call.Call, exchange.Query{Symbol: v.symbol, From: to - told.Span + market.Second, To: to, Limit: call.Rows}, 20+int((at-to)/market.Minute))
	}
}

// repeated reports whether the feed, or an answer, told of a liquidation that is
// told again with another price, by whole seconds.
func repeated(known []market.Liquidation, l *market.Liquidation) bool {
	return slices.ContainsFunc(known, func(k market.Liquidation) bool {
		return k.Closed == l.Closed && k.Base == l.Base && k.Time-l.Time < market.Second && l.Time-k.Time < market.Second
	})
}

// answeredLiquidations takes a venue's answer about liquidations that happened
// while no connection was there to carry them.
func (v *venue) answeredLiquidations(m *Market, a *answer, now market.Instant) {
	known := v.tape.Liquidations()
	if v.row.Told.Coarse {
		known = slices.Clone(known) // those of one answer are no repeats of each other
	}
	for i := range a.events {
		if e := &a.events[i]; e.Kind == market.KindLiquidation && e.Symbol == v.symbol && (!v.row.Told.Coarse || !repeated(known, &e.Liquidation)) && m.believes(v, e, now) {
			v.addLiquidation(m, e.Liquidation, v.repeats(a.events[:i], &e.Liquidation))
		}
	}
}

// repeats counts the market's liquidations before one in its message that look
// the same.
func (v *venue) repeats(before []market.Event, l *market.Liquidation) int {
	return tape.Repeats(l, len(before), func(i int) *market.Liquidation {
		if e := &before[i]; e.Kind == market.KindLiquidation && e.Symbol == v.symbol {
			return &e.Liquidation
		}
		return nil
	})
}
