package wire

import (
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// The messages about a map snapshot: the page's request, the worker's answer.
const (
	KindSnapshotRequest Kind = 40 + iota
	KindSnapshot
)

// SnapshotRequest asks for a model's map and its clusters at one moment. Of the
// newest moment the worker sends a Snapshot after each further bar, until the
// next request.
type SnapshotRequest struct {
	Serial  uint32
	Model   string
	At      market.Millis // of a replay, 0 for the newest
	Sides   uint8         // to be counted, a bit each
	Classes uint8
	Venues  uint64
	Ahead   Ahead // whether Material is to follow each Snapshot
}

// Append adds the message to dst.
func (m *SnapshotRequest) Append(dst []byte) []byte {
	dst = appendInt(appendText(appendCount(header(dst, KindSnapshotRequest), int(m.Serial)), m.Model), int64(m.At))
	return append(appendInt(append(dst, m.Sides, m.Classes), int64(m.Venues)), byte(m.Ahead))
}

// Parse reads the message.
func (m *SnapshotRequest) Parse(message []byte) *market.Fault {
	r, f := read(message, KindSnapshotRequest)
	if f != nil {
		return f
	}
	m.Serial, m.Model, m.At = uint32(r.count()), r.text(), market.Millis(r.int())
	m.Sides, m.Classes, m.Venues, m.Ahead = r.byte(), r.byte(), r.uint(), Ahead(r.byte())
	if m.Ahead > WholeMaterial {
		r.spoil = "it wants material of a kind that there is not"
	}
	return r.end()
}

// Snapshot is a whole map as it is at one moment, so that the page can
// draw and add up any part of it, and the clusters with their history.
type Snapshot struct {
	Serial    uint32
	Model     string
	At        market.Millis
	Price     market.Price
	TrueRange market.Price // mean true range of a day, 0 where no whole day is known
	UsualDay  market.USD   // forecast for price's path over a usual day, 0 where too little is known
	Planes    [market.Sides]Plane
	Truth     [market.Sides]Plane // true positions of a simulated market; empty of any other
	Clusters  []insight.Cluster
}

// Plane is one side's USD per native bin, from bin Lo on.
type Plane struct {
	Lo  grid.Bin
	USD []float64
	// Standout says how far each bin stands out, as levels (grid.StandoutOf); empty
	// where that is not told, as of true positions.
	Standout []byte
}

func (p *Plane) append(dst []byte) []byte {
	dst = appendCount(appendInt(dst, int64(p.Lo)), len(p.USD))
	for _, usd := range p.USD {
		dst = appendFloat(dst, usd)
	}
	return append(appendCount(dst, len(p.Standout)), p.Standout...)
}

func (r *reader) plane(p *Plane) {
	p.Lo = r.bin()
	p.USD = make([]float64, r.list(8))
	for i := range p.USD {
		p.USD[i] = r.float()
	}
	p.Standout = append([]byte(nil), r.take(r.list(1))...)
	if n := len(p.Standout); n > 0 && n != len(p.USD) {
		r.spoil = "a plane's stand-outs are not those of its bins"
	}
}

// Map is the snapshot's map for insight's questions; it shares m's
// memory.
func (m *Snapshot) Map() insight.Map {
	out := insight.Map{At: m.At, Price: m.Price}
	for side, p := range m.Planes {
		out.Planes[side] = insight.Plane{Lo: p.Lo, USD: p.USD, Standout: p.Standout}
	}
	return out
}

// Append adds the message to dst.
func (m *Snapshot) Append(dst []byte) []byte {
	dst = appendText(appendCount(header(dst, KindSnapshot), int(m.Serial)), m.Model)
	dst = appendFloat(appendFloat(appendInt(dst, int64(m.At)), float64(m.Price)), float64(m.TrueRange))
	dst = appendFloat(dst, float64(m.UsualDay))
	for _, p := range [...]*Plane{&m.Planes[0], &m.Planes[1], &m.Truth[0], &m.Truth[1]} {
		dst = p.append(dst)
	}
	venues := 0
	if len(m.Clusters) > 0 {
		venues = len(m.Clusters[0].Venues)
	}
	dst = appendCount(appendCount(dst, venues), len(m.Clusters))
	for i := range m.Clusters {
		dst = appendCluster(dst, &m.Clusters[i])
	}
	return dst
}

// The flags of a cluster in a message.
const (
	flagShort = 1 << iota
	flagOlder
	flagHour
	flagDay
	flagRising
	flagFading
	flagsEnd
)

// clusterSize is the bytes of a cluster without its venues.
const clusterSize = 1 + 8*(3+3+insight.Classes+3)

func appendCluster(dst []byte, c *insight.Cluster) []byte {
	flags := byte(c.Side) * flagShort
	for _, f := range [...]struct {
		set bool
		bit byte
	}{{c.Older, flagOlder}, {c.Hour.Known, flagHour}, {c.Day.Known, flagDay}, {c.Rising, flagRising}, {c.Fading, flagFading}} {
		if f.set {
			flags |= f.bit
		}
	}
	dst = append(dst, flags)
	for _, k := range [...]grid.Bin{c.Lo, c.Hi, c.Peak} {
		dst = appendInt(dst, int64(k))
	}
	dst = appendFloat(appendFloat(appendFloat(dst, float64(c.USD)), float64(c.Core)), c.Standout)
	for _, usd := range c.Classes {
		dst = appendFloat(dst, float64(usd))
	}
	dst = appendInt(dst, int64(c.Age))
	dst = appendFloat(appendFloat(dst, float64(c.Hour.PerHour)), float64(c.Day.PerHour))
	for _, usd := range c.Venues {
		dst = appendFloat(dst, float64(usd))
	}
	return dst
}

// Parse reads the message.
func (m *Snapshot) Parse(message []byte) *market.Fault {
	r, f := read(message, KindSnapshot)
	if f != nil {
		return f
	}
	m.Serial, m.Model, m.At = uint32(r.count()), r.text(), market.Millis(r.int())
	m.Price, m.TrueRange, m.UsualDay = market.Price(r.float()), market.Price(r.float()), market.USD(r.float())
	for _, p := range [...]*Plane{&m.Planes[0], &m.Planes[1], &m.Truth[0], &m.Truth[1]} {
		r.plane(p)
	}
	venues := r.count()
	if venues > 64 {
		r.spoil = "it has more venues than there are"
	}
	m.Clusters = make([]insight.Cluster, r.list(clusterSize))
	for i := range m.Clusters {
		r.cluster(&m.Clusters[i], venues)
	}
	return r.end()
}

func (r *reader) cluster(c *insight.Cluster, venues int) {
	flags := r.byte()
	if flags >= flagsEnd {
		r.spoil = "a cluster has flags that mean nothing"
	}
	c.Side = market.Side(flags & flagShort)
	c.Older, c.Rising, c.Fading = flags&flagOlder != 0, flags&flagRising != 0, flags&flagFading != 0
	if c.Lo, c.Hi, c.Peak = r.bin(), r.bin(), r.bin(); c.Lo >= c.Hi {
		r.spoil = "a cluster has no bins"
	}
	c.USD, c.Core, c.Standout = market.USD(r.float()), market.USD(r.float()), r.float()
	for class := range c.Classes {
		c.Classes[class] = market.USD(r.float())
	}
	c.Age = market.Millis(r.int())
	c.Hour = insight.Change{PerHour: market.USD(r.float()), Known: flags&flagHour != 0}
	c.Day = insight.Change{PerHour: market.USD(r.float()), Known: flags&flagDay != 0}
	for range min(venues, len(r.rest)/8) {
		c.Venues = append(c.Venues, market.USD(r.float()))
	}
	if len(c.Venues) < venues {
		r.take(len(r.rest) + 1)
	}
}

// maxBin bounds a bin in a message: beyond the grid's last.
const maxBin = 1 << 20

func (r *reader) bin() grid.Bin {
	k := r.int()
	if k < -maxBin || k > maxBin {
		r.spoil = "a bin lies beyond the grid"
		return 0
	}
	return grid.Bin(k)
}

// list is the length of a list whose entries take at least size bytes each.
func (r *reader) list(size int) int {
	n := r.count()
	if n > len(r.rest)/size {
		r.take(len(r.rest) + 1)
		return 0
	}
	return n
}
