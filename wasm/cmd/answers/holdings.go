package main

import (
	"math"
	"sort"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/score"
)

// coin is the market whose map is compared with positions.
const coin = "BTC"

// rounding answers whether round prices gather liquidations of positions.
type rounding struct {
	N     int            `json:"n"`     // positions with a liquidation price near a multiple of 1,000
	Share score.Interval `json:"share"` // their share of dollars over the share of prices that is near one
}

const (
	reach  = .15   // of price, within which positions are counted
	close  = .0005 // of price, that is near a round one
	bucket = .0025
)

// round compares dollars near multiples of 1,000 USD with the prices near them.
func round(all []snapshot, price func(market.Millis) market.Price) rounding {
	type sums struct{ near, all, expected float64 }
	accounts := map[string]*sums{}
	near := map[string]bool{}
	for i := range all {
		p := float64(price(all[i].at))
		if p == 0 {
			continue
		}
		for _, key := range all[i].keys {
			h := all[i].held[key]
			if h.coin != coin || h.liq == 0 || math.Abs(h.liq/p-1) > reach {
				continue
			}
			s := accounts[h.account]
			if s == nil {
				s = &sums{}
				accounts[h.account] = s
			}
			s.all += h.value
			s.expected += h.value * 2 * close * h.liq / 1000
			if math.Abs(h.liq-1000*math.Round(h.liq/1000)) <= close*h.liq {
				s.near += h.value
				near[key] = true
			}
		}
	}
	names := make([]string, 0, len(accounts))
	for name := range accounts {
		names = append(names, name)
	}
	sort.Strings(names)
	return rounding{len(near), drawn(len(names), func(pick func(int) int) float64 {
		var s sums
		for i := range names {
			a := accounts[names[pick(i)]]
			s.near += a.near
			s.expected += a.expected
		}
		return s.near / s.expected
	})}
}

// standing answers whether the map is a map of positions.
type standing struct {
	Days    int                  `json:"days"`
	Sides   map[string]knowledge `json:"nats_over_uniform"`
	Crossed int                  `json:"liquidation_prices_crossed"`
	Still   int                  `json:"seen_again_and_open"`
	Gone    int                  `json:"seen_again_and_gone"` // the rest was not seen again
	Moved   float64              `json:"moved_more_than_quarter_per_cent_in_a_day"`
}

// knowledge is how much a forecast of where liquidation prices lie, in steps of
// .25 % within 15 %, knows beside an even one, in nats per dollar.
type knowledge struct {
	Map        score.Interval `json:"map"`
	Distance   score.Interval `json:"distance"` // positions of other days by distance
	Difference score.Interval `json:"map_less_distance"`
}

const buckets = int(reach / bucket)

// even is the part of every forecast that is spread evenly, so that none calls a
// distance impossible.
const even = .1

// stand compares positions with the map of the same moment.
func stand(all []snapshot, bars []market.Bar, interval market.Millis) (out standing, err error) {
	e := engine.New(&engine.Learned, interval, 1)
	type moment struct {
		real, map_ [market.Sides][buckets]float64
	}
	days := map[market.Millis]*moment{}
	at := 0
	for i := range all {
		for at < len(bars) && bars[at].Start+interval <= all[i].at {
			if fault := e.Step(0, &bars[at]); fault != nil {
				return out, fault
			}
			at++
		}
		if at == 0 || at == len(bars) {
			continue
		}
		price := bars[at-1].Close
		day := days[all[i].at/market.Day]
		if day == nil {
			day = &moment{}
			days[all[i].at/market.Day] = day
		}
		for _, key := range all[i].keys {
			h := all[i].held[key]
			if h.coin != coin || h.liq == 0 {
				continue
			}
			away := h.liq/float64(price) - 1
			if h.side == market.Long {
				away = -away
			}
			if k := int(math.Floor(away / bucket)); k >= 0 && k < buckets {
				day.real[h.side][k] += h.value
			}
		}
		for side := range market.Side(market.Sides) {
			addHeat(&day.map_[side], e, side, price)
		}
	}
	order := make([]market.Millis, 0, len(days))
	for day := range days {
		order = append(order, day)
	}
	sort.Slice(order, func(a, b int) bool { return order[a] < order[b] })
	out.Days, out.Sides = len(order), map[string]knowledge{}
	for side := range market.Side(market.Sides) {
		var total [buckets]float64 // of the days' shares
		for _, day := range order {
			for k, share := range shares(&days[day].real[side]) {
				total[k] += share
			}
		}
		logs := make([][3]float64, len(order)) // of map and distance, and dollars
		for i, day := range order {
			m := days[day]
			others := total
			for k, share := range shares(&m.real[side]) {
				others[k] -= share
			}
			others = blurred(&others)
			logs[i] = [3]float64{information(&m.real[side], &m.map_[side]), information(&m.real[side], &others), dollars(&m.real[side])}
		}
		figure := func(a, b float64) score.Interval {
			return drawn(len(order), func(pick func(int) int) float64 {
				sum, usd := 0.0, 0.0
				for i := range order {
					l := &logs[pick(i)]
					sum += a*l[0] + b*l[1]
					usd += l[2]
				}
				return sum / usd
			})
		}
		out.Sides[side.String()] = knowledge{figure(1, 0), figure(0, 1), figure(1, -1)}
	}
	return out, nil
}

// shares are what each bucket has of the dollars.
func shares(usd *[buckets]float64) (out [buckets]float64) {
	if all := dollars(usd); all > 0 {
		for k, x := range usd {
			out[k] = x / all
		}
	}
	return out
}

// blurred is a histogram smoothed over 1 % of price, so that single accounts of
// other days do not stand for a distance.
func blurred(usd *[buckets]float64) (out [buckets]float64) {
	const width = .01 / bucket
	for k := range out {
		weights := 0.0
		for j, x := range usd {
			z := float64(j-k) / width
			w := math.Exp(-z * z / 2)
			out[k] += w * x
			weights += w
		}
		out[k] /= weights
	}
	return out
}

// addHeat adds the map's USD by distance.
func addHeat(dst *[buckets]float64, e *engine.Engine, side market.Side, price market.Price) {
	lo, hi := e.Extent(side)
	heat := make([]float64, hi-lo)
	e.Heat(heat, side, lo, engine.Everything)
	for i, usd := range heat {
		away := float64((lo+grid.Bin(i)).Middle()/price) - 1
		if side == market.Long {
			away = -away
		}
		if k := int(math.Floor(away / bucket)); k >= 0 && k < buckets {
			dst[k] += usd
		}
	}
}

func dollars(usd *[buckets]float64) (sum float64) {
	for _, x := range usd {
		sum += x
	}
	return sum
}

// information is the sum of each bucket's dollars times ln(its share of a forecast
// over an even one's).
func information(real, forecast *[buckets]float64) float64 {
	all, sum := dollars(forecast), 0.0
	if all <= 0 {
		return 0
	}
	for k, usd := range real {
		if usd > 0 {
			sum += usd * math.Log((1-even)*forecast[k]/all*float64(buckets)+even)
		}
	}
	return sum
}

// cross counts the positions whose liquidation price was crossed before their
// account was seen again, or within a day of the last time, and what became of
// them.
func (s *standing) cross(all []snapshot, bars []market.Bar) {
	for _, seen := range sightings(all) {
		for i := range seen {
			at := all[seen[i].in].at
			until := at + market.Day
			if i+1 < len(seen) {
				until = min(all[seen[i+1].in].at, at+longest)
			}
			from := sort.Search(len(bars), func(k int) bool { return bars[k].Start >= at })
			to := sort.Search(len(bars), func(k int) bool { return bars[k].Start >= until })
			if from >= to {
				continue
			}
			low, high := bars[from].Low, bars[from].High
			for _, b := range bars[from:to] {
				low, high = min(low, b.Low), max(high, b.High)
			}
			for key, h := range seen[i].held {
				p := market.Price(h.liq)
				crossed := h.side == market.Long && low <= p && p < bars[from].Open || h.side == market.Short && high >= p && p > bars[from].Open
				if h.coin != coin || h.liq == 0 || !crossed {
					continue
				}
				s.Crossed++
				if i+1 == len(seen) {
					continue
				}
				if _, there := seen[i+1].held[key]; there {
					s.Still++
				} else {
					s.Gone++
				}
			}
		}
	}
}

// wander is the share of positions whose liquidation price had moved by more than
// a quarter of a per cent a day later.
func wander(all []snapshot) float64 {
	moved, seen := 0.0, 0.0
	for i := range all {
		j := sort.Search(len(all), func(k int) bool { return all[k].at >= all[i].at+market.Day })
		if j == len(all) || all[j].at > all[i].at+30*market.Hour {
			continue
		}
		for key, h := range all[i].held {
			later, there := all[j].held[key]
			if h.coin != coin || h.liq == 0 || later.liq == 0 || !there {
				continue
			}
			seen++
			moved += number(math.Abs(later.liq/h.liq-1) > bucket)
		}
	}
	return moved / seen
}
