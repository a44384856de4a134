package main

import "sync"

// unread bounds what is held by answers that their readers have not taken yet,
// however slowly they read. Beyond the bound, whoever holds most loses the
// oldest of it: a newcomer never waits for those.
type unread struct {
	mu    sync.Mutex
	most  int
	held  int
	hands map[string]*hand
}

// hand is what one visitor holds.
type hand struct {
	held int
	list []*holding // the oldest first
}

type holding struct {
	bytes int
	cut   func() // ends the answer
	over  bool
}

func newUnread(most int) *unread { return &unread{most: most, hands: map[string]*hand{}} }

// hold takes an answer into account until release is called; cut may be called
// from any goroutine before that, and must not wait.
func (u *unread) hold(who string, bytes int, cut func()) (release func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	h := u.hands[who]
	if h == nil {
		h = &hand{}
		u.hands[who] = h
	}
	mine := &holding{bytes: bytes, cut: cut}
	h.list = append(h.list, mine)
	h.held += bytes
	u.held += bytes
	for u.held > u.most {
		fullest, name := h, who
		for other, of := range u.hands {
			if of.held > fullest.held {
				fullest, name = of, other
			}
		}
		oldest := fullest.list[0]
		oldest.cut()
		u.drop(name, oldest)
	}
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.drop(who, mine)
	}
}

func (u *unread) drop(who string, old *holding) {
	if old.over {
		return
	}
	old.over = true
	h := u.hands[who]
	for i, one := range h.list {
		if one == old {
			h.list = append(h.list[:i], h.list[i+1:]...)
			break
		}
	}
	h.held -= old.bytes
	u.held -= old.bytes
	if len(h.list) == 0 {
		delete(u.hands, who)
	}
}
