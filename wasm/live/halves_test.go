//go:build !js

package live_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// health is that of one venue.
func (s *stage) health(venue market.Venue) market.VenueHealth {
	s.t.Helper()
	for _, h := range s.m.Health(s.now()) {
		if h.Venue == venue {
			return h
		}
	}
	s.t.Fatalf("there is no %s", venue)
	return market.VenueHealth{}
}

// A venue that refuses what is asked of its history is not live, however well its
// sockets do, from the first refusal until it answers again.
func TestAVenueWithoutHistoryIsNotLive(t *testing.T) {
	for name, refusal := range map[string]struct {
		status int
		body   string
	}{
		"a firewall":  {403, "<html>403 Forbidden</html>"},
		"a limit":     {429, ""},
		"a failure":   {503, ""},
		"an odd page": {200, "<html></html>"},
		"nobody":      {0, ""},
		"another's":   {200, `{"code":"50011","msg":"Too Many Requests","data":[]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 100, "", live.Config{Coin: "BTC", Days: 1})
			s.m.Begin(s.now())
			s.run(20 * market.Second)
			if h := s.health(venues.Binance); h.Status != market.VenueLive || h.Missing != 0 {
				t.Fatalf("to begin with: %v, missing %d", h.Status, h.Missing)
			}
			refused := false
			s.answer = func(path string, status int, answer []byte) (int, []byte) {
				if strings.HasPrefix(path, "/"+string(venues.Binance)) {
					refused = true
					return refusal.status, []byte(refusal.body)
				}
				return status, answer
			}
			for !refused {
				s.run(market.Second)
			}
			s.run(market.Millis(11 * market.Second))
			for range 10 {
				s.run(20 * market.Second)
				if h := s.health(venues.Binance); h.Status != market.VenueQuiet || h.Missing != market.MissingHistory {
					t.Fatalf("while it is refused: %v, missing %d", h.Status, h.Missing)
				}
				if h := s.health(venues.OKX); h.Status != market.VenueLive {
					t.Fatalf("another is %v", h.Status)
				}
			}
			s.answer = nil
			s.run(11 * market.Minute)
			if h := s.health(venues.Binance); h.Status != market.VenueLive || h.Missing != 0 {
				t.Errorf("afterwards: %v, missing %d", h.Status, h.Missing)
			}
		})
	}
}

// The other half: what is asked for is answered, and nothing happens.
func TestAVenueWithoutFeedIsNotLive(t *testing.T) {
	s := newStage(t, 101, "", live.Config{Coin: "BTC", Days: 1})
	s.m.Begin(s.now())
	s.run(20 * market.Second)
	s.set("silence=5m@okx")
	s.run(30 * market.Second)
	if h := s.health(venues.OKX); h.Status != market.VenueQuiet || h.Missing != market.MissingFeed {
		t.Errorf("%v, missing %d", h.Status, h.Missing)
	}
	s.run(6 * market.Minute)
	if h := s.health(venues.OKX); h.Status != market.VenueLive {
		t.Errorf("afterwards: %v, missing %d", h.Status, h.Missing)
	}
}

// scaled multiplies the numbers of a message that lie around BTC's price.
func scaled(message []byte, low, high, factor float64) []byte {
	var out bytes.Buffer
	from := 0
	for _, span := range numbers(message) {
		if x, err := strconv.ParseFloat(string(message[span[0]:span[1]]), 64); err == nil && x > low && x < high {
			out.Write(message[from:span[0]])
			out.WriteString(strconv.FormatFloat(x*factor, 'f', 1, 64))
			from = span[1]
		}
	}
	out.Write(message[from:])
	return out.Bytes()
}

// A venue whose price leaves those of the others by more than a hundredth is told
// apart after a minute, no other is, and it is told no more when it is back. Of two
// alone nobody knows which is right.
func TestAPriceThatLeavesTheOthersIsTold(t *testing.T) {
	for _, c := range []struct {
		only     []market.Venue
		disputed bool
	}{
		{nil, false},
		{[]market.Venue{venues.Binance, venues.Bybit, venues.OKX}, false},
		{[]market.Venue{venues.Binance, venues.OKX}, true},
	} {
		s := newStage(t, 102, "", live.Config{Coin: "BTC", Days: 1, Venues: c.only})
		s.m.Begin(s.now())
		s.run(90 * market.Second)
		last := s.m.Build()
		price := float64(last[len(last)-1].Bar.Close)
		off := -1
		for i, venue := range s.m.VenueIDs() {
			if s.health(venue).Apart != 0 {
				t.Errorf("%s is apart by %v although nothing is wrong", venue, s.health(venue).Apart)
			}
			if venue == venues.OKX {
				off = i
			}
		}
		s.frame = func(link int, frame []byte) []byte {
			if s.m.VenueOf(link) == off {
				return scaled(frame, .9*price, 1.1*price, 1.02)
			}
			return frame
		}
		s.run(50 * market.Second)
		if a := s.health(venues.OKX).Apart; a != 0 {
			t.Errorf("told after less than a minute: %v", a)
		}
		s.run(20 * market.Second)
		for _, venue := range s.m.VenueIDs() {
			h := s.health(venue)
			switch {
			case venue == venues.OKX:
				if h.Apart < .015 || h.Apart > .025 || h.Disputed != c.disputed {
					t.Errorf("of %d venues %s is apart by %v, disputed %v", len(s.m.VenueIDs()), venue, h.Apart, h.Disputed)
				}
			case c.disputed:
				if h.Apart > -.015 || h.Apart < -.025 || !h.Disputed {
					t.Errorf("of two venues the other is apart by %v, disputed %v", h.Apart, h.Disputed)
				}
			case h.Apart != 0:
				t.Errorf("%s is apart by %v", venue, h.Apart)
			}
		}
		s.frame = nil
		s.run(10 * market.Second)
		for _, venue := range s.m.VenueIDs() {
			if a := s.health(venue).Apart; a != 0 {
				t.Errorf("%s is still apart by %v", venue, a)
			}
		}
	}
}
