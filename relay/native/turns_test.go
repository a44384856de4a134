package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"brink/relay/policy"
)

// ledger is what an exchange has counted.
type ledger struct {
	mu    sync.Mutex
	at    []time.Time
	units []int
	got   map[string]int
}

func (l *ledger) take(who string, units int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at, l.units = append(l.at, time.Now()), append(l.units, units)
	l.got[who]++
}

// most is the largest sum within any period.
func (l *ledger) most(period time.Duration) (most int) {
	sum, first := 0, 0
	for i, at := range l.at {
		sum += l.units[i]
		for at.Sub(l.at[first]) > period {
			sum -= l.units[first]
			first++
		}
		most = max(most, sum)
	}
	return most
}

// One visitor asks for all that there is and more, another now and then: the
// other has his, and the budget is used up but never exceeded, wherever a
// period begins.
func TestTurnsAreFair(t *testing.T) {
	for _, c := range []struct {
		budget  policy.Budget
		units   int // of a greedy request
		minutes int
	}{
		{policy.Budget{Name: "weights", Units: 2400, Seconds: 60}, 10, 10},
		{policy.Budget{Name: "requests", Units: 20, Seconds: 2}, 1, 3},
		{policy.Budget{Name: "statistics", Units: 5, Seconds: 2}, 1, 3},
		{policy.Budget{Name: "connections", Units: 3, Seconds: 1}, 1, 3},
	} {
		t.Run(c.budget.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shared, l := newTurns(&c.budget, false), &ledger{got: map[string]int{}}
				ask := func(who string, units int) bool {
					done := make(chan bool, 1)
					e := &errand{units: units, run: func(refusal *policy.Refusal) {
						if refusal == nil {
							l.take(who, units)
						}
						done <- refusal == nil
					}}
					if !shared.join(who, e, time.Now()) {
						return false
					}
					select {
					case ok := <-done:
						return ok
					case <-time.After(patience):
						return !shared.leave(e) && <-done
					}
				}
				end := time.Now().Add(time.Duration(c.minutes) * time.Minute)
				var all sync.WaitGroup
				for range 40 { // of one visitor, as many at once as he likes
					all.Go(func() {
						for time.Now().Before(end) {
							if !ask("greedy", c.units) {
								time.Sleep(10 * time.Millisecond)
							}
						}
					})
				}
				asked, refused := 0, 0
				random := rand.New(rand.NewPCG(1, 2))
				for time.Now().Before(end) {
					time.Sleep(time.Second + time.Duration(random.IntN(3000))*time.Millisecond)
					if asked++; !ask("modest", 1) {
						refused++
					}
				}
				all.Wait()
				used, gives := l.most(time.Duration(c.budget.Seconds)*time.Second), c.budget.Units
				if used > gives || used < gives/2 {
					t.Errorf("%d units of %d were used within a period", used, gives)
				}
				if refused*100 > asked || l.got["greedy"] < l.got["modest"] {
					t.Errorf("%d of %d modest requests were refused; %v", refused, asked, l.got)
				}
			})
		})
	}
}

// Of visitors who all ask for too much, each has as much as the others.
func TestTurnsAreEven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared, l := newTurns(&policy.Budget{Units: 60, Seconds: 6}, false), &ledger{got: map[string]int{}}
		end := time.Now().Add(time.Minute)
		var all sync.WaitGroup
		for i := range 5 {
			for range 1 + 3*i { // more at once helps nobody
				all.Go(func() {
					who := fmt.Sprint(i)
					for time.Now().Before(end) {
						done := make(chan struct{})
						e := &errand{units: 1, run: func(*policy.Refusal) {
							if time.Now().Before(end) {
								l.take(who, 1)
							}
							close(done)
						}}
						if !shared.join(who, e, time.Now()) {
							time.Sleep(100 * time.Millisecond)
							continue
						}
						<-done
					}
				})
			}
		}
		all.Wait()
		for who, got := range l.got {
			if got < 65 || got > 95 {
				t.Errorf("visitor %s got %d: %v", who, got, l.got)
			}
		}
	})
}

// An errand that two want runs once, when the first of them has his turn; a
// visitor with a full line does not spoil it for the other.
func TestErrandsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newTurns(&policy.Budget{Units: 10, Seconds: 10}, false)
		shared.rest(time.Now().Add(time.Second), time.Now(), policy.Busy)
		ran := map[string]int{}
		var mu sync.Mutex
		errandOf := func(name string) *errand {
			return &errand{units: 1, run: func(refusal *policy.Refusal) {
				mu.Lock()
				defer mu.Unlock()
				if refusal == nil {
					ran[name]++
				}
			}}
		}
		for i := range mostWaiting {
			if !shared.join("greedy", errandOf(fmt.Sprint(i)), time.Now()) {
				t.Fatal(i)
			}
		}
		both := errandOf("both")
		if !shared.join("modest", both, time.Now()) || shared.join("greedy", both, time.Now()) {
			t.Error("a full line")
		}
		time.Sleep(1500 * time.Millisecond)
		mu.Lock()
		if ran["both"] != 1 {
			t.Errorf("%v", ran)
		}
		mu.Unlock()
		last := errandOf("last")
		shared.join("greedy", last, time.Now())
		if !shared.leave(last) || shared.leave(both) {
			t.Error("what has run can be left")
		}
		time.Sleep(time.Minute)
		if ran["last"] != 0 || len(ran) != mostWaiting+1 || shared.serving || shared.waiting != 0 {
			t.Errorf("%v, %d wait", ran, shared.waiting)
		}
	})
}

// A long rest refuses what waits; nothing is run before it ends.
func TestTurnsRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newTurns(&policy.Budget{Units: 10, Seconds: 10}, false)
		refused, ran := 0, time.Time{}
		for range 6 { // three at once, and three that wait
			shared.join("a", &errand{units: 1, run: func(refusal *policy.Refusal) {
				if refusal != nil {
					refused++
				}
			}}, time.Now())
		}
		start := time.Now()
		shared.rest(start.Add(time.Minute), start, policy.Resting(429, 60))
		synctest.Wait()
		if refused != 3 || shared.waiting != 0 || shared.resting(start) != time.Minute {
			t.Errorf("%d refused, %d wait", refused, shared.waiting)
		}
		shared.join("b", &errand{units: 1, run: func(*policy.Refusal) { ran = time.Now() }}, time.Now())
		time.Sleep(2 * time.Minute)
		if ran.Sub(start) < time.Minute {
			t.Errorf("ran after %v", ran.Sub(start))
		}
	})
}

// A crowd of visitors costs whoever has most waiting, not who comes last.
func TestNewcomersFindRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newTurns(&policy.Budget{Units: 10, Seconds: 100}, false)
		shared.rest(time.Now().Add(time.Second), time.Now(), policy.Busy)
		var given []*errand
		errands := func() *errand {
			given = append(given, &errand{units: 1, run: func(*policy.Refusal) {}})
			return given[len(given)-1]
		}
		for i := range mostWaitingAll {
			if !shared.join(fmt.Sprint("greedy", i%(mostWaitingAll/mostWaiting)), errands(), time.Now()) {
				t.Fatal(i)
			}
		}
		if !shared.join("newcomer", errands(), time.Now()) {
			t.Error("a newcomer is refused")
		}
		for _, e := range given {
			shared.leave(e)
		}
		time.Sleep(time.Minute)
		if shared.waiting != 0 || shared.serving {
			t.Errorf("%d wait for nothing", shared.waiting)
		}
	})
}
