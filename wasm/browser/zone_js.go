package browser

import (
	"strconv"
	"strings"
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/market"
	"brink/wasm/view"
)

// Zone is a time zone as the browser knows it.
type Zone struct {
	name   string
	format js.Value
	known  map[market.Millis]market.Millis // offsets, by the quarter of an hour
}

// OwnZone is the name of the device's zone.
func (*Device) OwnZone() string {
	name := global.Get("Intl").Call("DateTimeFormat").Call("resolvedOptions").Get("timeZone")
	if name.Type() != js.TypeString {
		return "UTC"
	}
	return name.String()
}

// DecimalComma reports whether the browser's language writes 0,5.
func (*Device) DecimalComma() bool { return strings.HasSuffix(port.WrittenNumber(), ",8") }

// ZoneOf is a zone by its name; false of one that this browser does not know.
func (*Device) ZoneOf(name string) (z view.Zone, ok bool) {
	defer func() {
		if recover() != nil {
			z, ok = nil, false
		}
	}()
	format := global.Get("Intl").Get("DateTimeFormat").New("en-US", map[string]any{"timeZone": name, "timeZoneName": "longOffset"})
	return &Zone{name, format, map[market.Millis]market.Millis{}}, true
}

// Name is the zone's name.
func (z *Zone) Name() string { return z.name }

// Offset is local time less UTC at a moment. Zones change theirs at quarters
// of an hour alone.
func (z *Zone) Offset(at market.Millis) market.Millis {
	const quarter = 15 * market.Minute
	key := at / quarter
	if offset, ok := z.known[key]; ok {
		return offset
	}
	text := z.format.Call("format", int64(at)).String() // 7/1/2026, GMT+05:30
	offset := market.Millis(0)
	if _, written, ok := strings.Cut(text, "GMT"); ok && len(written) == 6 {
		hours, _ := strconv.Atoi(written[1:3])
		minutes, _ := strconv.Atoi(written[4:])
		offset = market.Millis(hours)*market.Hour + market.Millis(minutes)*market.Minute
		if written[0] != '+' {
			offset = -offset
		}
	}
	z.known[key] = offset
	return offset
}

// Steady is a clock that nobody sets.
func (*Device) Steady() market.Millis {
	return market.Millis(global.Get("performance").Call("now").Float())
}
