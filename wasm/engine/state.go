package engine

import (
	"encoding/binary"
	"hash/crc32"
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// A state is what a Timeline of the learned model has come to after some bars, to
// be kept on the device and gone on from at the next visit. Little-endian:
//
//	"BES1" | digest of the bars u64 | how many u32 | state | CRC-32 (IEEE)
//
// Flags are a byte, counts four, all other figures eight; lists have their count
// before them. A state is only gone on from by a timeline whose first bars are
// those that it was computed from, so it needs no other version.
const (
	stateMagic = "BES1"
	stateHead  = 4 + 8 + 4
)

// State is the state after the first n bars; nil where n is none of them or the
// model keeps none. The caller owns it.
func (t *Timeline) State(n int) []byte {
	if n <= 0 || n > len(t.bars) || !t.keepsStates() {
		return nil
	}
	c := codec{b: append(make([]byte, 0, 1<<18), stateMagic...)}
	c.b = binary.LittleEndian.AppendUint64(c.b, t.digest(n))
	c.b = binary.LittleEndian.AppendUint32(c.b, uint32(n))
	t.After(n).code(&c)
	return binary.LittleEndian.AppendUint32(c.b, crc32.ChecksumIEEE(c.b))
}

// Resume goes on from a state instead of from the first bar, and reports whether
// it did: where the state is damaged, or of other bars, venues or another model, it
// changes nothing. It comes after the bars are appended and before anything is
// asked of the timeline. Moments before the state are computed from the first bar.
func (t *Timeline) Resume(state []byte) bool {
	if len(state) < stateHead+4 || string(state[:4]) != stateMagic || t.steps > 0 || !t.keepsStates() {
		return false
	}
	body, sum := state[:len(state)-4], binary.LittleEndian.Uint32(state[len(state)-4:])
	n := int(binary.LittleEndian.Uint32(body[12:]))
	if n <= 0 || n > len(t.bars) || crc32.ChecksumIEEE(body) != sum || binary.LittleEndian.Uint64(body[4:]) != t.digest(n) {
		return false
	}
	e, c := NewAt(t.model, t.interval, t.venues), codec{b: body[stateHead:], reads: true}
	if e.code(&c); c.spoilt || len(c.b) != 0 {
		return false
	}
	for len(t.bars)/t.spacing > mostCheckpoints {
		t.thinOut()
	}
	t.live, t.steps, t.resumed = e, n, n
	t.checkpoints = append(t.checkpoints, checkpoint{n, e.Clone()})
	return true
}

// Resumed is how many bars the state was computed from that the timeline goes on
// from; 0 where it began with the first bar.
func (t *Timeline) Resumed() int { return t.resumed }

// keepsStates reports whether the model's states can be written.
func (t *Timeline) keepsStates() bool {
	for _, v := range t.live.venues {
		if l, is := v.(*learned); !is || l.surroundings != nil {
			return false
		}
	}
	return true
}

// digest is that of the first n bars, with the model and the venues.
func (t *Timeline) digest(n int) uint64 {
	h := uint64(14695981039346656037)
	mix := func(word uint64) {
		h = (h ^ word) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	for _, letter := range []byte(t.model.Name + t.model.Version) {
		mix(uint64(letter))
	}
	mix(uint64(t.interval))
	for i := range t.venues {
		v := &t.venues[i]
		for _, x := range [...]float64{v.Maintenance, v.Leverage, v.Feed.Capture, float64(v.Feed.Saturation), float64(v.Par)} {
			mix(math.Float64bits(x))
		}
	}
	for i := range t.bars[:n] {
		b := &t.bars[i].bar
		mix(uint64(t.bars[i].venue)<<8 | uint64(b.Optional))
		mix(uint64(b.Start))
		mix(math.Float64bits(float64(b.Open)))
		mix(math.Float64bits(float64(b.High)))
		mix(math.Float64bits(float64(b.Low)))
		mix(math.Float64bits(float64(b.Close)))
		mix(math.Float64bits(float64(b.Volume)))
		mix(math.Float64bits(float64(b.OpenInterest)))
		if b.Optional.Has(market.OptionalMark) {
			mix(math.Float64bits(float64(b.MarkHigh)))
			mix(math.Float64bits(float64(b.MarkLow)))
		}
		if b.Optional.Has(market.OptionalLiquidated) {
			mix(math.Float64bits(float64(b.Liquidated[market.Long])))
			mix(math.Float64bits(float64(b.Liquidated[market.Short])))
		}
	}
	return h
}

// codec writes figures in turn, or reads those that were written in the same turn.
type codec struct {
	b      []byte // written so far, or left to be read
	reads  bool
	spoilt bool // what was read is too short or has an impossible count
}

// word writes or reads eight bytes.
func (c *codec) word(x uint64) uint64 {
	if !c.reads {
		c.b = binary.LittleEndian.AppendUint64(c.b, x)
		return x
	}
	if len(c.b) < 8 {
		c.spoilt = true
		return 0
	}
	x = binary.LittleEndian.Uint64(c.b)
	c.b = c.b[8:]
	return x
}

func (c *codec) float(x *float64) { *x = math.Float64frombits(c.word(math.Float64bits(*x))) }

func (c *codec) floats(list ...*float64) {
	for _, x := range list {
		c.float(x)
	}
}

func (c *codec) millis(x *market.Millis) { *x = market.Millis(c.word(uint64(*x))) }

func (c *codec) bin(x *grid.Bin) { *x = grid.Bin(int32(uint32(c.word(uint64(uint32(*x)))))) }

func (c *codec) int(x *int) { *x = int(int64(c.word(uint64(int64(*x))))) }

func (c *codec) flag(x *bool) {
	word := uint64(0)
	if *x {
		word = 1
	}
	*x = c.word(word) != 0
}

// count writes or reads how many figures of eight bytes follow.
func (c *codec) count(n int) int {
	n = int(c.word(uint64(n)))
	if c.reads && (n < 0 || n > len(c.b)/8) {
		c.spoilt = true
		return 0
	}
	return n
}

func (c *codec) list(list *[]float64) {
	n := c.count(len(*list))
	if c.reads {
		*list = make([]float64, n)
	}
	for i := range *list {
		c.float(&(*list)[i])
	}
}
