package view

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"brink/wasm/insight"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/position"
	"brink/wasm/venue"
)

// TradedVenues are the venues that a position can be at, by id.
func TradedVenues() []string {
	var list []string
	for _, id := range venue.Live() {
		list = append(list, string(id))
	}
	return list
}

// Units are what size and margin of the position in the form are counted in: of
// an inverse contract the size is dollars and the margin coins.
func Units(s *State) (size, margin string) {
	coin := market.CoinOf(s.Source.Symbol)
	if s.Form.inverse() {
		return "USD", coin
	}
	return coin, "$"
}

// Positions are the visitor's own. They stay on the device.
type Positions struct {
	List []position.Position
	// Tables are the maintenance tiers that venues have told, the newest of each
	// contract; those that are built in stand in for the others.
	Tables []margin.Table
}

// Kept are the tables of contracts that a position is of, for the device to keep.
func (l *Positions) Kept() (list []margin.Table) {
	for i := range l.Tables {
		t := &l.Tables[i]
		if slices.ContainsFunc(l.List, func(p position.Position) bool { return p.Venue == t.Venue && p.Symbol == t.Symbol }) {
			list = append(list, *t)
		}
	}
	return list
}

// Learn takes a table that a venue has told.
func (l *Positions) Learn(told margin.Table) {
	for i := range l.Tables {
		if l.Tables[i].Venue == told.Venue && l.Tables[i].Symbol == told.Symbol {
			l.Tables[i] = told
			return
		}
	}
	l.Tables = append(l.Tables, told)
}

// table is the tiers of a position's contract, nil where none are known.
func (l *Positions) table(p *position.Position) *margin.Table {
	for i := range l.Tables {
		if l.Tables[i].Venue == p.Venue && l.Tables[i].Symbol == p.Symbol {
			return &l.Tables[i]
		}
	}
	return margin.BuiltIn(p.Venue, p.Symbol)
}

// add appends a position, unless it cannot be or is one too many.
func (l *Positions) add(p position.Position) *market.Fault {
	if len(l.List) == position.MaxPositions {
		return &market.Fault{Code: "positions-too-many", Sentence: say(words[phraseTooMany], strconv.Itoa(position.MaxPositions))}
	}
	if _, fault := p.Assess(l.table(&p)); fault != nil && !(fault.Code == position.TableMissing) {
		return fault
	}
	l.List = append(l.List, p)
	return nil
}

// Remove takes a position out. One that is gone already changes nothing.
func (l *Positions) Remove(p position.Position) Change {
	i := slices.Index(l.List, p)
	if i < 0 {
		return Nothing
	}
	l.List = slices.Delete(slices.Clone(l.List), i, i+1)
	return PositionList
}

// assess computes where a position is liquidated by its venue's table: a cross
// one together with the others of its account, of which it tells.
func assess(s *State, p *position.Position) (a position.Assessment, shared position.Shared, fault *market.Fault) {
	a, fault = p.Assess(s.Positions.table(p))
	if fault != nil || p.Mode != position.Cross || p.Inverse() {
		return a, shared, fault
	}
	for i := range s.Positions.List {
		if &s.Positions.List[i] != p && s.Positions.List[i] != *p {
			continue
		}
		shared = position.Share(s.Positions.List, i, s.Positions.table, func(p *position.Position) market.Price {
			if s.Source.spelled(p.Venue) == p.Symbol {
				return s.Price()
			}
			return 0
		})
		if shared.Others > shared.Untold {
			a.Liquidation = shared.Nearer(p.Side)
			a.Never = a.Liquidation == 0
		}
		break
	}
	return a, shared, nil
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
	t, backing := words[phrasePositionName], Dollars(p.Margin)
	if p.Inverse() {
		t, backing = words[phrasePositionNameInverse], say(words[phraseCoins], Number(float64(p.Margin), -1))
	}
	if p.Leverage > 0 {
		backing = Number(p.Leverage, -1) + "x"
	}
	return say(t, p.Side.String(), Number(float64(p.Size), -1), p.Symbol, Price(p.Entry), backing, p.Mode.String(), VenueName(string(p.Venue)))
}

// PositionText says where a position would be liquidated and what stands
// before it on the map, where that is the map at hand.
func (s *State) PositionText(p *position.Position) string {
	a, shared, fault := assess(s, p)
	if fault != nil {
		return fault.Sentence
	}
	text := say(words[phraseLiquidatedAt], liquidationText(&a, p, false), p.Symbol)
	if a.Never || s.Source.spelled(p.Venue) == p.Symbol && s.Clusters.Snapshot.At != 0 {
		m := s.Clusters.Snapshot
		m.Price = s.Price()
		text = positionOnMap(p, &a, &m)
	}
	if a.Nearest {
		text += " " + say(words[phraseTiersUnknown], p.Symbol)
	} else if p.Inverse() {
		text += " " + words[phraseInverseReckoned]
	}
	if p.Mode == position.Cross {
		text += accountText(p, &shared)
	}
	return text
}

// liquidationText is a liquidation price, rounded towards the danger where it is
// not sure to the last digit.
func liquidationText(a *position.Assessment, p *position.Position, shared bool) string {
	if shared || a.Nearest || p.Inverse() {
		return towardsDanger(a.Liquidation, p.Side)
	}
	return Price(a.Liquidation)
}

// accountText says what a cross position's price takes into account.
func accountText(p *position.Position, s *position.Shared) string {
	if p.Inverse() {
		return " " + words[phraseAloneInverse]
	}
	if s.Others == 0 {
		return " " + words[phraseAlone]
	}
	at := func(price market.Price) string {
		if price == 0 {
			return words[phraseAtNoPrice]
		}
		return say(words[phraseAtPlace], towardsDanger(price, p.Side))
	}
	t := words[phraseAccountRises]
	if p.Side == market.Long {
		t = words[phraseAccountFalls]
	}
	text := " " + say(t, at(s.Alike), at(s.Alone))
	if s.Differ {
		text += " " + say(words[phraseMarginsDiffer], Dollars(s.Margin))
	}
	if s.Untold > 0 {
		text += " " + say(words[phraseUntold], strconv.Itoa(s.Untold))
	}
	return text
}

// towardsDanger writes a liquidation price that is not sure to the last digit:
// rounded up for a long and down for a short.
func towardsDanger(price market.Price, side market.Side) string {
	text := Price(price)
	_, decimals, _ := strings.Cut(text, written.point)
	if decimals == "" {
		return text
	}
	half := market.Price(math.Pow10(-len(decimals)) / 2)
	if side == market.Long {
		return Price(price + half*.999)
	}
	return Price(max(price-half*.999, price/2))
}

// PositionFigures are what a position's holder looks for first.
type PositionFigures struct {
	Liquidation string // the price; a dash where it is not known
	Distance    string // from the present price
	Profit      string // at the present price, with its share of the margin
	Touch       string // how likely price reaches the liquidation; "" where that is not known
}

// Figures are a position's figures at the present price, which is known of the
// market at hand alone.
func Figures(s *State, p *position.Position) PositionFigures {
	f := PositionFigures{"–", "–", "–", ""}
	a, shared, fault := assess(s, p)
	price := s.Price()
	here := s.Source.spelled(p.Venue) == p.Symbol && price.Valid()
	side := 1.0
	if p.Side == market.Short {
		side = -1
	}
	if here {
		usd := p.Profit(price)
		f.Profit = Dollars(usd)
		if usd > 0 {
			f.Profit = "+" + f.Profit
		}
		if share := float64(usd / a.Backing); a.Backing > 0 {
			if p.Inverse() { // the margin is coins, whose price has changed as well
				share *= float64(p.Entry / price)
			}
			f.Profit += " (" + SignedPercent(share) + ")"
		}
	}
	switch {
	case fault != nil:
		return f
	case a.Never:
		f.Liquidation = words[phraseNone]
		return f
	}
	f.Liquidation = liquidationText(&a, p, shared.Others > 0)
	if here {
		f.Distance = words[phrasePassed]
		if away := side * float64(price-a.Liquidation) / float64(price); away > 0 {
			f.Distance, f.Touch = Percent(away), chanceText(s, a.Liquidation)
		}
	}
	return f
}

// positionOnMap says how far price is from a position's liquidation, and what
// of the position's own side would be liquidated before it.
func positionOnMap(p *position.Position, a *position.Assessment, m *insight.Map) string {
	if a.Never {
		return words[phraseNever]
	}
	distance := float64(a.Liquidation-m.Price) / float64(m.Price)
	if p.Side == market.Long {
		distance = -distance
	}
	if !(distance > 0) {
		return say(words[phraseBeyondYours], Price(a.Liquidation))
	}
	of := sideOf(p.Side)
	before := say(words[phraseNoneOf], of.name)
	if usd := m.Between(p.Side, m.Price, a.Liquidation); usd >= .5 {
		before = say(words[phraseUsdOf], Dollars(usd), of.name)
	}
	text := say(words[phraseStandBetween], before, Price(a.Liquidation), Percent(distance), of.where)
	if !a.Complete {
		text += " " + say(words[phraseTableInPart], a.Dated)
	}
	return text
}

// OwnLevels are the liquidation prices of the positions in the market at hand that
// price has not passed.
func OwnLevels(s *State) (out []market.Price) {
	for _, m := range positionMarks(s) {
		if m.Kind == LossMark {
			out = append(out, m.Low)
		}
	}
	return out
}

// positionMarks are the lines of the positions in the market at hand.
func positionMarks(s *State) []Mark {
	var out []Mark
	for i := range s.Positions.List {
		p := &s.Positions.List[i]
		if s.Source.spelled(p.Venue) != p.Symbol {
			continue
		}
		out = append(out, Mark{EntryMark, p.Side, p.Entry, p.Entry, say(words[phraseYourEntry], p.Side.String())})
		if a, _, fault := assess(s, p); fault == nil && !a.Never {
			out = append(out, Mark{LossMark, p.Side, a.Liquidation, a.Liquidation, say(words[phraseYourLoss], p.Side.String())})
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
	if Unsure(s, SizingFields) {
		return words[phraseSizingUnsure]
	}
	if s.Form.inverse() {
		return words[phraseSizingInverse]
	}
	p, o := s.Form.position(&s.Source, s.DecimalComma), s.Outlook()
	if p.Entry == 0 {
		p.Entry = o.Price
	}
	cluster := insight.Nearest(o.Clusters, p.Side, o.Significant, p.Entry)
	if cluster == nil {
		return say(words[phraseSizingNone], sideOf(p.Side).name, sideOf(p.Side).where)
	}
	plan := position.Plan{
		Venue: p.Venue, Symbol: p.Symbol, Side: p.Side, Account: market.USD(s.Form.number(FieldAccount, s.DecimalComma)), Risk: s.Form.number(FieldRisk, s.DecimalComma) / 100,
		Entry: p.Entry, Stop: position.StopBehind(cluster, stopDistance), Fee: takerFee,
	}
	sized, fault := plan.Size(s.Positions.table(&p))
	if fault != nil {
		return fault.Sentence
	}
	return planText(&plan, &sized, market.CoinOf(s.Source.Symbol))
}

// planText says how large a planned position may be.
func planText(plan *position.Plan, s *position.Sized, coin string) string {
	size, _ := strconv.ParseFloat(strconv.FormatFloat(float64(s.Size), 'g', 4, 64), 64)
	text := say(words[phrasePlan], Number(size, -1), coin, Dollars(s.Notional), Number(s.Leverage, 1), Price(plan.Stop), Dollars(s.Loss))
	switch {
	case s.BeforeStop:
		text += " " + say(words[phrasePlanBefore], Price(s.Liquidation))
	case !s.Never:
		text += " " + say(words[phrasePlanWhole], Price(s.Liquidation))
	}
	return text
}
