package session

import (
	"strings"
	"testing"

	"brink/wasm/book"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// told is a session with what it tells of order books.
func told(t *testing.T) (*Session, *[]wire.Books) {
	var list []wire.Books
	s := New(func(message []byte) {
		if kind, _ := wire.KindOf(message); kind == wire.KindBooks {
			if fault := take(&list, message); fault != nil {
				t.Fatal(fault)
			}
		}
	})
	return s, &list
}

func follow(s *Session, on bool) { s.Handle((&wire.FollowBooks{On: on}).Append(nil)) }

func TestBooksOfTheSimulatedMarketAreToldWhileSomebodyLooks(t *testing.T) {
	s, list := told(t)
	follow(s, true) // before there is a market
	s.Handle((&wire.Simulate{Seed: 1, Symbol: "BTCUSDT", Start: monday, Until: monday + market.Day, Column: 15 * market.Minute}).Append(nil))
	for range 60 {
		s.Tick()
	}
	if len(*list) != 60 {
		t.Fatalf("%d messages of 60 steps", len(*list))
	}
	last := &(*list)[59]
	v := &last.Venues[0]
	if len(last.Venues) != 1 || v.State != book.Known || v.Interest.USD <= 0 || len(v.Flows) == 0 || v.Flows[0].Buy+v.Flows[0].Sell <= 0 {
		t.Fatalf("%+v", last)
	}
	var d book.Depth
	d.Sum(last.Venues, last.At, last.Price)
	for side, level := range [market.Sides]market.Price{last.Price * .99, last.Price * 1.01} {
		usd, sight := d.Before(market.Side(side), level)
		if sight != book.Whole || usd < 5e6 || usd > 2e8 {
			t.Errorf("side %d: %.0f USD within 1 %%, %v", side, usd, sight)
		}
	}
	follow(s, false)
	s.Tick()
	follow(s, true)
	follow(s, false)
	s.Tick()
	if len(*list) != 60 {
		t.Errorf("%d messages though nobody looks", len(*list)-60)
	}
}

// booked reports whether the connection that carries nothing but books is wanted.
func booked(p *silentPlatform) bool {
	for _, url := range p.dialed {
		if strings.Contains(url, "/public/ws") {
			return true
		}
	}
	return false
}

func TestALiveMarketTellsOfBooksAtEachTickAndNoLonger(t *testing.T) {
	s, list := told(t)
	var platforms []*silentPlatform
	s.Platform = func(l *Live) Platform {
		platforms = append(platforms, &silentPlatform{live: l, dialed: map[int]string{}})
		return platforms[len(platforms)-1]
	}
	ask := wire.Live{Coin: "BTC", Days: 37, Column: 15 * market.Minute, At: monday}
	s.Handle(ask.Append(nil))
	now := atMonday
	tick := func() {
		now = now.Add(TickEvery)
		platforms[len(platforms)-1].live.Tick(now)
	}
	for range 40 {
		tick()
	}
	if booked(platforms[0]) {
		t.Error("a connection for books is made before somebody looks")
	}
	if len(*list) != 0 {
		t.Fatal("books are told that nobody looks at")
	}
	follow(s, true)
	for range 40 {
		tick()
	}
	if len(*list) != 40 || !booked(platforms[0]) {
		t.Fatalf("%d messages in ten seconds, connections %v", len(*list), platforms[0].dialed)
	}
	for _, v := range (*list)[39].Venues {
		if v.State != book.Awaited {
			t.Errorf("a book of %s that has not come: %v", v.ID, v.State)
		}
	}
	// Another coin is followed too, and nobody asks again.
	ask.Coin = "ETH"
	s.Handle(ask.Append(nil))
	for range 40 {
		tick()
	}
	if len(*list) != 80 || len(platforms) != 2 || !booked(platforms[1]) {
		t.Errorf("%d messages, connections of another coin %v", len(*list), platforms[1].dialed)
	}
	follow(s, false)
	for range 4 {
		tick()
	}
	if len(*list) != 80 || booked(platforms[1]) {
		t.Errorf("%d messages after the end, connections %v", len(*list), platforms[1].dialed)
	}
}
