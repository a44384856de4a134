package policy

import (
	"strconv"
	"strings"
)

// Heard is an exchange's answer and what is known of its host from before.
type Heard struct {
	Status  int
	Retry   string // its header Retry-After
	Body    *Body
	Now     int64 // Unix milliseconds
	Before  bool  // the host has given data before
	Strikes int   // limits that it has told in a row before this one
}

// Finding is what an answer comes to.
type Finding struct {
	Reply   *Reply   // its head, where it is passed on
	Refusal *Refusal // where it is not
	Keep    bool     // it is data, and may be kept for as long as the verdict says
	Struck  bool     // it tells of a limit, so that the next one in a row is Strikes + 1
	// Rest is for how many seconds nothing is asked of the host; of the budget
	// alone where Narrow is set. Whoever asks in the meantime is given the
	// refusal Resting.
	Rest   int
	Narrow bool
}

// The longest rests. A ban is obeyed to its end, but not one of more than
// three days, which no exchange says that it gives.
const (
	longestBan  = 3 * 86_400
	longestRest = 300
)

// Faulty is the refusal of an answer that is no data.
var Faulty = &Refusal{Status: 502, Code: "answer-faulty", Sentence: "the exchange answered with something that is not its data: nothing, a page, or an answer that breaks off"}

// Examine judges the answer to a request that was allowed. What is good is
// decided by the body: status 200 stands on pages of firewalls, on nothing at
// all and on refusals too.
func Examine(v *Verdict, h *Heard) *Finding {
	u := table[v.Venue]
	f := &Finding{}
	if h.Status != 200 {
		f.rest(u, h)
		if f.Rest > 0 {
			f.Struck = true
			switch {
			case place(h):
				f.Reply, f.Refusal = ReplyTo(h.Status, strconv.Itoa(f.Rest), 0)
			case h.Status == 418: // the refusal to whoever asked first says what it was
				f.Refusal = Resting(429, f.Rest)
				f.Refusal.Status = 418
			default:
				f.Refusal = Resting(429, f.Rest)
			}
			return f
		}
		f.Reply, f.Refusal = ReplyTo(h.Status, h.Retry, 0)
		return f
	}
	b := h.Body
	switch {
	case u.tooMuch(b.Code):
		f.Struck, f.Narrow, f.Rest = true, true, grown(v.Budget.Seconds, h.Strikes)
		f.Refusal = Resting(429, f.Rest)
	case !b.Whole, b.Hollow && !b.List, v.at.object && b.List:
		f.Refusal = Faulty
	case b.Code != u.right, b.Hollow:
		// A refusal in the exchange's own words, such as that it knows no such
		// symbol; or a list of nothing. Both are passed on and not kept.
		f.Reply, f.Refusal = ReplyTo(h.Status, "", 0)
	default:
		f.Keep = true
		f.Reply, f.Refusal = ReplyTo(h.Status, "", v.Seconds)
	}
	return f
}

func (u *upstream) tooMuch(code string) bool { return code != "" && contains(u.limited, code) }

// place reports whether an answer says that the exchange does not serve this
// place: by law, or as the first thing that it ever says.
func place(h *Heard) bool { return h.Status == 451 || h.Status == 403 && !h.Before && h.Strikes == 0 }

// rest finds how long a host is to be left alone after an answer that is not
// of status 200.
func (f *Finding) rest(u *upstream, h *Heard) {
	told := min(max(0, number(h.Retry)), longestBan)
	switch h.Status {
	case 418:
		if until := banned(h.Body); until > h.Now {
			told = max(told, int(min((until-h.Now+999)/1000, longestBan)))
		}
		f.Rest = told
		if told == 0 {
			f.Rest = min(120<<min(h.Strikes, 10), 86_400)
		}
	case 429:
		f.Rest = told
		if told == 0 {
			f.Rest = grown(5, h.Strikes)
		}
	case 403:
		f.Rest = told
		switch {
		case told > 0:
		case u.busy && h.Before:
			f.Rest = min(600<<min(h.Strikes, 3), 3600)
		default:
			f.Rest = grown(30, h.Strikes)
		}
	case 451:
		f.Rest = 60
	}
}

// grown doubles a rest with each limit in a row.
func grown(first, strikes int) int { return min(first<<min(strikes, 10), longestRest) }

// banned is until when the body of a ban says that it holds, in Unix
// milliseconds; 0 where it does not say.
func banned(b *Body) int64 {
	if b == nil {
		return 0
	}
	_, rest, found := strings.Cut(b.Head, "banned until ")
	if !found {
		return 0
	}
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	until, err := strconv.ParseInt(rest[:end], 10, 64)
	if err != nil || end != 13 {
		return 0
	}
	return until
}

// RestOfSockets is for how many seconds no connection is opened to a venue
// whose exchange answered a handshake with something else; 0 where that says
// nothing of a limit.
func RestOfSockets(v *Verdict, h *Heard) int {
	f := &Finding{}
	u := table[v.Venue]
	if u == nil {
		u = &upstream{}
	}
	if f.rest(u, h); h.Status == 451 {
		return 0 // by law, and for one path perhaps: who dials again is paced anyway
	}
	return f.Rest
}

// Resting is the refusal while a host or a budget of it rests, for so many
// seconds more. The status is 429, unless the exchange said that it does not
// serve this place.
func Resting(status, seconds int) *Refusal {
	if status == 403 || status == 451 {
		return &Refusal{Status: status, Code: "upstream-refused", Sentence: "the exchange refuses this address or region", Wait: seconds}
	}
	return &Refusal{Status: 429, Code: "upstream-limits", Sentence: "the exchange limits this relay for " + strconv.Itoa(seconds) + " s more; it is not asked until then", Wait: seconds}
}

// Busy is the refusal of a request whose turn did not come: the visitors of
// the moment ask for more than the exchange gives the relay.
var Busy = &Refusal{Status: 429, Code: "upstream-shared", Sentence: "all visitors together ask for more than the exchange gives this relay; wait a few seconds", Wait: 5}

// Allowed is the verdict on a path that has been allowed before, without its
// query: nil for any other.
func Allowed(path string) *Verdict {
	venue, inside, ok := strings.Cut(strings.TrimPrefix(path, Prefix), "/")
	u := table[venue]
	if !ok || u == nil {
		return nil
	}
	for i := range u.paths {
		if e := &u.paths[i]; e.at(inside) {
			return &Verdict{Venue: venue, Host: u.rest, Seconds: e.kept.fresh, Stale: e.kept.stale, Budget: e.budget, at: e}
		}
	}
	return nil
}
