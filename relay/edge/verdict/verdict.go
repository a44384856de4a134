// Command verdict is the policy as a WebAssembly reactor for the edge relay's
// entry module: it boots once, in the module's global scope, and is then asked
// by synchronous calls over one buffer. It fetches nothing, keeps nothing
// between two calls but what a body that is being fed looks like, and knows no
// JavaScript.
package main

import (
	"strconv"
	"strings"

	"brink/relay/policy"
)

// main is empty: a reactor only answers calls.
func main() {}

// separator stands between fields; no URL, header or method can hold it.
const separator = "\n"

// judge answers a request given as METHOD, PATH, QUERY, OWN, ORIGIN, SITE and
// "1" for a socket, with "pass", URL, SECONDS, MOST, STALE, HOST, BUDGET, UNITS,
// and the budget's bucket as BURST and PER SECOND; or with a refusal's reply.
func judge(dst []byte, ask string) []byte {
	field := fields{ask}
	r := policy.Request{
		Method: field.next(), Path: field.next(), RawQuery: field.next(),
		Own: field.next(), Origin: field.next(), Site: field.next(), Socket: field.next() == "1",
	}
	v, refusal := policy.Judge(&r)
	if refusal != nil {
		return appendReply(dst, refusal.Reply())
	}
	dst = append(dst, "pass"+separator...)
	dst = append(append(dst, v.URL...), separator...)
	burst, perSecond := v.Budget.Bucket()
	for _, number := range []int64{int64(v.Seconds), v.Most, int64(v.Stale)} {
		dst = append(strconv.AppendInt(dst, number, 10), separator...)
	}
	dst = append(append(dst, v.Host...), separator...)
	dst = append(append(dst, v.Budget.Name...), separator...)
	dst = append(strconv.AppendInt(dst, int64(v.Units), 10), separator...)
	dst = append(strconv.AppendInt(dst, int64(burst), 10), separator...)
	return strconv.AppendFloat(dst, perSecond, 'g', -1, 64)
}

// scanner has been fed the body that is asked about next.
var scanner policy.Scanner

// examine answers PATH ("" of a socket's handshake), STATUS, RETRY-AFTER, the
// time NOW in milliseconds, "1" where the host has given data BEFORE, and its
// STRIKES, with how many seconds to REST, "host" or "budget" for what, "1" where
// the answer may be kept, "1" where it tells of a limit, "1" where its body is
// passed on, and the reply. The
// body is what was fed; it is forgotten.
func examine(dst []byte, ask string) []byte {
	field := fields{ask}
	path := field.next()
	h := policy.Heard{Status: number(field.next()), Retry: field.next(), Body: scanner.End()}
	scanner = policy.Scanner{}
	h.Now = int64(number(field.next()))
	h.Before = field.next() == "1"
	h.Strikes = number(field.next())
	v := policy.Allowed(path)
	if v == nil {
		return appendFinding(dst, &policy.Finding{Refusal: policy.Unreachable})
	}
	return appendFinding(dst, policy.Examine(v, &h))
}

func appendFinding(dst []byte, f *policy.Finding) []byte {
	dst = append(strconv.AppendInt(dst, int64(f.Rest), 10), separator...)
	scope := "host"
	if f.Narrow {
		scope = "budget"
	}
	dst = append(append(dst, scope...), separator...)
	for _, flag := range []bool{f.Keep, f.Struck, f.Refusal == nil} {
		if flag {
			dst = append(dst, '1')
		}
		dst = append(dst, separator...)
	}
	if f.Refusal != nil {
		return appendReply(dst, f.Refusal.Reply())
	}
	return appendReply(dst, f.Reply)
}

// resting answers STATUS and SECONDS with the reply to whoever asks while a
// host or a budget rests.
func resting(dst []byte, ask string) []byte {
	field := fields{ask}
	status := number(field.next())
	return appendReply(dst, policy.Resting(status, number(field.next())).Reply())
}

// number reads a whole number; 0 where it is none.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// handshake answers the STATUS and RETRY-AFTER of an exchange that did not open
// its socket, and its STRIKES, with how many seconds to REST and the reply.
func handshake(dst []byte, ask string) []byte {
	field := fields{ask}
	status, retry := number(field.next()), field.next()
	rest := policy.RestOfSockets(&policy.Verdict{}, &policy.Heard{Status: status, Retry: retry, Before: true, Strikes: number(field.next())})
	dst = append(strconv.AppendInt(dst, int64(rest), 10), separator...)
	return appendReply(dst, policy.SocketRefusal(status).Reply())
}

// fail answers the code of what the entry module met with the reply.
func fail(dst []byte, code string) []byte { return appendReply(dst, policy.Failure(code).Reply()) }

// appendReply writes STATUS, then NAME and VALUE of each header, an empty
// field, and the body.
func appendReply(dst []byte, reply *policy.Reply) []byte {
	dst = append(strconv.AppendInt(dst, int64(reply.Status), 10), separator...)
	for _, h := range reply.Headers {
		dst = append(append(dst, h.Name...), separator...)
		dst = append(append(dst, h.Value...), separator...)
	}
	return append(append(dst, separator...), reply.Body...)
}

// fields takes a text apart; what is missing is empty.
type fields struct{ rest string }

func (f *fields) next() (field string) {
	field, f.rest, _ = strings.Cut(f.rest, separator)
	return field
}
