package browser

import (
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/market"
	"brink/wasm/session"
)

// Records are bytes kept on the device, in IndexedDB, by key, each with
// the time of its writing. A browser that refuses storage has an empty one
// that forgets.
type Records struct {
	name  string
	db    js.Value
	ready []func() // what waits for it to be open
	open  bool
	lost  int    // how often the browser has closed it under us
	full  func() // called when the device refuses a record
}

const (
	storeName = "records"
	byAge     = "written"
	// mostRecords bounds the records: a day of a market at a venue is one, of
	// about 20 KB.
	mostRecords  = 4000
	spareRecords = 200 // removed at once, the oldest first
)

// OpenRecords opens the records of a name. full is called when the device takes
// no more.
func OpenRecords(name string, full func()) *Records {
	s := &Records{name: name, full: full}
	s.request()
	return s
}

// mostLost is how often records are opened again that the browser has closed,
// such as when the site's data are cleared; then they are done without.
const mostLost = 3

// request opens the records, and runs what has waited for them.
func (s *Records) request() {
	opened := func(db js.Value) {
		s.db, s.open = db, true
		waiting := s.ready
		s.ready = nil
		for _, f := range waiting {
			s.when(f)
		}
	}
	defer func() {
		if recover() != nil { // a browser that refuses storage throws, or has none
			opened(js.Undefined())
		}
	}()
	request := global.Get("indexedDB").Call("open", s.name, 1)
	on(request, "upgradeneeded", func() {
		store := request.Get("result").Call("createObjectStore", storeName, map[string]any{"keyPath": "key"})
		store.Call("createIndex", byAge, byAge)
	})
	on(request, "success", func() {
		db := request.Get("result")
		on(db, "close", func() { s.again(db) })
		opened(db)
	})
	on(request, "error", func() {
		if s.lost == 0 || !s.retry() {
			opened(js.Undefined())
		}
	})
	on(request, "blocked", func() { opened(js.Undefined()) })
}

// again opens records that the browser has closed.
func (s *Records) again(db js.Value) {
	if !s.open || !s.db.Equal(db) {
		return // it is being opened, or has been since
	}
	if s.open = false; !s.retry() {
		s.db, s.open = js.Undefined(), true
	}
}

// retry opens them once more after a while: what the browser is deleting cannot be
// opened at once. It reports whether they were not lost too often for that.
func (s *Records) retry() bool {
	if s.lost++; s.lost > mostLost {
		return false
	}
	device.After(market.Millis(s.lost)*market.Second, s.request)
	return true
}

// on calls f at each event of a kind that a target has.
func on(target js.Value, event string, f func()) {
	target.Set("on"+event, funcOf(func(js.Value, []js.Value) any { f(); return nil }))
}

// once calls one of two functions when a request has ended.
func once(request js.Value, success, failure func()) {
	ending(request, "onsuccess", "onerror", success, failure)
}

// ending calls one of two functions, at the first of two events, and releases both.
func ending(target js.Value, onGood, onBad string, success, failure func()) {
	var good, bad js.Func
	end := func(f func()) func(js.Value, []js.Value) any {
		return func(_ js.Value, args []js.Value) any {
			good.Release()
			bad.Release()
			if len(args) > 0 {
				args[0].Call("preventDefault") // a failed request is no error of the page
			}
			f()
			return nil
		}
	}
	good, bad = funcOf(end(success)), funcOf(end(failure))
	target.Set(onGood, good)
	target.Set(onBad, bad)
}

// when runs f once they are open.
func (s *Records) when(f func()) {
	if s.open {
		f()
		return
	}
	s.ready = append(s.ready, f)
}

// records is the store in a transaction of its own; ok is false where there is
// none, or the browser has closed it.
func (s *Records) records(mode string) (store js.Value, ok bool) {
	if s.db.IsUndefined() {
		return store, false
	}
	defer func() {
		if recover() != nil {
			store, ok = js.Undefined(), false
			s.again(s.db)
		}
	}()
	return s.db.Call("transaction", storeName, mode).Call("objectStore", storeName), true
}

// Load hands over every record whose key lies from first to last, in the order
// of their keys, then calls done.
func (s *Records) Load(first, last string, record func(key string, data []byte), done func()) {
	s.when(func() {
		store, ok := s.records("readonly")
		if !ok {
			done()
			return
		}
		span := global.Get("IDBKeyRange").Call("bound", first, last)
		request := store.Call("getAll", span)
		once(request, func() {
			list := request.Get("result")
			for i := range list.Length() {
				item := list.Index(i)
				var bytes []byte // none of what is no record
				if data := item.Get("data"); data.InstanceOf(uint8Array) {
					bytes = port.Copied(data)
				}
				record(item.Get("key").String(), bytes)
			}
			done()
		}, done)
	})
}

// Save keeps a record in place of one with the same key. Where there is no room
// left it takes that of records that matter less, if there are any.
func (s *Records) Save(key string, data []byte, now market.Millis) {
	s.when(func() {
		s.put(key, data, now, func() {
			s.makeRoom(key, func() { s.put(key, data, now, s.full) })
		})
	})
}

// put keeps a record; refused is called where the device takes no more. It says so
// when the transaction ends, for there may have been room when it was asked for.
func (s *Records) put(key string, data []byte, now market.Millis, refused func()) {
	if store, ok := s.records("readwrite"); ok {
		transaction := store.Get("transaction")
		ending(transaction, "oncomplete", "onabort", func() {}, func() {
			if fault := transaction.Get("error"); !fault.IsNull() && fault.Get("name").String() == "QuotaExceededError" {
				refused()
			}
		})
		store.Call("put", map[string]any{"key": key, "data": port.BufferOf(data), byAge: int64(now)})
	}
}

// makeRoom deletes records that matter less than the one of a key, and calls done.
// Where there are none the device is full.
func (s *Records) makeRoom(key string, done func()) {
	store, ok := s.records("readwrite")
	if !ok {
		return
	}
	request := store.Call("getAllKeys")
	once(request, func() {
		list := request.Get("result")
		keys := make([]string, list.Length())
		for i := range keys {
			keys[i] = list.Index(i).String()
		}
		spare := session.Spare(keys, key)
		if len(spare) == 0 {
			s.full()
			return
		}
		for _, key := range spare {
			store.Call("delete", key)
		}
		ending(store.Get("transaction"), "oncomplete", "onabort", done, s.full)
	}, s.full)
}

// Move gives a record another key.
func (s *Records) Move(key, other string, now market.Millis) {
	s.when(func() {
		store, ok := s.records("readwrite")
		if !ok {
			return
		}
		request := store.Call("get", key)
		once(request, func() {
			if item := request.Get("result"); !item.IsUndefined() {
				store.Call("put", map[string]any{"key": other, "data": item.Get("data"), byAge: int64(now)})
				store.Call("delete", key)
			}
		}, func() {})
	})
}

// Trim removes the oldest records, and some to spare, where there are too many.
func (s *Records) Trim() {
	s.when(func() {
		store, ok := s.records("readwrite")
		if !ok {
			return
		}
		count := store.Call("count")
		once(count, func() {
			excess := count.Get("result").Int() - mostRecords
			if excess <= 0 {
				return
			}
			keys := store.Call("index", byAge).Call("getAllKeys", js.Null(), excess+spareRecords)
			once(keys, func() {
				list := keys.Get("result")
				for i := range list.Length() {
					store.Call("delete", list.Index(i))
				}
			}, func() {})
		}, func() {})
	})
}
