package main

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"strconv"

	"brink/wasm/market"
)

// holding is a position as a snapshot shows it.
type holding struct {
	account, coin    string
	side             market.Side
	size, entry, liq float64 // base, USD, USD; liq 0 where there is none
	value            float64 // USD
}

// key names a position across snapshots.
func (h *holding) key() string { return h.account + " " + h.coin + " " + h.side.String() }

// snapshot is all positions at a moment.
type snapshot struct {
	at   market.Millis
	keys []string // of held, sorted, so that sums are the same each time
	held map[string]holding
}

// readSnapshots reads the recorded positions, ascending in time.
func readSnapshots(name string) ([]snapshot, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	rows := csv.NewReader(plain)
	head, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	column := map[string]int{}
	for i, title := range head {
		column[title] = i
	}
	for _, title := range []string{"snap_ms", "account_id", "coin", "direction", "size", "entry_px", "position_value", "liquidation_px"} {
		if _, ok := column[title]; !ok {
			return nil, fmt.Errorf("%s has no column %s", name, title)
		}
	}
	all := map[market.Millis]map[string]holding{}
	for {
		r, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		number := func(title string) float64 {
			x, _ := strconv.ParseFloat(r[column[title]], 64) // empty: there is none
			return x
		}
		h := holding{account: r[column["account_id"]], coin: r[column["coin"]], size: math.Abs(number("size")), entry: number("entry_px"), liq: number("liquidation_px"), value: number("position_value")}
		if r[column["direction"]] == "Short" {
			h.side = market.Short
		}
		at := market.Millis(number("snap_ms"))
		if all[at] == nil {
			all[at] = map[string]holding{}
		}
		all[at][h.key()] = h
	}
	var out []snapshot
	for at, held := range all {
		s := snapshot{at, nil, held}
		for key := range held {
			s.keys = append(s.keys, key)
		}
		sort.Strings(s.keys)
		out = append(out, s)
	}
	sort.Slice(out, func(a, b int) bool { return out[a].at < out[b].at })
	return out, nil
}

// sighting is an account in a snapshot: by its index, with what it held.
type sighting struct {
	in   int
	held map[string]holding
}

// sightings are the snapshots that each account is in: the lists that were
// recorded change, so that who is missing from one has not closed anything.
func sightings(all []snapshot) map[string][]sighting {
	out := map[string][]sighting{}
	for i := range all {
		own := map[string]map[string]holding{}
		for key, h := range all[i].held {
			if own[h.account] == nil {
				own[h.account] = map[string]holding{}
			}
			own[h.account][key] = h
		}
		for account, held := range own {
			out[account] = append(out[account], sighting{i, held})
		}
	}
	return out
}

// lives answers how long positions live, of accounts that were seen again.
type lives struct {
	Snapshots int                `json:"snapshots"`
	Left      map[string]tenancy `json:"left"` // by how long they have been seen
}

// tenancy is the mean time that positions had left: hours seen over closings.
type tenancy struct {
	Hours  float64 `json:"hours"`
	Closed int     `json:"closed"`
}

// longest is how far apart two sightings may be to count.
const longest = 2 * market.Day

// live measures the rate at which positions that have been seen for some time are
// gone when their account is seen again.
func live(all []snapshot) lives {
	out := lives{Snapshots: len(all), Left: map[string]tenancy{}}
	ages := map[string]market.Millis{"6h": 6 * market.Hour, "24h": market.Day, "3d": 3 * market.Day}
	exposure, closed := map[string]float64{}, map[string]int{}
	for _, seen := range sightings(all) {
		first := map[string]market.Millis{}
		for i := 0; i+1 < len(seen); i++ {
			at, next := all[seen[i].in].at, all[seen[i+1].in].at
			for key := range seen[i].held {
				since, known := first[key]
				if !known {
					since = at
					if i == 0 {
						since = -1 // nobody knows since when
					}
					first[key] = since
				}
				_, there := seen[i+1].held[key]
				for name, age := range ages {
					if since < 0 || at-since < age || next-at > longest {
						continue
					}
					hours := float64(next-at) / float64(market.Hour)
					if !there {
						closed[name]++
						hours /= 2
					}
					exposure[name] += hours
				}
			}
			for key := range first {
				if _, there := seen[i+1].held[key]; !there {
					delete(first, key)
				}
			}
		}
	}
	for name := range ages {
		if closed[name] > 0 {
			out.Left[name] = tenancy{math.Round(100*exposure[name]/float64(closed[name])) / 100, closed[name]}
		}
	}
	return out
}
