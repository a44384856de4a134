package view

import (
	"strconv"
	"strings"
)

// Typed is what a number means that somebody typed.
type Typed struct {
	Value float64
	Empty bool
	// Question says how a text is read that can be read in two ways, in words,
	// before it counts; "" where it is sure.
	Question string
	// Usual says that it is read as the device's language groups thousands, which
	// is hardly ever meant otherwise.
	Usual bool
	// Refusal says why a text is no number; "" where it is one.
	Refusal string
}

// ReadTyped reads a number as people type it: with a decimal point or comma,
// with thousands grouped by points, commas, blanks or apostrophes, with $ or €
// before, %, x, k or M after. commas says that the device's language writes a
// decimal comma: it decides how 53.000 and 1,234 are read, and a Question says
// so. What is no number is refused; nothing is taken for another number.
func ReadTyped(text string, commas bool) Typed {
	bare := strings.TrimFunc(strings.Map(oneBlank, text), func(r rune) bool { return r == ' ' || r == '$' || r == '€' })
	if bare == "" {
		return Typed{Empty: true}
	}
	refused := Typed{Refusal: say(words[phraseNoNumber], cut(strings.TrimSpace(text)))}
	digits, scale := bare, 1.0
	switch last := bare[len(bare)-1]; last {
	case 'k', 'K':
		scale = 1e3
		digits = bare[:len(bare)-1]
	case 'M', 'm':
		scale = 1e6
		digits = bare[:len(bare)-1]
	case '%', 'x', 'X':
		digits = bare[:len(bare)-1]
	}
	digits = strings.TrimSpace(digits)
	sign := ""
	if rest, minus := strings.CutPrefix(digits, "-"); minus {
		sign, digits = "-", rest
	}
	whole, decimals, unsure, ok := splitNumber(digits, commas)
	if !ok {
		return refused
	}
	value := func(whole, decimals string) float64 {
		v, err := strconv.ParseFloat(sign+whole+"."+decimals, 64)
		ok = ok && err == nil
		return v * scale
	}
	t := Typed{Value: value(whole, decimals)}
	if unsure {
		t.Usual = decimals == ""
		other := value(digits[:len(digits)-4], digits[len(digits)-3:])
		if decimals != "" {
			other = value(digits[:len(digits)-4]+digits[len(digits)-3:], "")
		}
		t.Question = say(words[phraseReadAs], cut(strings.TrimSpace(text)), Number(t.Value, -1), inWords(t.Value), Number(other, -1), inWords(other))
	}
	if !ok {
		return refused
	}
	return t
}

// oneBlank makes blanks of all widths one, and signs that look alike.
func oneBlank(r rune) rune {
	switch r {
	case '\u00a0', '\u202f', '\u2009', '\u2007', '\t':
		return ' '
	case '’', '‘', '´', '`':
		return '\''
	case '−', '–':
		return '-'
	case '٫':
		return ','
	}
	return r
}

// splitNumber finds the digits before and after the decimal sign. unsure says
// that the one sign of the text may as well be the other.
func splitNumber(text string, commas bool) (whole, decimals string, unsure, ok bool) {
	point := strings.LastIndexAny(text, ".,")
	whole = text
	if point >= 0 {
		sign := text[point : point+1]
		once := strings.IndexAny(text, ".,") == point
		// A sign that stands there twice groups, and so does one with three digits
		// after it that could have been the decimal sign alone.
		switch group := strings.Count(text, sign) > 1; {
		case group:
		case once && len(text)-point == 4 && point >= 1 && point <= 3 && text[0] != '0' && !strings.ContainsAny(text, " '"):
			if unsure = true; (sign == ",") == commas {
				whole, decimals = text[:point], text[point+1:]
			}
		default:
			whole, decimals = text[:point], text[point+1:]
		}
	}
	groupSign, run := byte(0), 0
	var out []byte
	for i := range len(whole) {
		switch c := whole[i]; {
		case c >= '0' && c <= '9':
			out = append(out, c)
			run++
		case c == '.' || c == ',' || c == ' ' || c == '\'':
			if groupSign != 0 && (c != groupSign || run != written.groups) || groupSign == 0 && (run < 1 || run > 3) {
				return "", "", false, false
			}
			groupSign, run = c, 0
		default:
			return "", "", false, false
		}
	}
	if groupSign != 0 && run != 3 || strings.Trim(decimals, "0123456789") != "" || len(out)+len(decimals) == 0 || len(out)+len(decimals) > 30 {
		return "", "", false, false
	}
	return string(out), decimals, unsure, true
}

const (
	ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
	tens = "twenty thirty forty fifty sixty seventy eighty ninety"
)

// inWords says a number in words: fifty-three
// thousand; one point two three four.
func inWords(x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	if x < 0 {
		return "minus " + inWords(-x)
	}
	whole, decimals, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return text
	}
	unit := strings.Fields(ones)
	words := wholeInWords(n, unit)
	if decimals != "" {
		words += " point"
	}
	for i := range len(decimals) {
		words += " " + unit[decimals[i]-'0']
	}
	return words
}

// wholeInWords is inWords of a whole number.
func wholeInWords(n int64, unit []string) string {
	switch {
	case n < 20:
		return unit[n]
	case n < 100:
		text := strings.Fields(tens)[n/10-2]
		if n%10 > 0 {
			text += "-" + unit[n%10]
		}
		return text
	}
	size, name := int64(100), " hundred"
	for _, s := range [...]struct {
		size int64
		name string
	}{{1e3, " thousand"}, {1e6, " million"}, {1e9, " billion"}} {
		if n >= s.size {
			size, name = s.size, s.name
		}
	}
	text := wholeInWords(n/size, unit) + name
	if n%size > 0 {
		text += " " + wholeInWords(n%size, unit)
	}
	return text
}
