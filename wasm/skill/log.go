package skill

import (
	"slices"
	"strconv"
	"strings"

	"brink/wasm/market"
)

// head begins the text of a log, before its coin and the digest that its first
// line is chained to.
const head = "brink-sealed-"

// version is of the lines' format.
const version = "1"

// digestSize is the length of a digest in hexadecimal digits.
const digestSize = 64

// mostBytes bounds a text that is read.
const mostBytes = 64 << 20

// Log is the chain of lines of one coin. Each line ends with the SHA-256 of the
// digest before it, a line feed and the line without its own digest, so that a
// line that was changed, taken out or put in is found by whoever reads them all.
type Log struct {
	Coin     string
	root     string // what the first line is chained to
	lines    []entry
	sealed   map[market.Millis]*Sealed // by the hour's start
	came     map[market.Millis]*Came
	void     map[market.Millis]string // why nothing is said of the hour
	observed map[market.Millis]*Observed
	paths    map[market.Millis]*[market.Sides][len(Lookbacks) + 1]float64
}

// entry is one line.
type entry struct {
	at           market.Millis
	text, digest string
}

// New returns an empty log.
func New(coin string) *Log {
	return &Log{
		Coin: coin, root: strings.Repeat("0", digestSize),
		sealed: map[market.Millis]*Sealed{}, came: map[market.Millis]*Came{}, void: map[market.Millis]string{}, observed: map[market.Millis]*Observed{},
		paths: map[market.Millis]*[market.Sides][len(Lookbacks) + 1]float64{},
	}
}

// chained is the digest of a line after another one's.
func chained(before, line string) string {
	return sha256(before + "\n" + line)
}

// Tip is the newest digest: who has written it down can tell later that nothing
// before it was changed.
func (l *Log) Tip() string {
	if len(l.lines) == 0 {
		return l.root
	}
	return l.lines[len(l.lines)-1].digest
}

func (l *Log) add(at market.Millis, line string) {
	l.lines = append(l.lines, entry{at, line, chained(l.Tip(), line)})
}

// Seal adds a forecast and reports whether it is the hour's first. It rounds the
// figures of s as they are written; cells are rounded when they are read.
func (l *Log) Seal(s *Sealed) bool {
	if l.Has(s.At) {
		return false
	}
	s.round()
	line := s.line()
	back := parseSealed(&reader{words: strings.Split(line, " ")[1:]})
	l.sealed[s.At] = back // what is scored is what can be read
	l.add(s.At, line)
	return true
}

// Has reports whether an hour has a forecast, or is void.
func (l *Log) Has(at market.Millis) bool { return l.sealed[at] != nil || l.void[at] != "" }

// Add adds what came, unless that is known.
func (l *Log) Add(c *Came) bool {
	if l.came[c.At] != nil || len(c.Bars) == 0 {
		return false
	}
	l.came[c.At] = c
	l.add(c.At, c.line())
	return true
}

// Knows reports whether what came in an hour is known.
func (l *Log) Knows(at market.Millis) bool { return l.came[at] != nil }

// Void says that an hour is not judged, and by one word why.
func (l *Log) Void(at market.Millis, why string) bool {
	if l.void[at] != "" {
		return false
	}
	l.void[at] = why
	l.add(at, kindVoid+" "+whole(at)+" "+why)
	return true
}

// First is the start of the first hour that has a forecast; 0 where there is none.
func (l *Log) First() (first market.Millis) {
	for at := range l.sealed {
		if first == 0 || at < first {
			first = at
		}
	}
	return first
}

// Forget drops the lines from the beginning on up to the first about an hour at or
// after a time. The chain goes on from the last of them.
func (l *Log) Forget(before market.Millis) {
	n := 0
	for n < len(l.lines) && l.lines[n].at < before {
		n++
	}
	if n == 0 {
		return
	}
	l.root = l.lines[n-1].digest
	l.lines = slices.Clone(l.lines[n:])
	for at := range l.sealed {
		if at < before {
			delete(l.sealed, at)
		}
	}
	for at := range l.came {
		if at < before {
			delete(l.came, at)
			delete(l.paths, at)
		}
	}
	for at := range l.void {
		if at < before {
			delete(l.void, at)
		}
	}
	for at := range l.observed {
		if at < before {
			delete(l.observed, at)
		}
	}
}

// Text writes the log as Open reads it.
func (l *Log) Text() string {
	var out strings.Builder
	out.WriteString(head + version + " " + l.Coin + " " + l.root + "\n")
	for _, e := range l.lines {
		out.WriteString(e.text + " " + e.digest + "\n")
	}
	return out.String()
}

// Open reads a log. What is of another version, and a line that is not what was
// written, are refused with a code and a sentence that names the place.
func Open(text string) (*Log, *market.Fault) {
	if len(text) > mostBytes {
		return nil, &market.Fault{Code: "sealed-too-large", Sentence: "the file is larger than any that Brink writes"}
	}
	lines := strings.Split(text, "\n")
	words := strings.Split(lines[0], " ")
	switch {
	case !strings.HasPrefix(lines[0], head):
		return nil, &market.Fault{Code: "sealed-strange", Sentence: "the file is no record of sealed forecasts: its first line does not begin with " + head + version}
	case words[0] != head+version:
		return nil, &market.Fault{Code: "sealed-version", Sentence: "the record is of another version (" + words[0] + ") than this program reads (" + head + version + ")"}
	case len(words) != 3 || words[1] == "" || !isDigest(words[2]):
		return nil, broken(1, "it does not hold a coin and a digest")
	case lines[len(lines)-1] != "":
		return nil, broken(len(lines), "the file is cut short")
	}
	l := New(words[1])
	l.root = words[2]
	for i, line := range lines[1 : len(lines)-1] {
		cut := strings.LastIndexByte(line, ' ')
		if cut < 0 || line[cut+1:] != chained(l.Tip(), line[:cut]) {
			return nil, broken(i+2, "its SHA-256 is not that of what it says and of the line before it"+about(line))
		}
		if !l.take(line[:cut]) {
			return nil, broken(i+2, "it cannot be read"+about(line))
		}
	}
	return l, nil
}

func isDigest(text string) bool {
	return len(text) == digestSize && strings.Trim(text, "0123456789abcdef") == ""
}

// broken is the fault of a line, by its number in the file from 1 on.
func broken(line int, what string) *market.Fault {
	return &market.Fault{Code: "sealed-changed", Sentence: "line " + strconv.Itoa(line) + " was changed, or one before it was taken out: " + what}
}

// about names the hour of a line, as far as it can be read.
func about(line string) string {
	words := strings.SplitN(line, " ", 3)
	if len(words) == 3 {
		if at, err := strconv.ParseInt(words[1], 10, 64); err == nil && at >= 0 {
			return " (" + words[0] + ", the hour that starts at " + whole(market.Millis(at)) + " ms)"
		}
	}
	return ""
}

// take adds a line that is chained as it should be; false where it is none.
func (l *Log) take(line string) bool {
	r := &reader{words: strings.Split(line, " ")}
	switch r.word() {
	case kindSealed:
		s := parseSealed(r)
		return !r.bad && l.Seal(s) && l.lines[len(l.lines)-1].text == line
	case kindCame:
		c := parseCame(r)
		return !r.bad && l.Add(c) && l.lines[len(l.lines)-1].text == line
	case kindObserved:
		o := parseObserved(r)
		return !r.bad && l.Observe(o) && l.lines[len(l.lines)-1].text == line
	case kindVoid:
		at, why := r.time(), r.word()
		return !r.bad && len(r.words) == 0 && why != "" && l.Void(at, why) && l.lines[len(l.lines)-1].text == line
	}
	return false
}
