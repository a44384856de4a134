package session

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/wire"
)

// fileOpening is how a session opens files.
type fileOpening struct {
	// Unzip unpacks a gzip, up to replay.MaxUnzipped bytes, and calls done with
	// the text, as far as it was readable, at once or later. Nil where nothing
	// unpacks a gzip.
	Unzip func(file []byte, done func(text []byte, end replay.Ending))

	opened int // how many files and coins somebody has asked for
}

// record opens a file that somebody chose, once it is unpacked.
func (s *Session) record(m *wire.Record) *market.Fault {
	s.opened++
	if !replay.IsGzip(m.File) {
		return s.openFile(m)
	}
	if s.Unzip == nil {
		return replay.Unsupported.Fault(nil)
	}
	turn := s.opened
	s.Unzip(m.File, func(text []byte, end replay.Ending) {
		if turn != s.opened {
			return // something else was asked for meanwhile
		}
		fault := end.Fault(text)
		if fault == nil {
			m.File = text
			fault = s.openFile(m)
		}
		s.report(fault)
	})
	return nil
}

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

// longestLabel is the most bytes of a recording's label: with what a venue adds
// to a coin it is still a contract's name.
const longestLabel = 48

// label is a recording's name without what its file is packed in, such as it can
// be a market's: letters of any alphabet, digits and few signs; others, as the
// blanks of "BTC, 15 (1).csv", become underscores.
func label(name string) string {
	name = strings.TrimSuffix(name, ".gz")
	for _, ending := range [...]string{".csv", ".tsv", ".txt"} {
		name = strings.TrimSuffix(name, ending)
	}
	name = strings.Map(func(r rune) rune {
		if r < '0' && r != '-' && r != '.' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < utf8.RuneSelf || unicode.IsSpace(r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	for len(name) > longestLabel {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	if name == "" {
		return "recording"
	}
	return name
}

// notice says what a recording was taken for, and what of it was not used.
func notice(r *replay.Recording) string {
	text := "Read as " + r.Understood + ". "
	if n := len(r.Ignored); n > 0 {
		text += "Columns not understood and left out: "
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
	return strings.TrimSpace(text)
}
