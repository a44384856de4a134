package insight

import "math"

// Cut is what counts as a cluster. Widths and distances are differences of the
// natural logarithm of price, about a share of it.
type Cut struct {
	Over     float64 // by what share its mass exceeds that of its surroundings where it does most
	Valley   float64 // by what share of the lower peak the mass falls between two clusters
	Weight   float64 // its dollars times its prominence, as a share of the most of its side
	Width    float64 // it is no wider than this where it is near
	FarWidth float64 // and than this from twice FarFrom on
	FarFrom  float64
	Farthest float64 // clusters that begin farther from price are left out
	Hole     float64 // a hole that is narrower does not part what lies on its sides
	Least    float64 // bins that hold less than this share of the fullest count as empty
}

// DefaultCut is what the page uses.
var DefaultCut = Cut{Over: .08, Valley: .06, Weight: .01, Width: .015, FarWidth: .03, FarFrom: .05, Farthest: .2, Hole: .0035, Least: .001}

// widest is how wide a cluster may be at a distance.
func (c *Cut) widest(away float64) float64 {
	share := min(max(away/c.FarFrom-1, 0), 1)
	return c.Width + share*(c.FarWidth-c.Width)
}

// reach is how many bins of a width from price on clusters are sought in.
func (c *Cut) reach(step float64) int { return int((c.Farthest + c.FarWidth) / step) }

// peak is a place where mass stands out more than anywhere on the way to the next
// valley on either side. It is a cluster by index outward from price, [from, to).
type peak struct {
	at         int
	from, to   int
	prominence float64 // the share of its height that it rises over the higher valley
}

// peaks finds the clusters among bins of a width of step, in the order in which
// price would meet them. relief is how far each bin stands out, 0 where there is
// no mass; usd are its dollars.
func peaks(relief, usd []float64, step float64, cut *Cut) []peak {
	least := 0.0
	for _, x := range usd {
		least = max(least, cut.Least*x)
	}
	for i := range relief {
		if usd[i] < least {
			relief[i] = 0
		}
	}
	relief = bridged(relief, int(cut.Hole/step+.5))
	tops := summits(relief, cut.Valley)
	var found []peak
	most := 0.0
	for i := range tops {
		p := &tops[i]
		if float64(p.at)*step > cut.Farthest || !extend(p, relief, usd, step, cut) {
			continue
		}
		found = append(found, *p)
		most = max(most, p.weight(usd))
	}
	kept := found[:0]
	for i := range found {
		if found[i].weight(usd) >= cut.Weight*most {
			kept = append(kept, found[i])
		}
	}
	return kept
}

// weight is its dollars times its prominence.
func (p *peak) weight(usd []float64) float64 {
	sum := 0.0
	for _, x := range usd[p.from:p.to] {
		sum += x
	}
	return sum * p.prominence
}

// bridged is relief with its holes of fewer than so many bins filled, as high as
// the lower side.
func bridged(relief []float64, hole int) []float64 {
	out := append([]float64(nil), relief...)
	last := -1
	for i, r := range relief {
		if r <= 0 {
			continue
		}
		if last >= 0 && i-last <= hole {
			for k := last + 1; k < i; k++ {
				out[k] = min(relief[last], r)
			}
		}
		last = i
	}
	return out
}

// summits are the peaks that are left once those are merged into higher ones that
// no valley deep enough parts from them, with their valleys as from and to.
func summits(relief []float64, valley float64) []peak {
	tops, lows := turns(relief)
	depth := func(i int) float64 { // of the valley between tops i and i+1
		return 1 - relief[lows[i]]/min(relief[tops[i]], relief[tops[i+1]])
	}
	for len(tops) > 1 {
		least := 0
		for i := 1; i < len(tops)-1; i++ {
			if depth(i) < depth(least) {
				least = i
			}
		}
		if depth(least) >= valley {
			break
		}
		lower := least + 1 // of equals the farther one goes
		if higher(relief[tops[least+1]], relief[tops[least]]) {
			lower = least
		}
		tops = append(tops[:lower], tops[lower+1:]...)
		lows = append(lows[:least], lows[least+1:]...)
	}
	out := make([]peak, len(tops))
	for i, at := range tops {
		p := peak{at: at, from: 0, to: len(relief), prominence: 1}
		saddle := 0.0
		if i > 0 {
			p.from = lows[i-1]
			saddle = relief[p.from]
		}
		if i < len(lows) {
			p.to = lows[i]
			saddle = max(saddle, relief[p.to])
		}
		p.prominence = 1 - saddle/relief[at]
		out[i] = p
	}
	return out
}

// higher tells heights apart but for the last digits.
func higher(a, b float64) bool { return a > b*(1+1e-9) }

// turns are the places where relief has its tops, and the lowest place between each
// and the next; of equal heights the first one.
func turns(relief []float64) (tops, lows []int) {
	low, rising := -1, true
	top := -1
	for i, r := range relief {
		switch {
		case rising:
			if top < 0 || higher(r, relief[top]) {
				top = i
			} else if higher(relief[top], r) {
				if relief[top] > 0 {
					if low >= 0 {
						lows = append(lows, low)
					}
					tops = append(tops, top)
				}
				rising, low = false, i
			}
		case higher(relief[low], r):
			low = i
		case higher(r, relief[low]):
			rising, top = true, i
		}
	}
	if rising && top >= 0 && relief[top] > 0 {
		if low >= 0 {
			lows = append(lows, low)
		}
		tops = append(tops, top)
	}
	return tops, lows
}

// extend sets the edges of a peak within its valleys: as far as mass stands out, no
// wider than the cut allows, where it stands out most, and without ends that hold
// little. An island that is no wider
// is one as a whole, whatever it stands out of. It reports whether that makes a
// cluster.
func extend(p *peak, relief, usd []float64, step float64, cut *Cut) bool {
	widest := max(int(cut.widest(float64(p.at)*step)/step+1e-9), 1)
	left, right := p.from, p.to
	run := func(least float64) (from, to int) {
		for from = p.at; from > left && !higher(least, relief[from-1]) && relief[from-1] > 0; from-- {
		}
		for to = p.at + 1; to < right && !higher(least, relief[to]) && relief[to] > 0; to++ {
		}
		return from, to
	}
	from, to := run(0)
	island := to-from <= widest && (from == 0 || relief[from-1] <= 0) && (to == len(relief) || relief[to] <= 0)
	if !island {
		if relief[p.at] < 1+cut.Over {
			return false
		}
		from, to = run(1)
	}
	if to-from > widest {
		from, to = densest(relief, from, to, p.at, widest)
	}
	p.from, p.to = trimmed(usd, from, to, p.at)
	return usd[p.from] > 0 && usd[p.to-1] > 0
}

// trimmed is a stretch about a place without the bins at its ends that hold less
// than half of what its bins hold on average.
func trimmed(usd []float64, from, to, at int) (int, int) {
	sum := 0.0
	for _, x := range usd[from:to] {
		sum += x
	}
	half := sum / float64(to-from) / 2
	for from < at && (higher(half, usd[from]) || usd[from] == 0) {
		from++
	}
	for to-1 > at && (higher(half, usd[to-1]) || usd[to-1] == 0) {
		to--
	}
	return from, to
}

// densest is the stretch of a width within [from, to) that holds a place and stands
// out most; of equals the nearest.
func densest(relief []float64, from, to, at, width int) (int, int) {
	sum, most := 0.0, math.Inf(-1)
	first := max(from, at-width+1)
	for _, r := range relief[first : first+width] {
		sum += r
	}
	best := first
	for a := first; ; a++ {
		if higher(sum, most) || a == first {
			most, best = sum, a
		}
		if a == at || a+width == to {
			return best, best + width
		}
		sum += relief[a+width] - relief[a]
	}
}
