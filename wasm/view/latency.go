package view

import (
	"sort"

	"brink/wasm/market"
)

// Latency is how long messages took to the screen, over the last minute. The
// zero value is ready.
type Latency struct {
	took, at [4096]market.Millis // a ring
	n        int
}

// Saw takes one.
func (l *Latency) Saw(took, now market.Millis) {
	i := l.n % len(l.took)
	l.took[i], l.at[i] = took, now
	l.n++
}

// Worst is what only one in a hundred of the last minute exceeds; 0 where
// there was none.
func (l *Latency) Worst(now market.Millis) market.Millis {
	var recent []market.Millis
	for i := range min(l.n, len(l.took)) {
		if l.at[i] > now-market.Minute {
			recent = append(recent, l.took[i])
		}
	}
	if len(recent) == 0 {
		return 0
	}
	sort.Slice(recent, func(i, j int) bool { return recent[i] < recent[j] })
	return recent[(len(recent)*99)/100]
}
