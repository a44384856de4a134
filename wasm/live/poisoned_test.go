//go:build !js

package live_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// numbers are where the numbers of a message stand.
func numbers(message []byte) (spans [][2]int) {
	for i := 0; i < len(message); i++ {
		if message[i] < '0' || message[i] > '9' || i > 0 && message[i-1] != '"' && message[i-1] != ':' && message[i-1] != '[' && message[i-1] != ',' {
			continue
		}
		end := i
		for end < len(message) && (message[end] >= '0' && message[end] <= '9' || message[end] == '.') {
			end++
		}
		spans = append(spans, [2]int{i, end})
		i = end
	}
	return spans
}

// poison replaces one number of a message by an absurd one.
func poison(r *rand.Rand, message []byte) []byte {
	spans := numbers(message)
	if len(spans) == 0 {
		return message
	}
	at := spans[r.IntN(len(spans))]
	absurd := []string{"1e13", "1", "0", "-1", "6e23", "1e300", "1e-12", "1e9", "2e11", "9999999999999", "1e999", "NaN"}
	text := absurd[r.IntN(len(absurd))]
	if old := string(message[at[0]:at[1]]); len(old) == 13 && r.IntN(2) == 0 { // a stamp
		n, _ := strconv.ParseInt(old, 10, 64)
		text = strconv.FormatInt(n+[]int64{86_400_000, -86_400_000, 290_000, 3_600_000}[r.IntN(4)], 10)
	}
	return append(append(append([]byte(nil), message[:at[0]]...), text...), message[at[1]:]...)
}

// Whatever one venue says in any field of any message, the map goes on, and the
// bars of the others are true.
func TestPoisonCostsItsVenueAlone(t *testing.T) {
	for seed, bad := range venues.Live() {
		t.Run(string(bad), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, uint64(40+seed), "", live.Config{Coin: "BTC", Days: 1})
			r := rand.New(rand.NewPCG(uint64(seed), 3))
			number := seed
			poisoned := 0
			s.frame = func(link int, frame []byte) []byte {
				if s.m.VenueOf(link) != number || r.IntN(5) > 0 {
					return frame
				}
				poisoned++
				return poison(r, frame)
			}
			var f follower
			s.m.Begin(s.now())
			s.run(20 * market.Second)
			f.follow(s.m)
			for range 16 {
				s.run(market.Minute)
				f.follow(s.m)
			}
			s.frame = nil
			s.run(4 * market.Minute)
			f.follow(s.m)
			mapOf(t, f.steps, len(s.m.VenueIDs()))
			wrong, lacking := s.compareBars(f.steps)
			for i, venue := range s.m.VenueIDs() {
				if i != number && (wrong[i] > 0 || lacking[i] > 0) {
					t.Errorf("%s: %d wrong bars, %d lacking", venue, wrong[i], lacking[i])
				}
			}
			h := s.m.Health(s.now())[number]
			if poisoned == 0 || h.Refused == 0 || h.Reason == "" || h.Sample == "" {
				t.Errorf("%d frames were poisoned, health %+v", poisoned, h)
			}
			if lacking[number] > 0 {
				t.Errorf("%s still lacks %d bars", bad, lacking[number])
			}
			t.Logf("%d poisoned, %d refused, %d wrong bars of its own", poisoned, h.Refused, wrong[number])
		})
	}
}

// compareBars counts, of each venue, the bars that differ from what happened, and
// those that are not there.
func (s *stage) compareBars(steps []live.Step) (wrong, lacking []int) {
	names := s.m.VenueIDs()
	wrong, lacking = make([]int, len(names)), make([]int, len(names))
	have := map[venueBar]market.Bar{}
	first := steps[0].Bar.Start
	for _, step := range steps {
		have[venueBar{step.Venue, step.Bar.Start}] = step.Bar
	}
	for i, venue := range names {
		truth, ok := s.x.Truth(venue, venues.Symbol(venue, "BTC"), first, s.clock, "bars")
		if !ok {
			s.t.Fatal(venue)
		}
		for _, want := range fives(truth.Bars) {
			if want.Start+live.Interval+market.Minute > s.clock {
				break
			}
			got, there := have[venueBar{i, want.Start}]
			switch {
			case !there && want.Start < s.wanted:
			case !there:
				lacking[i]++
				s.t.Logf("%s lacks the bar of %d, %d s ago", venue, want.Start, (s.clock-want.Start)/market.Second)
			case !alike(&got, &want, false):
				wrong[i]++
				s.t.Logf("%s, %d s ago:\n%+v\nis not\n%+v", venue, (s.clock-want.Start)/market.Second, got, want)
			}
		}
	}
	return wrong, lacking
}
