package session

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/wire"
)

// atMonday is the instant at which it is monday.
const atMonday = market.Instant(market.Hour)

// silentPlatform is a platform where nobody answers.
type silentPlatform struct {
	live   *Live
	dialed map[int]string
	asked  int
	loads  int // how often the store was asked
	left   bool
}

func (d *silentPlatform) Dial(link int, url string) { d.dialed[link] = url }
func (d *silentPlatform) Send(int, string)          {}
func (d *silentPlatform) Close(link int)            { delete(d.dialed, link) }
func (d *silentPlatform) Fetch(int, live.Request)   { d.asked++ }
func (d *silentPlatform) Save(string, []byte)       {}
func (d *silentPlatform) Random() float64           { return .5 }
func (d *silentPlatform) DeviceTime() market.Millis { return monday }
func (d *silentPlatform) Quarantine(key string)     {}
func (d *silentPlatform) Shutdown()                 { d.left = true }

func (d *silentPlatform) Load([][2]string) {
	d.loads++
	d.live.Loaded(atMonday.Add(market.Millis(d.loads-1) * 2 * market.Minute)) // as long as dials are counted
}

func TestLiveMarketThatNobodyAnswers(t *testing.T) {
	var platforms []*silentPlatform
	p := &page{t: t}
	p.session = New(func(message []byte) {
		if kind, _ := wire.KindOf(message); kind < wire.KindHealth {
			p.receive(message)
		}
	})
	ask := wire.Live{Coin: "BTC", Days: 37, Column: 15 * market.Minute, At: monday}
	p.session.Handle(ask.Append(nil))
	if len(p.faults) != 1 || p.faults[0].Code != "network-missing" {
		t.Fatalf("without a network: %v", p.faults)
	}
	p.session.Platform = func(l *Live) Platform {
		platforms = append(platforms, &silentPlatform{live: l, dialed: map[int]string{}})
		return platforms[len(platforms)-1]
	}
	for _, bad := range []wire.Live{{Coin: "", Days: 37}, {Coin: "BTC", Days: 0}, {Coin: "BTC", Days: 100_000}, {Coin: "BTC", Days: 37, Venues: []string{"nobody"}}, {Coin: "BTC", Days: 37, Venues: []string{"bybit", "bybit"}}} {
		before := len(p.faults)
		p.session.Handle(bad.Append(nil))
		if len(p.faults) != before+1 || len(platforms) != 0 {
			t.Errorf("%+v is begun", bad)
		}
	}
	p.session.Handle(ask.Append(nil))
	if len(platforms) != 1 || len(platforms[0].dialed) == 0 || platforms[0].asked == 0 {
		t.Fatal("nobody was asked")
	}
	// What was on screen stays while nobody answers.
	p.simulate(2)
	platforms[0].live.Tick(atMonday.Add(market.Second))
	if len(p.sources) != 1 || p.sources[0].Origin != market.Simulated {
		t.Errorf("%+v", p.sources)
	}
	// The same coin again reaches further back, first into the store, and dials
	// nobody anew.
	for _, days := range []int{120, 100} {
		ask.Days = days
		p.session.Handle(ask.Append(nil))
		if len(platforms) != 1 || platforms[0].loads != 2 {
			t.Errorf("%d days began %d markets, and asked the store %d times", days, len(platforms), platforms[0].loads)
		}
	}
	// Venues more are asked for among what is stored and dialled, beside the others,
	// whose dials have failed meanwhile and rest; venues less are let go.
	for _, ids := range [][]market.Venue{venue.Offered(), venue.Live(), venue.Offered()} {
		ask.Venues = nil
		want, stored := 0, platforms[0].loads
		for _, id := range ids {
			ask.Venues = append(ask.Venues, string(id))
			if !venue.Of(id).Live {
				want += len(codecs.PlanOf(id).Sockets([]string{venue.Symbol(id, "BTC")}, exchange.WantAll&^exchange.WantBook))
			}
		}
		p.session.Handle(ask.Append(nil))
		dialed := 0
		for _, url := range platforms[0].dialed {
			if !slices.ContainsFunc(venue.Live(), func(id market.Venue) bool { return strings.HasPrefix(url, "wss://"+venue.Of(id).Stream) }) {
				dialed++
			}
		}
		if len(platforms) != 1 || dialed != want || platforms[0].loads != stored+1 {
			t.Errorf("%v: %d markets, %d connections of %d, the store was asked %d times", ids, len(platforms), dialed, want, platforms[0].loads-stored)
		}
	}
	// Another coin ends the market before; what comes of it is not heard.
	ask.Coin = "ETH"
	p.session.Handle(ask.Append(nil))
	if !platforms[0].left || len(platforms) != 2 {
		t.Error("the market before was not left")
	}
	asked := platforms[0].asked
	platforms[0].live.Tick(atMonday.Add(market.Minute))
	platforms[0].live.Frame(0, []byte("{"), float64(monday), atMonday)
	platforms[0].live.Show()
	if platforms[0].asked != asked {
		t.Error("a market that is over asks on")
	}
}

// slowStore is a platform whose store takes its time.
type slowStore struct{ silentPlatform }

func (*slowStore) Load([][2]string) {}

// The simulated market waits for what the device has stored, which goes before
// it; but not for ever, and not where there is nothing.
func TestSimulationWaitsForTheStore(t *testing.T) {
	var l *Live
	begin := func() *page {
		p := &page{t: t}
		p.session = New(func(message []byte) {
			if kind, _ := wire.KindOf(message); kind < wire.KindHealth {
				p.receive(message)
			}
		})
		p.session.Platform = func(of *Live) Platform {
			l = of
			return &slowStore{silentPlatform{live: of, dialed: map[int]string{}}}
		}
		ask := wire.Live{Coin: "BTC", Days: 37, Column: 15 * market.Minute}
		p.session.Handle(ask.Append(nil))
		p.simulate(2)
		if len(p.sources) != 0 {
			t.Fatalf("%+v is shown before the store has answered", p.sources)
		}
		return p
	}
	simulated := func(p *page) bool { return len(p.sources) == 1 && p.sources[0].Origin == market.Simulated }

	p := begin()
	l.Loaded(atMonday)
	if !simulated(p) {
		t.Errorf("an empty store shows %+v", p.sources)
	}
	p = begin()
	l.Tick(atMonday)
	l.Tick(atMonday.Add(storeTimeout))
	if len(p.sources) != 0 {
		t.Error("the store was not waited for")
	}
	if l.Tick(atMonday.Add(storeTimeout + 1)); !simulated(p) {
		t.Errorf("a store that never answers shows %+v", p.sources)
	}
	// What had been stored, or an exchange, has made a map first.
	p = begin()
	l.progress = filling
	if l.Loaded(atMonday); len(p.sources) != 0 {
		t.Errorf("%+v is shown over a map", p.sources)
	}
	if p.simulate(2); len(p.sources) != 0 {
		t.Errorf("%+v is shown over a map", p.sources)
	}
	// Another coin waits anew.
	p = begin()
	ask := wire.Live{Coin: "ETH", Days: 37, Column: 15 * market.Minute}
	p.session.Handle(ask.Append(nil))
	if l.Loaded(atMonday); !simulated(p) {
		t.Errorf("the other coin shows %+v", p.sources)
	}
}

func TestVenuesFollowTheirTables(t *testing.T) {
	for _, coin := range []string{"BTC", "ETH"} {
		m := live.New(live.Config{Coin: coin, Days: 1}, &silentPlatform{dialed: map[int]string{}})
		var ids []string
		for _, id := range m.VenueIDs() {
			ids = append(ids, string(id))
		}
		known := 0
		for _, v := range engineVenues(ids, coin) {
			if v.Feed.Capture < 0 || v.Feed.Capture > 1 || (v.Par > 0) != (v.Par != 0) || coin == "BTC" && v.Par != 0 {
				t.Errorf("%s: %+v", coin, v)
			}
			if v.Maintenance > 0 && v.Leverage > 1 {
				known++
			}
		}
		if coin == "BTC" && known < 3 {
			t.Errorf("the tiers of %d venues are known", known)
		}
	}
}
