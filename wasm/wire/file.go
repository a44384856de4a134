package wire

import "brink/wasm/market"

// The messages about a file of the market at hand: the page's wish, the
// worker's answer.
const (
	KindKeep Kind = 42 + iota
	KindFile
)

// AppendKeep adds the wish for the market at hand as a file.
func AppendKeep(dst []byte) []byte { return header(dst, KindKeep) }

// File is a file for the visitor to keep.
type File struct {
	Name    string
	Content []byte
}

// Append adds the message to dst.
func (m *File) Append(dst []byte) []byte {
	return append(appendCount(appendText(header(dst, KindFile), m.Name), len(m.Content)), m.Content...)
}

// Parse reads the message; Content shares its memory.
func (m *File) Parse(message []byte) *market.Fault {
	r, f := read(message, KindFile)
	if f != nil {
		return f
	}
	m.Name = r.text()
	m.Content = r.take(r.count())
	return r.end()
}
