package skill

import (
	"math"
	"strconv"
	"strings"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// The kinds of lines.
const (
	kindSealed = "sealed"
	kindCame   = "came"
	kindVoid   = "void"
)

// digits write a cell's level: six bits each.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// top is the level of a side's largest cell; four levels are a factor of two. At
// level 0 nothing stands.
const top = 63

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func whole(x market.Millis) string { return strconv.FormatInt(int64(x), 10) }

// join writes numbers with commas between.
func join[T ~float64](list ...T) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = number(float64(x))
	}
	return strings.Join(out, ",")
}

// rounded is to four digits: what is sealed is what is scored, and no forecast has
// more.
func rounded[T ~float64](x T) T {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'e', 3, 64), 64)
	return T(y)
}

// text writes a side: its largest cell's USD, then a digit a cell.
func (s *Side) text() string {
	most := market.USD(0)
	for _, usd := range s {
		most = max(most, usd)
	}
	most = rounded(most)
	out := make([]byte, Cells)
	for i, usd := range s {
		level := 0
		if usd > 0 {
			level = min(max(top+int(math.Round(4*grid.Log(float64(usd/most))/math.Ln2)), 0), top)
		}
		out[i] = digits[level]
	}
	return number(float64(most)) + "," + strings.TrimRight(string(out), "A")
}

// parse reads a side.
func (s *Side) parse(text string) bool {
	head, cells, found := strings.Cut(text, ",")
	most, err := strconv.ParseFloat(head, 64)
	if !found || err != nil || !(most >= 0) || math.IsInf(most, 0) || len(cells) > Cells {
		return false
	}
	*s = Side{}
	for i := range len(cells) {
		level := strings.IndexByte(digits, cells[i])
		if level < 0 {
			return false
		}
		if level > 0 {
			s[i] = market.USD(most * grid.Exp(float64(level-top)*math.Ln2/4))
		}
	}
	return true
}

// line writes what was forecast, by words with a blank between: sealed, the hour's
// start, when it was made, the price; x and the extremes; t and the chances; e and
// the expected USD; f and each feed; m and each model's map.
func (s *Sealed) line() string {
	words := []string{kindSealed, whole(s.At), whole(s.Made), number(float64(s.Price))}
	var x []market.Price
	for i := range s.Extremes {
		x = append(x, s.Extremes[i][:]...)
	}
	words = append(words, "x", join(x...))
	if s.Chances {
		var t []float64
		for h := range s.Touches {
			t = append(t, s.Touches[h][:]...)
		}
		words = append(words, "t", join(t...))
	}
	if s.Dollars {
		var e []market.USD
		for _, sides := range s.Expected {
			for _, r := range sides {
				e = append(e, r.Low, r.Median, r.High)
			}
		}
		words = append(words, "e", join(e...))
	}
	for _, f := range s.Feeds {
		words = append(words, "f", f.Venue, join(f.Share, f.Capture, float64(f.Saturation)))
	}
	for i := range s.Models {
		m := &s.Models[i]
		words = append(words, "m", m.Name, m.Version, number(float64(m.Path)), m.Sides[market.Long].text(), m.Sides[market.Short].text())
	}
	return strings.Join(words, " ")
}

// round makes of figures those that their line holds.
func (s *Sealed) round() {
	for h := range s.Touches {
		for i := range s.Touches[h] {
			s.Touches[h][i] = rounded(s.Touches[h][i])
		}
	}
	for h := range s.Expected {
		for i := range s.Expected[h] {
			r := &s.Expected[h][i]
			r.Low, r.Median, r.High = rounded(r.Low), rounded(r.Median), rounded(r.High)
		}
	}
	for i := range s.Feeds {
		f := &s.Feeds[i]
		f.Share, f.Capture, f.Saturation = rounded(f.Share), rounded(f.Capture), rounded(f.Saturation)
	}
	for i := range s.Models {
		s.Models[i].Path = rounded(s.Models[i].Path)
	}
}

// line writes what came: came, the hour's start; then each bar's high, low and
// close; f and each feed's USD of longs and of shorts.
func (c *Came) line() string {
	words := []string{kindCame, whole(c.At)}
	for _, b := range c.Bars {
		words = append(words, join(b.High, b.Low, b.Close))
	}
	for _, f := range c.Feeds {
		words = append(words, "f", f.Venue, join(f.USD[:]...))
	}
	return strings.Join(words, " ")
}

// reader takes a line's words; what is not there or is no number spoils it.
type reader struct {
	words []string
	bad   bool
}

func (r *reader) word() string {
	if len(r.words) == 0 {
		r.bad = true
		return ""
	}
	w := r.words[0]
	r.words = r.words[1:]
	return w
}

// next reports whether the next word is one, and takes it.
func (r *reader) next(word string) bool {
	if len(r.words) > 0 && r.words[0] == word {
		r.words = r.words[1:]
		return true
	}
	return false
}

func (r *reader) time() market.Millis {
	x, err := strconv.ParseInt(r.word(), 10, 64)
	r.bad = r.bad || err != nil || x < 0
	return market.Millis(x)
}

// list reads as many numbers as there are places; none may be negative or without
// end.
func list[T ~float64](r *reader, into ...*T) {
	parts := strings.Split(r.word(), ",")
	if len(parts) != len(into) {
		r.bad = true
		return
	}
	for i, part := range parts {
		x, err := strconv.ParseFloat(part, 64)
		r.bad = r.bad || err != nil || !(x >= 0) || math.IsInf(x, 0)
		*into[i] = T(x)
	}
}

// parseSealed reads the words behind "sealed".
func parseSealed(r *reader) *Sealed {
	s := &Sealed{At: r.time(), Made: r.time()}
	list(r, &s.Price)
	r.bad = r.bad || !r.next("x")
	var x []*market.Price
	for i := range s.Extremes {
		x = append(x, &s.Extremes[i][0], &s.Extremes[i][1])
	}
	list(r, x...)
	if s.Chances = r.next("t"); s.Chances {
		var t []*float64
		for h := range s.Touches {
			for i := range s.Touches[h] {
				t = append(t, &s.Touches[h][i])
			}
		}
		list(r, t...)
	}
	if s.Dollars = r.next("e"); s.Dollars {
		var e []*market.USD
		for h := range s.Expected {
			for i := range s.Expected[h] {
				e = append(e, &s.Expected[h][i].Low, &s.Expected[h][i].Median, &s.Expected[h][i].High)
			}
		}
		list(r, e...)
	}
	for !r.bad && r.next("f") {
		f := Feed{Venue: r.word()}
		list(r, &f.Share, &f.Capture, (*float64)(&f.Saturation))
		s.Feeds = append(s.Feeds, f)
	}
	for !r.bad && r.next("m") {
		m := Standing{Name: r.word(), Version: r.word()}
		list(r, &m.Path)
		for side := range m.Sides {
			r.bad = !m.Sides[side].parse(r.word()) || r.bad
		}
		s.Models = append(s.Models, m)
	}
	r.bad = r.bad || len(r.words) > 0 || s.At%market.Hour != 0 || !s.Price.Valid()
	return s
}

// parseCame reads the words behind "came".
func parseCame(r *reader) *Came {
	c := &Came{At: r.time()}
	for !r.bad && len(r.words) > 0 && r.words[0] != "f" {
		var b Reach
		list(r, &b.High, &b.Low, &b.Close)
		r.bad = r.bad || !b.Low.Valid() || !b.High.Valid() || !b.Close.Valid()
		c.Bars = append(c.Bars, b)
	}
	for !r.bad && r.next("f") {
		f := Told{Venue: r.word()}
		list(r, &f.USD[market.Long], &f.USD[market.Short])
		c.Feeds = append(c.Feeds, f)
	}
	r.bad = r.bad || len(r.words) > 0 || c.At%market.Hour != 0 || len(c.Bars) == 0
	return c
}
