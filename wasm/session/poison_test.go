package session

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/wire"
)

// poisoned is a session whose i-th bar of the first day has another figure: its
// field-th, counted from the open. The day's checksum is right.
func poisoned(file []byte, i, field int, value float64) []byte {
	file = bytes.Clone(file)
	le := binary.LittleEndian
	at := bytes.IndexByte(file, '\n') + 1 + 4
	chunk := file[at+4 : at+4+int(le.Uint32(file[at:]))]
	bar := 28
	for range i {
		has := market.Optional(chunk[bar+56])
		bar += 57
		for _, pair := range []market.Optional{market.OptionalMark, market.OptionalLiquidated} {
			if has.Has(pair) {
				bar += 16
			}
		}
	}
	le.PutUint64(chunk[bar+8+8*field:], math.Float64bits(value))
	le.PutUint32(chunk[len(chunk)-4:], crc32.ChecksumIEEE(chunk[:len(chunk)-4]))
	return file
}

// A session whose checksums are right and of which one bar cannot be is opened
// without that bar, says so, and has a map.
func TestASessionIsOpenedWithoutWhatCannotBe(t *testing.T) {
	was := twoVenues(t)
	file := kept(t, was)
	for name, c := range map[string]struct {
		bar, field int
		value      float64
	}{
		"high beyond the grid": {40, 1, 1e13}, "high far off": {40, 1, 1e11}, "no number": {0, 3, math.NaN()}, "low of 0": {7, 2, 0}, "volume": {3, 4, 2e11}, "first bar": {0, 1, 1e9},
	} {
		p := newPage(t)
		p.session.Handle((&wire.Record{Name: "x.brink", Column: step, File: poisoned(file, c.bar, c.field, c.value)}).Append(nil))
		if len(p.faults) > 0 {
			t.Errorf("%s: %v", name, p.faults[0])
			continue
		}
		if n := len(p.session.market.steps); n != len(was.session.market.steps)-1 {
			t.Errorf("%s: %d bars of %d", name, n, len(was.session.market.steps))
		}
		if !strings.Contains(p.sources[0].Notice, "Figures of binance that cannot be and were left out: 1.") {
			t.Errorf("%s: %q", name, p.sources[0].Notice)
		}
		for _, model := range p.sources[0].Models {
			if _, fault := p.session.market.timeline(model.Name); fault != nil {
				t.Errorf("%s, %s: %v", name, model.Name, fault)
			}
		}
	}
}
