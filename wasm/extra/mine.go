package extra

import (
	"strconv"

	"brink/wasm/census"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// mine reads the visitor's own account. The address is kept nowhere but here, and goes
// to the venue alone.
type mine struct {
	account  census.Address // zero for none
	serial   int            // of accounts: an answer about an earlier one is not heard
	waiting  bool
	due      market.Millis // when it is asked for again
	asked    market.Millis
	read     market.Millis // 0 never
	holdings census.Holdings
	trouble  string // why the newest answer is none
}

// How often the visitor's own account is read, and how long it waits after an answer
// that is none.
const (
	mineEvery = 15 * market.Second
	mineRest  = 30 * market.Second
)

// begin reads another account, or none.
func (m *mine) begin(message []byte) ([]byte, *market.Fault) {
	var asked wire.Mine
	if fault := asked.Parse(message); fault != nil {
		return nil, fault
	}
	*m = mine{serial: m.serial + 1}
	out := wire.MineText{}
	if asked.Account != "" {
		who, ok := census.ParseAddress(asked.Account)
		switch {
		case !ok || who == (census.Address{}):
			out.Lines = []string{"That is no address: one is 0x and 40 hexadecimal digits."}
		default:
			m.account = who
			out.Lines = []string{"Asking " + venue.Public().Title + " what " + who.Short() + " holds."}
		}
	}
	return out.Append(nil), nil
}

// step asks where that is due, and charges it to the census, whose allowance it is.
func (m *mine) step(device Device, source *census.Source, reader *census.Reader, say func()) {
	now := device.Now()
	if m.account == (census.Address{}) || m.waiting && now-m.asked <= mineRest && now >= m.asked || now < m.due && m.due-now <= census.LongestRest {
		return
	}
	m.waiting, m.asked, m.due = true, now, now+mineEvery
	if reader != nil {
		reader.Charge(1, now)
	}
	m.serial++
	this := m.serial
	device.Post(source.Ask, source.Question(m.account), func(status int, wait market.Millis, body []byte) {
		if this != m.serial {
			return
		}
		m.waiting = false
		m.take(source, status, wait, body, device.Now())
		say()
	})
}

// take reads an answer. What was read before stays, with its age.
func (m *mine) take(source *census.Source, status int, wait market.Millis, body []byte, now market.Millis) {
	title := venue.Public().Title
	if status != 200 {
		m.due = now + min(max(wait, mineRest), census.LongestRest)
		m.trouble = title + " does not answer (status " + strconv.Itoa(status) + ")."
		if status == 0 {
			m.trouble = title + " cannot be reached."
		}
		return
	}
	h, limited, fault := source.Holdings(body)
	switch {
	case limited:
		m.due, m.trouble = now+mineRest, title+" answers with nothing: it limits who asks too often."
	case fault != nil:
		m.due, m.trouble = now+mineRest, "The answer could not be read: "+fault.Sentence+" ("+fault.Code+")."
	default:
		m.read, m.holdings, m.trouble = now, h, ""
	}
}

// mineHeads are the columns of what the visitor holds.
var mineHeads = []string{"Position", "Size", "Entry", "Liquidation", "Distance", "By account value", "Profit", "Leverage"}

// text is what is said of it; coin is the coin at hand by the venue's name, "" where the
// market is not live, and seen what is observed of it, nil for nothing.
func (m *mine) text(coin string, seen *census.Observed, now market.Millis) *wire.MineText {
	out := &wire.MineText{}
	if m.read == 0 {
		if m.trouble != "" {
			out.Lines = []string{m.trouble}
		}
		return out
	}
	h := &m.holdings
	line := m.account.Short() + ", read " + view.Span(max(now-m.read, 0)) + " ago: account value " + signedDollars(h.Value)
	if h.Cross > 0 && h.Maintenance > 0 {
		line += "; cross positions are liquidated once " + view.Dollars(h.Cross) + " that back them have fallen to " + view.Dollars(h.Maintenance)
	}
	out.Lines = append(out.Lines, line+". Only "+venue.Public().Title+" was asked; the address is in no link and goes nowhere else.")
	if m.trouble != "" {
		out.Lines = append(out.Lines, m.trouble+" What was read before is shown.")
	}
	if len(h.Positions) == 0 {
		out.Lines = append(out.Lines, "It holds no position.")
		return out
	}
	out.Heads = mineHeads
	cross := false
	for i := range h.Positions {
		p := &h.Positions[i]
		out.Rows = append(out.Rows, m.cells(i))
		cross = cross || !p.Isolated && h.Cross <= h.Maintenance
		if at, by := m.forced(i); p.Coin == coin && at > 0 {
			name := p.Side.String() + " of " + m.account.Short()
			out.Levels = append(out.Levels, wire.OwnLevel{Price: at, Text: "Liquidation of your " + name + by})
			if seen != nil && seen.Price.Valid() {
				out.Lines = append(out.Lines, onTheWay(seen, p, at))
			}
		}
	}
	if cross {
		out.Lines = append(out.Lines, "The account value told is not above what its cross positions need, so the money of this account is elsewhere (a unified account): trust the venue's own liquidation prices alone.")
	}
	return out
}

// forced is where a position is liquidated: as the venue tells it, else by the account's
// value; 0 where neither is known.
func (m *mine) forced(i int) (at market.Price, by string) {
	if at = m.holdings.Positions[i].Liquidation; at > 0 {
		return at, ""
	}
	if at, known := m.holdings.FromValue(i); known {
		return at, ", by account value"
	}
	return 0, ""
}

// cells writes a position as a row of the table.
func (m *mine) cells(i int) []string {
	p := &m.holdings.Positions[i]
	size, entry, liquidation, distance, own := unknown, unknown, "none told", unknown, unknown
	if p.Mark > 0 {
		size = view.Dollars(market.Value(p.Size, p.Mark))
	}
	if p.Entry > 0 {
		entry = view.Price(p.Entry)
	}
	if p.Liquidation > 0 {
		liquidation = view.Price(p.Liquidation)
	}
	if at, _ := m.forced(i); at > 0 && p.Mark > 0 {
		distance = view.Percent(float64(at/p.Mark) - 1)
	}
	if at, known := m.holdings.FromValue(i); known {
		own = view.Price(at)
	}
	return []string{p.Coin + " " + p.Side.String(), size, entry, liquidation, distance, own, signedDollars(p.Profit), leverageText(&p.Position)}
}

// onTheWay says what observed positions stand between the price and where one of the
// visitor's own is liquidated.
func onTheWay(seen *census.Observed, p *census.Holding, at market.Price) string {
	usd := market.USD(0)
	plane := &seen.Sides[p.Side].Plane
	for i, x := range plane.USD {
		if k := (plane.Lo + grid.Bin(i)).Middle(); (k-seen.Price)*(k-at) < 0 {
			usd += market.USD(x)
		}
	}
	return "Between the price and the liquidation of your " + p.Side.String() + " at " + view.Price(at) + ", observed positions of " + view.Dollars(usd) + " would be forced first."
}

// signedDollars writes dollars that may be below zero.
func signedDollars(usd market.USD) string {
	if usd < 0 {
		return "-" + view.Dollars(-usd)
	}
	return view.Dollars(usd)
}
