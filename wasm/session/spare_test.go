package session

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// A device that has room for so many records keeps the newest days, whatever the
// order in which days are saved.
func TestTheNewestDaysWinOnADeviceThatIsFull(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 5))
		const room, days = 120, 100
		kept := []string{"list/okx", "aside/day/okx/BTC/3"}
		full := 0
		save := func(key string) {
			if slices.Contains(kept, key) {
				return
			}
			if len(kept) >= room {
				spare := Spare(kept, key)
				if len(spare) == 0 {
					full++
					return
				}
				if len(spare) > (len(kept)+3)/4 {
					t.Fatalf("%d of %d records are given up at once", len(spare), len(kept))
				}
				kept = slices.DeleteFunc(kept, func(k string) bool { return slices.Contains(spare, k) })
			}
			kept = append(kept, key)
		}
		order := r.Perm(days)
		if seed%2 == 0 { // as history is loaded
			slices.Sort(order)
			slices.Reverse(order)
		}
		for _, day := range order {
			for _, venue := range []string{"binance", "okx", "bybit"} {
				save("day/" + venue + "/BTC/" + strconv.Itoa(20_000+day))
			}
		}
		if len(kept) > room || !slices.Contains(kept, "list/okx") || slices.Contains(kept, "aside/day/okx/BTC/3") || seed%2 == 0 && full == 0 {
			t.Fatalf("%d kept, %d refused: %v", len(kept), full, kept)
		}
		for day := days - 20; day < days; day++ { // of 40 days that there is room for
			if key := "day/okx/BTC/" + strconv.Itoa(20_000+day); !slices.Contains(kept, key) {
				t.Errorf("seed %d: %s was given up", seed, key)
			}
		}
	}
}

func TestWhatIsSparedForWhat(t *testing.T) {
	keys := []string{"day/okx/BTC/9", "day/okx/BTC/10", "day/okx/BTC/11", "list/okx", "odd", "day/okx/BTC/x"}
	for saved, want := range map[string][]string{
		"day/okx/BTC/8":  nil,
		"day/okx/BTC/10": {"day/okx/BTC/9"},
		"day/okx/BTC/12": {"day/okx/BTC/9", "day/okx/BTC/10"},
		"list/binance":   {"day/okx/BTC/9", "day/okx/BTC/10"},
	} {
		if got := Spare(keys, saved); !slices.Equal(got, want) {
			t.Errorf("for %s: %v", saved, got)
		}
	}
	if got := Spare(nil, "day/okx/BTC/1"); len(got) != 0 {
		t.Error(got)
	}
}
