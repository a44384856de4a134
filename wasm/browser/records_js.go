package browser

import (
	"syscall/js"

	"brink/wasm/market"
)

// Records are bytes kept on the device, in IndexedDB, by key, each with
// the time of its writing. A browser that refuses storage has an empty one
// that forgets.
type Records struct {
	db    js.Value
	ready []func() // what waits for it to be open
	open  bool
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
func OpenRecords(name string, full func()) (s *Records) {
	s = &Records{full: full}
	opened := func(db js.Value) {
		s.db, s.open = db, true
		for _, f := range s.ready {
			f()
		}
		s.ready = nil
	}
	defer func() {
		if recover() != nil { // a browser that refuses storage throws, or has none
			opened(js.Undefined())
		}
	}()
	request := global.Get("indexedDB").Call("open", name, 1)
	on(request, "upgradeneeded", func() {
		store := request.Get("result").Call("createObjectStore", storeName, map[string]any{"keyPath": "key"})
		store.Call("createIndex", byAge, byAge)
	})
	on(request, "success", func() { opened(request.Get("result")) })
	on(request, "error", func() { opened(js.Undefined()) })
	on(request, "blocked", func() { opened(js.Undefined()) })
	return s
}

// on calls f at each event of a kind that a target has.
func on(target js.Value, event string, f func()) {
	target.Set("on"+event, funcOf(func(js.Value, []js.Value) any { f(); return nil }))
}

// once calls one of two functions, and releases both.
func once(request js.Value, success, failure func()) {
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
	request.Set("onsuccess", good)
	request.Set("onerror", bad)
}

// when runs f once they are open.
func (s *Records) when(f func()) {
	if s.open {
		f()
		return
	}
	s.ready = append(s.ready, f)
}

// records is the store in a transaction of its own.
func (s *Records) records(mode string) js.Value {
	return s.db.Call("transaction", storeName, mode).Call("objectStore", storeName)
}

// Load hands over every record whose key lies from first to last, in the order
// of their keys, then calls done.
func (s *Records) Load(first, last string, record func(key string, data []byte), done func()) {
	s.when(func() {
		if s.db.IsUndefined() {
			done()
			return
		}
		span := global.Get("IDBKeyRange").Call("bound", first, last)
		request := s.records("readonly").Call("getAll", span)
		once(request, func() {
			list := request.Get("result")
			for i := range list.Length() {
				item := list.Index(i)
				var bytes []byte // none of what is no record
				if data := item.Get("data"); data.InstanceOf(uint8Array) {
					bytes = copied(data)
				}
				record(item.Get("key").String(), bytes)
			}
			done()
		}, done)
	})
}

// Save keeps a record in place of one with the same key.
func (s *Records) Save(key string, data []byte, now market.Millis) {
	s.when(func() {
		if s.db.IsUndefined() {
			return
		}
		store := s.records("readwrite")
		once(store.Call("put", map[string]any{"key": key, "data": bufferOf(data), byAge: int64(now)}), func() {}, s.full)
	})
}

// Move gives a record another key.
func (s *Records) Move(key, other string, now market.Millis) {
	s.when(func() {
		if s.db.IsUndefined() {
			return
		}
		store := s.records("readwrite")
		request := store.Call("get", key)
		once(request, func() {
			if item := request.Get("result"); !item.IsUndefined() {
				store.Call("put", map[string]any{"key": other, "data": item.Get("data"), byAge: int64(now)})
				store.Call("delete", key)
			}
		}, func() {})
	})
}

// Trim removes the oldest records where there are too many.
func (s *Records) Trim() {
	s.when(func() {
		if s.db.IsUndefined() {
			return
		}
		store := s.records("readwrite")
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
