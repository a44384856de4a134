package skill

import (
	"math/rand/v2"
	"slices"

	"brink/wasm/grid"
	"brink/wasm/information"
	"brink/wasm/market"
)

// LeastDays is how many days of judged hours it takes before a lead is told: its
// interval is of whole days.
const LeastDays = 10

// Report is how good the forecasts of a log were.
type Report struct {
	Coin      string
	From, To  market.Millis // the starts of the first and the last sealed hour
	Sealed    int           // hours that have a forecast
	Judged    int           // of which this was held against what came
	Gaps      int           // of which a feed had a gap
	Waiting   int           // of which what came is not known, or not yet
	Void      int           // hours that are not judged, forecast or not
	Feeds     []string      // venues whose feeds are counted
	Verdicts  []Verdict     // each model in its newest version
	Touches   [len(Horizons)]Touched
	Coverages [Ranges]Coverage
	Agreed    Agreed // with observed positions
}

// Verdict is how good one model's sealed maps were, on the path that price took:
// nats per dollar (engine/MODEL.md 8).
type Verdict struct {
	Name, Version string
	Hours, Days   int
	Status        information.Status
	Forecast      float64 // nats per dollar over the same in every hour
	// Over are the leads over the baselines, in the order of Baselines; of the
	// model itself nothing. They mean nothing unless Status is Judged.
	Over  [len(Baselines)]information.Interval
	Daily []Day // the lead over the first baseline as days came
}

// Day is a lead from the first day up to one, over all hours so far.
type Day struct {
	At   market.Millis
	Lead float64
}

// Baselines are what each model is held against: the rule that liquidations come
// at new extremes, volume at fixed leverages, and the length of price's path.
var Baselines = [...]string{"novelty", "classic", "uniform-path"}

// Touched is how good the chances of a touch within a horizon were.
type Touched struct {
	N           int     // forecasts, of which the levels of one hour go together
	Brier       float64 // mean squared difference from 0 or 1
	Constant    float64 // that of each level's own frequency, known afterwards
	Mean        float64 // of the chances
	Frequency   float64 // of the touches
	Calibration float64 // mean |chance - frequency| over ten equal parts of the chance
}

// Coverage is how many of the 80 % ranges held what came.
type Coverage struct{ N, Inside int }

// NoveltyWeights are the USD of each zone per per cent of path, fitted on BTC,
// December 2025 and January 2026 (go test ./wasm/score -run Baselines -v). What is
// told of a forecast does not depend on its scale.
var NoveltyWeights = [len(Lookbacks) + 1]float64{233050, 871074, 2609534, 5724717, 16351349}

// least is the least that any forecast says of an hour and side, in USD.
const least = 1

// zones are those of an hour, which are computed once.
func (l *Log) zones(at market.Millis) *[market.Sides][len(Lookbacks) + 1]float64 {
	z := l.paths[at]
	if z == nil {
		z = &[market.Sides][len(Lookbacks) + 1]float64{}
		for side := range z {
			z[side] = zones(l.sealed[at], l.came[at], market.Side(side))
		}
		l.paths[at] = z
	}
	return z
}

// zones are the parts of price's path to a side, bar by bar, by which of the
// extremes it had passed, in per cent.
func zones(s *Sealed, c *Came, side market.Side) (parts [len(Lookbacks) + 1]float64) {
	sign := 1.0 // mirrored for shorts, so that both sides go down
	if side == market.Short {
		sign = -1
	}
	from := sign * grid.Log(float64(s.Price))
	for i := range c.Bars {
		b := &c.Bars[i]
		end := sign * grid.Log(float64(b.Low))
		if side == market.Short {
			end = sign * grid.Log(float64(b.High))
		}
		for zone := range parts {
			to := end
			if zone < len(s.Extremes) {
				to = max(to, sign*grid.Log(float64(s.Extremes[zone][side])))
			}
			if to < from {
				parts[zone] += 100 * (from - to)
				from = to
			}
		}
		from = sign * grid.Log(float64(b.Close))
	}
	return parts
}

// forecast is the USD that a model expects of an hour in which price went as it
// did: those of its map that price reached, and those that its path brings.
func (m *Standing) forecast(s *Sealed, c *Came, side market.Side, path float64) float64 {
	low, high := c.span()
	away := grid.Log(float64(s.Price / low))
	if side == market.Short {
		away = grid.Log(float64(high / s.Price))
	}
	return least + float64(m.Sides[side].Within(max(away, 0))) + float64(m.Path)*path
}

// elements are the judged hours of one model, a side each.
type elements struct {
	times     []market.Millis
	y, yhat   []float64
	baselines [len(Baselines)][]float64
}

// counted are the venues whose feeds were whole in the most hours that are known.
func (l *Log) counted() []string {
	hours, names := map[string]int{}, map[string][]string{}
	best := ""
	for at, c := range l.came {
		if l.sealed[at] == nil || len(c.Feeds) == 0 {
			continue
		}
		var list []string
		for _, f := range c.Feeds {
			list = append(list, f.Venue)
		}
		key := keyOf(list)
		names[key] = list
		hours[key]++
	}
	for key, n := range hours {
		if best == "" || n > hours[best] || n == hours[best] && (len(names[key]) > len(names[best]) || len(names[key]) == len(names[best]) && key < best) {
			best = key
		}
	}
	return names[best]
}

// keyOf joins venues to a key.
func keyOf(list []string) (key string) {
	for _, name := range list {
		key += name + " "
	}
	return key
}

// published is what the feeds of venues told of a side in an hour; false where one
// of them had a gap.
func (c *Came) published(venues []string, side market.Side) (usd market.USD, whole bool) {
	for _, venue := range venues {
		told := c.told(venue)
		if told == nil {
			return 0, false
		}
		usd += told.USD[side]
	}
	return usd, len(venues) > 0
}

// hours are the starts of the sealed hours that are not void, in order.
func (l *Log) hours() []market.Millis {
	var out []market.Millis
	for at := range l.sealed {
		if l.void[at] == "" {
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return out
}

// Report scores the log. Its intervals are drawn by the same numbers each time.
func (l *Log) Report() *Report {
	hours := l.hours()
	r := &Report{Coin: l.Coin, Sealed: len(l.sealed), Void: len(l.void), Feeds: l.counted(), Agreed: l.agreed()}
	if len(hours) == 0 {
		return r
	}
	r.From, r.To = hours[0], hours[len(hours)-1]
	for _, at := range hours {
		switch c := l.came[at]; {
		case c == nil:
			r.Waiting++
		case !c.covers(r.Feeds):
			r.Gaps++
		default:
			r.Judged++
		}
	}
	newest := l.sealed[hours[len(hours)-1]]
	draws := map[int]*information.Repeated{}
	for i := range newest.Models {
		r.Verdicts = append(r.Verdicts, l.verdict(hours, newest.Models[i].Name, newest.Models[i].Version, r.Feeds, draws))
	}
	for h := range r.Touches {
		r.Touches[h] = l.touches(hours, h)
	}
	for h := range r.Coverages {
		r.Coverages[h] = l.coverage(hours, h, r.Feeds)
	}
	return r
}

// covers reports whether the feeds of venues were whole.
func (c *Came) covers(venues []string) bool {
	_, whole := c.published(venues, market.Long)
	return whole
}

// verdict judges a model's maps of one version. draws are those of intervals, by
// the number of days.
func (l *Log) verdict(hours []market.Millis, name, version string, venues []string, draws map[int]*information.Repeated) Verdict {
	v := Verdict{Name: name, Version: version, Status: information.NotValid}
	e := l.elements(hours, name, version, venues)
	if v.Hours = len(e.y) / market.Sides; v.Hours == 0 {
		return v
	}
	v.Days = len(information.DaysOf(e.times))
	if v.Status = information.Judge(e.times, e.y); v.Status == information.NotValid {
		return v
	}
	v.Forecast = information.Information(e.y, e.yhat)
	if v.Status != information.Judged {
		return v
	}
	if draws[v.Days] == nil {
		draws[v.Days] = information.NewRepeated(rand.New(rand.NewPCG(1, 0)))
	}
	for b := range v.Over {
		if len(e.baselines[b]) == len(e.y) && Baselines[b] != name {
			v.Over[b] = information.Gain(e.times, e.y, e.yhat, e.baselines[b], draws[v.Days].Again())
		}
	}
	v.Daily = e.daily()
	return v
}

// daily is the lead over the first baseline (information.Gain), day by day over all
// hours so far.
func (e *elements) daily() (out []Day) {
	var dollars, forecast, baseline, sum float64
	for i, at := range e.times {
		a, b := e.yhat[i], e.baselines[0][i]
		dollars, forecast, baseline = dollars+e.y[i], forecast+a, baseline+b
		if e.y[i] > 0 {
			sum += e.y[i] * grid.Log(a/b)
		}
		if last := i+1 == len(e.times); last || e.times[i+1]/market.Day != at/market.Day {
			out = append(out, Day{at - at%market.Day, sum/dollars - grid.Log(forecast/baseline)})
		}
	}
	return out
}

// elements are the hours of a model in one version whose feeds were whole.
func (l *Log) elements(hours []market.Millis, name, version string, venues []string) (e elements) {
	for _, at := range hours {
		s, c := l.sealed[at], l.came[at]
		m, classic := s.model(name), s.model("classic")
		if c == nil || m == nil || m.Version != version || !c.covers(venues) {
			continue
		}
		for side := range market.Side(market.Sides) {
			y, _ := c.published(venues, side)
			e.times = append(e.times, at)
			e.y = append(e.y, float64(y))
			path, novelty := 0.0, float64(least)
			for zone, part := range l.zones(at)[side] {
				path += part
				novelty += NoveltyWeights[zone] * part
			}
			e.yhat = append(e.yhat, m.forecast(s, c, side, path))
			e.baselines[0] = append(e.baselines[0], novelty)
			if classic != nil {
				e.baselines[1] = append(e.baselines[1], classic.forecast(s, c, side, path))
			}
			e.baselines[2] = append(e.baselines[2], least+1e6*path)
		}
	}
	return e
}

// model is the map of a model, or nil.
func (s *Sealed) model(name string) *Standing {
	for i := range s.Models {
		if s.Models[i].Name == name {
			return &s.Models[i]
		}
	}
	return nil
}
