package live

import (
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/tape"
)

// saveEvery is how long changes wait before they are kept on the device.
const saveEvery = 5 * market.Second

// save keeps the days of venues that have changed. A day whose bars are on their
// way waits, unless all is to be kept.
func save(venues []*venue, transport Transport, all bool) {
	for _, v := range venues {
		for day := range v.unsaved {
			if !all && v.history.awaits(day) {
				continue
			}
			if chunk := v.tape.Chunk(day); chunk != nil {
				transport.Save(v.key(day), chunk)
			}
			delete(v.unsaved, day)
		}
	}
}

// Stored takes a record that was kept on the device: a day or a list of a
// venue. What is damaged is refused whole; what is of no venue is ignored. Of a
// day that is sound, what cannot be is left out: it is counted in the venue's
// health, missing from then on, and the day is stored again without it.
func (m *Market) Stored(key string, chunk []byte) *market.Fault {
	for _, v := range m.venues {
		if key == listKey(v.id) {
			return v.storedList(m, chunk)
		}
		if strings.HasPrefix(key, v.keys) {
			setAside, fault := v.tape.Load(chunk)
			if fault == nil && len(v.tape.Bars()) > 0 {
				m.stale = true
			}
			if setAside > 0 {
				v.received.quarantine(setAside)
				if day, err := strconv.ParseInt(key[len(v.keys):], 10, 32); err == nil {
					v.unsaved[market.Millis(day)*market.Day] = true
				}
			}
			return fault
		}
	}
	return nil
}

// TakeUnloaded returns the keys, from the first to the last of each pair, under
// which the device may have stored what is wanted of so many days up to now,
// less what TakeUnloaded has returned before. Older days stay where they are
// until somebody wants them: a map that grew with every visit would come later
// with each.
func (m *Market) TakeUnloaded(days int, now market.Millis) [][2]string {
	from := max(tape.Day(now)-market.Millis(days)*market.Day, 0)
	var out [][2]string
	for _, v := range m.venues {
		switch {
		case v.archive.from == 0:
			list := listKey(v.id)
			out = append(out, [2]string{v.key(from), v.keys + "\uffff"}, [2]string{list, list})
		case from < v.archive.from:
			out = append(out, [2]string{v.key(from), v.key(v.archive.from - market.Day)})
		}
		if v.archive.from == 0 || from < v.archive.from {
			v.archive.from = max(from, 1)
		}
	}
	return out
}

// archive is a venue's tape, and which of its days differ from what the device
// has stored.
type archive struct {
	tape    *tape.Tape
	unsaved map[market.Millis]bool
	keys    string        // how the keys of stored days begin
	from    market.Millis // from when on TakeUnloaded has told the days, 0 before
}

func newArchive(keys string) archive {
	return archive{tape.New(Interval), map[market.Millis]bool{}, keys, 0}
}

// key names a stored day.
func (a *archive) key(day market.Millis) string {
	return a.keys + strconv.FormatInt(int64(day/market.Day), 10)
}

// touch says that something in [from, to) has changed.
func (a *archive) touch(from, to market.Millis) {
	for day := tape.Day(from); day < to; day += market.Day {
		a.unsaved[day] = true
	}
}

// markUnavailable gives a span up, here and at the next visit.
func (a *archive) markUnavailable(span tape.Span) {
	a.tape.MarkUnavailable(span)
	a.touch(span.From, span.To)
}

// at is the index of the bar that starts then, -1 where there is none.
func (a *archive) at(start market.Millis) int {
	bars := a.tape.Bars()
	for i := len(bars) - 1; i >= 0 && bars[i].Start >= start; i-- {
		if bars[i].Start == start {
			return i
		}
	}
	return -1
}

// bar is the bar that starts then, nil where there is none. It is only read, until
// the tape is written to.
func (a *archive) bar(start market.Millis) *market.Bar { return a.tape.At(start) }

// step is the i-th bar of a venue as it is handed out, finalised.
func (a *archive) step(number, i int) Step {
	if a.tape.Finalise(i) {
		a.unsaved[tape.Day(a.tape.Bars()[i].Start)] = true
	}
	return Step{number, a.tape.BarAt(i)}
}

// listKey names a venue's stored list of instruments.
func listKey(id market.Venue) string { return "list/" + string(id) }
