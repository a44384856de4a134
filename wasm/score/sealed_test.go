package score

import (
	"sort"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/skill"
)

// sealedLog seals the maps of models at each hour of recorded bars, and adds what
// came.
func sealedLog(t testing.TB, bars []market.Bar, rows []Observed, models ...*engine.Model) *skill.Log {
	t.Helper()
	usd := map[market.Millis][market.Sides]market.USD{}
	for _, row := range rows {
		usd[row.Start] = row.USD
	}
	engines := make([]*engine.Engine, len(models))
	for i, model := range models {
		engines[i] = engine.New(model, five, 1)
	}
	l := skill.New("BTC")
	for i := range bars {
		if b := &bars[i]; b.Start%market.Hour == 0 && i >= 7*288 && i+12 <= len(bars) {
			if y, known := usd[b.Start]; known {
				s := &skill.Sealed{At: b.Start, Made: b.Start, Price: bars[i-1].Close}
				for j, span := range skill.Lookbacks {
					low, high := s.Price, s.Price
					for k := i - 1; k >= i-int(span/five); k-- {
						low, high = min(low, bars[k].Low), max(high, bars[k].High)
					}
					s.Extremes[j] = [market.Sides]market.Price{low, high}
				}
				for j, e := range engines {
					m := skill.Standing{Name: models[j].Name, Version: models[j].Version, Path: models[j].Path}
					for side := range m.Sides {
						lo, hi := e.Extent(market.Side(side))
						heat := make([]float64, hi-lo)
						e.Heat(heat, market.Side(side), lo, engine.Everything)
						m.Sides[side].Put(market.Side(side), s.Price, grid.Bin(lo), heat)
					}
					s.Models = append(s.Models, m)
				}
				l.Seal(s)
				c := &skill.Came{At: b.Start, Feeds: []skill.Told{{Venue: "all", USD: y}}}
				for _, b := range bars[i : i+12] {
					c.Bars = append(c.Bars, skill.Reach{High: b.High, Low: b.Low, Close: b.Close})
				}
				l.Add(c)
			}
		}
		for _, e := range engines {
			if fault := e.Step(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
		}
	}
	return l
}

// Sealed as it is in the page and held against what came, the learned map leads on
// the month that no figure of it was fitted on; the chances come true as often as
// they say.
func TestSealedForecastsOnRecordedMonths(t *testing.T) {
	bars, rows := recorded(t)
	l := sealedLog(t, bars, rows, engine.Models()...)
	l.Forget(date(t, "2026-02-01"))
	r := l.Report()
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		t.Logf("%s: %s, %d hours, %.3f nats per dollar; over novelty, classic, uniform-path: %+.3f", v.Version, v.Status, v.Hours, v.Forecast, v.Over)
	}
	if learned := &r.Verdicts[0]; learned.Hours != r.Judged || r.Judged < 700 || learned.Over[0].Value < .05 || learned.Over[0].Low < .02 || learned.Over[1].Low < .05 {
		t.Errorf("%+v", learned)
	}
}

// The USD that each model's path brings are those that score best on the months
// before.
func TestThePathsOfModels(t *testing.T) {
	bars, rows := recorded(t)
	n := sort.Search(len(bars), func(i int) bool { return bars[i].Start >= date(t, "2026-02-01") })
	score := func(factor market.USD) (out []float64) {
		var models []*engine.Model
		for _, model := range engine.Models() {
			other := *model
			other.Path *= factor
			models = append(models, &other)
		}
		for _, v := range sealedLog(t, bars[:n], rows, models...).Report().Verdicts {
			out = append(out, v.Forecast)
		}
		return out
	}
	less, as, more := score(.5), score(1), score(2)
	for i, model := range engine.Models() {
		t.Logf("%s: %.4f with half of it, %.4f, %.4f with twice", model.Name, less[i], as[i], more[i])
		if as[i] <= less[i] || as[i] <= more[i] {
			t.Errorf("%s: another path brings more", model.Name)
		}
	}
}
