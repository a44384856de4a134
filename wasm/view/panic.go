package view

// PanicText says that an action ended in a panic, whose cause is what it said.
func PanicText(cause any) string {
	said := words[phraseUnknown]
	switch c := cause.(type) {
	case error:
		said = c.Error()
	case string:
		said = c
	case interface{ String() string }:
		said = c.String()
	}
	return say(words[phrasePanicked], said)
}
