package alert

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/seal"
)

func near() Rule { return Rule{Near, "BTCUSDT", 3, 50e6, .01} }

// clusterOf is a cluster of some bins beside 10,000.
func clusterOf(side market.Side, lo, hi grid.Bin, usd market.USD) insight.Cluster {
	return insight.Cluster{Side: side, Lo: lo, Hi: hi, USD: usd}
}

func rulesOf(t *testing.T, rules ...Rule) *Rules {
	b := &Rules{}
	for _, a := range rules {
		if fault := b.Add(a); fault != nil {
			t.Fatal(fault)
		}
	}
	return b
}

// The rule fires once when price comes near, not again while it lingers
// at the limit or the cluster drifts, and again after it had gone away.
func TestNearFiresOnce(t *testing.T) {
	b := rulesOf(t, near())
	long := clusterOf(market.Long, -60, -40, 60e6) // 2 % below 10,000
	fires := 0
	for _, c := range []struct {
		price market.Price
		want  int
	}{{10_000, 0}, {9_910, 0}, {9_890, 1}, {9_905, 0}, {9_890, 0}, {9_800, 0}, {9_750, 0}, {9_890, 0}, {9_940, 0}, {9_890, 0}, {9_960, 0}, {9_890, 1}} {
		got := b.CheckClusters("BTCUSDT", c.price, []insight.Cluster{long}, unknown)
		fires += len(got)
		if len(got) != c.want {
			t.Fatalf("at %v it fires %d times, want %d", c.price, len(got), c.want)
		}
		for _, r := range got {
			if r.Rule != near() || r.USD != 60e6 || r.Band.Lo != long.Lo || !(r.Away > 0 && r.Away <= .01) {
				t.Errorf("%+v", r)
			}
		}
		long.Lo--
	}
	if fires != 2 {
		t.Errorf("it fires %d times", fires)
	}
}

func TestNearIsParticular(t *testing.T) {
	only := near()
	only.Sides = 1 << market.Short
	b := rulesOf(t, near(), only)
	clusters := []insight.Cluster{clusterOf(market.Long, -20, -10, 49e6), clusterOf(market.Long, -15, -12, 90e6), clusterOf(market.Short, 12, 20, 80e6), clusterOf(market.Short, 300, 320, 900e6)}
	if got := b.CheckClusters("ETHUSDT", 10_000, clusters, unknown); len(got) != 0 {
		t.Errorf("another market fires %+v", got)
	}
	if got := b.CheckClusters("BTCUSDT", market.Price(math.NaN()), clusters, unknown); len(got) != 0 {
		t.Errorf("no price fires %+v", got)
	}
	got := b.CheckClusters("BTCUSDT", 10_000, clusters, unknown)
	if len(got) != 3 || got[0].USD != 90e6 || got[1].USD != 80e6 || got[2].USD != 80e6 || got[2].Rule != only {
		t.Errorf("%+v", got)
	}
}

func TestGrownFiresOnce(t *testing.T) {
	b := rulesOf(t, Rule{Grown, "BTCUSDT", 3, 50e6, .25})
	c := clusterOf(market.Long, -60, -40, 60e6)
	see := func(perHour market.USD, known bool) int {
		c.Hour = insight.Change{PerHour: perHour, Known: known}
		return len(b.CheckClusters("BTCUSDT", 10_000, []insight.Cluster{c}, unknown))
	}
	for i, step := range []struct {
		perHour market.USD
		known   bool
		want    int
	}{{30e6, false, 0}, {11e6, true, 0}, {12e6, true, 1}, {20e6, true, 0}, {11e6, true, 0}, {13e6, true, 0}, {5e6, true, 0}, {60e6, true, 1}, {-60e6, true, 0}} {
		if got := see(step.perHour, step.known); got != step.want {
			t.Errorf("step %d fires %d times, want %d", i, got, step.want)
		}
	}
	if c.USD = 40e6; see(39e6, true) != 0 {
		t.Error("a small cluster fires")
	}
	c.USD = 60e6
	if r := b.CheckClusters("BTCUSDT", 10_000, []insight.Cluster{{Side: market.Short, Lo: 5, Hi: 9, USD: 70e6, Hour: insight.Change{PerHour: 70e6, Known: true}}}, unknown); len(r) != 1 || r[0].Grew != maxGrowth {
		t.Errorf("one that was not there an hour before: %+v", r)
	}
}

func TestForced(t *testing.T) {
	b := rulesOf(t, Rule{Liquidation, "BTCUSDT", 1, 1e6, 0})
	now := market.Millis(1_790_812_800_000)
	hear := func(at market.Millis, side market.Side, usd market.USD) []Fired {
		return b.CheckLiquidation("BTCUSDT", "bybit", &market.Liquidation{Time: at, Closed: side, Price: 60_000, USD: usd}, now)
	}
	if got := hear(now, market.Long, 9e5); len(got) != 0 {
		t.Errorf("a small one fires %+v", got)
	}
	if got := hear(now, market.Short, 9e6); len(got) != 0 {
		t.Errorf("the other side fires %+v", got)
	}
	if got := hear(now, market.Long, market.USD(math.NaN())); len(got) != 0 {
		t.Errorf("no size fires %+v", got)
	}
	got := hear(now, market.Long, 2e6)
	if len(got) != 1 || got[0].Count != 1 || got[0].USD != 2e6 || got[0].Venue != "bybit" || got[0].Price != 60_000 {
		t.Errorf("%+v", got)
	}
	if len(hear(now, market.Long, 2e6)) != 0 {
		t.Error("the same one fires twice")
	}
	now += 10 * market.Second
	for i := range market.Millis(3) {
		if len(hear(now+i, market.Long, 3e6)) != 0 {
			t.Error("it fires within its quiet minute")
		}
	}
	if now += 30 * market.Second; len(b.Tick(now)) != 0 {
		t.Error("it fires within its quiet minute")
	}
	now += 20 * market.Second
	if got := b.Tick(now); len(got) != 1 || got[0].Count != 3 || got[0].USD != 9e6 {
		t.Errorf("what was gathered is %+v", got)
	}
	if got := b.Tick(now + market.Hour); len(got) != 0 {
		t.Errorf("nothing fires: %+v", got)
	}
	// A clock that is turned back does not silence the alerts.
	now -= 5 * market.Hour
	if got := hear(now, market.Long, 7e6); len(got) != 1 || got[0].Count != 1 {
		t.Errorf("after the clock was turned back: %+v", got)
	}
	for i := range market.Millis(1000) {
		hear(now+i, market.Short, 1)
	}
	if len(b.recent) != maxRemembered {
		t.Errorf("%d liquidations are remembered", len(b.recent))
	}
}

func TestAlertsThatCannotBe(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		change func(a *Rule)
		code   string
	}{
		{func(a *Rule) { a.Kind = 9 }, "alert-unnamed"}, {func(a *Rule) { a.Symbol = "" }, "alert-unnamed"}, {func(a *Rule) { a.Symbol = "A B" }, "alert-unnamed"},
		{func(a *Rule) { a.Sides = 0 }, "alert-sides"}, {func(a *Rule) { a.Sides = 4 }, "alert-sides"},
		{func(a *Rule) { a.Minimum = 0 }, "alert-size"}, {func(a *Rule) { a.Minimum = market.USD(nan) }, "alert-size"},
		{func(a *Rule) { a.Share = 0 }, "alert-distance"}, {func(a *Rule) { a.Share = .6 }, "alert-distance"}, {func(a *Rule) { a.Share = nan }, "alert-distance"},
		{func(a *Rule) { a.Kind, a.Share = Grown, -1 }, "alert-growth"}, {func(a *Rule) { a.Kind = Liquidation }, "alert-share"},
	} {
		a := near()
		c.change(&a)
		var b Rules
		if fault := b.Add(a); fault == nil || fault.Code != c.code || len(b.All()) != 0 {
			t.Errorf("%+v: %v, want %s", a, fault, c.code)
		}
	}
	b := rulesOf(t, near())
	if fault := b.Add(near()); fault == nil || fault.Code != "alert-twice" {
		t.Error(fault)
	}
	for i := 1; i < MaxRules; i++ {
		a := near()
		a.Minimum += market.USD(i)
		b.Add(a)
	}
	if fault := b.Add(Rule{Liquidation, "X", 1, 5, 0}); fault == nil || fault.Code != "alert-too-many" {
		t.Error(fault)
	}
	if !b.Remove(near()) || b.Remove(near()) || (&Rules{}).Remove(near()) {
		t.Error("a rule is not removed once")
	}
	if len(b.All()) != MaxRules-1 || b.All()[0] == near() {
		t.Error("another rule was removed")
	}
}

// Where a rule has fired is stored too: nothing fires again because a page was
// opened anew.
func TestStoredAlertsComeBack(t *testing.T) {
	b := rulesOf(t, near(), Rule{Grown, "ETHUSDT", 1, 1e7, .5}, Rule{Liquidation, "BTCUSDT", 2, 123456.5, 0})
	clusters := []insight.Cluster{clusterOf(market.Long, -15, -10, 90e6), clusterOf(market.Short, 5, 10, 90e6)}
	if len(b.CheckClusters("BTCUSDT", 10_000, clusters, unknown)) != 2 {
		t.Fatal("nothing has fired")
	}
	back, fault := Parse(b.Text())
	if fault != nil || !reflect.DeepEqual(back.All(), b.All()) {
		t.Fatalf("%+v came back as %+v, %v", b.All(), back.All(), fault)
	}
	if got := back.CheckClusters("BTCUSDT", 10_000, clusters, unknown); len(got) != 0 {
		t.Errorf("after a reload it fires again: %+v", got)
	}
	empty, fault := Parse((&Rules{}).Text())
	if fault != nil || len(empty.All()) != 0 {
		t.Errorf("%+v %v", empty, fault)
	}
}

func TestDamagedAlertsAreRefused(t *testing.T) {
	b := rulesOf(t, near())
	good := b.Text()
	bad := []string{"", "{}", good[:len(good)-1], strings.Replace(good, "-1 ", "-9 ", 1)}
	line := "near BTCUSDT both 5e+07 0.01 long:3555:3583"
	for _, change := range [][2]string{{"near", "far"}, {"both", "all"}, {"both", ""}, {"5e+07", "NaN"}, {"5e+07", "many"}, {"0.01", "7"}, {"3583", "1"}, {"long:", "up:"}, {"3555", "x"}, {"3583", "99999999"}, {" 0.01 long:3555:3583", ""}} {
		bad = append(bad, seal.Text(kind, strings.Replace(line, change[0], change[1], 1)))
	}
	bad = append(bad, seal.Text(kind, line+"\n"), seal.Text(kind, line+"\n"+line))
	for _, text := range bad {
		if b, fault := Parse(text); fault == nil || fault.Code != "alerts-damaged" || len(b.All()) != 0 {
			t.Errorf("%q is accepted", text)
		}
	}
	if _, fault := Parse(seal.Text(kind, line)); fault != nil {
		t.Error(fault)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("near BTCUSDT both 5e+07 0.01 long:3555:3583")
	f.Add("forced X long 1 0\ngrown Y short 5 1")
	f.Fuzz(func(t *testing.T, body string) {
		_, _ = Parse(body)
		b, fault := Parse(seal.Text(kind, body))
		if fault != nil {
			return
		}
		back, fault := Parse(b.Text())
		if fault != nil || !reflect.DeepEqual(back, b) {
			t.Errorf("%q comes back as %+v, %v", body, back, fault)
		}
	})
}

// unknown knows no chance.
func unknown(market.Price) (float64, bool) { return 0, false }

// A rule on a chance fires when price becomes likely enough to reach a cluster, and
// again once that was much less likely; what is not known does neither.
func TestLikelyFiresOnceAndAgain(t *testing.T) {
	var b Rules
	rule := Rule{Likely, "BTCUSDT", 1 << market.Long, 50e6, .3}
	if fault := b.Add(rule); fault != nil {
		t.Fatal(fault)
	}
	long := insight.Cluster{Side: market.Long, Lo: grid.Of(9_800), Hi: grid.Of(9_900), USD: 80e6}
	small, short := long, long
	small.USD, short.Side = 10e6, market.Short
	for i, step := range []struct {
		chance float64
		known  bool
		want   int
	}{{0, false, 0}, {.2, true, 0}, {.31, true, 1}, {.5, true, 0}, {.25, true, 0}, {.35, true, 0}, {0, false, 0}, {.4, true, 0}, {.19, true, 0}, {.3, true, 1}} {
		got := b.CheckClusters("BTCUSDT", 10_000, []insight.Cluster{small, short, long}, func(level market.Price) (float64, bool) {
			if level != long.Near() && level != short.Near() {
				t.Errorf("asked for %v", level)
			}
			return step.chance, step.known
		})
		if len(got) != step.want || len(got) > 0 && (got[0].Chance != step.chance || got[0].USD != 80e6) {
			t.Errorf("step %d: %+v", i, got)
		}
	}
	if !b.Waits("BTCUSDT", Likely) || b.Waits("ETHUSDT", Likely) || b.Waits("BTCUSDT", Near) {
		t.Error("what it waits for")
	}
	back, fault := Parse(b.Text())
	if fault != nil || back.Text() != b.Text() {
		t.Error(fault)
	}
	for _, share := range []float64{0, .005, .995, 1, -1} {
		if bad := (Rule{Likely, "X", 1, 1, share}); bad.Check() == nil {
			t.Errorf("a chance of %v is accepted", share)
		}
	}
}

// A wall of observed positions fires its own rules alone, once until price has gone away,
// also where it is not there for a while.
func TestWallsFireTheirOwnRules(t *testing.T) {
	wall := Rule{Wall, "BTCUSDT", 1, 1e6, .01}
	b := rulesOf(t, near(), wall)
	long, short := clusterOf(market.Long, -60, -40, 60e6), clusterOf(market.Short, -100, -90, 60e6)
	both := []insight.Cluster{long, short}
	for i, c := range []struct {
		symbol string
		price  market.Price
		walls  []insight.Cluster
		want   int
	}{{"ETHUSDT", 9_890, both, 0}, {"BTCUSDT", 0, both, 0}, {"BTCUSDT", 10_000, both, 0}, {"BTCUSDT", 9_890, nil, 0}, {"BTCUSDT", 9_890, both, 1}, {"BTCUSDT", 9_890, nil, 0}, {"BTCUSDT", 9_890, both, 0}, {"BTCUSDT", 9_960, nil, 0}, {"BTCUSDT", 9_890, both, 1}} {
		got := b.CheckWalls(c.symbol, c.price, c.walls)
		if len(got) != c.want || len(got) > 0 && got[0].Rule != wall {
			t.Errorf("%d: %+v", i, got)
		}
	}
	if got := rulesOf(t, wall).CheckClusters("BTCUSDT", 9_890, both, unknown); len(got) > 0 {
		t.Error("an estimated cluster fires a rule on what is observed")
	}
	for _, bad := range []Rule{{Wall, "BTC", 1, 1e6, 0}, {Wall, "BTC", 1, 1e6, .6}, {Wall, "BTC", 1, 0, .1}} {
		if bad.Check() == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	kept, fault := Parse(b.Text())
	if fault != nil || !reflect.DeepEqual(kept.All(), b.All()) || len(kept.CheckWalls("BTCUSDT", 9_890, both)) > 0 {
		t.Error("it is not kept with where it has fired", fault)
	}
}
