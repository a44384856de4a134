package wire

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Compare asks the worker for the maps of two models over one view, all of them
// switched on.
type Compare struct {
	Serial uint32
	Models [2]string
	View   grid.View
}

// Append adds the message to dst.
func (m *Compare) Append(dst []byte) []byte {
	dst = appendCount(header(dst, KindCompare), int(m.Serial))
	for _, name := range m.Models {
		dst = appendText(dst, name)
	}
	return appendView(dst, &m.View)
}

// Parse reads the message.
func (m *Compare) Parse(message []byte) *market.Fault {
	r, f := read(message, KindCompare)
	if f != nil {
		return f
	}
	m.Serial = uint32(r.count())
	for i := range m.Models {
		m.Models[i] = r.text()
	}
	r.view(&m.View)
	return r.end()
}

// Compared answers a Compare, for the second module, which says where the two
// differ.
type Compared struct {
	Serial uint32
	Titles [2]string
	View   grid.View
	Cells  [2][]byte // levels of the dollars of both sides, column by column, the lowest row first
	Closes []float64 // by column; 0 where no bar is known
}

// Append adds the message to dst.
func (m *Compared) Append(dst []byte) []byte {
	dst = appendCount(header(dst, KindCompared), int(m.Serial))
	return appendMaps(dst, m.Titles[:], m.Cells[:], &m.View, m.Closes)
}

// Parse reads the message.
func (m *Compared) Parse(message []byte) *market.Fault {
	r, f := read(message, KindCompared)
	if f != nil {
		return f
	}
	m.Serial = uint32(r.count())
	m.Closes = r.maps(m.Titles[:], m.Cells[:], &m.View)
	if n := m.View.Columns * m.View.Rows; r.spoil == "" && (m.View.Check() != nil || len(m.Cells[0]) != n || len(m.Cells[1]) != n || len(m.Closes) != m.View.Columns) {
		r.spoil = "its cells are not those of its view"
	}
	return r.end()
}

// CompareText is two maps side by side and their difference, in finished words and
// cells. The page's script reads it, and no Go.
type CompareText struct {
	Lines  []string
	Titles [3]string
	View   grid.View
	// Cells are ranks from 0 to 255, column by column, the lowest row first; of the
	// third, the difference, 128 is none.
	Cells  [3][]byte
	Closes []float64
}

// Append adds the message to dst.
func (m *CompareText) Append(dst []byte) []byte {
	dst = appendTexts(header(dst, KindCompareText), m.Lines)
	return appendMaps(dst, m.Titles[:], m.Cells[:], &m.View, m.Closes)
}

// Parse reads the message.
func (m *CompareText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindCompareText)
	if f != nil {
		return f
	}
	m.Lines = r.texts()
	m.Closes = r.maps(m.Titles[:], m.Cells[:], &m.View)
	return r.end()
}

// appendMaps adds maps of one view, each with its title, and the closes below them.
func appendMaps(dst []byte, titles []string, cells [][]byte, v *grid.View, closes []float64) []byte {
	for i, title := range titles {
		dst = appendText(appendText(dst, title), string(cells[i]))
	}
	dst = appendCount(appendView(dst, v), len(closes))
	for _, x := range closes {
		dst = appendFloat(dst, x)
	}
	return dst
}

// maps reads what appendMaps has added, and returns the closes.
func (r *reader) maps(titles []string, cells [][]byte, v *grid.View) []float64 {
	for i := range titles {
		titles[i], cells[i] = r.text(), r.bytes()
	}
	r.view(v)
	closes := make([]float64, r.list(8))
	for i := range closes {
		closes[i] = r.float()
	}
	return closes
}
