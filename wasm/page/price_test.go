package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
)

const lastText = "[data-part=last]"

func TestTheNewestPriceIsWrittenTenTimesASecond(t *testing.T) {
	s := mapped(t, liveMarket())
	s.device.pass(market.Second)
	later := s.render.later
	s.device.texts[lastText] = ""
	s.say(tick(61_001, 0))
	if s.device.texts[lastText] != "" {
		t.Error("a price is written past its time")
	}
	for i := range 100 {
		s.say(tick(62_000+market.Price(i), 0))
		s.device.pass(1)
	}
	s.device.pass(100)
	if s.device.texts[lastText] != view.Price(62_099) || s.State().Last != 62_099 {
		t.Errorf("written: %q", s.device.texts[lastText])
	}
	if s.render.later != later {
		t.Error("prices render the page")
	}
}

// The first price of all is rendered: the components have a place for it then.
func TestTheFirstPriceIsRendered(t *testing.T) {
	s := mounted(t)
	s.answerRelay(200, "")
	s.say(liveMarket())
	later := s.render.later
	if s.say(allBars(halfHour)); s.render.later != later+1 || !s.State().Last.Valid() {
		t.Errorf("rendered %d times", s.render.later-later)
	}
}

func TestAPriceThatStaysIsNotWritten(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_001, 0))
	s.device.pass(market.Second)
	s.device.texts[lastText] = "untouched"
	s.say(tick(61_001, 0))
	if s.device.pass(market.Second); s.device.texts[lastText] != "untouched" {
		t.Error("the same price is written again")
	}
}

// A clock that is set back by hours keeps prices for a tenth of a second, not
// for hours.
func TestAClockThatIsSetBackDoesNotHoldPricesBack(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_001, 0))
	s.device.pass(market.Second)
	titles := len(s.device.titles)
	s.device.now -= 5 * market.Hour
	s.say(tick(61_777, 0))
	if s.device.pass(100); s.device.texts[lastText] != view.Price(61_777) {
		t.Errorf("written: %q", s.device.texts[lastText])
	}
	if s.device.pass(market.Second); len(s.device.titles) != titles+1 {
		t.Error("the title waits for the clock to catch up")
	}
}

func TestTheTitleNamesTheMarketOnceASecond(t *testing.T) {
	s := mapped(t, liveMarket())
	s.device.pass(market.Second)
	titles := len(s.device.titles)
	for i := range 40 {
		s.say(tick(62_000+market.Price(i), 0))
		s.device.pass(50)
	}
	if n := len(s.device.titles) - titles; n < 2 || n > 3 {
		t.Errorf("%d titles in two seconds", n)
	}
	if title := last(t, s.device.titles); !strings.Contains(title, "BTC") || !strings.Contains(title, "Brink") {
		t.Errorf("%q", title)
	}
	s.answerSnapshot(start)
	s.device.pass(market.Second)
	s.say(tick(61_500, 0))
	s.device.pass(market.Second)
	if title := last(t, s.device.titles); !strings.Contains(title, "BTC") || !strings.Contains(title, "%") {
		t.Errorf("with clusters: %q", title)
	}
}
