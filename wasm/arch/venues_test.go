package arch

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/venue"
)

// named are the places that may name a venue, with why.
var named = map[string]string{
	"wasm/venue":            "its rows",
	"wasm/fake":             "speaks as each venue does",
	"wasm/cmd/fakeexchange": "serves those speakers, and says which there are",
	"wasm/view/story.go":    "stories are pictures of given venues",
	"wasm/exchange/codecs":  "registers the codecs",
	"relay/policy/table.go": "an entry a venue: what may be relayed is written out by hand",
	"relay/conformance":     "asks both relays for addresses that are written out, and for wrong ones",
	"wasm/replay/format.go": "whose a file is: an archive that a venue publishes is called by its name",
	"wasm/cmd/answers":      "the recordings that answers are computed from, by the names of their files",
	"wasm/cmd/spectrum":     "the recordings that the shipped weights were fitted on, by the names of their files",
}

// A venue is named by its row and by its codec. All others read the row of
// the venue that they are given, so that one more is a row and not a search.
func TestVenuesAreNamedByTheirRows(t *testing.T) {
	var words []string
	for _, row := range venue.All() {
		words = append(words, regexp.QuoteMeta(string(row.ID)), regexp.QuoteMeta(row.Title))
	}
	name := regexp.MustCompile(`(?i)(^|[^a-z])(` + strings.Join(words, "|") + `)([^a-z]|$)`)
	used := map[string]bool{}
	for _, s := range must(t, sources) {
		if s.test() || within(s.pkg(), "wasm/exchange") && codecOf(s.pkg()) {
			continue
		}
		say := func(node ast.Node, what string) {
			for _, allowed := range []string{s.path, s.pkg()} {
				if named[allowed] != "" {
					used[allowed] = true
					return
				}
			}
			t.Errorf("%s names a venue, %s: read wasm/venue, or say in wasm/arch/venues_test.go why not", place(s, node), what)
		}
		ast.Inspect(s.tree, func(node ast.Node) bool {
			if _, imports := node.(*ast.ImportSpec); imports {
				return false
			}
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && name.MatchString(text) {
					say(node, literal.Value)
				}
			}
			return true
		})
		uses(s, func(from, what string, node ast.Node) {
			if from == module+"wasm/venue" && venueID(what) {
				say(node, "venue."+what)
			}
		})
		if s.pkg() == "wasm/venue" || s.pkg() == "wasm/exchange/codecs" {
			used[s.pkg()] = true
		}
	}
	for place := range named {
		if !used[place] {
			t.Errorf("%s may name a venue and does not any more", place)
		}
	}
}

// codecOf reports whether a package is a codec: it has frames by hand of a venue.
func codecOf(pkg string) bool {
	for _, row := range venue.All() {
		if len(framesOf(&row)) == 1 && framesOf(&row)[0] == pkg {
			return true
		}
	}
	return false
}

// framesOf are the packages that have frames by hand of a venue.
func framesOf(row *venue.Row) []string {
	have, _ := filepath.Glob("../exchange/*/testdata/" + string(row.ID) + "/ws")
	for i, folder := range have {
		have[i] = "wasm/exchange/" + strings.Split(filepath.ToSlash(folder), "/")[2]
	}
	return have
}

// venueID reports whether a name of wasm/venue is the id of a venue.
func venueID(name string) bool {
	for _, row := range venue.All() {
		if strings.EqualFold(strings.ReplaceAll(string(row.ID), "-", ""), name) {
			return true
		}
	}
	return false
}

// Every venue has frames by hand in the folder of one codec, which is named as
// the venue or as the exchange of which it is a market.
func TestEveryVenueHasAFolder(t *testing.T) {
	for _, row := range venue.All() {
		have := framesOf(&row)
		if len(have) != 1 || !strings.HasPrefix(string(row.ID), strings.TrimPrefix(have[0], "wasm/exchange/")) {
			t.Errorf("%s has its frames in %v", row.ID, have)
		}
	}
}
