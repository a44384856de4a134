// Command verdict is the policy as a WebAssembly reactor for the edge relay's
// entry module: it boots once, in the module's global scope, and is then asked
// by synchronous calls over one buffer of text. It fetches nothing, keeps
// nothing between two calls, and knows no JavaScript.
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
// "1" for a socket, with "pass", URL, SECONDS and MOST, or with a refusal's
// reply.
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
	dst = append(strconv.AppendInt(dst, int64(v.Seconds), 10), separator...)
	return strconv.AppendInt(dst, v.Most, 10)
}

// reply answers an upstream's STATUS, RETRY-AFTER and the verdict's SECONDS
// (or "socket") with the reply.
func reply(dst []byte, ask string) []byte {
	field := fields{ask}
	status, err := strconv.Atoi(field.next())
	if err != nil {
		status = 0
	}
	retry, kind := field.next(), field.next()
	if kind == "socket" {
		return appendReply(dst, policy.SocketRefusal(status).Reply())
	}
	seconds, err := strconv.Atoi(kind)
	if err != nil {
		seconds = 0
	}
	passed, refusal := policy.ReplyTo(status, retry, seconds)
	if refusal != nil {
		passed = refusal.Reply()
	}
	return appendReply(dst, passed)
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
