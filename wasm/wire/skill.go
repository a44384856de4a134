package wire

import "brink/wasm/market"

// Prove says whether forecasts are to be sealed: to the worker, whose market they
// are of, and to the second module, which seals them.
type Prove struct {
	// Coin is whose forecasts, by the name that everybody calls it; "" of a market
	// that is not live.
	Coin string
}

// Append adds the message to dst.
func (m *Prove) Append(dst []byte) []byte {
	return appendText(header(dst, KindProve), m.Coin)
}

// Parse reads the message.
func (m *Prove) Parse(message []byte) *market.Fault {
	r, f := read(message, KindProve)
	if f != nil {
		return f
	}
	m.Coin = r.text()
	return r.end()
}

// Hourly is what forecasts are sealed from and held against: from the worker by
// way of the page. All of it is told each time.
type Hourly struct {
	Coin     string
	At       market.Millis // end of the last closed bar
	Price    market.Price
	Interval market.Millis // of the bars
	Scale    float64       // as in Material
	Venues   []Publishing
	Models   []Standing // the maps as they stand; empty unless At starts an hour
	Bars     []Reach
	Hours    []Hour
}

// Publishing is a venue's part in the map of the first of the Models, and how its
// feed publishes q of forced USD an hour and side: Capture q / (1 + q/Saturation),
// where a Saturation of 0 is none.
type Publishing struct {
	Venue                      string // id
	Share, Capture, Saturation float64
}

// Standing is a model's map.
type Standing struct {
	Name, Version string
	Path          market.USD // of a side for each per cent of price's path, of positions that open within the hour
	Fitted        bool       // whether expected dollars are fitted to it
	Planes        [market.Sides]Plane
}

// Hour is what the feeds of venues published within one hour, of those that were
// connected throughout.
type Hour struct {
	Start market.Millis
	Feeds []Told
}

// Told is one venue's part of an hour.
type Told struct {
	Venue uint8 // of Venues
	USD   [market.Sides]market.USD
}

// Append adds the message to dst.
func (m *Hourly) Append(dst []byte) []byte {
	dst = appendInt(appendText(header(dst, KindHourly), m.Coin), int64(m.At))
	dst = appendFloat(appendInt(appendFloat(dst, float64(m.Price)), int64(m.Interval)), m.Scale)
	dst = appendCount(dst, len(m.Venues))
	for _, v := range m.Venues {
		dst = appendFloat(appendFloat(appendFloat(appendText(dst, v.Venue), v.Share), v.Capture), v.Saturation)
	}
	dst = appendCount(dst, len(m.Models))
	for i := range m.Models {
		s := &m.Models[i]
		dst = appendFlag(appendFloat(appendText(appendText(dst, s.Name), s.Version), float64(s.Path)), s.Fitted)
		for side := range s.Planes {
			dst = s.Planes[side].append(dst)
		}
	}
	dst = appendReach(dst, m.Bars)
	dst = appendCount(dst, len(m.Hours))
	for _, h := range m.Hours {
		dst = appendCount(appendInt(dst, int64(h.Start)), len(h.Feeds))
		for _, f := range h.Feeds {
			dst = appendFloat(appendFloat(append(dst, f.Venue), float64(f.USD[market.Long])), float64(f.USD[market.Short]))
		}
	}
	return dst
}

// Parse reads the message.
func (m *Hourly) Parse(message []byte) *market.Fault {
	r, f := read(message, KindHourly)
	if f != nil {
		return f
	}
	m.Coin, m.At = r.text(), market.Millis(r.int())
	m.Price, m.Interval, m.Scale = market.Price(r.float()), market.Millis(r.int()), r.float()
	if m.Interval <= 0 || m.Interval > market.Hour {
		r.spoil = "its bars have an impossible length"
	}
	m.Venues = make([]Publishing, r.list(28))
	for i := range m.Venues {
		m.Venues[i] = Publishing{r.text(), r.float(), r.float(), r.float()}
	}
	m.Models = make([]Standing, r.list(17))
	for i := range m.Models {
		s := &m.Models[i]
		s.Name, s.Version, s.Path, s.Fitted = r.text(), r.text(), market.USD(r.float()), r.byte() == 1
		for side := range s.Planes {
			r.plane(&s.Planes[side])
		}
	}
	m.Bars = r.reach()
	m.Hours = make([]Hour, r.list(12))
	for i := range m.Hours {
		h := Hour{Start: market.Millis(r.int())}
		h.Feeds = make([]Told, r.list(17))
		for j := range h.Feeds {
			told := Told{Venue: r.byte()}
			told.USD[market.Long], told.USD[market.Short] = market.USD(r.float()), market.USD(r.float())
			if h.Feeds[j] = told; int(told.Venue) >= len(m.Venues) {
				r.spoil = "it tells of a venue that it does not list"
			}
		}
		m.Hours[i] = h
	}
	return r.end()
}

func appendReach(dst []byte, bars []Reach) []byte {
	dst = appendCount(dst, len(bars))
	for _, b := range bars {
		dst = appendFloat(appendFloat(appendFloat(appendInt(dst, int64(b.Start)), float64(b.High)), float64(b.Low)), float64(b.Close))
	}
	return dst
}

func (r *reader) reach() []Reach {
	bars := make([]Reach, r.list(32))
	for i := range bars {
		bars[i] = Reach{market.Millis(r.int()), market.Price(r.float()), market.Price(r.float()), market.Price(r.float())}
	}
	return bars
}

// SkillText is how good the sealed forecasts were, in finished words. The page's
// script reads it, and no Go.
type SkillText struct {
	Strip string   // today's state, a sentence
	Lines []string // the rest, a sentence each
	Heads []string // of the columns of Rows
	Rows  [][]string
	Leads []float64 // of the first model over novelty, by days from the first on
	// Behind are the models that are behind novelty here, by their names.
	Behind []string
	Key    string // what the sealed lines are kept under on the device; "" where there are none
}

// Append adds the message to dst.
func (m *SkillText) Append(dst []byte) []byte {
	dst = appendTexts(appendTexts(appendText(header(dst, KindSkill), m.Strip), m.Lines), m.Heads)
	dst = appendCount(dst, len(m.Rows))
	for _, row := range m.Rows {
		dst = appendTexts(dst, row)
	}
	dst = appendCount(dst, len(m.Leads))
	for _, x := range m.Leads {
		dst = appendFloat(dst, x)
	}
	return appendText(appendTexts(dst, m.Behind), m.Key)
}

// Parse reads the message.
func (m *SkillText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindSkill)
	if f != nil {
		return f
	}
	m.Strip, m.Lines, m.Heads = r.text(), r.texts(), r.texts()
	m.Rows = make([][]string, r.list(4))
	for i := range m.Rows {
		m.Rows[i] = r.texts()
	}
	m.Leads = make([]float64, r.list(8))
	for i := range m.Leads {
		m.Leads[i] = r.float()
	}
	m.Behind, m.Key = r.texts(), r.text()
	return r.end()
}
