package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// oddNames are coins whose names are not plain capital letters, each with its
// contract at two venues.
var oddNames = []struct {
	coin, typed string // typed is how a person looks for it
	contracts   map[market.Venue]string
}{
	{"人生", "人", map[market.Venue]string{venue.Binance: "人生USDT", venue.Hyperliquid: "人生"}},
	{"1000PEPE", "pepe", map[market.Venue]string{venue.Binance: "1000PEPEUSDT", venue.Hyperliquid: "kPEPE"}},
	{"1000000MOG", "mog", map[market.Venue]string{venue.Binance: "1000000MOGUSDT"}},
}

// oddMarket is the live market of a coin beside the others.
func oddMarket(coin string) *wire.Source {
	m := liveMarket()
	m.Symbol, m.Symbols = coin, []string{"BTC", "ETH"}
	for i := range oddNames {
		m.Symbols = append(m.Symbols, oddNames[i].coin)
	}
	return m
}

// opens is the coin whose market the worker was last asked for.
func (s *stage) opens() string {
	s.t.Helper()
	var m wire.Live
	s.asked(wire.KindLive, &m)
	return m.Coin
}

// A coin is found by what people type, chosen from the list, and chosen back,
// twice.
func TestCoinsOfAnyNameAreFoundAndChosen(t *testing.T) {
	for _, odd := range oddNames {
		s := clustered(t, oddMarket("BTC"))
		for range 2 {
			s.click(func(v *view.State) { v.Find(odd.typed) })
			found := false
			for _, symbol := range s.State().Search.Symbols(&s.State().Source) {
				found = found || symbol == odd.coin
			}
			if !found {
				t.Errorf("%q does not find %s", odd.typed, odd.coin)
			}
			s.click(func(v *view.State) { v.Find(strings.ToLower(odd.coin)) })
			if got := s.opens(); got != odd.coin {
				t.Errorf("typing %s asks for %q", strings.ToLower(odd.coin), got)
			}
			s.say(oddMarket(odd.coin), allBars(halfHour))
			s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "BTC") })
			if got := s.opens(); got != "BTC" {
				t.Errorf("from %s back to BTC asks for %q", odd.coin, got)
			}
			s.say(oddMarket("BTC"), allBars(halfHour))
			s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, odd.coin) })
			if got := s.opens(); got != odd.coin {
				t.Errorf("choosing %s asks for %q", odd.coin, got)
			}
			s.say(oddMarket(odd.coin), allBars(halfHour))
			s.say(tick(61_000, 0))
			s.device.frame()
			s.device.pass(2 * market.Second)
			if len(s.device.titles) == 0 || !strings.Contains(last(t, s.device.titles), odd.coin) {
				t.Errorf("the title of %s is %q", odd.coin, s.device.titles)
			}
			s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "BTC") })
			s.say(oddMarket("BTC"), allBars(halfHour))
		}
	}
}

// A link to a coin opens that coin, as it was copied and as chat programs pass
// it on; its letters are such as an address may hold.
func TestLinksToCoinsOfAnyNameComeBack(t *testing.T) {
	for _, odd := range oddNames {
		s := clustered(t, oddMarket(odd.coin))
		s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, odd.coin) })
		s.click(func(v *view.State) { v.Use(view.Share) })
		s.device.pass(0)
		link := s.device.fragment
		for i := range len(link) {
			if link[i] < '!' || link[i] > '~' {
				t.Errorf("the link to %s has a sign that no address has: %q", odd.coin, link)
				break
			}
		}
		for how, arrived := range map[string]string{
			"as it was copied":    link,
			"with & spelled out":  strings.ReplaceAll(link, "&", "&amp;"),
			"with a stop after":   link + ".",
			"with letters as are": "v1&symbol=" + odd.coin + "&end",
		} {
			again := mounted(t, func(d *device) { d.fragment = arrived })
			again.answerRelay(200, "")
			if got := again.opens(); got != odd.coin || again.State().Notice != "" {
				t.Errorf("%s %s opens %q: %q", odd.coin, how, got, again.State().Notice)
			}
		}
	}
}

// A coin by one venue's name for it is the coin that all have.
func TestALinkByAVenuesNameOpensTheCoin(t *testing.T) {
	for _, symbol := range []string{"kPEPE", "kPEPEUSDT", "1000PEPE", "1000PEPEUSDT"} {
		s := mounted(t, func(d *device) { d.fragment = "v1&symbol=" + symbol + "&end" })
		s.answerRelay(200, "")
		if got := s.opens(); got != "1000PEPE" {
			t.Errorf("%s opens %q", symbol, got)
		}
		for range 2 {
			s.say(oddMarket("1000PEPE"), allBars(halfHour))
			s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "BTC") })
			s.say(oddMarket("BTC"), allBars(halfHour))
			s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "1000PEPE") })
			if got := s.opens(); got != "1000PEPE" {
				t.Errorf("after %s, 1000PEPE opens %q", symbol, got)
			}
		}
	}
}

// The forms take the market at hand under its venue's name, and the device
// gives back at the next visit what it was given.
func TestFormsTakeCoinsOfAnyName(t *testing.T) {
	for _, odd := range oddNames {
		s := clustered(t, oddMarket(odd.coin))
		for id, contract := range odd.contracts {
			s.click(func(v *view.State) { v.Form[view.FieldVenue] = string(id) })
			s.hold("61000", "0.5")
			held := s.State().Positions.List
			if len(held) == 0 || last(t, held).Symbol != contract || last(t, held).Venue != id {
				t.Fatalf("a position in %s at %s is held as %+v: %q", odd.coin, id, held, s.State().Notice)
			}
		}
		s.watch("near", "50", "5")
		rules := s.State().Alerts.Rules.All()
		if len(rules) != 1 || rules[0].Symbol != odd.coin {
			t.Fatalf("an alert on %s is kept as %+v: %q", odd.coin, rules, s.State().Notice)
		}

		again := clustered(t, oddMarket(odd.coin), func(d *device) {
			d.stored[positionsKey], d.stored[alertsKey] = s.device.stored[positionsKey], s.device.stored[alertsKey]
		})
		if got, want := again.State().Positions.List, s.State().Positions.List; len(got) != len(want) || got[0] != want[0] {
			t.Errorf("at the next visit the positions in %s are %+v, were %+v", odd.coin, got, want)
		}
		if again.marks(view.EntryMark) != s.marks(view.EntryMark) || again.marks(view.EntryMark) == 0 {
			t.Errorf("%d entries in %s are drawn at the next visit, %d before", again.marks(view.EntryMark), odd.coin, s.marks(view.EntryMark))
		}
		again.say(tick(61_000, 0))
		again.device.pass(market.Second)
		if len(again.device.notifications) != 1 || !strings.Contains(again.device.notifications[0], odd.coin) {
			t.Errorf("the alert on %s tells %q", odd.coin, again.device.notifications)
		}
		// Both go, and the lists are empty at the visit after.
		for range len(odd.contracts) {
			again.click(func(v *view.State) { v.Apply(v.Positions.Remove(v.Positions.List[0])) })
		}
		if len(again.State().Positions.List) != 0 || again.marks(view.EntryMark) != 0 {
			t.Errorf("positions in %s stay: %+v", odd.coin, again.State().Positions.List)
		}
	}
}
