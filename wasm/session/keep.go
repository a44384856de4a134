package session

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sort"
	"strconv"
	"strings"

	"brink/wasm/engine"
	"brink/wasm/live"
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/tape"
	venues "brink/wasm/venue"
	"brink/wasm/wire"
)

// A session as it is kept in a file: a line that names it, then for each venue
// how many days there are and each day's chunk, as tape writes it, after its
// length; counts and lengths are u32, little-endian:
//
//	brink-session-1 live BTC 300000 binance bybit\n
//	days | length | chunk | length | chunk ... | days | ...
const sessionKind = "brink-session-1"

// keep answers with the market at hand as a file.
func (s *Session) keep() *market.Fault {
	if len(s.steps) == 0 {
		return &market.Fault{Code: "market-missing", Sentence: "no market is loaded yet"}
	}
	forced := s.forced
	if s.live != nil && s.live.shown {
		forced = nil
		for _, f := range s.live.market.Liquidations() {
			forced = append(forced, wire.Liquidation{Venue: uint8(f.Venue), Liquidation: f.Liquidation})
		}
	}
	name := strings.Join(append([]string{sessionKind, s.source.Origin.String(), strings.ReplaceAll(s.source.Symbol, " ", "_"), strconv.FormatInt(int64(s.source.Interval), 10)}, s.source.Venues...), " ")
	out := append([]byte(name), '\n')
	for venue := range s.source.Venues {
		var bars []market.Bar
		var stock []market.OpenInterest
		for i := range s.steps {
			if b := s.steps[i].Bar; s.steps[i].Venue == venue {
				bars = append(bars, b)
				if b.Optional.Has(market.OptionalOI) {
					stock = append(stock, market.OpenInterest{Time: b.Start, Base: b.OpenInterest})
				}
			}
		}
		t := tape.New(s.source.Interval)
		t.Put(bars...)
		t.PutOpenInterest(stock...)
		for i, nth := 0, 0; i < len(forced); i++ {
			if nth++; i == 0 || forced[i] != forced[i-1] {
				nth = 0
			}
			if int(forced[i].Venue) == venue {
				t.PutLiquidation(forced[i].Liquidation, nth)
			}
		}
		out = appendDays(out, t)
	}
	file := wire.File{Name: "brink-" + s.source.Symbol + "-session.brink", Content: out}
	s.Emit(file.Append(nil))
	return nil
}

// appendDays adds the days of a tape.
func appendDays(dst []byte, t *tape.Tape) []byte {
	var days []market.Millis
	for _, b := range t.Bars() {
		days = append(days, tape.Day(b.Start))
	}
	for _, l := range t.Liquidations() {
		days = append(days, tape.Day(l.Time))
	}
	sort.Slice(days, func(i, j int) bool { return days[i] < days[j] })
	days = slices.Compact(days)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(days)))
	for _, day := range days {
		chunk := t.Chunk(day)
		dst = append(binary.LittleEndian.AppendUint32(dst, uint32(len(chunk))), chunk...)
	}
	return dst
}

// keptSession reports whether a file is a session.
func keptSession(file []byte) bool { return bytes.HasPrefix(file, []byte(sessionKind)) }

// mostVenues bounds the venues of a file.
const mostVenues = 64

// reopen opens a session that was kept in a file. One that is damaged in any
// place is refused whole.
func (s *Session) reopen(m *wire.Record) *market.Fault {
	bad := func(what string) *market.Fault {
		return &market.Fault{Code: "session-damaged", Sentence: "The session in " + m.Name + " could not be read (" + what + "); what is on screen stays."}
	}
	head, rest, ok := bytes.Cut(m.File, []byte("\n"))
	words := strings.Split(string(head[:min(len(head), 4096)]), " ")
	if !ok || words[0] != sessionKind || len(words) < 5 || len(words) > 4+mostVenues {
		return bad("its first line")
	}
	interval, err := strconv.ParseInt(words[3], 10, 64)
	if err != nil || market.Millis(interval) < market.Minute || market.Millis(interval) > market.Hour || market.Millis(interval)%market.Minute != 0 {
		return bad("the length of its bars")
	}
	source := wire.Source{Origin: market.Recorded, Name: m.Name, Symbol: words[2], Symbols: words[2:3], Venues: words[4:], Interval: market.Millis(interval), Notice: "The session of a " + words[1] + " market was opened."}
	var steps []live.Step
	forced := wire.Liquidations{Replace: true}
	r := chunks{rest}
	for venue := range source.Venues {
		t := tape.New(source.Interval)
		days, ok := r.count()
		for day := 0; ok && day < days; day++ {
			var chunk []byte
			if chunk, ok = r.next(); ok {
				ok = t.Load(chunk) == nil
			}
		}
		if !ok {
			return bad("the days of " + source.Venues[venue])
		}
		for i := range t.Bars() {
			steps = append(steps, live.Step{Venue: venue, Bar: t.BarAt(i)})
		}
		for _, l := range t.Liquidations() {
			forced.Rows = append(forced.Rows, wire.Liquidation{Venue: uint8(venue), Liquidation: l})
		}
	}
	if len(r.rest) > 0 || len(steps) == 0 {
		return bad("its end")
	}
	sort.SliceStable(steps, func(i, j int) bool { return steps[i].Bar.Start < steps[j].Bar.Start })
	sort.SliceStable(forced.Rows, func(i, j int) bool { return forced.Rows[i].Time < forced.Rows[j].Time })
	s.leave()
	s.simulation, s.forming, s.forced = nil, nil, forced.Rows
	s.open(steps, source, m.Column)
	s.Emit(forced.Append(nil))
	return nil
}

// chunks takes a file apart.
type chunks struct{ rest []byte }

func (r *chunks) count() (int, bool) {
	if len(r.rest) < 4 {
		return 0, false
	}
	n := binary.LittleEndian.Uint32(r.rest)
	r.rest = r.rest[4:]
	return int(n), true
}

func (r *chunks) next() ([]byte, bool) {
	n, ok := r.count()
	if !ok || n > len(r.rest) {
		return nil, false
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out, true
}

// stands are venues as the engine takes them: their first maintenance tier,
// what their feeds tell, and, of a market that the weights were not fitted on,
// what they trade of the one that was.
func engineVenues(ids []string, coin string) []engine.Venue {
	out := make([]engine.Venue, len(ids))
	for i, name := range ids {
		id, v := market.Venue(name), &out[i]
		c := venues.CaptureOf(id)
		v.Captured = c.Share
		if coin != fitted {
			v.Par = c.Par
		}
		if t := margin.BuiltIn(id, venues.Symbol(id, coin)); t != nil && len(t.Tiers) > 0 {
			v.Maintenance, v.Leverage = t.Tiers[0].Maintenance, t.Tiers[0].MaxLeverage
		}
	}
	return out
}

// fitted is the coin that the shipped weights were fitted on.
const fitted = "BTC"
