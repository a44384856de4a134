package view

import (
	"sort"

	"brink/wasm/market"
)

// Latency is how long messages took to the screen, over the last minute or the
// last 4096 messages. The zero value is ready.
type Latency struct {
	took, at [4096]market.Millis // ring buffers: how long a message took, and when it was on screen
	n        int                 // messages since the beginning
}

// Add records a message that took a time and was on screen at now.
func (l *Latency) Add(took, now market.Millis) {
	i := l.n % len(l.took)
	l.took[i], l.at[i] = took, now
	l.n++
}

// Percentile99 is what one in a hundred of the last minute exceeds; 0 where
// there was no message.
func (l *Latency) Percentile99(now market.Millis) market.Millis {
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
