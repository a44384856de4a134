package view

import "strings"

// ReturningText says that the live market is asked for from another one, which
// stays until it is there; waited says that nobody has answered for some seconds.
func ReturningText(waited bool) string {
	if waited {
		return words[phraseReturningWaited]
	}
	return words[phraseReturning]
}

// RelayOnly reads from a relay's listing which venues the page must not reach
// directly: its "only" list. A listing without one has none.
func RelayOnly(listing string) []string {
	_, list, ok := strings.Cut(listing, `"only":[`)
	if !ok {
		return nil
	}
	list, _, _ = strings.Cut(list, "]")
	var out []string
	for _, name := range strings.Split(list, ",") {
		if name = strings.Trim(name, "\" \n"); name != "" {
			out = append(out, name)
		}
	}
	return out
}
