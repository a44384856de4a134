package wire

import (
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Why asks the worker why what stands in the bins [Lo, Hi) of a side stands there,
// on the map of its newest snapshot; or, with an At, in the column of that time, on
// whichever side more stands.
type Why struct {
	Serial uint32
	Side   market.Side
	Lo, Hi grid.Bin
	At     market.Millis // within the column; 0 for the newest snapshot
}

// Append adds the message to dst.
func (m *Why) Append(dst []byte) []byte {
	dst = append(appendCount(header(dst, KindWhy), int(m.Serial)), byte(m.Side))
	return appendInt(appendInt(appendInt(dst, int64(m.Lo)), int64(m.Hi)), int64(m.At))
}

// Parse reads the message.
func (m *Why) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWhy)
	if f != nil {
		return f
	}
	m.Serial, m.Side = uint32(r.count()), market.Side(r.byte())
	m.Lo, m.Hi, m.At = r.bin(), r.bin(), market.Millis(r.int())
	if m.Side >= market.Sides || m.Lo >= m.Hi {
		r.spoil = "it asks of no stretch of prices"
	}
	return r.end()
}

// Origin answers a Why, for the second module, which puts it into words.
type Origin struct {
	Serial    uint32
	Side      market.Side
	Low, High market.Price
	USD       market.USD
	Standout  float64 // at the peak; 0 where it is not known
	Price     market.Price
	Known     bool // the past is
	Origin    insight.Origin
	Classes   [insight.Classes]float64 // shares
	Venues    []VenueShare
	Scale     float64       // as in Material
	Ahead     market.USD    // what stands in the next 1 % beyond the band
	At        market.Millis // the end of the column that was asked about; 0 for the newest snapshot
}

// VenueShare is a venue's share of something.
type VenueShare struct {
	Venue string // id
	Share float64
}

// Append adds the message to dst.
func (m *Origin) Append(dst []byte) []byte {
	dst = append(appendCount(header(dst, KindOrigin), int(m.Serial)), byte(m.Side))
	for _, x := range [...]float64{float64(m.Low), float64(m.High), float64(m.USD), m.Standout, float64(m.Price)} {
		dst = appendFloat(dst, x)
	}
	dst = appendCount(dst, len(m.Origin.Days))
	for _, d := range m.Origin.Days {
		dst = appendFloat(appendInt(dst, int64(d.From)), d.Share)
	}
	dst = appendFloat(appendFloat(appendFloat(dst, m.Origin.Earlier), m.Origin.Swept), m.Origin.Closed)
	dst = appendInt(dst, int64(m.Origin.SweptAt))
	for _, share := range m.Classes {
		dst = appendFloat(dst, share)
	}
	dst = appendCount(dst, len(m.Venues))
	for _, v := range m.Venues {
		dst = appendFloat(appendText(dst, v.Venue), v.Share)
	}
	return appendInt(appendFloat(appendFloat(appendFlag(dst, m.Known), m.Scale), float64(m.Ahead)), int64(m.At))
}

// Parse reads the message.
func (m *Origin) Parse(message []byte) *market.Fault {
	r, f := read(message, KindOrigin)
	if f != nil {
		return f
	}
	m.Serial, m.Side = uint32(r.count()), market.Side(r.byte())
	if m.Side >= market.Sides {
		r.spoil = "it is of no side"
	}
	m.Low, m.High, m.USD, m.Standout, m.Price = market.Price(r.float()), market.Price(r.float()), market.USD(r.float()), r.float(), market.Price(r.float())
	m.Origin.Days = make([]insight.OriginDay, r.list(16))
	for i := range m.Origin.Days {
		m.Origin.Days[i] = insight.OriginDay{From: market.Millis(r.int()), Share: r.float()}
	}
	m.Origin.Earlier, m.Origin.Swept, m.Origin.Closed = r.float(), r.float(), r.float()
	m.Origin.SweptAt = market.Millis(r.int())
	for i := range m.Classes {
		m.Classes[i] = r.float()
	}
	m.Venues = make([]VenueShare, r.list(12))
	for i := range m.Venues {
		m.Venues[i] = VenueShare{r.text(), r.float()}
	}
	m.Known, m.Scale, m.Ahead, m.At = r.byte() == 1, r.float(), market.USD(r.float()), market.Millis(r.int())
	return r.end()
}

// WhyText says why what was asked of stands there, in finished words. The page's
// script reads it, and no Go.
type WhyText struct {
	Lines  []string  // a sentence each
	Shares []float64 // of what stands there, what stood before the days first
	Labels []string  // of Shares
}

// Append adds the message to dst.
func (m *WhyText) Append(dst []byte) []byte {
	dst = appendCount(appendTexts(header(dst, KindWhyText), m.Lines), len(m.Shares))
	for _, x := range m.Shares {
		dst = appendFloat(dst, x)
	}
	return appendTexts(dst, m.Labels)
}

// Parse reads the message.
func (m *WhyText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWhyText)
	if f != nil {
		return f
	}
	m.Lines = r.texts()
	m.Shares = make([]float64, r.list(8))
	for i := range m.Shares {
		m.Shares[i] = r.float()
	}
	m.Labels = r.texts()
	return r.end()
}
