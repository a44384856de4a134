package main

import (
	"time"

	"github.com/maypok86/otter/v2"

	"brink/relay/policy"
)

// kept is an answer worth giving twice.
type kept struct {
	reply *policy.Reply
	body  []byte
	born  time.Time
	until time.Time // it is fresh
	dead  time.Time // it is better than none
}

// cache keeps answers by their canonical address within a bound of bytes,
// which counts keys, bodies with the room that they stand in, and what the
// cache itself needs for each.
type cache struct{ *otter.Cache[string, *kept] }

// overhead is what an entry weighs beside its key and body: measured 900 bytes
// and rounded up.
const overhead = 1024

func newCache(most uint64) *cache {
	return &cache{otter.Must(&otter.Options[string, *kept]{
		MaximumWeight: most,
		Weigher:       func(key string, k *kept) uint32 { return uint32(len(key) + cap(k.body) + overhead) },
		// What is put is within the bound when put returns.
		Executor: func(work func()) { work() },
	})}
}

// get is the answer of a key that is fresh, or else one that is better than
// none; nil where there is neither.
func (c *cache) get(key string, now time.Time) (fresh, stale *kept) {
	k, _ := c.GetIfPresent(key)
	switch {
	case k == nil:
	case now.Before(k.until):
		return k, nil
	case now.Before(k.dead):
		return nil, k
	default:
		c.Invalidate(key)
	}
	return nil, nil
}

func (c *cache) put(key string, k *kept) { c.Set(key, k) }
