package view

import "strings"

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
