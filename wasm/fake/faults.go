package fake

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
)

// Faults are ways to misbehave. The zero value is none.
type Faults struct {
	spec  string
	rules []rule
}

// rule is one fault at one venue.
type rule struct {
	name   string
	venue  market.Venue // "" is every one
	chance float64
	span   time.Duration
	every  time.Duration // 0 is once
	code   int
	millis market.Millis
}

// How the value of each fault is written.
const (
	aChance  = "a probability such as .01"
	aSpan    = "a time such as 20s, or 20s/5m for 20 seconds in each 5 minutes"
	aStatus  = "a status, or status:probability, such as 429:.05"
	aMillis  = "milliseconds, such as -5000"
	aVenue   = "VENUE:TIME such as okx:1h, or a time"
	faultRow = "drop, silence, limited, duplicate, reorder, malformed, bookgap, status, slow, skew, gone"
)

var faultKinds = map[string]string{
	"drop": aSpan, "silence": aSpan, "limited": aSpan, "slow": aSpan, "gone": aVenue, "duplicate": aChance, "reorder": aChance,
	"malformed": aChance, "bookgap": aChance, "status": aStatus, "skew": aMillis,
}

// ParseFaults reads a comma list of NAME=VALUE or NAME=VALUE@VENUE:
//
//	drop=30s            connections are cut, each after about 30 seconds
//	silence=20s         sockets stay open and say nothing for 20 seconds from now
//	duplicate=.01       a message comes twice
//	reorder=.01         a message comes after the next one
//	malformed=.01       a message, or a REST answer, comes damaged in its stead
//	bookgap=.01         a change of a book never comes
//	status=429:.05      REST answers so; without a probability always, and sockets too
//	limited=10m         REST says for so long that there were too many requests: in a
//	                    200 where the venue does so, else with 429, and never for how long
//	slow=2s             the bodies of REST answers take 2 seconds
//	skew=5000           the venue's clock is 5 seconds ahead
//	gone=okx:1h         nobody answers there for an hour from now
//
// Spans of silence, limited and gone may be followed by /TIME, with which they come
// back; all spans are of the exchange's time where that runs faster. @bybit
// means both of its markets.
func ParseFaults(spec string) (Faults, error) {
	f := Faults{spec: strings.TrimSpace(spec)}
	for _, item := range strings.Split(spec, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		text, at, _ := strings.Cut(item, "@")
		name, value, ok := strings.Cut(text, "=")
		if kind := faultKinds[name]; kind == "" {
			return Faults{}, errors.New("the fault " + strconv.Quote(name) + " is none of " + faultRow)
		} else if r, good := parseRule(name, value, at); !ok || !good {
			return Faults{}, errors.New("the fault " + strconv.Quote(item) + " is not understood; its value is " + kind)
		} else {
			f.rules = append(f.rules, r)
		}
	}
	return f, nil
}

func parseRule(name, value, at string) (rule, bool) {
	r := rule{name: name, chance: 1}
	if name == "gone" {
		if before, after, ok := strings.Cut(value, ":"); ok {
			at, value = before, after
		}
	}
	if at != "" {
		r.venue = market.Venue(at)
		if codecs.PlanOf(r.venue) == nil {
			return r, false
		}
	}
	var err error
	switch faultKinds[name] {
	case aChance:
		r.chance, err = strconv.ParseFloat(value, 64)
	case aSpan, aVenue:
		span, every, again := strings.Cut(value, "/")
		if r.span, err = time.ParseDuration(span); err == nil && again {
			r.every, err = time.ParseDuration(every)
		}
		if r.span <= 0 || again && r.every <= r.span {
			return r, false
		}
	case aStatus:
		code, chance, some := strings.Cut(value, ":")
		if r.code, err = strconv.Atoi(code); err == nil && some {
			r.chance, err = strconv.ParseFloat(chance, 64)
		}
		if r.code < 400 || r.code > 599 {
			return r, false
		}
	case aMillis:
		var n int64
		n, err = strconv.ParseInt(value, 10, 64)
		r.millis = market.Millis(n)
	}
	return r, err == nil && r.chance >= 0 && r.chance <= 1
}

// at reports whether a rule holds at a venue.
func (r *rule) at(venue market.Venue) bool {
	if r.venue == "" || r.venue == venue {
		return true
	}
	p := profileOf(venue)
	return p != nil && r.venue == p.host // a second market of one exchange
}

// find is the first rule of a name at a venue, nil for none.
func (f *Faults) find(name string, venue market.Venue) *rule {
	for i := range f.rules {
		if r := &f.rules[i]; r.name == name && r.at(venue) {
			return r
		}
	}
	return nil
}

// chance is a fault's probability at a venue, 0 where there is none.
func (f *Faults) chance(name string, venue market.Venue) float64 {
	if r := f.find(name, venue); r != nil {
		return r.chance
	}
	return 0
}

func (f *Faults) skew(venue market.Venue) market.Millis {
	if r := f.find("skew", venue); r != nil {
		return r.millis
	}
	return 0
}

// span is a rule's time by the wall clock, which is shorter where ours runs
// faster.
func (x *Exchange) span(d time.Duration) time.Duration {
	if x.config.Speed > 1 {
		return time.Duration(float64(d) / x.config.Speed)
	}
	return d
}

// holds reports whether a fault that lasts for a time is on at a venue.
func (x *Exchange) holds(name string, venue market.Venue) bool {
	r := x.faults.find(name, venue)
	if r == nil {
		return false
	}
	passed := x.config.Wall().Sub(x.since)
	if every := x.span(r.every); every > 0 {
		passed %= every
	}
	return passed < x.span(r.span)
}
