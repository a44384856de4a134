package wire

import (
	"brink/wasm/book"
	"brink/wasm/market"
)

// FollowBooks tells the worker whether somebody looks at order books.
type FollowBooks struct{ On bool }

// Append adds the message to dst.
func (m *FollowBooks) Append(dst []byte) []byte {
	return appendFlag(header(dst, KindFollowBooks), m.On)
}

// Parse reads the message.
func (m *FollowBooks) Parse(message []byte) *market.Fault {
	r, f := read(message, KindFollowBooks)
	if f != nil {
		return f
	}
	m.On = r.byte() == 1
	return r.end()
}

// Books are the order books of the market at hand, for the second module.
type Books struct {
	At     market.Millis // by the market's clock
	Price  market.Price  // the newest; 0 where none is known
	Venues []book.Venue  // as Source numbers them
}

// Append adds the message to dst.
func (m *Books) Append(dst []byte) []byte {
	dst = appendCount(appendFloat(appendInt(header(dst, KindBooks), int64(m.At)), float64(m.Price)), len(m.Venues))
	for i := range m.Venues {
		v := &m.Venues[i]
		dst = appendFloat(appendCount(appendInt(append(appendText(dst, v.ID), byte(v.State)), int64(v.Age)), v.Gaps), float64(v.Mid))
		for side := range v.Sides {
			dst = appendCount(appendFloat(dst, float64(v.Reach[side])), len(v.Sides[side]))
			for _, b := range v.Sides[side] {
				dst = appendFloat(appendFloat(appendInt(dst, int64(b.At)), float64(b.Base)), float64(b.USD))
			}
		}
		dst = appendCount(dst, len(v.Flows))
		for j := range v.Flows {
			f := &v.Flows[j]
			dst = appendFloat(appendFloat(appendInt(dst, int64(f.At)), float64(f.Buy)), float64(f.Sell))
			dst = appendFloat(appendFloat(dst, float64(f.Forced[0])), float64(f.Forced[1]))
		}
		dst = appendFloat(appendFloat(appendInt(dst, int64(v.Interest.Time)), float64(v.Interest.Base)), float64(v.Interest.USD))
		dst = appendInt(appendInt(appendFloat(appendInt(dst, int64(v.Funding.Time)), v.Funding.RatePerHour), int64(v.Funding.Next)), int64(v.Funding.Every))
	}
	return dst
}

// Parse reads the message.
func (m *Books) Parse(message []byte) *market.Fault {
	r, f := read(message, KindBooks)
	if f != nil {
		return f
	}
	m.At, m.Price = market.Millis(r.int()), market.Price(r.float())
	m.Venues = make([]book.Venue, r.list(80))
	for i := range m.Venues {
		v := &m.Venues[i]
		v.ID, v.State, v.Age, v.Gaps = r.text(), book.State(r.byte()), market.Millis(r.int()), r.count()
		v.Mid = market.Price(r.float())
		if v.State > book.Known {
			r.spoil = "a book has a state that means nothing"
		}
		for side := range v.Sides {
			v.Reach[side] = market.Price(r.float())
			v.Sides[side] = make([]book.Bin, r.list(24))
			for k := range v.Sides[side] {
				v.Sides[side][k] = book.Bin{At: r.bin(), Base: market.Base(r.float()), USD: market.USD(r.float())}
			}
		}
		v.Flows = make([]book.Flow, r.list(40))
		for k := range v.Flows {
			v.Flows[k] = book.Flow{At: r.bin(), Buy: market.USD(r.float()), Sell: market.USD(r.float()), Forced: [market.Sides]market.USD{market.USD(r.float()), market.USD(r.float())}}
		}
		v.Interest = market.OpenInterest{Time: market.Millis(r.int()), Base: market.Base(r.float()), USD: market.USD(r.float())}
		v.Funding = market.Funding{Time: market.Millis(r.int()), RatePerHour: r.float(), Next: market.Millis(r.int()), Every: market.Millis(r.int())}
	}
	return r.end()
}

func appendFloats(dst []byte, list []float64) []byte {
	dst = appendCount(dst, len(list))
	for _, x := range list {
		dst = appendFloat(dst, x)
	}
	return dst
}

func (r *reader) floats() []float64 {
	out := make([]float64, r.list(8))
	for i := range out {
		out[i] = r.float()
	}
	return out
}

// Zones tell the second module which clusters order books are held against.
type Zones struct {
	Venues uint32 // a bit each, as Source numbers them, of those that count
	// Pinned is the cluster that somebody has chosen; an empty band for none.
	Pinned book.Zone
	Zones  []book.Zone
}

func appendZone(dst []byte, z *book.Zone) []byte {
	return appendFloat(appendInt(appendInt(append(dst, byte(z.Side)), int64(z.Lo)), int64(z.Hi)), float64(z.USD))
}

func (r *reader) zone() (z book.Zone) {
	z = book.Zone{Side: market.Side(r.byte()), Lo: r.bin(), Hi: r.bin(), USD: market.USD(r.float())}
	if z.Side >= market.Sides || z.Lo > z.Hi {
		r.spoil = "a cluster is no stretch of prices"
	}
	return z
}

// Append adds the message to dst.
func (m *Zones) Append(dst []byte) []byte {
	dst = appendZone(appendCount(header(dst, KindZones), int(m.Venues)), &m.Pinned)
	dst = appendCount(dst, len(m.Zones))
	for i := range m.Zones {
		dst = appendZone(dst, &m.Zones[i])
	}
	return dst
}

// Parse reads the message.
func (m *Zones) Parse(message []byte) *market.Fault {
	r, f := read(message, KindZones)
	if f != nil {
		return f
	}
	m.Venues, m.Pinned = uint32(r.count()), r.zone()
	m.Zones = make([]book.Zone, r.list(25))
	for i := range m.Zones {
		m.Zones[i] = r.zone()
	}
	return r.end()
}

// Depth is what rests at all venues that count, for the page.
type Depth struct{ book.Depth }

// Append adds the message to dst.
func (m *Depth) Append(dst []byte) []byte {
	dst = appendCount(appendFloat(appendInt(header(dst, KindDepth), int64(m.At)), float64(m.Price)), m.Counted)
	for side := range m.USD {
		dst = appendFloat(appendFloat(dst, float64(m.Most[side])), float64(m.Some[side]))
		dst = appendFloats(dst, m.USD[side])
	}
	return dst
}

// Parse reads the message; what rests in units of the coin is not in it.
func (m *Depth) Parse(message []byte) *market.Fault {
	r, f := read(message, KindDepth)
	if f != nil {
		return f
	}
	m.At, m.Price, m.Counted = market.Millis(r.int()), market.Price(r.float()), r.count()
	for side := range m.USD {
		m.Most[side], m.Some[side] = market.Price(r.float()), market.Price(r.float())
		m.USD[side] = r.floats()
	}
	return r.end()
}

// BookText is what is said and drawn of order books. The page's script reads it,
// and no Go.
type BookText struct {
	Lead   string   // over the profile
	Lines  []string // of the venues, and what happened to resting orders
	Facts  []Fact   // of the chosen cluster; none where none is chosen
	Events []string // what price has met in the clusters it was in, the newest first
	Lamp   Lamp
	Step   float64                    // height of a bin, as a difference of logarithms
	From   [market.Sides]market.Price // the end of the first bin of each side that price meets last
	USD    [market.Sides][]float64    // by bin, outward from the price
	Every  [market.Sides]market.Price // up to which most venues are known
	Price  market.Price
	At     market.Millis
}

// Fact is a line of the checklist: what is known, and as of when.
type Fact struct {
	Title, Text, At string
	Known           bool
}

// Lamp is a level that is pointed out while price is in it, and after.
type Lamp struct {
	Price market.Price // 0 for none
	State byte         // 0 goes on, 1 absorbed, 2 not absorbed
	Text  string
}

// Append adds the message to dst.
func (m *BookText) Append(dst []byte) []byte {
	dst = appendTexts(appendText(header(dst, KindBookText), m.Lead), m.Lines)
	dst = appendCount(dst, len(m.Facts))
	for _, f := range m.Facts {
		dst = appendFlag(appendText(appendText(appendText(dst, f.Title), f.Text), f.At), f.Known)
	}
	dst = appendText(append(appendFloat(appendTexts(dst, m.Events), float64(m.Lamp.Price)), m.Lamp.State), m.Lamp.Text)
	dst = appendFloat(appendFloat(appendInt(dst, int64(m.At)), float64(m.Price)), m.Step)
	for side := range m.USD {
		dst = appendFloats(appendFloat(appendFloat(dst, float64(m.From[side])), float64(m.Every[side])), m.USD[side])
	}
	return dst
}

// Parse reads the message.
func (m *BookText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindBookText)
	if f != nil {
		return f
	}
	m.Lead, m.Lines = r.text(), r.texts()
	m.Facts = make([]Fact, r.list(13))
	for i := range m.Facts {
		m.Facts[i] = Fact{r.text(), r.text(), r.text(), r.byte() == 1}
	}
	m.Events, m.Lamp = r.texts(), Lamp{market.Price(r.float()), r.byte(), r.text()}
	m.At, m.Price, m.Step = market.Millis(r.int()), market.Price(r.float()), r.float()
	for side := range m.USD {
		m.From[side], m.Every[side] = market.Price(r.float()), market.Price(r.float())
		m.USD[side] = r.floats()
	}
	return r.end()
}
