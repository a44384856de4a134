package view

import (
	"strconv"

	"brink/wasm/insight"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/position"
	"brink/wasm/venue"
)

// TradedVenues are the venues that a position can be at, by id: those whose
// contracts are counted in the coin.
func TradedVenues() []string {
	var list []string
	for _, row := range venue.All() {
		if !row.Inverse {
			list = append(list, string(row.ID))
		}
	}
	return list
}

// Positions are the visitor's own. They stay on the device.
type Positions struct{ List []position.Position }

// add appends a position, unless it cannot be or is one too many.
func (l *Positions) add(p position.Position) *market.Fault {
	if len(l.List) == position.MaxPositions {
		return &market.Fault{Code: "positions-too-many", Sentence: "No more than " + strconv.Itoa(position.MaxPositions) + " positions are kept; take one out first."}
	}
	if _, fault := assess(&p); fault != nil {
		return fault
	}
	l.List = append(l.List, p)
	return nil
}

// Remove takes the i-th position out.
func (l *Positions) Remove(i int) Change {
	l.List = append(l.List[:i:i], l.List[i+1:]...)
	return PositionList
}

// assess computes where a position is liquidated by its venue's table.
func assess(p *position.Position) (position.Assessment, *market.Fault) {
	return p.Assess(margin.BuiltIn(p.Venue, p.Symbol))
}

// AddPosition adds the position that the form states. One that cannot be is
// refused with a sentence, and the form stays as it is; numbers that can be
// read in two ways are shown in words first.
func (s *State) AddPosition() {
	if !s.sure(PositionFields) {
		return
	}
	if fault := s.Positions.add(s.Form.position(&s.Source, s.DecimalComma)); fault != nil {
		s.Notice = fault.Sentence
		return
	}
	s.Notice = ""
	s.Apply(PositionList)
}

// PositionName is a position in short: long 0.5 BTCUSDT from 60,000.0, 20x
// isolated, Binance.
func PositionName(p *position.Position) string {
	text := p.Side.String() + " " + strconv.FormatFloat(float64(p.Size), 'f', -1, 64) + " " + p.Symbol + " from " + Price(p.Entry) + ", "
	if p.Leverage > 0 {
		text += strconv.FormatFloat(p.Leverage, 'f', -1, 64) + "x "
	} else {
		text += Dollars(p.Margin) + " "
	}
	return text + p.Mode.String() + ", " + VenueName(string(p.Venue))
}

// PositionText says where a position would be liquidated and what stands
// before it on the map, where that is the map at hand.
func (s *State) PositionText(p *position.Position) string {
	a, fault := assess(p)
	switch {
	case fault != nil:
		return fault.Sentence
	case a.Never || s.Source.spelled(p.Venue) == p.Symbol && s.Clusters.Snapshot.At != 0:
		m := s.Clusters.Snapshot
		m.Price = s.Price()
		return positionOnMap(p, &a, &m)
	}
	return "Liquidated at " + Price(a.Liquidation) + "; open " + p.Symbol + " to see what stands before it."
}

// positionOnMap says how far price is from a position's liquidation, and what
// of the position's own side would be liquidated before it.
func positionOnMap(p *position.Position, a *position.Assessment, m *insight.Map) string {
	if a.Never {
		return "This position is not liquidated at any price: its margin covers all it is worth."
	}
	distance := float64(a.Liquidation-m.Price) / float64(m.Price)
	if p.Side == market.Long {
		distance = -distance
	}
	if !(distance > 0) {
		return "The price is beyond yours: by these figures the position would have been liquidated at " + Price(a.Liquidation) + "."
	}
	text := "No "
	if usd := m.Between(p.Side, m.Price, a.Liquidation); usd >= .5 {
		text = Dollars(usd) + " of "
	}
	words := &sideWords[p.Side]
	text += words.name + " stand between price and yours at " + Price(a.Liquidation) + ", " + Percent(distance) + " " + words.where + "."
	if !a.Complete {
		text += " The venue's table of " + a.Dated + " is known in part."
	}
	return text
}

// marks are the lines of the positions in a market.
func (l *Positions) marks(source *Source) []Mark {
	var out []Mark
	for i := range l.List {
		p := &l.List[i]
		if source.spelled(p.Venue) != p.Symbol {
			continue
		}
		out = append(out, Mark{EntryMark, p.Side, p.Entry, p.Entry, "your " + p.Side.String() + ", entry"})
		if a, fault := assess(p); fault == nil && !a.Never {
			out = append(out, Mark{LossMark, p.Side, a.Liquidation, a.Liquidation, "your " + p.Side.String() + ", liquidation"})
		}
	}
	return out
}

const (
	// stopDistance is how far beyond a cluster's far edge a stop is put, as a
	// share of that price.
	stopDistance = .001
	// takerFee is the share of a trade's dollars that takers usually pay.
	takerFee = .0005
)

// SizingText says how large the position of the form may be at the risk that
// was typed, with its stop behind the nearest significant cluster; "" while
// account or risk are empty.
func (s *State) SizingText() string {
	if s.Form[FieldAccount] == "" || s.Form[FieldRisk] == "" {
		return ""
	}
	p, o := s.Form.position(&s.Source, s.DecimalComma), s.Outlook()
	if p.Entry == 0 {
		p.Entry = o.Price
	}
	cluster := insight.Nearest(o.Clusters, p.Side, o.Significant, p.Entry)
	if cluster == nil {
		words := &sideWords[p.Side]
		return "No significant cluster of " + words.name + " stands " + words.where + " the entry, so there is none to put a stop behind."
	}
	plan := position.Plan{
		Venue: p.Venue, Symbol: p.Symbol, Side: p.Side, Account: market.USD(s.Form.number(FieldAccount, s.DecimalComma)), Risk: s.Form.number(FieldRisk, s.DecimalComma) / 100,
		Entry: p.Entry, Stop: position.StopBehind(cluster, stopDistance), Fee: takerFee,
	}
	sized, fault := plan.Size(margin.BuiltIn(p.Venue, p.Symbol))
	if fault != nil {
		return fault.Sentence
	}
	return planText(&plan, &sized, market.CoinOf(s.Source.Symbol))
}

// planText says how large a planned position may be.
func planText(plan *position.Plan, s *position.Sized, coin string) string {
	text := "Up to " + strconv.FormatFloat(float64(s.Size), 'g', 4, 64) + " " + coin + " (" + Dollars(s.Notional) + ", " + strconv.FormatFloat(s.Leverage, 'f', 1, 64) + "x of the account): the stop at " + Price(plan.Stop) + " then costs " + Dollars(s.Loss) + "."
	switch {
	case s.BeforeStop:
		text += " But it would be liquidated at " + Price(s.Liquidation) + ", before the stop: risk less."
	case !s.Never:
		text += " With the whole account behind it, it is liquidated at " + Price(s.Liquidation) + "."
	}
	return text
}
