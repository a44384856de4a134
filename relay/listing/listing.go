// Package listing answers what this relay passes on: the policy's table as
// JSON, the same words on both twins. It relays nothing itself.
package listing

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"brink/relay/policy"
)

// Seconds is how long a listing may be kept: it changes with a release.
const Seconds = 600

// Handler answers GET and HEAD of policy.Prefix with every address that is
// relayed and the venues that are to be asked here only, never directly; and
// anything else with a refusal. It asks for no origin: what it says is public,
// and says nothing of who asks. The venues are the table's.
func Handler(only ...string) http.Handler {
	listed := text(only)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply, _ := policy.ReplyTo(http.StatusOK, "", Seconds)
		body := listed
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			reply = policy.WrongMethod.Reply()
			body = reply.Body
		}
		for _, h := range reply.Headers {
			w.Header().Set(h.Name, h.Value)
		}
		w.WriteHeader(reply.Status)
		if r.Method != http.MethodHead {
			_, _ = io.WriteString(w, body) // a reader that went away is no news
		}
	})
}

// text is {"only":[...],"addresses":[...]}, both sorted; the first are venues
// as the page calls them. Nothing in it is what JSON escapes.
func text(only []string) string {
	var names []string
	for _, venue := range only {
		names = append(names, policy.Names(venue)...)
	}
	slices.Sort(names)
	addresses := policy.Addresses()
	slices.Sort(addresses)
	return "{\"only\":[" + quoted(slices.Compact(names), ",") + "],\n\"addresses\":[\n" + quoted(addresses, ",\n") + "\n]}\n"
}

func quoted(list []string, between string) string {
	if len(list) == 0 {
		return ""
	}
	return `"` + strings.Join(list, `"`+between+`"`) + `"`
}
