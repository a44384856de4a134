package book

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// known is a venue's book of some USD in each bin outward from a price, as far as
// n bins.
func known(id string, price market.Price, usd market.USD, n int) Venue {
	v := Venue{ID: id, State: Known, Mid: price}
	here := grid.Of(price)
	for side, way := range [market.Sides]grid.Bin{-1, 1} {
		for i := range grid.Bin(n) {
			at := here + way*(i+1)
			v.Sides[side] = append(v.Sides[side], Bin{at, market.Base(float64(usd) / float64(at.Middle())), usd})
		}
		v.Reach[side] = (here + way*grid.Bin(n)).Middle()
	}
	return v
}

func near(x, y market.USD) bool { return math.Abs(float64(x-y)) <= 1e-6*math.Abs(float64(y))+1e-6 }

func TestLevelsFallIntoBins(t *testing.T) {
	levels := []market.Level{{Price: 10_000, Base: 2}, {Price: 9_999, Base: 1}, {Price: 9_990, Base: 3}, {Price: market.Price(math.NaN()), Base: 1}, {Price: 1, Base: 9}}
	got := AppendBins(nil, levels)
	if len(got) != 3 || got[0] != (Bin{0, 2, 20_000}) || got[1].Base != 1 || got[2].USD != 29_970 {
		t.Errorf("%+v", got)
	}
	// What one side has does not bound the other.
	both := AppendBins(AppendBins(nil, levels[:1]), []market.Level{{Price: 100_000, Base: 1}})
	if len(both) != 2 {
		t.Errorf("%+v", both)
	}
	if n := testing.AllocsPerRun(100, func() { got = AppendBins(got[:0], levels) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestWhatRestsBeforeALevel(t *testing.T) {
	const price = 60_015
	here := grid.Of(price)
	var d Depth
	d.Sum([]Venue{known("near", price, 1e6, 10), known("far", price, 2e6, 40)}, 5, price)
	if d.Counted != 2 {
		t.Fatal(d.Counted)
	}
	for _, c := range []struct {
		side  market.Side
		level market.Price
		usd   market.USD
		sight Sight
	}{
		{market.Long, (here - 5).Lower(), 15e6, Whole},
		{market.Short, (here + 6).Lower(), 15e6, Whole},
		{market.Short, (here + 6).Middle(), 16.5e6, Whole}, // half of a bin
		{market.Long, (here - 20).Lower(), 10e6 + 40e6, AtLeast},
		{market.Short, (here + 20).Lower(), 10e6 + 38e6, AtLeast},
		{market.Long, (here - 50).Lower(), 10e6 + 80e6, Beyond},
		{market.Short, (here + 50).Lower(), 10e6 + 80e6, Beyond},
		{market.Long, (here + 5).Lower(), 0, Unseen}, // on the other side of the price
		{market.Long, price, 0, Unseen},
		{market.Short, market.Price(math.NaN()), 0, Unseen},
		{market.Short, 0, 0, Unseen},
	} {
		usd, sight := d.Before(c.side, c.level)
		if !near(usd, c.usd) || sight != c.sight {
			t.Errorf("%v to %v: %.0f, %v; want %.0f, %v", c.side, c.level, usd, sight, c.usd, c.sight)
		}
	}
	if r := d.Resist(market.Long, (here - 5).Lower(), 20e6); !r.IsHollow() || r.IsDefended() {
		t.Errorf("%+v is not hollow", r)
	}
	if r := d.Resist(market.Long, (here - 5).Lower(), 7.5e6); r.IsHollow() || !r.IsDefended() {
		t.Errorf("%+v is not defended", r)
	}
	// Of what is not seen whole nobody says that it is hollow, but what is seen can
	// be enough.
	if r := d.Resist(market.Long, (here - 20).Lower(), 1e9); r.IsHollow() || r.IsDefended() {
		t.Errorf("%+v", r)
	}
	if r := d.Resist(market.Long, (here - 20).Lower(), 20e6); !r.IsDefended() {
		t.Errorf("%+v", r)
	}
	if r := d.Resist(market.Long, (here - 5).Lower(), 0); r.Sight != Unseen {
		t.Errorf("a cluster of nothing: %+v", r)
	}
	if usd := d.Near(market.Short, 3*grid.Step); !(usd > 6e6 && usd < 12e6) {
		t.Errorf("within three bins there are %.0f", usd)
	}
}

func TestBooksThatDoNotCount(t *testing.T) {
	frozen, awaited, unsent := known("frozen", 60_000, 1e6, 9), known("awaited", 60_000, 1e6, 9), Venue{ID: "unsent"}
	frozen.Age, awaited.State = FrozenAfter, Awaited
	var d Depth
	d.Sum([]Venue{frozen, awaited, unsent}, 5, 60_000)
	if usd, sight := d.Before(market.Long, 59_900); d.Counted != 0 || usd != 0 || sight != Unseen || !frozen.Frozen() || unsent.Frozen() {
		t.Errorf("%+v counts", d)
	}
	d.Sum(nil, 5, 60_000)
	d.Sum([]Venue{known("a", 60_000, 1e6, 9)}, 5, market.Price(math.Inf(1)))
	if d.Counted != 0 {
		t.Error("a price that cannot be")
	}
	// A venue that is dearer, by its basis, counts by the distance from its own middle.
	d.Sum([]Venue{known("dear", 60_500, 1e6, 3)}, 5, 60_000)
	if usd := d.USD[market.Long]; len(usd) != 4 || usd[0] != 0 || usd[3] != 1e6 || d.Some[market.Long] > 60_000 || d.Some[market.Long] < 59_900 {
		t.Errorf("%v, up to %v", usd, d.Some)
	}
	// One side alone, or no middle, is no book.
	half := known("half", 60_000, 1e6, 3)
	half.Mid = 0
	if d.Sum([]Venue{half}, 5, 60_000); d.Counted != 0 {
		t.Error("a book of one side counts")
	}
	venues := []Venue{known("a", 60_000, 1e6, 300), known("b", 60_000, 1e6, 300)}
	if n := testing.AllocsPerRun(50, func() { d.Sum(venues, 5, 60_000) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	copied := d.Clone()
	d.Sum(nil, 6, 60_000)
	if copied.Counted != 2 || len(copied.USD[0]) == 0 || copied.USD[0][1] != 2e6 {
		t.Error("a copy changes")
	}
}

func TestFlowsAreBounded(t *testing.T) {
	var list []Flow
	for i := range 2 * maxFlows {
		FlowOf(&list, (grid.Bin(i)).Middle()).Buy++
	}
	total := market.USD(0)
	for _, f := range list {
		total += f.Buy
	}
	if len(list) != maxFlows || total != 2*maxFlows {
		t.Errorf("%d flows of %v", len(list), total)
	}
	if FlowOf(&list, grid.Bin(5).Middle()).At != 5 || len(list) != maxFlows {
		t.Error("a bin has two flows")
	}
}

// A venue that holds little next to the price and shows little does not hide what the
// others show.
func TestASmallVenueHidesNothing(t *testing.T) {
	var d Depth
	d.Sum([]Venue{known("large", 60_000, 9e6, 40), known("small", 60_000, 1e6, 3)}, 5, 60_000)
	if _, sight := d.Before(market.Long, 59_500); sight != Whole {
		t.Errorf("%v, most up to %v, some to %v", sight, d.Most, d.Some)
	}
	d.Sum([]Venue{known("large", 60_000, 5e6, 3), known("small", 60_000, 5e6, 40)}, 5, 60_000)
	if _, sight := d.Before(market.Short, 60_500); sight != AtLeast {
		t.Errorf("%v, most up to %v, some to %v", sight, d.Most, d.Some)
	}
}

// A ladder is what rests by distance from the price, and its sum is what rests before
// a level, as far as that is seen.
func TestALadderSumsToWhatRestsBefore(t *testing.T) {
	price := grid.Price(1000.3)
	v := Venue{ID: "a", State: Known, Mid: price}
	for side, way := range [market.Sides]grid.Bin{-1, 1} {
		for i := range grid.Bin(40) {
			v.Sides[side] = append(v.Sides[side], Bin{1000 + way*i, 0, market.USD(1 + i%7)})
		}
		v.Reach[side] = (1000 + way*39).Middle()
	}
	var d Depth
	if d.Ladder(nil, market.Long) != nil {
		t.Error("there is a ladder without a book")
	}
	d.Sum([]Venue{v}, 1, price)
	for side, way := range [market.Sides]float64{-1, 1} {
		list := d.Ladder(nil, market.Side(side))
		if len(list) < 37 || len(list) > 40 {
			t.Fatalf("%d steps", len(list))
		}
		sum := 0.0
		for i, usd := range list {
			sum += usd
			want, _ := d.Before(market.Side(side), grid.Price(1000.3+way*float64(i+1)))
			if usd < 0 || math.Abs(sum-float64(want)) > 1e-9 {
				t.Errorf("side %d, step %d: %v, want %v", side, i, sum, want)
			}
		}
	}
	v.Age = FrozenAfter
	d.Sum([]Venue{v}, 1, price)
	if d.Ladder(nil, market.Short) != nil {
		t.Error("a frozen book has a ladder")
	}
}
