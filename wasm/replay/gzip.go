package replay

import (
	"bytes"

	"brink/wasm/market"
)

// Ending is how the unpacking of a gzip ended.
type Ending byte

const (
	// Whole is all that the gzip held.
	Whole Ending = iota
	// CutShort is the text of a gzip that ends before its end.
	CutShort
	// Damaged is the text up to a place that is no gzip or fails its checksum.
	Damaged
	// TooLarge stands for more than MaxUnzipped bytes.
	TooLarge
	// Unsupported stands for a gzip where nothing unpacks one.
	Unsupported
	// PackedTwice stands for a gzip within another.
	PackedTwice
)

// IsGzip reports whether a file begins like a gzip.
func IsGzip(file []byte) bool { return len(file) >= 2 && file[0] == 0x1f && file[1] == 0x8b }

// Fault refuses a gzip that did not end Whole, by the row and column of the
// text up to there, or returns nil.
func (e Ending) Fault(text []byte) *market.Fault {
	switch e {
	case Whole:
		return nil
	case CutShort:
		return &market.Fault{Code: "gzip-truncated", Sentence: place(text) + ": the gzip is cut short there; the file was not stored whole"}
	case Damaged:
		return &market.Fault{Code: "gzip-damaged", Sentence: place(text) + ": the gzip is damaged there or shortly after"}
	case TooLarge:
		return &market.Fault{Code: "recording-too-large", Sentence: "the gzip holds more than " + megabytes(MaxUnzipped) + " MB"}
	case PackedTwice:
		return &market.Fault{Code: "gzip-twice", Sentence: "the gzip holds another gzip; unpack the file once and open what comes out"}
	}
	return &market.Fault{Code: "gzip-unsupported", Sentence: "nothing here unpacks a gzip; unpack the file first and open what comes out"}
}

// place is the row and column at which a text ends.
func place(text []byte) string {
	row := bytes.Count(text, []byte{'\n'}) + 1
	header, _, _ := bytes.Cut(text, []byte{'\n'})
	names := bytes.Split(header[:min(len(header), 1<<12)], []byte{','})
	column := bytes.Count(text[bytes.LastIndexByte(text, '\n')+1:], []byte{','})
	if row == 1 || column >= len(names) {
		return "row " + decimal(int64(row)) + ", column " + decimal(int64(column+1))
	}
	return "row " + decimal(int64(row)) + ", column " + excerpt(unquote(bytes.TrimSpace(names[column])))
}
