package view

import (
	"sort"

	"brink/wasm/insight"
	"brink/wasm/market"
)

// makeup is what a cluster is made of, the largest parts first: its leverage
// classes, and its venues where there are several.
func makeup(c *insight.Cluster, venues []string) string {
	text := parts(c.Classes[:], words[phraseDistance62:][:insight.Classes], c.USD)
	if len(c.Venues) > 1 && len(venues) == len(c.Venues) {
		if by := parts(c.Venues, venues, c.USD); by != "" {
			text += "; " + by
		}
	}
	return text
}

// parts are the shares of a total, the largest first, each with its name; what
// rounds to 0 % is left out.
func parts(usd []market.USD, names []string, total market.USD) string {
	order := make([]int, len(usd))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return usd[order[i]] > usd[order[j]] })
	text := ""
	for _, i := range order {
		if share := float64(usd[i] / total); share >= .005 {
			if text != "" {
				text += ", "
			}
			text += Number(100*share, 0) + " % " + names[i]
		}
	}
	return text
}
