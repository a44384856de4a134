package session

import (
	"slices"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
	"brink/wasm/wire"
)

// Platform is what a live market needs of its device: the network and the
// store. It reports to the Live that it was made for, never from within one of
// its own methods but Load.
type Platform interface {
	live.Transport
	// Load hands over what is stored under keys from the first to the last of
	// each pair, both included, by Stored, and calls Loaded after all of it.
	Load(keys [][2]string)
	// Quarantine keeps a damaged record away from its key.
	Quarantine(key string)
	// Shutdown closes every connection and forgets every request.
	Shutdown()
}

// mostDays bounds the history that the page may ask for.
const mostDays = 800

// goLive begins a live market; of the one at work it asks for a longer past.
// What is at hand stays until the first of its bars are there.
func (s *Session) goLive(m *wire.Live) *market.Fault {
	if s.Platform == nil {
		return &market.Fault{Code: "network-missing", Sentence: "there is no network here"}
	}
	if m.Coin == "" || m.Days < 1 || m.Days > mostDays {
		return &market.Fault{Code: "live-impossible", Sentence: "a live market needs a coin and between 1 and 800 days of history"}
	}
	wanted, fault := connectable(m.Venues)
	if fault != nil {
		return fault
	}
	if l := s.live; l != nil && l.market.Coin() == m.Coin {
		if !slices.Equal(l.market.VenueIDs(), wanted) {
			l.connect(wanted, m.Days, m.At)
		}
		l.extend(m.Days, m.At)
		return nil
	}
	s.opened++
	config := live.Config{Coin: m.Coin, Venues: wanted, Days: m.Days, Relay: m.Relay, Spent: m.Spent, SpentAgo: m.SpentAgo}
	if l := s.live; l != nil {
		config.Spent, config.SpentAgo = live.Spent(l.market, false, l.healthAt), 0
	}
	s.leaveLive()
	l := &Live{session: s, column: m.Column, model: m.Model}
	l.platform = s.Platform(l)
	for _, venue := range m.RelayOnly {
		config.RelayOnly = append(config.RelayOnly, market.Venue(venue))
	}
	l.market = live.New(config, l.platform)
	s.live, s.market.kept = l, nil
	state := stateKey(m.Coin)
	l.platform.Load(append(l.market.TakeUnloaded(m.Days, m.At), [2]string{state, state}))
	return nil
}

// connectable are the venues that are asked for by their ids, those of every market
// where none is; a fault where one is none that can be connected to.
func connectable(ids []string) ([]market.Venue, *market.Fault) {
	if len(ids) == 0 {
		return venues.Live(), nil
	}
	var list []market.Venue
	for _, id := range ids {
		if !slices.Contains(venues.Offered(), market.Venue(id)) || slices.Contains(list, market.Venue(id)) {
			return nil, &market.Fault{Code: "live-impossible", Sentence: "a live market does not connect to " + id + ", or once alone"}
		}
		list = append(list, market.Venue(id))
	}
	return list, nil
}

// connect makes the market one of other venues: those that stay go on, and the
// map is built anew. Of those that are new what is stored comes first.
func (l *Live) connect(wanted []market.Venue, days int, now market.Millis) {
	l.market.Connect(wanted, l.tickedAt)
	l.connectedAt = max(l.tickedAt, 1)
	if l.progress != noMap {
		l.progress = filling // what comes was asked for
		l.build(l.tickedAt)
	}
	l.platform.Load(l.market.TakeUnloaded(days, now))
}

// extend asks for more days of history: of the store first, then of the venues.
func (l *Live) extend(days int, now market.Millis) {
	l.idleSince = 0
	if l.progress == complete {
		l.progress = filling // what comes was asked for
	}
	if older := l.market.TakeUnloaded(days, now); len(older) > 0 {
		l.historyDays = days
		l.platform.Load(older)
		return
	}
	l.market.ExtendHistory(days)
}

// leaveLive ends the live market, if there is one.
func (s *Session) leaveLive() {
	if l := s.live; l != nil {
		l.market.End()
		l.platform.Shutdown()
		l.stage, s.live = ended, nil
	}
}
