// Package fmt stands in for the standard package of that name in the browser's
// binary, where the standard one costs 41 KB brotli: most of it writes values
// of any type, which needs reflection. This one writes the forms and the types
// that the binary's packages use, which a test holds against their sources.
//
// site/build.mjs puts it in place by go build -overlay. No package imports it
// by this path.
package fmt

import (
	"errors"
	"io"
	"reflect"
	"strconv"
)

// Stringer is a value that says itself what it is as text.
type Stringer interface{ String() string }

// Errorf is an error with the text of Sprintf. It wraps the last argument of
// the verb w.
func Errorf(format string, args ...any) error {
	text, inner := write(nil, format, args)
	if inner != nil {
		return &wrapping{string(text), inner}
	}
	return errors.New(string(text))
}

// wrapping is an error with a text of its own around another one.
type wrapping struct {
	text  string
	inner error
}

func (w *wrapping) Error() string { return w.text }
func (w *wrapping) Unwrap() error { return w.inner }

// Sprintf writes the arguments as the format says: verbs v, s, d, x, X, q, c,
// w, T and %, and the flags 0 and a width before a number. The flags + and #
// have no effect.
func Sprintf(format string, args ...any) string {
	text, _ := write(nil, format, args)
	return string(text)
}

// Fprintf writes the text of Sprintf to w.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	text, _ := write(nil, format, args)
	return w.Write(text)
}

// Sprint writes the arguments as the verb v does, with spaces between those
// of which neither is a string.
func Sprint(args ...any) string {
	var text []byte
	wasText := true
	for i, arg := range args {
		_, isText := arg.(string)
		if i > 0 && !isText && !wasText {
			text = append(text, ' ')
		}
		text, wasText = value(text, 'v', arg), isText
	}
	return string(text)
}

// Println writes the arguments to the console, with spaces between them.
func Println(args ...any) (int, error) {
	var text []byte
	for i, arg := range args {
		if i > 0 {
			text = append(text, ' ')
		}
		text = value(text, 'v', arg)
	}
	println(string(text))
	return len(text) + 1, nil
}

// write appends the formatted arguments to dst; inner is what w wraps.
func write(dst []byte, format string, args []any) (text []byte, inner error) {
	next := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			dst = append(dst, format[i])
			continue
		}
		zeroes, width := false, 0
		for i++; i < len(format) && (format[i] == '+' || format[i] == '#' || format[i] >= '0' && format[i] <= '9'); i++ {
			switch c := format[i]; {
			case c == '0' && width == 0:
				zeroes = true
			case c >= '0':
				width = 10*width + int(c-'0')
			}
		}
		switch {
		case i == len(format):
			return append(dst, "%!(NOVERB)"...), inner
		case format[i] == '%':
			dst = append(dst, '%')
			continue
		case next == len(args):
			dst = append(append(append(dst, "%!"...), format[i]), "(MISSING)"...)
			continue
		}
		if err, ok := args[next].(error); ok && format[i] == 'w' {
			inner = err
		}
		dst = pad(dst, value(nil, format[i], args[next]), width, zeroes)
		next++
	}
	for ; next < len(args); next++ {
		dst = append(value(append(dst, "%!(EXTRA "...), 'v', args[next]), ')')
	}
	return dst, inner
}

// pad appends text, filled on its left to width bytes.
func pad(dst, text []byte, width int, zeroes bool) []byte {
	for n := len(text); n < width; n++ {
		if zeroes {
			dst = append(dst, '0')
		} else {
			dst = append(dst, ' ')
		}
	}
	return append(dst, text...)
}

// value appends one argument under a verb. What is neither text, number, truth
// nor error is named by its type in brackets, and not written.
func value(dst []byte, verb byte, arg any) []byte {
	if verb == 'T' && arg != nil {
		return append(dst, reflect.TypeOf(arg).String()...)
	}
	switch v := arg.(type) {
	case nil:
		return append(dst, "<nil>"...)
	case error:
		return chars(dst, verb, v.Error())
	case Stringer:
		return chars(dst, verb, v.String())
	case string:
		return chars(dst, verb, v)
	case []byte:
		return chars(dst, verb, string(v))
	}
	switch v := reflect.ValueOf(arg); v.Kind() {
	case reflect.String:
		return chars(dst, verb, v.String())
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return whole(dst, verb, v.Int() < 0, magnitude(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return whole(dst, verb, false, v.Uint())
	case reflect.Float32, reflect.Float64:
		return strconv.AppendFloat(dst, v.Float(), 'g', -1, 64)
	default:
		return append(append(append(dst, '('), v.Type().String()...), ')')
	}
}

// chars appends text as a verb writes it.
func chars(dst []byte, verb byte, text string) []byte {
	if verb == 'q' {
		return strconv.AppendQuote(dst, text)
	}
	return append(dst, text...)
}

// whole appends an integer as a verb writes it.
func whole(dst []byte, verb byte, negative bool, size uint64) []byte {
	if negative {
		dst = append(dst, '-')
	}
	switch verb {
	case 'x', 'X':
		from := len(dst)
		dst = strconv.AppendUint(dst, size, 16)
		for i := from; verb == 'X' && i < len(dst); i++ {
			if dst[i] >= 'a' {
				dst[i] -= 'a' - 'A'
			}
		}
		return dst
	case 'c':
		return append(dst, string(rune(size))...)
	case 'q':
		return strconv.AppendQuoteRune(dst, rune(size))
	}
	return strconv.AppendUint(dst, size, 10)
}

// magnitude is a number without its sign.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
