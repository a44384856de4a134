package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"brink/relay/policy"
)

// rule is one of a _headers file: the paths it is about, what it takes back
// of earlier rules and what it sets.
type rule struct {
	path  string // exact, or ending in "*"
	unset []string
	set   [][2]string
}

// parseHeaders reads the site's _headers file, which Cloudflare reads too. It
// takes the part of that format that means the same here, and refuses the
// rest: a header that one twin sends and the other does not is a fault.
func parseHeaders(text string) ([]rule, error) {
	var rules []rule
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		fault := func(why string) error { return fmt.Errorf("_headers, line %d: %s: %q", i+1, why, line) }
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '/':
			if strings.Contains(line, ":") || strings.Contains(strings.TrimSuffix(line, "*"), "*") {
				return nil, fault("a path may hold one * at its end and no name")
			}
			rules = append(rules, rule{path: line})
		case len(rules) == 0:
			return nil, fault("a header stands before the first path")
		case line[0] == '!':
			r := &rules[len(rules)-1]
			r.unset = append(r.unset, strings.TrimSpace(line[1:]))
		default:
			name, value, ok := strings.Cut(line, ":")
			name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			if !ok || name == "" || value == "" || strings.Contains(name, " ") {
				return nil, fault("want NAME: VALUE")
			}
			r := &rules[len(rules)-1]
			r.set = append(r.set, [2]string{name, value})
		}
	}
	return rules, nil
}

// matches reports whether a rule is about a path.
func (r *rule) matches(path string) bool {
	if most, open := strings.CutSuffix(r.path, "*"); open {
		return strings.HasPrefix(path, most)
	}
	return r.path == path
}

// apply sets what all rules together say of a path.
func apply(rules []rule, path string, h http.Header) {
	for i := range rules {
		r := &rules[i]
		if !r.matches(path) {
			continue
		}
		for _, name := range r.unset {
			h.Del(name)
		}
		for _, line := range r.set {
			if before := h.Get(line[0]); before != "" {
				line[1] = before + ", " + line[1]
			}
			h.Set(line[0], line[1])
		}
	}
}

// bar takes the origins of the table's venues out of what a page may connect
// to, so that it reaches them through the relay or not at all.
func (s *site) bar(venues []string) {
	barred := map[string]bool{} // by host
	for _, venue := range venues {
		for _, origin := range policy.Upstreams()[venue] {
			_, host, _ := strings.Cut(origin, "://")
			barred[host] = true
		}
	}
	if len(barred) == 0 {
		return
	}
	for i := range s.rules {
		for j := range s.rules[i].set {
			if line := &s.rules[i].set[j]; line[0] == "Content-Security-Policy" {
				line[1] = without(line[1], barred)
			}
		}
	}
}

// without is a content security policy that names no origin of these hosts.
func without(csp string, hosts map[string]bool) string {
	directives := strings.Split(csp, "; ")
	for i, directive := range directives {
		directives[i] = strings.Join(slices.DeleteFunc(strings.Split(directive, " "), func(word string) bool {
			_, host, ok := strings.Cut(word, "://")
			return ok && hosts[host]
		}), " ")
	}
	return strings.Join(directives, "; ")
}
