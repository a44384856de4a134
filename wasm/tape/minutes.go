package tape

import "brink/wasm/market"

// openBars are the minutes of the bars that have not closed yet: the one that
// forms, and perhaps the one before it.
type openBars struct{ open [2]openBar }

// openBar is a bar as far as its minutes are known.
type openBar struct {
	start   market.Millis // 0 is unused
	minutes [60]minute
}

type minute struct {
	bar         market.Bar
	seen, final bool
}

// at is the open bar that starts then, in place of the older one where there is
// none yet; nil for a bar older than both.
func (p *openBars) at(start market.Millis) *openBar {
	oldest := 0
	for i := range p.open {
		if p.open[i].start == start {
			return &p.open[i]
		}
		if p.open[i].start < p.open[oldest].start {
			oldest = i
		}
	}
	if start < p.open[oldest].start {
		return nil
	}
	p.open[oldest] = openBar{start: start}
	return &p.open[oldest]
}

func (p *openBars) forget(start market.Millis) {
	for i := range p.open {
		if p.open[i].start == start {
			p.open[i] = openBar{}
		}
	}
}

// latest is the newest bar that has begun, nil where there is none.
func (p *openBars) latest() *openBar {
	best := &p.open[0]
	if p.open[1].start > best.start {
		best = &p.open[1]
	}
	if best.start == 0 {
		return nil
	}
	return best
}

// bar is the bar so far, of the first n minutes.
func (p *openBar) bar(n int) market.Bar {
	var out market.Bar
	begun := false
	for i := range p.minutes[:n] {
		m := &p.minutes[i]
		if !m.seen {
			continue
		}
		if !begun {
			out, begun = m.bar, true
			out.Start = p.start
			continue
		}
		if m.bar.High > out.High {
			out.High = m.bar.High
		}
		if m.bar.Low < out.Low {
			out.Low = m.bar.Low
		}
		out.Close = m.bar.Close
		out.Volume += m.bar.Volume
		out.TakerBuy += m.bar.TakerBuy
		out.Optional &= m.bar.Optional
	}
	return out
}

// PutMinute takes a bar of one minute as a feed sends it, which may still form.
// It returns true and the start of the bar of the tape that has closed by it:
// when the venue has said of each of its minutes that it is final. A minute that
// is not said to be final may lack its last trades, however long ago it ended: its
// bar has to be requested.
func (t *Tape) PutMinute(c *market.Candle) (market.Millis, bool) {
	if c.Span != market.Minute || c.Of != market.TradedPrice || t.interval > market.Hour {
		return 0, false
	}
	start := c.Bar.Start - c.Bar.Start%t.interval
	if _, there := t.find(start); there {
		return 0, false
	}
	p := t.minutes.at(start)
	if p == nil {
		return 0, false
	}
	m := &p.minutes[(c.Bar.Start-start)/market.Minute]
	if !c.Final && (m.final || m.seen && c.Bar.Volume < m.bar.Volume) {
		return 0, false // an older message, late
	}
	*m = minute{c.Bar, true, c.Final}
	if !p.complete(t.interval) {
		return 0, false
	}
	return start, t.Put(p.bar(int(t.interval/market.Minute))) > 0
}

// complete reports whether each minute of a bar is final.
func (p *openBar) complete(interval market.Millis) bool {
	for i := range p.minutes[:interval/market.Minute] {
		if !p.minutes[i].final {
			return false
		}
	}
	return true
}

// PutTrade takes a trade into the minute that forms, so that the bar shows it
// before the venue's next message of it. Volumes come with those messages alone.
func (t *Tape) PutTrade(at market.Millis, price market.Price) {
	p := t.minutes.latest()
	if p == nil || at < p.start || at >= p.start+t.interval {
		return
	}
	m := &p.minutes[(at-p.start)/market.Minute]
	if !m.seen || m.final {
		return
	}
	m.bar.Close = price
	if price > m.bar.High {
		m.bar.High = price
	}
	if price < m.bar.Low {
		m.bar.Low = price
	}
}

// Forming is the bar that has begun and not closed; false where none is
// known.
func (t *Tape) Forming() (market.Bar, bool) {
	p := t.minutes.latest()
	if p == nil || len(t.bars) > 0 && p.start <= t.bars[len(t.bars)-1].Start {
		return market.Bar{}, false
	}
	b := p.bar(int(t.interval / market.Minute))
	return b, b.Open > 0
}
