package session

import (
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/wire"
)

// openFile opens a recording of bars, or a session that was exported before.
// The market at hand is left only once the file has been read.
func (s *Session) openFile(m *wire.Record) *market.Fault {
	if isSession(m.File) {
		return s.openSession(m)
	}
	recording, fault := replay.ReadBars(m.File)
	if fault != nil {
		return fault
	}
	s.leaveMarket()
	s.open(ofOne(recording.Bars), wire.Source{
		Name: m.Name, Symbol: label(m.Name), Symbols: []string{label(m.Name)}, Venues: []string{"recorded"}, Interval: recording.Interval, Notice: notice(recording),
	}, m.Column)
	return nil
}

// label is a recording's name without what its file is packed in.
func label(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".csv")
}

// notice says what of a recording was not used.
func notice(r *replay.Recording) string {
	text := ""
	if n := len(r.Ignored); n > 0 {
		text = "Columns not understood and left out: "
		for i, name := range r.Ignored {
			if i > 0 {
				text += ", "
			}
			text += name
		}
		text += ". "
	}
	if n := len(r.Gaps); n == 1 {
		text += "A gap without bars is left open."
	} else if n > 1 {
		text += strconv.Itoa(n) + " gaps without bars are left open."
	}
	return text
}
