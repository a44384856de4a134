package policy

import (
	"bytes"
	"strconv"
	"strings"
)

// spanned says how an endpoint is asked for rows of a span of time, and how
// they stand in its answer: each an array that begins with its start in
// milliseconds.
type spanned struct {
	from, to  string // keys of the first and the last start
	open      bool   // neither of the two is itself given: newer than from, older than to
	width     string // key of the time between two rows
	usual     int    // rows where the key limit is not there
	most      int    // rows of one answer
	page      int    // rows of a page
	list      string // what stands before the list; "" where the answer is the list
	ascending bool   // the oldest row is the first, and a limit counts from it where from is given
}

// The ways that bars are asked for. A page has as many rows as cost least.
var (
	binanceBars = &spanned{from: "startTime", to: "endTime", width: "interval", usual: 500, most: 1500, page: 480, ascending: true}
	bybitBars   = &spanned{from: "start", to: "end", width: "interval", usual: 200, most: 1000, page: 960, list: `"list":[`}
	okxBars     = &spanned{from: "before", to: "after", open: true, width: "bar", usual: 100, most: 300, page: 288, list: `"data":[`}
	okxMarkBars = &spanned{from: "before", to: "after", open: true, width: "bar", usual: 100, most: 100, page: 96, list: `"data":[`}
)

const minute = 60_000

// widths are words for the time between two rows, of all venues: those that
// divide a day, whose rows begin at whole multiples of it.
var widths = map[string]int64{
	"1m": minute, "3m": 3 * minute, "5m": 5 * minute, "15m": 15 * minute, "30m": 30 * minute,
	"1h": 60 * minute, "2h": 120 * minute, "4h": 240 * minute, "1H": 60 * minute, "2H": 120 * minute, "4H": 240 * minute,
	"1": minute, "3": 3 * minute, "5": 5 * minute, "15": 15 * minute, "30": 30 * minute, "60": 60 * minute, "120": 120 * minute, "240": 240 * minute,
}

// Cut is a request for rows of a span, put together of whole pages: spans that
// begin at multiples of their length, so that visitors who ask for neighbouring
// spans ask for the same pages.
type Cut struct {
	Pages    []*Verdict // the oldest first
	Seconds  int        // for which what is put together is fresh
	span     *spanned
	from, to int64 // the first and the last start that is wanted
	limit    int
	oldest   bool // the limit counts from the oldest row
}

// mostPages is how many pages one request is put together of.
const mostPages = 5

// settled is how long after its end a page is as good as final.
const settled = 60 * minute

// For how long a page is fresh that is as good as final, and for how much
// longer it is better than none.
var final = keeping{3600, 86_400}

// CutOf takes a request that was allowed apart into pages; nil where it asks
// for no span that can be. Now is in Unix milliseconds.
func CutOf(v *Verdict, query string, now int64) *Cut {
	if v.at == nil || v.at.span == nil {
		return nil
	}
	s := v.at.span
	step := widths[value(query, s.width)]
	from, to := stamp(value(query, s.from)), stamp(value(query, s.to))
	limit := s.usual
	if text := value(query, "limit"); text != "" {
		limit = number(text)
	}
	if step == 0 || limit < 1 || limit > s.most || from < 0 || to <= 0 {
		return nil
	}
	c := &Cut{Seconds: v.Seconds, span: s, from: from, to: to, limit: limit, oldest: s.ascending && from > 0}
	if s.open {
		c.to--
		if from > 0 {
			c.from++
		}
	}
	if from == 0 {
		c.from = max(0, c.to-c.to%step-int64(limit-1)*step)
	}
	length := int64(s.page) * step
	first, last := c.from/length, c.to/length
	if c.from > c.to || last-first >= mostPages || first*length > now {
		return nil
	}
	for n := first; n <= last && n*length <= now; n++ {
		c.Pages = append(c.Pages, s.verdict(v, query, n*length, (n+1)*length, now))
	}
	return c
}

// verdict is that of the page of starts from begin to before end, of the
// request's other keys.
func (s *spanned) verdict(v *Verdict, query string, begin, end, now int64) *Verdict {
	page := *v
	last := end - 1
	kept := v.at.kept
	if end+settled < now {
		kept = final
	}
	if s.open {
		begin, last = begin-1, end
	}
	pairs := map[string]string{
		s.from: strconv.FormatInt(max(0, begin), 10), s.to: strconv.FormatInt(last, 10), "limit": strconv.Itoa(s.page),
	}
	var asked strings.Builder
	for _, key := range v.at.keys {
		text := pairs[key]
		if text == "" {
			text = value(query, key)
		}
		if text == "" {
			continue
		}
		if asked.Len() > 0 {
			asked.WriteByte('&')
		}
		asked.WriteString(key + "=" + text)
	}
	path, _, _ := strings.Cut(v.URL, "?")
	page.URL = path + "?" + asked.String()
	path, _, _ = strings.Cut(v.Key, "?")
	page.Key = path + "?" + asked.String()
	page.Seconds, page.Stale = kept.fresh, kept.stale
	page.Units = v.at.cost(asked.String())
	return &page
}

// stamp reads a time in Unix milliseconds: 0 where there is none, -1 where it
// is no such time.
func stamp(text string) int64 {
	if text == "" {
		return 0
	}
	t, err := strconv.ParseInt(text, 10, 64)
	if err != nil || t < 0 || t > 1e14 {
		return -1
	}
	return t
}

// Join puts the bodies of the pages together, in their order, to the body that
// was asked for. It returns nil where one is not as it should be.
func (c *Cut) Join(pages [][]byte) []byte {
	var rows [][]byte // the oldest first
	var before, after []byte
	for _, body := range pages {
		head, list, tail := c.span.rows(body)
		if head == nil {
			return nil
		}
		if !c.span.ascending {
			for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
				list[i], list[j] = list[j], list[i]
			}
		}
		for _, row := range list {
			start, ok := startOf(row)
			if !ok {
				return nil
			}
			if start >= c.from && start <= c.to {
				rows = append(rows, row)
			}
		}
		before, after = head, tail
	}
	if len(rows) > c.limit {
		if c.oldest {
			rows = rows[:c.limit]
		} else {
			rows = rows[len(rows)-c.limit:]
		}
	}
	size := len(before) + len(after)
	for _, row := range rows {
		size += len(row) + 1
	}
	out := append(make([]byte, 0, size), before...)
	for i := range rows {
		row := rows[i]
		if !c.span.ascending {
			row = rows[len(rows)-1-i]
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, row...)
	}
	return append(out, after...)
}

// rows takes a body apart: what stands before the first row, the rows, and
// what stands behind them. Head is nil where there is no list.
func (s *spanned) rows(body []byte) (head []byte, list [][]byte, tail []byte) {
	mark := s.list
	if mark == "" {
		mark = "["
	}
	at := bytes.Index(body, []byte(mark))
	if at < 0 || s.list == "" && len(bytes.TrimSpace(body[:at])) > 0 {
		return nil, nil, nil
	}
	at += len(mark)
	head = body[:at]
	depth, begin, quoted := 0, at, false
	for i := at; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"':
			quoted = !quoted // rows hold numbers and words, without an escape
		case quoted:
			if c == '\\' {
				return nil, nil, nil
			}
		case c == '[':
			if depth == 0 {
				begin = i
			}
			depth++
		case c == ']' && depth == 0:
			return head, list, body[i:]
		case c == ']':
			if depth--; depth == 0 {
				list = append(list, body[begin:i+1])
			}
		}
	}
	return nil, nil, nil
}

// startOf is the first number of a row.
func startOf(row []byte) (start int64, ok bool) {
	digits := 0
	for _, c := range row {
		switch {
		case c >= '0' && c <= '9' && digits < 16:
			start = 10*start + int64(c-'0')
			digits++
		case digits == 0 && (c == '[' || c == '"' || c == ' '):
		default:
			return start, digits > 0
		}
	}
	return 0, false
}
