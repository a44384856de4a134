package policy

// Body is what the body of an answer is, as far as it matters whether it is
// data.
type Body struct {
	Whole   bool   // one JSON array or object, complete, and nothing beside it
	List    bool   // an array
	Hollow  bool   // with nothing in it
	Code    string // of the envelope: its member code or retCode, "" where there is none
	Head    string // how it begins
	Message string // of the envelope: its member msg or retMsg
}

// Scanner reads a body as it comes and says at the end what it is. It follows
// brackets and strings and judges no value. The zero value is ready.
type Scanner struct {
	head     [512]byte
	headed   int
	open     [maxDepth]byte // the brackets that are open
	depth    int
	list     bool
	filled   bool
	ended    bool
	broken   bool
	inString bool
	escaped  bool
	key      string
	word     [256]byte // what stands at the first level since the last comma or colon
	words    int
	body     Body
}

// maxDepth is how deep brackets may stand within each other.
const maxDepth = 32

// Feed takes the next bytes.
func (s *Scanner) Feed(p []byte) {
	s.headed += copy(s.head[s.headed:], p)
	for i := 0; i < len(p) && !s.broken; i++ {
		// Within rows most bytes change nothing.
		for s.depth > 1 && !s.escaped && !telling[p[i]] {
			if i++; i == len(p) {
				return
			}
		}
		s.take(p[i])
	}
}

// telling are the bytes that change something within the second level and
// deeper.
var telling = [256]bool{'"': true, '\\': true, '{': true, '}': true, '[': true, ']': true}

// End says what the body is; the scanner is not fed again.
func (s *Scanner) End() *Body {
	body := s.body
	body.Whole = s.ended && !s.broken
	body.List, body.Hollow = s.list, !s.filled
	body.Head = string(s.head[:s.headed])
	return &body
}

func (s *Scanner) take(c byte) {
	switch {
	case s.inString:
		s.within(c)
		return
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		return
	case s.ended, s.depth == 0 && c != '{' && c != '[':
		s.broken = true
		return
	case s.depth == 1 && c != ']' && c != '}':
		s.filled = true
	}
	switch c {
	case '"':
		s.inString = true
	case '{', '[':
		if s.depth == maxDepth {
			s.broken = true
			return
		}
		s.list = s.list || s.depth == 0 && c == '['
		s.open[s.depth] = c
		s.depth++
	case '}', ']':
		if s.open[s.depth-1] != c-2 { // the closing bracket is two behind the opening one, of both kinds
			s.broken = true
			return
		}
		s.member()
		s.depth--
		s.ended = s.depth == 0
	case ',':
		s.member()
	case ':':
		if s.depth == 1 {
			s.key, s.words = string(s.word[:s.words]), 0
		}
	default:
		s.note(c)
	}
}

// within takes a byte of a string.
func (s *Scanner) within(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case c == '\\':
		s.escaped = true
	case c == '"':
		s.inString = false
		return
	}
	s.note(c)
}

func (s *Scanner) note(c byte) {
	if s.depth == 1 && !s.list && s.words < len(s.word) {
		s.word[s.words] = c
		s.words++
	}
}

// member ends a member of the envelope.
func (s *Scanner) member() {
	if s.depth != 1 {
		return
	}
	switch s.key {
	case "code", "retCode":
		s.body.Code = string(s.word[:s.words])
	case "msg", "retMsg":
		s.body.Message = string(s.word[:s.words])
	}
	s.key, s.words = "", 0
}
