package wire

import (
	"testing"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

func material() *Material {
	return &Material{
		Serial: 9, Model: "learned", Version: "learned-1", At: 1_790_812_800_000, Price: 60_120, Interval: 5 * market.Minute, Scale: 1.5, Fitted: true,
		Planes: [2]Plane{{Lo: -7, USD: []float64{1, 2}}, {Lo: 9, USD: []float64{}}}, Levels: []market.Price{60_000, 60_500}, Feeds: []Feed{{"binance", 5e6, 3e5}},
		Replace: true, Bars: []Reach{{1_790_812_500_000, 60_200, 60_100, 60_120}},
		Public: [2]Plane{{Lo: -3, USD: []float64{4}}, {Lo: 5, USD: []float64{}}},
	}
}

var smallView = grid.View{From: 1_790_812_800_000, Column: market.Hour, Columns: 2, Bottom: 59_000, Top: 61_000, Rows: 2}

func hourly() *Hourly {
	return &Hourly{
		Coin: "BTC", At: 1_790_812_800_000, Price: 60_120, Interval: 5 * market.Minute, Scale: 1.5,
		Venues: []Publishing{{"binance", .6, .52, 4e6}, {"bybit", .4, 1, 0}},
		Models: []Standing{{"learned", "learned-1", 8e4, true, [2]Plane{{Lo: -7, USD: []float64{1, 2}}, {Lo: 9, USD: []float64{}}}}},
		Bars:   []Reach{{1_790_812_500_000, 60_200, 60_100, 60_120}},
		Hours:  []Hour{{1_790_809_200_000, []Told{{1, [market.Sides]market.USD{5e5, 0}}}}, {1_790_805_600_000, []Told{}}},
	}
}

// sampleVenue is a book with everything in it.
func sampleVenue() book.Venue {
	return book.Venue{
		ID: "bybit", State: book.Known, Age: 250, Gaps: 2, Mid: 60_010, Reach: [2]market.Price{59_000, 61_000},
		Sides: [2][]book.Bin{{{At: 9, Base: 1.5, USD: 9e4}}, {{At: 10, Base: 2, USD: 1.2e5}, {At: 12, Base: 1, USD: 6e4}}}, Flows: []book.Flow{{At: 9, Buy: 1, Sell: 2, Forced: [2]market.USD{3, 4}}},
		Interest: market.OpenInterest{Time: 5, Base: 6, USD: 7}, Funding: market.Funding{Time: 8, RatePerHour: 1e-5, Next: 9, Every: 10},
	}
}

func extras() []message {
	return []message{
		&FollowBooks{true}, &FollowBooks{}, &Books{At: 7, Price: 60_000, Venues: []book.Venue{sampleVenue()}}, &Books{Venues: []book.Venue{}},
		&Zones{Venues: 5, Pinned: book.Zone{Side: market.Short, Lo: 3, Hi: 5, USD: 4e6}, Zones: []book.Zone{{Side: market.Long, Lo: -5, Hi: -2, USD: 9e6}}}, &Zones{Zones: []book.Zone{}},
		&Depth{book.Depth{At: 7, Price: 60_000, Counted: 2, USD: [2][]float64{{1, 2}, {3}}, Most: [2]market.Price{59_000, 61_000}, Some: [2]market.Price{58_000, 62_000}}},
		&BookText{"Two venues.", []string{"One."}, []Fact{{"Zone", "It stands.", "12:00", true}}, []string{"Absorbed."}, Lamp{60_000, 1, "absorbed"}, 5e-4, [2]market.Price{60_000, 60_030}, [2][]float64{{1}, {2, 3}}, [2]market.Price{59_000, 61_000}, 60_010, 7},
		&Watch{On: true, Symbol: "BTC", Symbols: []string{"BTC", "ETH"}, Significant: 5e6, Open: []byte{1, 6}, Until: 9, Ask: []byte{1, 40, 2}}, &Watch{Symbols: []string{}, Open: []byte{}, Ask: []byte{}},
		&WatchCoins{[]string{"BTC"}}, &WatchPick{"BTC"}, &WatchChosen{"BTCUSDT"},
		&WatchText{"Maps.", "BTC", []string{"ETH"}, []WatchRow{{"SOL", "140.00", "-1.0 %", "$4M", "none", "$1 / $3", .25, "12:00 UTC"}}}, &WatchText{Offers: []string{}, Rows: []WatchRow{}},
		&Compare{3, [2]string{"learned", "classic"}, smallView}, &Compared{3, [2]string{"Learned", "Classic"}, smallView, [2][]byte{{1, 2, 3, 4}, {4, 3, 2, 1}}, []float64{60_000, 0}},
		&CompareText{[]string{"One."}, [3]string{"Learned", "Classic", "Learned less Classic"}, smallView, [3][]byte{{1, 2, 3, 4}, {4, 3, 2, 1}, {126, 127, 128, 129}}, []float64{60_000, 0}},
		&Why{7, market.Short, -3, 9, 5}, &WhyText{[]string{"One."}, []float64{.25, .75}, []string{"before", "24 Nov"}}, &WhyText{Lines: []string{}, Shares: []float64{}, Labels: []string{}},
		&Origin{7, market.Short, 60_500, 61_000, 5e7, 1.3, 60_000, true, insight.Origin{Days: []insight.OriginDay{{From: 1_790_812_800_000, Share: .75}}, Earlier: .25, Swept: .1, Closed: .2, SweptAt: 5}, [4]float64{.5, .5, 0, 0}, []VenueShare{{"bybit", 1}}, 1.5, 3e6, 9},
		hourly(), &Prove{"BTC"}, &Prove{},
		&SkillText{"Today.", []string{"One."}, []string{"Model"}, [][]string{{"learned", "–"}}, []float64{.1, -.2}, []string{"classic"}, "sealed/BTC"},
		&SkillText{Lines: []string{}, Heads: []string{}, Rows: [][]string{}, Leads: []float64{}, Behind: []string{}},
		material(), &Hello{"0123456789"}, &TouchProbe{60_500}, &Touch{Touched{60_500, "1 / 2 / 3 %", .03}},
		&AheadText{9, 1_790_812_800_000, "A note.", []string{"One.", "Two."}, []Touched{{60_000, "1 / 2 / 3 %", -1}}, []float64{1, .5}, 60_120},
		&AheadText{Lines: []string{}, Touches: []Touched{}, Weights: []float64{}},
		&Observe{"BTC", "", true}, &Observe{Why: "There is none."},
		&Observed{"BTC", []string{"One."}, []string{"Account"}, []ObservedRow{{"https://example.org/0x1", []string{"0x1"}}}, []ObservedBin{{market.Short, 60_000, 60_030, 5e6}}},
		&Walls{"BTC", []Wall{{market.Short, 5, 9, 5e6}}}, &Walls{Rows: []Wall{}},
		&Moves{60_000, "Lead", [2][]Move{{{59_000, 5e6, .003, .01, true, "$5M", "+0.3 %"}}, {}}}, &Moves{Sides: [2][]Move{{}, {}}},
		&Mix{true}, &Mix{}, &Mixed{"One.", "A label", []MixedRow{{market.Short, 60_000, 60_030, 5e6, 3e6}}}, &Mixed{Rows: []MixedRow{}},
		&Mine{"0x0123456789012345678901234567890123456789"}, &Mine{},
		&MineText{[]string{"One."}, []string{"Position"}, [][]string{{"BTC long"}, {}}, []OwnLevel{{58_000, "BTC long"}}}, &MineText{[]string{}, []string{}, [][]string{}, []OwnLevel{}},
		&Observed{"", []string{}, []string{}, []ObservedRow{}, []ObservedBin{}},
	}
}

func TestMessagesOfTheSecondModuleComeBack(t *testing.T) { comeBack(t, extras()) }

func TestImpossibleMaterialIsRefused(t *testing.T) {
	m := material()
	m.Interval = 0
	if m.Parse(m.Append(nil)) == nil {
		t.Error("bars without a length are accepted")
	}
	h := hourly()
	h.Hours[0].Feeds[0].Venue = 2
	if h.Parse(h.Append(nil)) == nil {
		t.Error("an hour of a venue that is not listed is accepted")
	}
	c := &Compared{View: smallView, Cells: [2][]byte{{1, 2, 3, 4}, {4, 3, 2}}, Closes: []float64{1, 2}}
	if c.Parse(c.Append(nil)) == nil {
		t.Error("cells that are not those of the view are accepted")
	}
	request := &SnapshotRequest{Ahead: WholeMaterial + 1}
	if request.Parse(request.Append(nil)) == nil {
		t.Error("material of an unknown kind is accepted")
	}
}

func FuzzParseExtras(f *testing.F) {
	for _, m := range extras() {
		f.Add(m.Append(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, m := range extras() {
			if m.Parse(data) == nil && m.Parse(m.Append(nil)) != nil {
				t.Fatalf("%T that was accepted is refused when sent again", m)
			}
		}
	})
}
