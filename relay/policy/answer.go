package policy

import (
	"strconv"
	"strings"
)

// Refusal says why not, in two halves.
type Refusal struct {
	Status   int
	Code     string
	Sentence string
	Wait     int // seconds after which asking again makes sense; 0 where unknown
}

// What can go wrong once a request is allowed. Both twins say it in these
// words.
var (
	TooMany     = &Refusal{Status: 429, Code: "too-many", Sentence: "this address asks for more than the relay passes on; wait a second", Wait: 1}
	Unreachable = &Refusal{Status: 502, Code: "upstream-failed", Sentence: "the exchange could not be reached, or its answer broke off"}
	Slow        = &Refusal{Status: 504, Code: "upstream-slow", Sentence: "the exchange did not answer in time"}
	Redirected  = &Refusal{Status: 502, Code: "upstream-redirected", Sentence: "the exchange pointed elsewhere, and the relay follows nobody"}
	TooLarge    = &Refusal{Status: 502, Code: "answer-too-large", Sentence: "the exchange's answer is larger than the relay passes on"}
	WrongMethod = &Refusal{Status: 405, Code: "method-refused", Sentence: "only GET and HEAD are relayed"}
	Closing     = &Refusal{Status: 503, Code: "relay-closing", Sentence: "the relay is being stopped", Wait: 5}
	NoHandshake = &Refusal{Status: 400, Code: "handshake-malformed", Sentence: "this is no handshake of a WebSocket"}
	Crowded     = &Refusal{Status: 429, Code: "sockets-shared", Sentence: "all connections that the exchange gives this relay are in use by as many visitors", Wait: 30}
	Foreign     = &Refusal{Status: 403, Code: "origin-refused", Sentence: "the relay serves its own page alone"}
)

// failures are those that a twin meets where the policy does not run.
var failures = []*Refusal{TooMany, Unreachable, Slow, TooLarge, Foreign, Busy, Closing, NoHandshake, Crowded}

// Failure is the refusal of a code that a twin met with, or Unreachable.
func Failure(code string) *Refusal {
	for _, f := range failures {
		if f.Code == code {
			return f
		}
	}
	return Unreachable
}

// UpstreamSeconds is how long an upstream may take to answer.
const UpstreamSeconds = 15

// Header is one line of a head.
type Header struct{ Name, Value string }

// Reply is what a caller is told: the head of an upstream's answer, or a
// refusal with its body.
type Reply struct {
	Status  int
	Headers []Header
	Body    string // of a refusal
}

// UpstreamHead is the whole head of what upstreams are sent.
var UpstreamHead = []Header{{"Accept", "application/json"}, {"User-Agent", "brink"}}

// Always stands on every reply: nothing that is relayed is a page, and no
// other site reads it.
var Always = []Header{
	{"Content-Type", "application/json"},
	{"X-Content-Type-Options", "nosniff"},
	{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Referrer-Policy", "no-referrer"},
}

// ReplyTo is the reply to a request that was allowed, by the status of the
// upstream's answer, or the reason why that is not passed on. Of its head only
// retry, its Retry-After, is looked at. Answers of 200 alone may be
// kept, for so many seconds, and not at all for none.
func ReplyTo(status int, retry string, seconds int) (*Reply, *Refusal) {
	if status >= 300 && status < 400 {
		return nil, Redirected
	}
	if status < 200 || status > 599 {
		return nil, Unreachable
	}
	reply := &Reply{Status: status, Headers: Always[:len(Always):len(Always)]}
	if status != 200 || seconds <= 0 {
		reply.Headers = append(reply.Headers, Header{"Cache-Control", "no-store"})
		if retry != "" && len(retry) < 10 && strings.Trim(retry, "0123456789") == "" {
			reply.Headers = append(reply.Headers, Header{"Retry-After", retry})
		}
		return reply, nil
	}
	reply.Headers = append(reply.Headers, Header{"Cache-Control", "public, max-age=" + strconv.Itoa(seconds)})
	return reply, nil
}

// SocketRefusal is the refusal for an upstream that answered a handshake with
// a status other than 101; 0 where it did not answer.
func SocketRefusal(status int) *Refusal {
	switch status {
	case 403, 429, 451:
		return &Refusal{Status: status, Code: "upstream-refused", Sentence: "the exchange refuses this address or region"}
	}
	if status >= 300 && status < 400 {
		return Redirected
	}
	return Unreachable
}

// Reply is a refusal as it is sent. Codes and sentences are constants without
// a character that JSON escapes.
func (r *Refusal) Reply() *Reply {
	reply := &Reply{Status: r.Status, Headers: Always[:len(Always):len(Always)]}
	reply.Headers = append(reply.Headers, Header{"Cache-Control", "no-store"})
	if r.Wait > 0 {
		reply.Headers = append(reply.Headers, Header{"Retry-After", strconv.Itoa(r.Wait)})
	}
	reply.Body = `{"code":"` + r.Code + `","message":"` + r.Sentence + "\"}\n"
	return reply
}
