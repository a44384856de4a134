package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestEveryPhraseIsThereAndNumbersItsPlaces(t *testing.T) {
	place := regexp.MustCompile(`\{[^}]*\}?`)
	for i, text := range english {
		if text == "" {
			t.Errorf("phrase %d is missing", i)
		}
		for n, p := range place.FindAllString(text, -1) {
			if p != "{"+strconv.Itoa(n)+"}" { // as the code gives them; another language may change the order
				t.Errorf("phrase %d: %q does not number its places from 0 on", i, text)
			}
		}
	}
}

func TestSayTakesPlacesInAnyOrder(t *testing.T) {
	for text, want := range map[string]string{"": "", "plain": "plain", "{0}": "a", "{1} before {0}, {1}": "{0} before a, {0}", "a brace at the end {": "a brace at the end {"} {
		if got := say(text, "a", "{0}"); got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestLabelsAreSaidInTheLanguageInUse(t *testing.T) {
	defer func() { labels = nil }()
	for _, in := range []map[string]string{nil, {"Share": "Teilen"}} {
		labels = in
		if got, other := Label("Share"), Label("Export"); other != "Export" || (in == nil) != (got == "Share") {
			t.Errorf("%v: %q, %q", in, got, other)
		}
	}
}

// In another language every sentence of the page comes from that language's table:
// what is left in English was not in it.
func TestAnotherLanguageReplacesEverySentence(t *testing.T) {
	other := english
	for i := range other {
		other[i] = regexp.MustCompile(`[A-Za-z][a-z]+`).ReplaceAllStringFunc(other[i], func(word string) string { return "«" + strings.Repeat("x", len(word)) + "»" })
	}
	words = &other
	defer func() { words = &english }()
	foreign := regexp.MustCompile(`«x+»`)
	word := regexp.MustCompile(`[a-z]{4,}`)
	// Names are not translated.
	names := regexp.MustCompile(`(?i)bybit|bars_5m|: the price is negative.*|binance|okx|hyperliquid|brink|bitget|gate|coins?|learned|classic|isolated|cross|seed|live|quiet|blocked here|long|short`)
	check := func(what, text string) {
		if left := word.FindString(names.ReplaceAllString(foreign.ReplaceAllString(text, ""), "")); left != "" {
			t.Errorf("%s says %q in English: %q", what, left, text)
		}
	}
	for _, name := range []string{"simulated", "recording", "loading", "restarting", "empty", "live", "stale", "replay", "positions", "alerts"} {
		s, _ := Story(name)
		check(name+": the headline", s.Headline())
		check(name+": the status", s.Status())
		check(name+": the balance", s.Clusters.Balance())
		check(name+": the summary", s.Outlook().Summary(3))
		check(name+": the notes", s.Feed.Notes(UTC))
		check(name+": the banner", s.Playhead.Banner(UTC))
		check(name+": the sizes", s.SizingText())
		for _, r := range s.Rows() {
			check(name+": a row", r.Makeup+" "+r.Age+" "+r.Distance)
		}
		for _, m := range s.Marks() {
			check(name+": a mark", m.Text)
		}
		for i := range s.Positions.List {
			check(name+": a position", s.PositionText(&s.Positions.List[i]))
		}
		for _, r := range s.Alerts.Rules.All() {
			check(name+": an alert", RuleText(&r))
		}
		for c := range choices {
			if Choice(c) != ChoicePalette && Choice(c) != ChoiceZone {
				for _, o := range s.Options(Choice(c)) {
					check(name+": an option", o.Title)
				}
			}
		}
	}
	for step := 1; step <= tourSteps; step++ {
		check("the tour", (&Tour{Step: step}).Text())
	}
	for _, k := range Keys() {
		check("a key", k[1])
	}
}

// A sentence that is not in the table would stay English in every language. Stories
// are for those who work on the page, and how numbers are said in words is a rule of
// each language.
func TestSentencesAreInTheTable(t *testing.T) {
	sentence := regexp.MustCompile(`[a-zA-Z]{2,},? [a-z]{2,}`)
	for _, pattern := range []string{"*.go", "../page/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 10 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		for _, file := range files {
			if base := filepath.Base(file); strings.HasSuffix(base, "_test.go") || strings.HasPrefix(base, "story") || base == "english.go" || base == "number.go" {
				continue
			}
			read, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(read, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && !strings.HasPrefix(text.Value, "\".") && sentence.MatchString(text.Value) { // which begins the name of an element
					t.Errorf("%s: %s", file, text.Value)
				}
				return true
			})
		}
	}
}
