package alert

import "brink/wasm/insight"

// CheckBooks returns the alerts of what rests in order books before a market's clusters.
// resting tells it as a share of a cluster's dollars, where it is known; what is not
// known neither fires a rule nor lets it fire again.
func (l *Rules) CheckBooks(symbol string, clusters []insight.Cluster, resting func(*insight.Cluster) (float64, bool)) []Fired {
	var out []Fired
	for i := range l.watched {
		if w := &l.watched[i]; w.Kind == Thin && w.Symbol == symbol {
			out = w.thin(out, clusters, resting)
		}
	}
	return out
}

// thin appends the clusters before which little rests.
func (w *watched) thin(out []Fired, clusters []insight.Cluster, resting func(*insight.Cluster) (float64, bool)) []Fired {
	w.release(func(p *place) bool {
		for i := range clusters {
			if p.overlaps(&clusters[i]) {
				now, known := resting(&clusters[i])
				return known && now > w.Share*hysteresis
			}
		}
		return false
	})
	for i := range clusters {
		c := &clusters[i]
		if !w.matches(c) {
			continue
		}
		if now, known := resting(c); known && now < w.Share && !w.firedAlready(c) {
			out = append(out, Fired{Rule: w.Rule, Band: bandOf(c), USD: c.USD, Chance: now})
		}
	}
	return out
}
