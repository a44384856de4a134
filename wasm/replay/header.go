package replay

import (
	"bytes"

	"brink/wasm/market"
)

// plainName is a header without capitals, blanks and signs, by which names are
// compared: "Open time", "open_time" and "<OPENTIME>" are one.
func plainName(header []byte) string {
	var buffer [48]byte
	out := buffer[:0]
	for _, c := range header {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80) && len(out) < cap(out) {
			out = append(out, c)
		}
	}
	return string(out)
}

// spellings are other names of a column, each between blanks, the better first:
// where a file has two of them, the one that stands earlier is read. The first
// line is of names that are as good.
var spellings = map[string][]string{
	"ts_ms": {
		" tsms opentime timestamp ", " unix unixtimestamp unixtime timestampms timems opentimems epoch ts ",
		" datetime dateutc datetimeutc gmttime utctime starttime start time zeit uhrzeit zeitstempel datumzeit datumuhrzeit ", " date datum ",
	},
	"open":             {" open openprice eröffnung eroeffnung eröffnungskurs "},
	"high":             {" high highprice hoch höchst tageshoch "},
	"low":              {" low lowprice tief tiefst tagestief "},
	"close":            {" close closeprice schluss schlusskurs last "},
	"volume":           {" volume vol volumen volumebase basevolume basevol "},
	"oi":               {" oi openinterest sumopeninterest "},
	"taker_buy_volume": {" takerbuyvolume takerbuybasevolume takerbuybaseassetvolume takerbuybase "},
}

// noCoins are what follows "Volume" in headers of figures that are not the
// volume in the coin.
const noCoins = " usd usdt usdc busd tusd fdusd dai eur gbp jpy krw try brl aud chf quote currency ma sma ema wma delta osc oscillator profile change "

// rank says how well a header names a column, 0 best; -1 that it does not.
func (c column) rank(header []byte) int {
	name := plainName(header)
	if name == "" {
		return -1
	}
	lists := spellings[c.name]
	if lists == nil && name == plainName([]byte(c.name)) {
		return 0
	}
	for i, list := range lists {
		if bytes.Contains([]byte(list), []byte(" "+name+" ")) {
			return i
		}
	}
	// Volume BTC, Volume_(BTC): some name the coin that is counted.
	if coin, ok := bytes.CutPrefix([]byte(name), []byte("volume")); ok && c.name == "volume" && len(coin) <= 6 && !bytes.Contains([]byte(noCoins), []byte(" "+string(coin)+" ")) {
		return len(lists)
	}
	return -1
}

// firstLines is within how many lines the header of a file has to be found.
const firstLines = 12

// layout finds the header and what stands between fields: the line among the
// first, cut by the sign, that has most of the columns' names. A file without
// a header is taken for what its first row is, if it is a row of bars.
func (t *table) layout() *market.Fault {
	file, best, needed := t.rest, 0, 0
	for _, asked := range t.columns {
		if asked.needed {
			needed++
		}
	}
	var separator byte = ','
	header, row := 0, 1
	for start, line := 0, 1; start < len(file) && line <= firstLines && best < needed; line++ {
		end := start + lineEnd(file[start:])
		for _, sign := range [...]byte{',', ';', '\t', '|'} {
			t.separator = sign
			if n := t.cut(file[start:end]); n <= widest {
				if named := t.names(); named > best {
					best, header, row, separator = named, start, line, sign
				}
			}
		}
		start = end + 1
	}
	if best == 0 && t.headless(file) {
		return nil
	}
	t.separator, t.row = separator, row-1
	t.preamble, t.rest = file[:header], file[header:]
	return t.head()
}

// lineEnd is where the first line ends.
func lineEnd(text []byte) int {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return end
	}
	return len(text)
}

// names is how many of the columns the fields at hand name.
func (t *table) names() (named int) {
	for _, asked := range t.columns {
		for _, field := range t.fields {
			if asked.rank(field) >= 0 {
				named++
				break
			}
		}
	}
	return named
}

// klineColumns are the fields of Binance's klines.
const (
	klineColumns = 12
	klineTaker   = 9
)

// headless reports whether a file begins at once with rows of bars, and sets
// the places of their columns then: time, open, high, low, close, volume, and
// the takers' volume of Binance's klines.
func (t *table) headless(file []byte) bool {
	if len(t.columns) != len(barColumns) || t.columns[1].name != "open" {
		return false
	}
	start := 0
	for start < len(file) && (file[start] == '\n' || file[start] == '\r') {
		if file[start] == '\n' {
			t.row++
		}
		start++
	}
	for _, sign := range [...]byte{',', ';', '\t', '|'} {
		t.separator = sign
		n := t.cut(file[start : start+lineEnd(file[start:])])
		if n < 6 || n > klineColumns {
			continue
		}
		ok := digits(t.fields[0]) > 0
		for _, field := range t.fields[1:6] {
			ok = ok && len(field) > 0 && digits(field)*2 > len(field)
		}
		if !ok {
			continue
		}
		t.width, t.rest, t.headerless = n, file[start:], true
		t.columns[0].name = "time"
		t.places = []int{0, 1, 2, 3, 4, 5, -1, -1}
		if n == klineColumns {
			t.places[7] = klineTaker
			t.kline = true
		}
		t.row = bytes.Count(file[:start], []byte{'\n'})
		return true
	}
	return false
}

func digits(field []byte) (n int) {
	for _, c := range field {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// head reads the header and finds the columns' places.
func (t *table) head() *market.Fault {
	if n := t.line(); n > widest {
		return t.at("columns-too-many", "the header has "+decimal(int64(n))+" columns; up to "+decimal(widest)+" are read")
	}
	t.width = len(t.fields)
	missing := ""
	for c, asked := range t.columns {
		place, twice, best := -1, -1, 1<<10
		for i, field := range t.fields {
			switch rank := asked.rank(field); {
			case rank < 0 || rank > best:
			case rank < best:
				place, twice, best = i, -1, rank
			case twice < 0 && (rank == 0 || c == 0):
				twice = i
			}
		}
		if twice >= 0 {
			return t.at("column-twice", "the column "+asked.name+" stands there twice, in places "+decimal(int64(place+1))+" and "+decimal(int64(twice+1))+"; take one of them out")
		}
		if place >= 0 {
			t.columns[c].name = excerpt(t.fields[place])
		} else if asked.needed {
			missing += ", " + asked.name
		}
		t.places = append(t.places, place)
	}
	if missing != "" {
		advice := ""
		if missing == ", volume" {
			advice = "; export the bars with the volume in the coin (at TradingView: with the indicator Volume on the chart)"
		}
		return t.at("column-missing", "missing column "+missing[2:]+"; the header is \""+excerpt(bytes.Join(t.fields, []byte{t.separator}))+"\""+advice)
	}
	t.findDate()
	t.kline = t.width == klineColumns && len(t.places) == len(barColumns) && t.places[0] == 0 && t.places[7] == klineTaker
	t.header = append([]byte(nil), bytes.Join(t.fields, []byte{0})...)
	for i, field := range t.fields {
		if name := plainName(field); !t.wants(i) && name != "" && name != "unnamed0" && name != "index" {
			t.ignored = append(t.ignored, excerpt(field))
		}
	}
	return nil
}

func (t *table) wants(place int) bool {
	for _, p := range t.places {
		if p == place {
			return true
		}
	}
	return t.date == place+1
}
