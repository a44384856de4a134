package extra

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/sim"
	"brink/wasm/wire"
)

// reader is a module that order books are told to.
type reader struct {
	*asked
	at    market.Millis
	price market.Price
	text  wire.BookText
	depth wire.Depth
	sums  int // how many summaries came
}

func newReader(t *testing.T, zones ...book.Zone) *reader {
	r := &reader{asked: newModule(t), at: 1_790_812_800_000, price: 60_015}
	r.choose(book.Zone{}, zones...)
	return r
}

func (r *reader) choose(pinned book.Zone, zones ...book.Zone) {
	r.hear(&wire.Zones{Venues: 7, Pinned: pinned, Zones: zones})
}

// hear lets the module hear a message and takes its answer.
func (r *reader) hear(m interface{ Append([]byte) []byte }) {
	r.t.Helper()
	before := len(r.out)
	r.Handle(m.Append(nil))
	if len(r.out) > before+1 {
		r.t.Fatalf("%d answers to one message", len(r.out)-before)
	}
	if len(r.out) == before {
		return
	}
	switch kind, said := r.last(); kind {
	case wire.KindDepth:
		r.sums++
		if fault := r.depth.Parse(r.out[len(r.out)-1]); fault != nil {
			r.t.Fatal(fault)
		}
	case wire.KindBookText:
		r.text = wire.BookText{}
		if fault := r.text.Parse(r.out[len(r.out)-1]); fault != nil {
			r.t.Fatal(fault)
		}
	case wire.KindWhyText:
	default:
		r.t.Fatal(kind, said)
	}
}

// venue is a venue's book of so many USD in each of n bins about the price.
func (r *reader) venue(id string, usd market.USD, n int) book.Venue {
	v := book.Venue{ID: id, State: book.Known, Age: 300, Mid: r.price}
	here := grid.Of(r.price)
	for side, way := range [market.Sides]grid.Bin{-1, 1} {
		for i := range grid.Bin(n) {
			v.Sides[side] = append(v.Sides[side], book.Bin{At: here + way*i, Base: 1, USD: usd})
		}
		v.Reach[side] = (here + way*grid.Bin(n-1)).Middle()
	}
	return v
}

// tell tells of books, a quarter of a second later.
func (r *reader) tell(venues ...book.Venue) {
	r.at += 250
	r.hear(&wire.Books{At: r.at, Price: r.price, Venues: venues})
}

func (r *reader) says(t *testing.T, wants ...string) {
	t.Helper()
	all := strings.Join(append(slices.Clone(r.text.Lines), r.text.Events...), "\n")
	for _, f := range r.text.Facts {
		all += "\n" + f.Title + ": " + f.Text
	}
	for _, want := range wants {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said in\n%s", want, all)
		}
	}
}

func TestEachVenuesBookIsSaidAsItIs(t *testing.T) {
	r := newReader(t)
	frozen, awaited, unsent, off := r.venue("okx", 1e6, 9), book.Venue{ID: "bybit", State: book.Awaited, Gaps: 2}, book.Venue{ID: "gate"}, r.venue("hyperliquid", 1e6, 9)
	frozen.Age = 14_200
	r.hear(&wire.Zones{Venues: 0b10111})
	venues := []book.Venue{r.venue("binance", 2e6, 60), frozen, awaited, off, unsent}
	for range 2 {
		r.tell(venues...)
	}
	r.says(t, "Binance: seen to 2.9 % below and 3.0 % above, changed 0.3 s ago.", "OKX: frozen, nothing has changed for 14 s; not counted.", "Bybit: its order book has not come yet; begun anew after a gap 2 times.",
		"Hyperliquid: not counted, as it is switched off.", "Gate: sends no order book here.", "Within 0.50 % of the price rest $")
	if r.text.Lead != "order book of 1 venue" || r.depth.Counted != 1 || r.sums != 1 || len(r.text.USD[0]) != 60 || len(r.text.Facts) != 0 {
		t.Errorf("%+v", r.text)
	}
	// Nobody is left.
	r.hear(&wire.Zones{Venues: 0})
	r.tell(venues...)
	r.tell(venues...)
	r.says(t, "No order book can be counted now.")
	if r.text.Lead != "order book: none to show" || len(r.text.USD[0]) != 0 || !r.depth.Unknown() {
		t.Errorf("%+v, %+v", r.text, r.depth)
	}
	r.tell() // a market without venues
	r.tell()
	r.says(t, "No order book can be counted now.")
	// A price that is not known.
	r.hear(&wire.Zones{Venues: 1, Pinned: book.Zone{Lo: 1, Hi: 2, USD: 1}})
	r.price = 0
	for range 2 {
		r.hear(&wire.Books{At: r.at, Venues: venues[:1]})
	}
	r.says(t, "The price is not known.")
}

func TestTheChecklistFillsItself(t *testing.T) {
	zone := book.Zone{Side: market.Long, Lo: grid.Of(59_000), Hi: grid.Of(59_600), USD: 40e6}
	r := newReader(t, zone)
	venue := func(usd market.USD) book.Venue {
		v := r.venue("binance", usd, 60)
		v.Interest, v.Funding = market.OpenInterest{Time: r.at, USD: 2e9}, market.Funding{Time: r.at, RatePerHour: 1.25e-5, Next: r.at + market.Hour}
		return v
	}
	r.choose(zone, zone)
	for range 400 {
		r.tell(venue(1e6))
	}
	titles := ""
	for _, f := range r.text.Facts {
		titles += f.Title + ", "
	}
	if titles != "Zone, Open interest and funding, Book in front, Absorption, After the cascade, Size, " || !r.text.Facts[0].Known || r.text.Facts[3].Known || !strings.HasSuffix(r.text.Facts[0].At, " UTC") {
		t.Fatalf("%+v", r.text.Facts)
	}
	r.says(t, "An estimated $40.0M of longs at ", "below the price.", "Open interest $2.00B at 1 venue", "Longs pay shorts 0.0013 % an hour, next paid at ", "rest before it, 0.38 times what stands in it: hollow", "Price has not been in it", "No cascade was seen", "deep. Its far edge", "times the account loses 1.0 %")
	// Price falls into it, longs are forced, and bids come back.
	r.price = 59_500
	hit := venue(2e5)
	hit.Flows = []book.Flow{{At: grid.Of(59_500), Sell: 20e6, Forced: [market.Sides]market.USD{14e6, 0}}}
	r.tell(hit)
	r.tell(venue(2e5))
	r.says(t, "and price is in it.", "$14.0M of longs forced in", "sold by takers", "Price is still in it.")
	if r.text.Lamp.Price == 0 || r.text.Lamp.State != 0 {
		t.Errorf("%+v", r.text.Lamp)
	}
	for range 78 {
		r.tell(venue(2e5))
	}
	for range 9 {
		r.tell(venue(1e6))
	}
	r.says(t, "bids came back within 20 s (half of what was taken within 20 s): absorbed")
	if r.text.Lamp.State != 1 || r.text.Lamp.Text != "absorbed" {
		t.Errorf("%+v", r.text.Lamp)
	}
	r.price = 59_900
	for range 3 {
		r.tell(venue(1e6))
	}
	r.says(t, "Price left it at ", "the way it came")
	r.price = 58_000
	for range 3 {
		r.tell(venue(1e6))
	}
	r.says(t, "price has gone through it", "on its far side", "Price is beyond its far edge.")
}

func TestBookMessagesAtMostOneAnswerEach(t *testing.T) {
	r := newReader(t)
	before := len(r.out)
	for range 80 {
		r.tell(r.venue("binance", 1e6, 60))
	}
	if n := len(r.out) - before; n != 80 || r.sums != 10 {
		t.Errorf("%d answers to 80 messages, %d of them summaries", n, r.sums)
	}
}

// On the simulated market the truth is known: what forced orders take of its book, at
// most a fifth, comes back with a mean life of four minutes. So each cascade there is
// absorbed, and none is ever said to have broken the book.
func TestCascadesOfTheSimulatedMarketAreAbsorbed(t *testing.T) {
	m := sim.New(sim.Config{Symbol: "BTCUSDT", Seed: 3, Start: 1_790_812_800_000})
	var watch book.Watch
	var d book.Depth
	var events sim.Events
	outcomes := map[book.Outcome]int{}
	var last market.Millis
	for range 20 * 8640 {
		m.Step(&events)
		v := book.Venue{ID: "simulated", State: book.Known, Mid: m.Price()}
		for side := range market.Side(market.Sides) {
			levels := m.Book(nil, side == market.Long, 60)
			v.Sides[side], v.Reach[side] = book.AppendBins(nil, levels), levels[59].Price
		}
		flow := book.FlowOf(&v.Flows, m.Price())
		flow.Buy, flow.Sell = m.Flow()
		// A zone wherever something large is forced.
		var zones []book.Zone
		here := grid.Of(m.Price())
		for i := range events.Liquidations {
			l := &events.Liquidations[i]
			if flow.Forced[l.Closed] += l.USD; flow.Forced[l.Closed] > 1e6 {
				zones = append(zones, book.Zone{Side: l.Closed, Lo: here - 3, Hi: here + 4, USD: 1e6})
			}
		}
		events = sim.Events{}
		d.Sum([]book.Venue{v}, m.Now(), m.Price())
		watch.See(&d, 1, v.Flows, zones)
		if len(watch.Past) > 0 && watch.Past[0].From != last {
			last = watch.Past[0].From
			outcomes[watch.Past[0].Outcome(m.Now())]++
		}
	}
	t.Logf("%d absorbed, %d open, %d broken; large orders pulled %+v, filled %+v", outcomes[book.Absorbed], outcomes[book.Open], outcomes[book.Broken], watch.Pulled, watch.Filled)
	if outcomes[book.Absorbed] < 10 || outcomes[book.Broken] > 0 || outcomes[book.Open] > outcomes[book.Absorbed]/10 {
		t.Errorf("%+v", outcomes)
	}
}
