package wire

import "brink/wasm/market"

// The messages about a file of the market at hand: the page's request,
// the worker's answer.
const (
	KindExportSession Kind = 42 + iota
	KindFile
)

// AppendExportSession adds the request for the market at hand as a file.
func AppendExportSession(dst []byte) []byte { return header(dst, KindExportSession) }

// ParseExportSession reads the request.
func ParseExportSession(message []byte) *market.Fault {
	r, f := read(message, KindExportSession)
	if f != nil {
		return f
	}
	return r.end()
}

// File is a file for the visitor to save.
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
