package replay

import "brink/wasm/market"

// sameGaps is how many equal gaps in a row mean that the interval changes within
// the file.
const sameGaps = 4

// common is the most common step between two bars; of two that are as common,
// the shorter.
func (r *Recording) common() (common market.Millis) {
	counts := map[market.Millis]int{}
	for i := 1; i < len(r.Bars); i++ {
		step := r.Bars[i].Start - r.Bars[i-1].Start
		counts[step]++
		if n, most := counts[step], counts[common]; n > most || n == most && step < common {
			common = step
		}
	}
	return common
}

// findInterval sets the interval, which is the most common step, and the gaps.
// name is what the file calls the stamps, rows are the lines of the bars.
func (r *Recording) findInterval(name string, rows []int32) *market.Fault {
	fault := func(bar int, code, sentence string) *market.Fault {
		return &market.Fault{Code: code, Sentence: "row " + decimal(int64(rows[bar])) + ", column " + name + ": " + sentence}
	}
	r.Interval = r.common()
	if first := r.Bars[1].Start - r.Bars[0].Start; first != r.Interval {
		n := 1
		for n+1 < len(r.Bars) && r.Bars[n+1].Start-r.Bars[n].Start == first {
			n++
		}
		if n >= sameGaps { // the lesser part of the file comes first
			return fault(n+1, "interval-changed", "the bar comes "+length(r.Bars[n+1].Start-r.Bars[n].Start)+" after the one before it; those before it are "+length(first)+" apart")
		}
	}
	if r.Interval < shortest || r.Interval > longest {
		return fault(1, "interval-out-of-range", "the bars are "+length(r.Interval)+" apart; 1 minute to 1 hour can be read: export bars of such a length")
	}
	if market.Hour%r.Interval != 0 {
		return fault(1, "interval-odd", "the bars are "+length(r.Interval)+" apart, which does not divide an hour")
	}
	if first := r.Bars[0].Start; first%r.Interval != 0 {
		return fault(0, "stamp-misaligned", "the stamp "+decimal(int64(first))+" is not a multiple of the file's interval, "+length(r.Interval))
	}
	alike := 0
	for i := 1; i < len(r.Bars); i++ {
		last := r.Bars[i-1].Start
		step := r.Bars[i].Start - last
		if step == r.Interval {
			alike = 0
			continue
		}
		if n := len(r.Gaps); alike > 0 && r.Gaps[n-1].To-r.Gaps[n-1].From == step-r.Interval {
			alike++
		} else {
			alike = 1
		}
		if step%r.Interval != 0 || alike == sameGaps {
			return fault(i+1-alike, "interval-changed", "the bar comes "+length(step)+" after the one before it; the file's interval is "+length(r.Interval))
		}
		r.Gaps = append(r.Gaps, Gap{last + r.Interval, r.Bars[i].Start})
	}
	return nil
}
