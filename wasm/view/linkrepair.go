package view

import (
	"slices"
	"strings"
)

// linkEnd is the last word of a link.
const linkEnd = "&end"

// repaired undoes what programs do to links: signs that were escaped again,
// a full stop or a bracket after it, words that count visitors. sealed says that
// the link has its last word.
func repaired(fragment string) (text string, sealed bool) {
	for strings.HasSuffix(fragment, "%20") {
		fragment = strings.TrimSuffix(fragment, "%20")
	}
	for _, sharp := range [...]string{"#", "%23"} {
		fragment = strings.TrimPrefix(fragment, sharp)
	}
	if rest, found := strings.CutPrefix(fragment, linkVersion+"%"); found && strings.HasPrefix(rest, "26") {
		if plain, ok := unescape(fragment, true); ok {
			fragment = plain
		}
	}
	for _, and := range [...]string{"&amp;", "&#38;", "&#x26;"} {
		fragment = strings.ReplaceAll(fragment, and, "&")
	}
	if at := strings.LastIndex(fragment+"&", linkEnd); at >= 0 {
		after := fragment[at+min(len(linkEnd), len(fragment)-at):]
		if at+len(linkEnd) <= len(fragment) && (after == "" || !unescaped(after[0]) && after[0] != '=' && after[0] != '%' || strings.IndexByte(".,:", after[0]) >= 0) {
			return fragment[:at], true
		}
	}
	fragment, _, _ = strings.Cut(fragment, "?")
	return strings.TrimRight(fragment, ").,;:!'\"]>}*…”’»"), false
}

// counts reports whether a word of a link is one that others have added to
// count visitors by.
func counts(key string) bool {
	return strings.HasPrefix(key, "utm_") || key == "fbclid" || key == "gclid" || key == "igshid" || key == "mc_cid" || key == "ref"
}

// endsOpen reports whether a link without its last word ends with a value that
// would be another one if it had been cut: a symbol, a moment or a price.
func endsOpen(key string) bool {
	return key == choices[ChoiceSymbol].key || slices.Contains(sightKeys[:], key)
}

// LinkOpen is the code of a link that may be cut short: it is opened, and that
// is said.
const LinkOpen = "link-without-end"
