package live

import (
	"sort"

	"brink/wasm/exchange"
	"brink/wasm/listed"
	"brink/wasm/market"
)

// Coin is a base coin and the venues where its perpetual in dollars can be
// shown.
type Coin struct {
	Name   string
	Venues []market.Venue
}

// listing is a venue's perpetuals in dollars, as the venue lists them.
type listing struct {
	listed.List
	askedAt  market.Instant
	why      market.LeftOut // the market is none of the instruments
	another  bool           // what it lists by the market's name is another coin
	compared market.Instant // when its bars were last compared with the others'
}

// listEvery is how long a venue's list of instruments is used before it is
// requested again.
const listEvery = market.Day

// listRetry is how long after a request without an answer a list is requested
// again.
const listRetry = 10 * market.Minute

// loadList asks for a venue's list of instruments: at once where it has to
// say the size of the market's contract, else after the history.
func (v *venue) loadList(m *Market, now market.Instant) {
	every, retry := listEvery, listRetry
	if v.notListed {
		every = listRetry
	} else if v.listing.At == 0 {
		retry = market.Minute
	}
	if v.listing.Fresh(v.clock.Venue(now), every) || v.listing.askedAt != 0 && now.Since(v.listing.askedAt) < retry || v.requests.Has(exchange.CallInstruments) {
		return
	}
	if v.history.loading() && v.sized() || m.allLists.ask(m, now) && v.sized() {
		return
	}
	v.listing.askedAt = now
	v.requests.Add(exchange.CallInstruments, exchange.Query{}, 0)
}

// allLists are the lists of all venues as the relay keeps them.
type allLists struct {
	job     int // the request on its way, 0 for none
	askedAt market.Instant
}

// listsWait is how long the relay's answer is waited for, by whom nothing on screen
// needs its list.
const listsWait = 20 * market.Second

// ask asks the relay once a day, where there is one, and reports whether its answer
// is still to come.
func (l *allLists) ask(m *Market, now market.Instant) bool {
	if m.config.Relay == "" {
		return false
	}
	if l.askedAt == 0 || now.Since(l.askedAt) > listEvery {
		m.serial++
		l.job, l.askedAt = m.serial, now
		m.transport.Fetch(l.job, Request{"GET", m.config.Relay + listed.Path, ""})
	}
	return l.job != 0 && now.Since(l.askedAt) < listsWait
}

// answered takes the lists that are newer than what is known. What is damaged is as
// good as none: each venue is asked for its own.
func (l *allLists) answered(m *Market, status int, body []byte, now market.Instant) {
	l.job = 0
	if status != 200 {
		return
	}
	for {
		id, list, rest, ok := listed.NextVenue(body)
		if !ok {
			return
		}
		body = rest
		for _, v := range m.venues {
			if v.id == id && v.storedList(m, list) == nil {
				if v.listing.Fresh(v.clock.Venue(now), listEvery) {
					v.listing.askedAt = now
				}
				m.transport.Save(listKey(id), append([]byte(nil), list...))
			}
		}
	}
}

// sized reports whether the size of the market's contract is known: for some
// symbols of venues that count in contracts it is built in.
func (v *venue) sized() bool {
	return v.decoder.Sized(v.symbol) || v.listing.Has(v.symbol)
}

// answeredList keeps the perpetuals that could be shown.
func (v *venue) answeredList(m *Market, a *answer, now market.Instant) {
	l := listed.Of(v.row, a.events, v.clock.Venue(now))
	if len(l.Instruments) == 0 {
		return
	}
	v.listing.List = l
	m.transport.Save(listKey(v.id), l.Append(nil))
	v.applyList(m)
}

// applyList marks a venue that does not list the market: nothing but its list is
// requested of it until that has it.
func (v *venue) applyList(m *Market) {
	if len(v.listing.Instruments) == 0 {
		return
	}
	if v.listing.another {
		return
	}
	listed := v.listing.Has(v.symbol)
	if listed && v.notListed {
		v.history.incomplete, v.history.backfill, v.history.notBefore = true, true, 0
	}
	v.notListed = !listed && len(v.tape.Bars()) == 0 && !v.streaming(m)
	v.listing.why = market.ListedHere
	for coin, why := range v.listing.Others {
		if !listed && v.row.Symbol(coin) == v.symbol {
			v.listing.why = why
		}
	}
}

// Coins are the base coins of all lists that are there, those that most
// venues have first, then by name.
func (m *Market) Coins() []Coin {
	at := map[string]int{}
	var coins []Coin
	for _, v := range m.venues {
		for i := range v.listing.Instruments {
			name := v.row.Coin(v.listing.Instruments[i].BaseCoin)
			if v.row.Symbol(name) != v.listing.Instruments[i].Symbol {
				continue // nobody would find the contract by that name
			}
			k, there := at[name]
			if !there {
				k = len(coins)
				at[name] = k
				coins = append(coins, Coin{Name: name})
			}
			coins[k].Venues = append(coins[k].Venues, v.id)
		}
	}
	sort.Slice(coins, func(i, j int) bool {
		if a, b := len(coins[i].Venues), len(coins[j].Venues); a != b {
			return a > b
		}
		return coins[i].Name < coins[j].Name
	})
	return coins
}

// storedList takes a venue's list as it was stored.
func (v *venue) storedList(m *Market, chunk []byte) *market.Fault {
	list, fault := listed.Read(chunk)
	if fault != nil || list.At < v.listing.At {
		return fault
	}
	v.listing.List = list
	for i := range list.Instruments {
		v.decoder.Learn(list.Instruments[i])
		list.Instruments[i].Venue = v.id
	}
	v.applyList(m)
	return nil
}
