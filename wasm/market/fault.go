package market

// Fault is an error in two halves: a stable code for machines and tests, and
// one sentence for people that says what is wrong and where.
type Fault struct {
	Code     string // stable, kebab-case: "bar-high-below-low"
	Sentence string // for people, with place and value
}

// Error is the sentence, then the code in brackets.
func (f *Fault) Error() string { return f.Sentence + " [" + f.Code + "]" }
