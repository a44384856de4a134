// Package fake is an exchange that is not one: every venue that live markets can
// connect to, in its true REST and WebSocket formats, on one port of the
// loopback, with one simulated or recorded market behind them all. It can
// misbehave in every way that feeds must survive, and it keeps the complete
// truth for whoever compares. It knows nothing of its clients: of their
// decoders, their maps and their estimates.
//
// Everything it publishes is a function of venue, symbol and time, so that nothing
// has to be kept: a trade that was streamed is the one that REST returns later,
// and a bar is what its trades make.
package fake

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/sim"
	venues "brink/wasm/venue"
)

// Config chooses the market and how it is published.
type Config struct {
	Seed      uint64            // of the simulated market, and of faults
	Recording *replay.Recording // played instead of a simulation, for Coin alone
	Coin      string            // of the recording; "" is BTC
	Now       market.Millis     // where the clock begins; 0 is the wall clock
	Speed     float64           // of the clock against the wall's; 0 stands still
	Rate      float64           // messages a second of one coin at all venues, books aside; 0 is a natural pace
	Further   bool              // the venues are there too that live markets connect to where they are asked to
	Days      int               // of history before Now; 0 is 35
	Faults    string            // as ParseFaults reads them
	Unlimited bool              // nobody counts requests
	Single    bool              // accounts are told one in a question, never several
	Wall      func() time.Time  // nil is time.Now
	Still     bool              // nothing happens by itself: whoever moves Wall calls Publish
}

// Exchange is the market with all its connections. Handler serves it; Close
// ends it and must be called.
type Exchange struct {
	config  Config
	coins   []string
	markets map[string]*world
	born    time.Time
	start   market.Millis
	stop    chan struct{}
	done    chan struct{}

	mu     sync.Mutex // over all below, and over the worlds
	list   []*listing
	faults Faults
	since  time.Time // of the faults
	limits limits
	conns  map[*conn]bool
	coming map[caller]int // admitted, but not among conns yet
	serial uint64         // of connections
	asked  uint64         // REST requests so far
	topics map[string]*topic
	ended  sync.WaitGroup
}

// beat is how often topics publish what is new.
const beat = 10 * time.Millisecond

// New opens an exchange. The error says what in the config cannot be.
func New(c Config) (*Exchange, error) {
	if c.Wall == nil {
		c.Wall = time.Now
	}
	if c.Days <= 0 {
		c.Days = 35
	}
	faults, err := ParseFaults(c.Faults)
	if err != nil {
		return nil, err
	}
	x := &Exchange{
		config: c, born: c.Wall(), markets: map[string]*world{}, faults: faults, conns: map[*conn]bool{}, coming: map[caller]int{},
		topics: map[string]*topic{}, stop: make(chan struct{}), done: make(chan struct{}),
	}
	x.since = x.born
	x.limits.off = c.Unlimited
	x.start = c.Now
	if x.start == 0 {
		x.start = market.Millis(x.born.UnixMilli())
	}
	x.coins = []string{"BTC", "ETH", "SOL"}
	if c.Recording != nil {
		if c.Coin == "" {
			c.Coin = "BTC"
		}
		x.coins = []string{c.Coin}
		played, err := play(c.Recording, x.start, c.Now != 0)
		if err != nil {
			return nil, err
		}
		x.markets[c.Coin] = newWorld(c.Coin, played)
	}
	for _, coin := range x.coins {
		listed := venues.Live()
		if c.Further {
			listed = spoken()
		}
		for _, venue := range listed {
			l := newListing(venue, coin)
			if l == nil {
				return nil, errors.New("no venue lists " + coin + "; BTC, ETH and SOL are known")
			}
			l.x, l.prints = x, x.pace(l)
			x.list = append(x.list, l)
		}
	}
	x.open()
	if c.Still {
		close(x.done)
	} else {
		go x.run()
	}
	return x, nil
}

// Now is the exchange's time, by which it stamps and forms bars.
func (x *Exchange) Now() market.Millis {
	passed := x.config.Wall().Sub(x.born)
	return x.start + market.Millis(float64(passed)/float64(time.Millisecond)*x.config.Speed)
}

// now is Now with the skew of the moment, which the venue has.
func (x *Exchange) now(venue market.Venue) market.Millis { return x.Now() + x.faults.skew(venue) }

// slower converts a period of the wall clock to the market's: streams keep
// their pace for the client, however fast the market runs.
func (x *Exchange) slower(period market.Millis) market.Millis {
	if x.config.Speed > 1 {
		return market.Millis(float64(period) * x.config.Speed)
	}
	return period
}

// world is the market of a coin.
func (x *Exchange) world(coin string) *world { return x.markets[coin] }

// open makes what markets there are not, and their past.
func (x *Exchange) open() {
	first := x.start - x.start%market.Day - market.Millis(x.config.Days)*market.Day
	var all sync.WaitGroup
	for _, coin := range x.coins {
		w := x.markets[coin]
		if w == nil {
			w = newWorld(coin, &simulated{begin: first})
			x.markets[coin] = w
		}
		all.Go(func() {
			if s, ok := w.course.(*simulated); ok {
				s.market = sim.New(sim.Config{Symbol: coin + "USDT", Seed: x.config.Seed, Start: first, Interval: market.Minute})
			}
			w.at(x.start)
		})
	}
	all.Wait()
}

// listed finds a venue's contract by its symbol, nil where there is none.
func (x *Exchange) listed(venue market.Venue, symbol string) *listing {
	for _, l := range x.list {
		if l.venue == venue && l.symbol == symbol {
			return l
		}
	}
	return nil
}

// of are a venue's contracts.
func (x *Exchange) of(venue market.Venue) []*listing {
	var list []*listing
	for _, l := range x.list {
		if l.venue == venue {
			list = append(list, l)
		}
	}
	return list
}

// run publishes what is new, until Close.
func (x *Exchange) run() {
	defer close(x.done)
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-x.stop:
			return
		case <-ticker.C:
			x.Publish()
		}
	}
}

// Publish sends subscribers what is new since the last call.
func (x *Exchange) Publish() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.publish()
}

// Close cuts every connection and returns when all goroutines have ended.
func (x *Exchange) Close() {
	close(x.stop)
	<-x.done
	x.mu.Lock()
	for c := range x.conns {
		c.cut()
	}
	x.mu.Unlock()
	x.ended.Wait()
}

// Set changes the faults at once, as ParseFaults reads them.
func (x *Exchange) Set(spec string) error {
	faults, err := ParseFaults(spec)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.faults, x.since = faults, x.config.Wall()
	for c := range x.conns {
		c.scheduleDrop()
	}
	return nil
}

// Handler serves the venues, /faults and /truth.
func (x *Exchange) Handler() http.Handler { return http.HandlerFunc(server{x}.serve) }
