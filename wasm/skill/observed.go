package skill

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"brink/wasm/information"
	"brink/wasm/market"
)

// kindObserved begins the line of an Observed.
const kindObserved = "observed"

// Observed is how well the estimate for a venue agreed with the positions that were
// public there as an hour began.
type Observed struct {
	At       market.Millis // the hour's start
	Venue    string
	Accounts int     // that it rests on
	Rank     float64 // correlation over strips of price, -1 to 1
	// Map and Ramp are what the estimate, and a ramp by distance, are worth over an
	// even spread, in nats per observed dollar.
	Map, Ramp float64
}

// line writes it: observed, the hour's start, the venue, accounts, and the figures.
func (o *Observed) line() string {
	return strings.Join([]string{kindObserved, whole(o.At), o.Venue, strconv.Itoa(o.Accounts), join(rounded(o.Rank), rounded(o.Map), rounded(o.Ramp))}, " ")
}

// parseObserved reads the words behind "observed".
func parseObserved(r *reader) *Observed {
	o := &Observed{At: r.time(), Venue: r.word()}
	accounts, err := strconv.Atoi(r.word())
	figures := strings.Split(r.word(), ",")
	r.bad = r.bad || err != nil || accounts <= 0 || o.At%market.Hour != 0 || o.Venue == "" || len(figures) != 3 || len(r.words) > 0
	if r.bad {
		return o
	}
	o.Accounts = accounts
	for i, to := range []*float64{&o.Rank, &o.Map, &o.Ramp} {
		x, err := strconv.ParseFloat(figures[i], 64)
		r.bad = r.bad || err != nil || math.IsNaN(x) || math.IsInf(x, 0)
		*to = x
	}
	r.bad = r.bad || math.Abs(o.Rank) > 1
	return o
}

// Observe adds an agreement and reports whether it is the hour's first, and one that
// can be.
func (l *Log) Observe(o *Observed) bool {
	line := o.line()
	r := &reader{words: strings.Split(line, " ")[1:]}
	back := parseObserved(r)
	if r.bad || l.observed[o.At] != nil {
		return false
	}
	l.observed[o.At] = back // what is told is what can be read
	l.add(o.At, line)
	return true
}

// Agreed is how well the estimate has agreed with observed positions.
type Agreed struct {
	Venue       string // of the newest hour
	Hours, Days int
	Accounts    float64 // mean
	Rank        float64 // mean
	// Gain is the mean lead over the ramp, in nats per observed dollar; its bounds mean
	// nothing with fewer than LeastDays days.
	Gain information.Interval
}

// agreed sums up the hours of one venue, that of the newest. Of a day all hours go
// together: positions stay for longer.
func (l *Log) agreed() (out Agreed) {
	var newest market.Millis
	for at, o := range l.observed {
		if at >= newest {
			newest, out.Venue = at, o.Venue
		}
	}
	days := map[market.Millis][]float64{}
	var order []market.Millis
	for _, e := range l.lines { // in the order in which they came
		o := l.observed[e.at]
		if o == nil || o.Venue != out.Venue || !strings.HasPrefix(e.text, kindObserved) {
			continue
		}
		day := o.At / market.Day
		if days[day] == nil {
			order = append(order, day)
		}
		days[day] = append(days[day], o.Map-o.Ramp)
		out.Hours++
		out.Accounts += float64(o.Accounts)
		out.Rank += o.Rank
	}
	if out.Hours == 0 {
		return out
	}
	out.Days = len(order)
	out.Accounts, out.Rank = out.Accounts/float64(out.Hours), out.Rank/float64(out.Hours)
	out.Gain = information.Resample(len(order), func(pick func(int) int) float64 {
		sum, n := 0.0, 0
		for d := range order {
			for _, gain := range days[order[pick(d)]] {
				sum += gain
				n++
			}
		}
		return sum / float64(n)
	}, rand.New(rand.NewPCG(1, 0)))
	return out
}
