package insight

import (
	"compress/gzip"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/engine/enginetest"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/replay"
)

// landscape is a random map: a ground that rises or falls, hills of any width
// on it, holes, and noise from bin to bin.
func landscape(r *rand.Rand) *Map {
	m := &Map{At: 1_790_812_800_000, Price: market.Price(math.Exp(6 + 8*r.Float64()))}
	closed := grid.Of(m.Price)
	for side := range m.Planes {
		n := r.IntN(1500)
		p := &m.Planes[side]
		if p.Lo = closed + 1 + grid.Bin(r.IntN(40)); market.Side(side) == market.Long {
			p.Lo = closed - grid.Bin(n+r.IntN(40))
		}
		p.USD = make([]float64, n)
		slope, noise := 1e3*r.NormFloat64(), r.Float64()*.3
		for i := range p.USD {
			p.USD[i] = math.Max(0, 2e5+slope*float64(i)) * (1 + noise*(r.Float64()-.5))
		}
		for range r.IntN(12) {
			at, width, height := r.Float64()*float64(n), 3+40*r.Float64(), 1e6*r.ExpFloat64()
			for i := range p.USD {
				x := (float64(i) - at) / width
				p.USD[i] += height * math.Exp(-x*x)
			}
		}
		for range r.IntN(3) {
			if n > 0 {
				from := r.IntN(n)
				clear(p.USD[from:min(n, from+r.IntN(60))])
			}
		}
	}
	return m
}

// Whatever the map: clusters lie on their side of price, apart from each
// other and in order, hold exactly the map's dollars, and are finite.
func TestClustersOfAnyMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 2000 {
		m := landscape(r)
		clusters := m.Clusters(nil, DefaultCut)
		found += len(clusters)
		for i, c := range clusters {
			p := &m.Planes[c.Side]
			sum := 0.0
			for k := c.Lo; k < c.Hi; k++ {
				sum += p.USD[k-p.Lo] // out of range would be bins that the map does not have
			}
			if !near(c.USD, market.USD(sum)) || !(c.USD > 0) || math.IsInf(float64(c.USD), 0) {
				t.Fatalf("%+v holds %v", c, sum)
			}
			if c.Peak < c.Lo || c.Peak >= c.Hi || p.USD[c.Lo-p.Lo] == 0 || p.USD[c.Hi-1-p.Lo] == 0 {
				t.Fatalf("%+v has its peak outside or empty ends", c)
			}
			if closed := grid.Of(m.Price); c.Side == market.Long && c.Hi > closed+1 || c.Side == market.Short && c.Lo < closed {
				t.Fatalf("%+v lies on the wrong side of %v", c, m.Price)
			}
			if d := c.Distance(m.Price); !(d >= 0 && d < math.Exp(DefaultCut.Farthest+.01)-1) {
				t.Fatalf("%+v is %v away", c, d)
			}
			if i > 0 && clusters[i-1].Side == c.Side && !(c.Distance(m.Price) > clusters[i-1].Distance(m.Price)) {
				t.Fatalf("%+v comes after %+v", c, clusters[i-1])
			}
		}
	}
	if found < 4000 {
		t.Errorf("2000 landscapes have %d clusters", found)
	}
}

// The clusters and the ground between them are the whole grid: a raster with
// the clusters' edges as rows says the same, and so does the engine.
func TestSumsAreTheGrids(t *testing.T) {
	bars := enginetest.Walk(5, 4000)
	for _, model := range engine.Models() {
		e := enginetest.Stepped(t, model, 2, bars)
		var m Map
		m.Read(e, 1, bars[len(bars)-1].Close, Selection(engine.Everything), 2)
		clusters := m.Clusters(nil, DefaultCut)
		if len(clusters) == 0 {
			t.Fatalf("%s: a month has no cluster", model.Name)
		}
		for _, c := range clusters {
			low, high := c.Band()
			var raster grid.Raster
			raster.Reset(grid.View{Column: 1, Columns: 1, Rows: 1, Bottom: low, Top: high})
			lo, hi := raster.Span()
			column := make([]float64, hi-lo)
			e.Heat(column, c.Side, lo, engine.Everything)
			raster.Set(0, c.Side, lo, column)
			if got := float64(raster.Planes[c.Side][0]); math.Abs(got-float64(c.USD)) > 1e-6*got {
				t.Errorf("%s: %v holds %v, the grid %v", model.Name, c, c.USD, got)
			}
			byClass, byVenue := market.USD(0), market.USD(0)
			for _, usd := range c.Classes {
				byClass += usd
			}
			for _, usd := range c.Venues {
				byVenue += usd
			}
			if !near(c.USD, byClass) || !near(c.USD, byVenue) || len(c.Venues) != 2 {
				t.Errorf("%s: %v is %v by class and %v by venue", model.Name, c.USD, byClass, byVenue)
			}
		}
	}
}

// merged adds up runs of bins, the first of them short, as a coarser grid
// with another origin would.
func merged(usd []float64, by, first int) []float64 {
	var out []float64
	for len(usd) > 0 {
		n := min(by, len(usd))
		if out == nil && first > 0 {
			n = min(first, len(usd))
		}
		sum := 0.0
		for _, x := range usd[:n] {
			sum += x
		}
		out, usd = append(out, sum), usd[n:]
	}
	return out
}

// A coarser grid finds the same places: what stands out a little more than
// need be on one grid lies within clusters of the other, but for a bin or two at
// the edges. A hole just as narrow as one that parts them may do so on one grid alone.
func TestClustersSurviveReBinning(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	strict := DefaultCut
	strict.Over, strict.Valley, strict.Weight, strict.Farthest = 2*DefaultCut.Over, 2*DefaultCut.Valley, 2*DefaultCut.Weight, .9*DefaultCut.Farthest
	strict.Width, strict.FarWidth = .7*DefaultCut.Width, .7*DefaultCut.FarWidth
	strict.Hole = 2 * DefaultCut.Hole // a hole or an island may be a bin wider on another grid
	seen, missed := 0, 0
	compare := func(what string, clear, all []peak, clearBin, allBin float64) {
		for _, a := range clear {
			from, to := float64(a.from)*clearBin, float64(a.to)*clearBin
			found := 0.0
			for _, b := range all {
				over := math.Min(to, float64(b.to)*allBin) - math.Max(from, float64(b.from)*allBin)
				found += math.Max(over, 0)
			}
			seen++
			if slack := 3 * math.Max(clearBin, allBin); found < (to-from)-2*slack {
				missed++
				t.Logf("%s: of the cluster %v to %v bins only %v are found again", what, from, to, found)
			}
		}
	}
	for range 300 {
		m := landscape(r)
		closed := grid.Of(m.Price)
		for side := range market.Side(market.Sides) {
			fine := m.Planes[side].outward(side, closed)
			for _, by := range []int{2, 3, 4} {
				coarse := merged(fine, by, 0)
				step := grid.Step * float64(by)
				compare("coarse", stretches(fine, grid.Step, strict), stretches(coarse, step, DefaultCut), 1, float64(by))
				compare("fine", stretches(coarse, step, strict), stretches(fine, grid.Step, DefaultCut), float64(by), 1)
			}
		}
	}
	if seen < 2000 {
		t.Errorf("only %d clusters were compared", seen)
	}
	// An island at the end of what clusters are sought in may end elsewhere.
	if missed*400 > seen {
		t.Errorf("%d of %d clusters were not found again", missed, seen)
	}
}

// stretches are the clusters among bins of a width of step, outward from price.
func stretches(usd []float64, step float64, cut Cut) []peak {
	return peaks(reliefOf(usd, step), usd, step, &cut)
}

// reliefOf is how far bins of any width stand out of all that lie within 2.5 %.
func reliefOf(usd []float64, step float64) []float64 {
	held := make([]float64, len(usd))
	for i, x := range usd {
		if x > 0 {
			held[i] = 1
		}
	}
	sums, counts := running(usd), running(held)
	mean := func(at, half float64) float64 {
		return (sums.upTo(at+half) - sums.upTo(at-half)) / (counts.upTo(at+half) - counts.upTo(at-half))
	}
	out := make([]float64, len(usd))
	for i, x := range usd {
		if at := float64(i) + .5; x > 0 {
			out[i] = mean(at, .00325/step) / mean(at, .02525/step)
		}
	}
	return out
}

// On a planted map the figures themselves come back from any grid.
func TestPlantedHillsFromAnyGrid(t *testing.T) {
	usd := make([]float64, 1000)
	for i := range usd {
		usd[i] = 1e5
	}
	hills := []struct{ at, width int }{{60, 24}, {150, 12}, {260, 48}}
	for _, h := range hills {
		for i := h.at; i < h.at+h.width; i++ {
			usd[i] += 9e5
		}
	}
	for _, by := range []int{1, 2, 3, 4, 6} {
		bins := merged(usd, by, 0)
		found := stretches(bins, grid.Step*float64(by), DefaultCut)
		if len(found) != len(hills) {
			t.Fatalf("%d native bins a bin: %d of %d hills", by, len(found), len(hills))
		}
		for i, s := range found {
			sum := 0.0
			for _, x := range bins[s.from:s.to] {
				sum += x
			}
			want := 1e6 * float64(hills[i].width)
			if math.Abs(sum-want) > .1*want || math.Abs(float64(s.from*by-hills[i].at)) > float64(by+2) {
				t.Errorf("%d native bins a bin: hill %d from %d holds %v, want %v from %d", by, i, s.from*by, sum, want, hills[i].at)
			}
		}
	}
}

func TestMapsWithoutRelief(t *testing.T) {
	empty := Map{Price: 60_000}
	flat := Map{Price: 60_000}
	for side := range flat.Planes {
		lo := grid.Of(60_000) + 1
		if market.Side(side) == market.Long {
			lo -= 1001
		}
		flat.Planes[side] = Plane{Lo: lo, USD: slices.Repeat([]float64{1e6}, 1000)}
	}
	unpriced := flat
	unpriced.Price = 0
	for name, m := range map[string]*Map{"empty": &empty, "flat": &flat, "unpriced": &unpriced, "zero": {}} {
		if clusters := m.Clusters(nil, DefaultCut); len(clusters) != 0 {
			t.Errorf("%s: %+v", name, clusters)
		}
	}
	if empty.MaxPain(market.Long, .1).Known || empty.Balance(.1) != ([2]market.USD{}) || empty.Between(market.Short, 1, 1e6) != 0 {
		t.Error("an empty map holds something")
	}
}

// One bin alone is a cluster of one bin, wherever it lies.
func TestOneBin(t *testing.T) {
	closed := grid.Of(60_000)
	for side := range market.Side(market.Sides) {
		for _, away := range []grid.Bin{1, 2, 7, 100, 390} {
			k := closed + away
			if side == market.Long {
				k = closed - away
			}
			m := Map{Price: 60_000}
			m.Planes[side] = Plane{Lo: k, USD: []float64{5e6}}
			clusters := m.Clusters(nil, DefaultCut)
			if len(clusters) != 1 || clusters[0].Lo != k || clusters[0].Hi != k+1 || clusters[0].Peak != k || clusters[0].USD != 5e6 || clusters[0].Side != side {
				t.Errorf("%v, %d bins away: %+v", side, away, clusters)
			}
			if pain := m.MaxPain(side, .5); !pain.Known || pain.USD != 5e6 || math.Abs(float64(grid.Of(pain.Price)-k)) > 2 {
				t.Errorf("%v, %d bins away: max pain %+v", side, away, pain)
			}
		}
	}
}

// Dollars of another scale are the same clusters.
func TestScale(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 50 {
		m := landscape(r)
		a := m.Clusters(nil, DefaultCut)
		for side := range m.Planes {
			for i := range m.Planes[side].USD {
				m.Planes[side].USD[i] *= 1024
			}
		}
		b := m.Clusters(nil, DefaultCut)
		if !slices.EqualFunc(a, b, func(a, b Cluster) bool { return a.Lo == b.Lo && a.Hi == b.Hi && a.USD*1024 == b.USD }) {
			t.Fatalf("%v became %v", a, b)
		}
	}
}

func TestWhatIsNearAndLarge(t *testing.T) {
	at := func(side market.Side, lo, hi grid.Bin, usd market.USD) Cluster {
		return Cluster{Side: side, Lo: lo, Hi: hi, USD: usd}
	}
	clusters := []Cluster{at(market.Long, -50, -40, 30e6), at(market.Long, -150, -140, 60e6), at(market.Long, -250, -200, 90e6), at(market.Short, 20, 30, 10e6)}
	if c := Nearest(clusters, market.Long, 50e6, 10_000); c != &clusters[1] {
		t.Errorf("the nearest of 50 million is %+v", c)
	}
	if c := Nearest(clusters, market.Short, 50e6, 10_000); c != nil {
		t.Errorf("there is none of 50 million, but %+v", c)
	}
	if c := Largest(clusters, market.Long); c != &clusters[2] {
		t.Errorf("the largest is %+v", c)
	}
	c := &clusters[0]
	if c.Near() != c.Hi.Lower() || c.Far() != c.Lo.Lower() || math.Abs(c.Distance(10_000)-(1-math.Exp(-40*5e-4))) > 1e-12 || c.Distance(9_000) != 0 {
		t.Errorf("%v to %v, %v away", c.Near(), c.Far(), c.Distance(10_000))
	}
}

// On a real market each model has a table that people can read: a few places
// on each side, whatever the model's relief.
func TestClustersOfBitcoin(t *testing.T) {
	file, err := os.Open("../../../shared/data/btc/bars_5m_bybit_oi_binance.csv.gz")
	if err != nil {
		t.Skip("../shared is not here")
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file) // in a browser the page does that
	if err != nil {
		t.Fatal(err)
	}
	rows, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	recording, fault := replay.ReadBars(rows)
	if fault != nil {
		t.Fatal(fault)
	}
	for _, model := range engine.Models() {
		e := engine.New(model, recording.Interval, 1)
		samples := 0
		var count [market.Sides]int
		for i := range recording.Bars {
			if fault := e.Step(0, &recording.Bars[i]); fault != nil {
				t.Fatal(fault)
			}
			if i < 8640 || i%1000 != 0 {
				continue
			}
			var m Map
			m.Read(e, 1, recording.Bars[i].Close, Selection(engine.Everything), 1)
			samples++
			for _, c := range m.Clusters(nil, DefaultCut) {
				count[c.Side]++
			}
		}
		for side, n := range count {
			if mean := float64(n) / float64(samples); mean < 1.5 || mean > 9 {
				t.Errorf("%s has %.1f clusters of %vs", model.Name, mean, market.Side(side))
			} else {
				t.Logf("%s has %.1f clusters of %vs", model.Name, mean, market.Side(side))
			}
		}
	}
}

func BenchmarkClustersOfAMonth(b *testing.B) {
	bars := enginetest.Walk(81, 8640)
	e := enginetest.Stepped(b, &engine.Learned, 4, bars)
	price := bars[len(bars)-1].Close
	var m Map
	var past Past
	for i := range 70 {
		m.Read(e, market.Millis(i)*five, price, Selection(engine.Everything), 4)
		past.Add(&m)
	}
	var clusters []Cluster
	b.ReportAllocs()
	for b.Loop() {
		m.Read(e, 71*five, price, Selection(engine.Everything), 4)
		clusters = m.Clusters(clusters[:0], DefaultCut)
		for i := range clusters {
			past.Describe(&clusters[i], m.At)
		}
	}
	b.ReportMetric(float64(len(clusters)), "clusters")
}
