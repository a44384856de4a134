package session

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sort"
	"strconv"
	"strings"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/tape"
	"brink/wasm/wire"
)

// An exported session is a file: a line that names the market, then for each
// venue how many days there are and each day's chunk, as tape writes it, after
// its length; counts and lengths are u32, little-endian:
//
//	brink-session-1 live BTC 300000 binance bybit\n
//	days | length | chunk | length | chunk ... | days | ...
const sessionKind = "brink-session-1"

// exportSession answers with the market at hand as a file.
func exportSession(s *Session, message []byte) *market.Fault {
	if fault := wire.ParseExportSession(message); fault != nil {
		return fault
	}
	m := &s.market
	if len(m.steps) == 0 {
		return &noMarket
	}
	liquidations := s.liquidations
	if s.live != nil && s.live.progress != noMap {
		liquidations = s.live.market.Liquidations()
	}
	words := []string{sessionKind, m.source.Origin.String(), strings.ReplaceAll(m.source.Symbol, " ", "_"), strconv.FormatInt(int64(m.source.Interval), 10)}
	out := append([]byte(strings.Join(append(words, m.source.Venues...), " ")), '\n')
	for venue := range m.source.Venues {
		out = appendDays(out, venueTape(m, venue, liquidations))
	}
	file := wire.File{Name: "brink-" + m.source.Symbol + "-session.brink", Content: out}
	s.Emit(file.Append(nil))
	return nil
}

// venueTape is what a session holds of one venue, as a tape.
func venueTape(m *openMarket, venue int, liquidations []market.VenueLiquidation) *tape.Tape {
	var bars []market.Bar
	var interest []market.OpenInterest
	for i := range m.steps {
		if b := m.steps[i].Bar; m.steps[i].Venue == venue {
			bars = append(bars, b)
			if b.Optional.Has(market.OptionalOI) {
				interest = append(interest, market.OpenInterest{Time: b.Start, Base: b.OpenInterest})
			}
		}
	}
	var own []market.Liquidation
	for i := range liquidations {
		if liquidations[i].Venue == venue {
			own = append(own, liquidations[i].Liquidation)
		}
	}
	t := tape.New(m.source.Interval)
	t.Put(bars...)
	t.PutOpenInterest(interest...)
	t.PutLiquidations(own)
	return t
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

// isSession reports whether a file is an exported session.
func isSession(file []byte) bool { return bytes.HasPrefix(file, []byte(sessionKind)) }

// Bounds of a file.
const (
	mostFileVenues  = 64
	longestFileHead = 4096 // bytes of its first line
)

// openSession opens a session that was exported. One that is damaged in any
// place is refused whole; one that is sound is opened without the figures in it
// that cannot be, and says how many those were.
func (s *Session) openSession(m *wire.Record) *market.Fault {
	source, rest, damage := readSessionHead(m.File)
	var steps []live.Step
	liquidations := wire.Liquidations{Replace: true}
	r := chunks{rest}
	for venue := 0; damage == "" && venue < len(source.Venues); venue++ {
		t := tape.New(source.Interval)
		setAside, ok := r.days(t)
		if !ok {
			damage = "the days of " + source.Venues[venue]
		}
		if setAside > 0 {
			source.Notice += " Figures of " + source.Venues[venue] + " that cannot be and were left out: " + strconv.Itoa(setAside) + "."
		}
		for i := range t.Bars() {
			steps = append(steps, live.Step{Venue: venue, Bar: t.BarAt(i)})
		}
		for _, l := range t.Liquidations() {
			liquidations.Rows = append(liquidations.Rows, market.VenueLiquidation{Venue: venue, Liquidation: l})
		}
	}
	if damage == "" && (len(r.rest) > 0 || len(steps) == 0) {
		damage = "its end"
	}
	if damage != "" {
		return &market.Fault{Code: "session-damaged", Sentence: "The session in " + m.Name + " could not be read (" + damage + "); what is on screen stays."}
	}
	sort.SliceStable(steps, func(i, j int) bool { return steps[i].Bar.Start < steps[j].Bar.Start })
	sort.SliceStable(liquidations.Rows, func(i, j int) bool { return liquidations.Rows[i].Time < liquidations.Rows[j].Time })
	s.leaveMarket()
	source.Name = m.Name
	s.open(steps, source, m.Column)
	s.liquidations = liquidations.Rows
	s.Emit(liquidations.Append(nil))
	return nil
}

// readSessionHead reads a file's first line: the market that it is of, and the
// bytes after it; or what of it is damaged.
func readSessionHead(file []byte) (source wire.Source, rest []byte, damage string) {
	head, rest, ok := bytes.Cut(file, []byte("\n"))
	words := strings.Split(string(head[:min(len(head), longestFileHead)]), " ")
	if !ok || words[0] != sessionKind || len(words) < 5 || len(words) > 4+mostFileVenues {
		return source, nil, "its first line"
	}
	interval, err := strconv.ParseInt(words[3], 10, 64)
	source.Interval = market.Millis(interval)
	if err != nil || source.Interval < market.Minute || source.Interval > market.Hour || source.Interval%market.Minute != 0 {
		return source, nil, "the length of its bars"
	}
	source.Origin, source.Notice = market.Recorded, "The session of a "+words[1]+" market was opened."
	source.Symbol, source.Symbols, source.Venues = words[2], words[2:3], words[4:]
	return source, rest, ""
}

// chunks takes a file apart behind its first line.
type chunks struct{ rest []byte }

// days loads a venue's days, and says how many figures were left out; false
// where one is damaged.
func (r *chunks) days(t *tape.Tape) (setAside int, ok bool) {
	days, ok := r.count()
	for day := 0; ok && day < days; day++ {
		var chunk []byte
		if chunk, ok = r.next(); ok {
			n, fault := t.Load(chunk)
			setAside, ok = setAside+n, fault == nil
		}
	}
	return setAside, ok
}

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
