package book

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// street is a market of one venue, whose book a test sets bin by bin.
type street struct {
	w     Watch
	d     Depth
	at    market.Millis
	price market.Price
	usual float64
	bins  [market.Sides]map[grid.Bin]float64 // what differs from usual
	zones []Zone
}

func newStreet(zones ...Zone) *street {
	return &street{at: 1e6, price: grid.Bin(1000).Middle(), usual: 1e6, bins: [market.Sides]map[grid.Bin]float64{{}, {}}, zones: zones}
}

// look lets the watch see the street, after a span.
func (s *street) look(span market.Millis, flows ...Flow) {
	s.at += span
	v := Venue{ID: "a", State: Known, Mid: s.price}
	here := grid.Of(s.price)
	for side, way := range [market.Sides]grid.Bin{-1, 1} {
		for i := range grid.Bin(60) {
			at := here + way*i
			usd, special := s.bins[side][at]
			if !special {
				usd = s.usual
			}
			v.Sides[side] = append(v.Sides[side], Bin{at, 0, market.USD(usd)})
		}
		v.Reach[side] = (here + way*59).Middle()
	}
	s.d.Sum([]Venue{v}, s.at, s.price)
	s.w.See(&s.d, 1, flows, s.zones)
}

func (s *street) rest(n int) {
	for range n {
		s.look(250)
	}
}

func (s *street) to(bin grid.Bin) { s.price = bin.Middle() }

func TestACascadeThatIsAbsorbed(t *testing.T) {
	s := newStreet(Zone{market.Long, 980, 995, 30e6})
	s.rest(400)
	s.to(994)
	s.look(250, Flow{At: 994, Sell: 5e6, Buy: 1e6, Forced: [2]market.USD{2e6, 7e6}})
	s.usual = 2e5
	s.look(250, Flow{At: 994, Sell: 3e6, Forced: [2]market.USD{1e6, 0}})
	c := s.w.Running[market.Long]
	if c == nil || s.w.Running[market.Short] != nil {
		t.Fatalf("%+v", s.w.Running)
	}
	if c.Forced != 3e6 || c.Taken != 8e6 || c.Outcome(s.at) != Open || c.Before < 3e6 || c.Least > c.Before/4 {
		t.Errorf("%+v", c)
	}
	// It comes back in steps: half after ten seconds, nearly all after twenty.
	for range 9 {
		s.look(market.Second)
	}
	s.usual = 6.5e5
	s.look(market.Second)
	s.rest(36)
	s.usual = 9.5e5
	s.look(market.Second)
	if c.HalfLife != 10*market.Second || c.BackAfter != 20*market.Second || c.Outcome(s.at) != Absorbed {
		t.Errorf("half of it back after %d, all after %d, %v", c.HalfLife, c.BackAfter, c.Outcome(s.at))
	}
	s.to(1001)
	s.rest(8)
	if s.w.Running[market.Long] != nil || len(s.w.Past) != 1 || s.w.Past[0].Forced != 3e6 || s.w.Past[0].Until == 0 {
		t.Errorf("%+v", s.w.Past)
	}
}

func TestACascadeThatIsNot(t *testing.T) {
	s := newStreet(Zone{market.Short, 1005, 1020, 30e6})
	s.rest(400)
	s.to(1006)
	s.usual = 3e5
	s.look(250, Flow{At: 1006, Buy: 4e6, Forced: [2]market.USD{0, 3e6}})
	c := s.w.Running[market.Short]
	for range 301 {
		s.look(market.Second)
	}
	if c.Outcome(s.at) != Broken || c.HalfLife != 0 || c.Taken != 4e6 || c.Forced != 3e6 {
		t.Errorf("%+v", c)
	}
}

func TestABookThatNobodyTookFromStood(t *testing.T) {
	s := newStreet(Zone{market.Long, 990, 995, 30e6})
	s.rest(400)
	s.to(994)
	s.rest(40)
	s.to(1000)
	s.rest(4)
	if len(s.w.Past) != 1 || s.w.Past[0].Outcome(s.at) != Absorbed || s.w.Past[0].HalfLife != 0 {
		t.Errorf("%+v", s.w.Past)
	}
}

// What is not known before price came in is not judged, and a watch that could not
// look, or looks at other venues, begins anew.
func TestAWatchThatBeginsAnew(t *testing.T) {
	s := newStreet(Zone{market.Long, 980, 1001, 30e6})
	s.look(250)
	if c := s.w.Running[market.Long]; c == nil || c.Outcome(s.at+market.Hour) != Open {
		t.Errorf("%+v", c)
	}
	for name, spoil := range map[string]func(*Watch){
		"other venues":   func(w *Watch) { w.See(&s.d, 3, nil, s.zones) },
		"a long silence": func(w *Watch) { d := s.d.Clone(); d.At += market.Minute; w.See(&d, 1, nil, nil) },
		"a clock's step": func(w *Watch) { d := s.d.Clone(); d.At -= market.Hour; w.See(&d, 1, nil, nil) },
		"no book":        func(w *Watch) { w.See(&Depth{At: s.at}, 0, nil, nil) },
	} {
		s := newStreet(Zone{market.Long, 980, 995, 30e6})
		s.bins[market.Short][1003] = 9e6
		s.rest(40)
		s.to(994)
		s.rest(4)
		before := s.w.Running[market.Long]
		s.d.At = s.at
		spoil(&s.w)
		if before == nil || s.w.Running[market.Long] == before || s.w.Pulled[market.Short].N != 0 {
			t.Errorf("%s: %+v", name, s.w)
		}
	}
}

func TestLargeOrdersThatArePulledOrFilled(t *testing.T) {
	const at = 1012
	approach := func(s *street) {
		s.bins[market.Short][at] = 9e6
		s.rest(40)
		for bin := grid.Bin(1001); bin <= at-3; bin++ {
			s.to(bin)
			s.rest(4)
		}
	}
	pulled := newStreet()
	approach(pulled)
	if got := pulled.w.AppendStanding(nil, pulled.at); len(got) != 1 || got[0] != (Standing{market.Short, at, 9e6}) {
		t.Errorf("stands %+v", got)
	}
	delete(pulled.bins[market.Short], at)
	pulled.rest(2)
	if got := pulled.w.Pulled[market.Short]; got.N != 1 || got.USD < 7e6 || pulled.w.Filled[market.Short].N != 0 {
		t.Errorf("pulled %+v, filled %+v", got, pulled.w.Filled)
	}
	filled := newStreet()
	approach(filled)
	filled.bins[market.Short][at] = 2e6
	filled.look(250, Flow{At: at, Buy: 6.5e6, Sell: 1e6})
	if got := filled.w.Filled[market.Short]; got.N != 1 || filled.w.Pulled[market.Short].N != 0 {
		t.Errorf("filled %+v, pulled %+v", got, filled.w.Pulled)
	}
	// Price may leap over it.
	leapt := newStreet()
	approach(leapt)
	leapt.to(at + 2)
	leapt.rest(1)
	if leapt.w.Filled[market.Short].N != 1 || leapt.w.Pulled[market.Short].N != 0 {
		t.Errorf("%+v", leapt.w.Orders)
	}
	// One that goes while price goes away, or is far, or stood for a moment, says nothing.
	away := newStreet()
	away.bins[market.Short][at] = 9e6
	away.rest(40)
	away.to(990)
	away.rest(4)
	delete(away.bins[market.Short], at)
	away.rest(4)
	moment := newStreet()
	moment.bins[market.Short][1003] = 9e6
	moment.rest(4)
	delete(moment.bins[market.Short], 1003)
	moment.rest(40)
	for _, s := range []*street{away, moment} {
		if s.w.Pulled[market.Short].N+s.w.Filled[market.Short].N != 0 {
			t.Errorf("%+v", s.w.Orders)
		}
	}
}

func TestAWatchDoesNotAllocate(t *testing.T) {
	s := newStreet(Zone{market.Long, 980, 995, 30e6})
	s.bins[market.Short][1008] = 9e6
	s.rest(40)
	if n := testing.AllocsPerRun(100, func() { s.d.At += 250; s.w.See(&s.d, 1, nil, s.zones) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// A market whose truth is known: in each bin as much rests as it happens to, cascades
// take 60 %, and half of what is gone comes back every twenty seconds. Price goes on
// meanwhile, and every size wavers.
func TestHalfLivesOfAMarketThatIsKnown(t *testing.T) {
	const life = 20.0
	r := rand.New(rand.NewPCG(5, 7))
	for _, half := range []float64{life, 3 * life} {
		var lives []float64
		for range 24 {
			zone := Zone{market.Long, 900, 995, 30e6}
			s := newStreet(zone)
			s.usual = 0
			sizes := [market.Sides]map[grid.Bin]float64{{}, {}}
			thin, coordinate := 1.0, 1000.0
			step := func(n int, drift float64) {
				for range n {
					coordinate += drift + .03*r.NormFloat64()
					s.price = grid.Price(coordinate)
					thin = 1 - (1-thin)*math.Exp2(-.25/half)
					for side := range sizes {
						for at := grid.Of(s.price) - 25; at <= grid.Of(s.price)+25; at++ {
							if sizes[side][at] == 0 {
								sizes[side][at] = 1e6 * math.Exp(.4*r.NormFloat64())
							}
							s.bins[side][at] = sizes[side][at] * thin * math.Exp(.1*r.NormFloat64())
						}
					}
					s.look(250)
				}
			}
			step(400, 0)
			coordinate = 990
			thin = .4
			step(1400, 0)
			c := s.w.Running[market.Long]
			if c == nil && len(s.w.Past) > 0 {
				c = &s.w.Past[0]
			}
			if c != nil && c.HalfLife > 0 {
				lives = append(lives, float64(c.HalfLife)/1000)
			}
		}
		slices.Sort(lives)
		if len(lives) < 20 {
			t.Fatalf("%d half-lives of 24", len(lives))
		}
		median := lives[len(lives)/2]
		t.Logf("half-life %.0f s: measured median %.1f s, 80 %% within %.1f to %.1f s", half, median, lives[len(lives)/10], lives[len(lives)*9/10])
		if math.Abs(median/half-1) > .25 {
			t.Errorf("the median is %.1f s of %.0f", median, half)
		}
	}
}
