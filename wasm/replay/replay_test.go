package replay

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/replay/replaytest"
)

const good = "ts_ms,open,high,low,close,volume,oi,taker_buy_volume\n" +
	"1700000100000,100,101,99,100.5,12.5,5000,6\n" +
	"1700000400000,100.5,102,100,101,3,,\n" +
	"1700001300000,101,101,98,98.5,40,5100.25,11\n" +
	"1700001600000,98.5,99,98,98.5,7,5090,2\n"

func TestReadBars(t *testing.T) {
	shuffled := "volume,close,extra,low,high,open,ts_ms\r\n12.5,100.5,x,99,101,100,1700000100000\r\n\"3\",101,y,100,102, 100.5 ,1700000400000.0\r\n"
	for name, file := range map[string][]byte{"plain": []byte(good), "byte order mark": []byte("\ufeff" + good), "no last newline": []byte(strings.TrimSuffix(good, "\n")), "blank lines at the end": []byte(good + "\r\n\n"), "blank line inside": []byte(strings.Replace(good, "\n1700000400000", "\n\n1700000400000", 1))} {
		r, fault := ReadBars(file)
		if fault != nil {
			t.Errorf("%s: %v", name, fault)
			continue
		}
		want := market.Bar{Start: 1700000100000, Open: 100, High: 101, Low: 99, Close: 100.5, Volume: 12.5, Optional: market.OptionalOI | market.OptionalTaker, OpenInterest: 5000, TakerBuy: 6}
		if got := r.Bars[0]; got.Profile != nil || got.Start != want.Start || got.Open != want.Open || got.TakerBuy != want.TakerBuy || got.Optional != want.Optional || got.OpenInterest != want.OpenInterest {
			t.Errorf("%s: first bar %+v", name, got)
		}
		if r.Bars[1].Optional != 0 {
			t.Errorf("%s: empty fields are known", name)
		}
		if r.Interval != 5*market.Minute || len(r.Bars) != 4 {
			t.Errorf("%s: %d bars of %d ms", name, len(r.Bars), r.Interval)
		}
		if len(r.Gaps) != 1 || r.Gaps[0] != (Gap{1700000700000, 1700001300000}) {
			t.Errorf("%s: gaps %v", name, r.Gaps)
		}
	}
	r, fault := ReadBars([]byte(shuffled))
	if fault != nil || len(r.Bars) != 2 || r.Bars[1].Open != 100.5 || r.Bars[1].Start != 1700000400000 || len(r.Ignored) != 1 || r.Ignored[0] != "extra" {
		t.Errorf("shuffled columns: %+v %v", r, fault)
	}
}

// Each damage is refused with its code and a sentence that names row and
// column.
func TestDamagedBars(t *testing.T) {
	swap := func(old, new string) []byte { return []byte(strings.Replace(good, old, new, 1)) }
	long := "ts_ms,open,high,low,close,volume\n"
	for i := range 40 {
		step := 300_000 * i
		if i > 20 {
			step = 300_000*20 + 600_000*(i-20)
		}
		long += strconv.Itoa(1700000100000+step) + ",1,1,1,1,1\n"
	}
	short := "ts_ms,open,high,low,close,volume\n"
	for i := range 40 {
		step := 300_000 * i
		if i > 10 {
			step = 300_000*10 + 900_000*(i-10)
		}
		short += strconv.Itoa(1700000100000+step) + ",1,1,1,1,1\n"
	}
	for _, c := range []struct {
		name, code string
		file       []byte
		says       []string
	}{
		{"missing column", "column-missing", swap("close", "klose"), []string{"row 1", "close"}},
		{"column twice", "column-twice", swap("oi,taker_buy_volume", "oi,oi"), nil},
		{"rows out of order", "rows-out-of-order", swap("1700001600000", "1700000700000"), []string{"row 5", "ts_ms"}},
		{"duplicate stamp", "stamp-duplicate", swap("1700000400000", "1700000100000"), []string{"row 3", "ts_ms"}},
		{"negative price", "bar-price-impossible", swap(",99,100.5", ",-99,100.5"), []string{"row 2", "column low"}},
		{"zero price", "bar-price-impossible", swap("100,101,99", "0,101,99"), []string{"row 2", "column open"}},
		{"infinite price", "number-unreadable", swap("101,99", "Inf,99"), []string{"row 2", "column high"}},
		{"NaN", "number-unreadable", swap("12.5", "NaN"), []string{"row 2", "column volume"}},
		{"words", "number-unreadable", swap("12.5", "many"), []string{"row 2", "column volume", "many"}},
		{"empty price", "number-unreadable", swap("100,101,99", ",101,99"), []string{"row 2", "column open"}},
		{"high below low", "bar-high-below-low", swap("101,99,100.5", "99,101,100.5"), []string{"row 2", "column high"}},
		{"open outside", "bar-open-outside-range", swap("100,101,99", "103,101,99"), []string{"row 2", "column open"}},
		{"close outside", "bar-close-outside-range", swap("99,100.5", "99,90"), []string{"row 2", "column close"}},
		{"negative volume", "bar-volume-impossible", swap("12.5", "-1"), []string{"row 2", "column volume"}},
		{"taker above volume", "bar-taker-impossible", swap("5000,6", "5000,13"), []string{"row 2", "column taker_buy_volume"}},
		{"negative open interest", "bar-oi-impossible", swap("5000", "-5000"), []string{"row 2", "column oi"}},
		{"stamp in seconds", "interval-out-of-range", []byte("ts_ms,open,high,low,close,volume\n1700000100,1,1,1,1,1\n1700000400,1,1,1,1,1\n"), []string{"ts_ms"}},
		{"stamp with a fraction", "stamp-unreadable", swap("1700000100000", "1700000100000.5"), []string{"row 2", "ts_ms"}},
		{"stamp beyond time", "stamp-impossible", swap("1700000100000", "-5"), []string{"row 2", "ts_ms"}},
		{"off the interval", "interval-changed", []byte(strings.Replace(strings.Join(strings.Split(long, "\n")[:20], "\n"), "1700001600000", "1700001599999", 1)), []string{"row 7", "ts_ms"}},
		{"another interval", "interval-changed", []byte(long), []string{"row 23", "ts_ms", "10 minutes", "5 minutes"}},
		{"another interval early on", "interval-changed", []byte(short), []string{"row 13", "ts_ms", "15 minutes", "5 minutes"}},
		{"too few fields", "row-width", swap(",5000,6", ",5000"), []string{"row 2", "column 8"}},
		{"too many fields", "row-width", swap(",5000,6", ",5000,6,7"), []string{"row 2"}},
		{"two missing columns", "column-missing", swap("high,low", "h,l"), []string{"row 1", "high, low"}},
		{"two columns of stamps", "column-twice", swap("oi,", "open_time,"), []string{"row 1", "ts_ms", "places 1 and 7"}},
		{"stamp in microseconds", "stamp-impossible", swap("1700000100000", "1700000100000000"), []string{"row 2", "ts_ms", "1700000100000000"}},
		{"off the clock", "stamp-misaligned", []byte("ts_ms,open,high,low,close,volume\n1700000100001,1,1,1,1,1\n1700000400001,1,1,1,1,1\n"), []string{"row 2", "ts_ms"}},
		{"seven minutes", "interval-odd", []byte("ts_ms,open,high,low,close,volume\n0,1,1,1,1,1\n420000,1,1,1,1,1\n"), []string{"row 3", "ts_ms", "7 minutes"}},
		{"days", "interval-out-of-range", []byte("open_time,open,high,low,close,volume\n0,1,1,1,1,1\n86400000,1,1,1,1,1\n"), []string{"row 3", "open_time", "1 day"}},
		{"huge price", "bar-price-off-grid", swap("101,99,100.5", "1e13,99,100.5"), []string{"row 2", "column high"}},
		{"price beyond float64", "number-unreadable", swap("101,99,100.5", "1e400,99,100.5"), []string{"row 2", "column high"}},
		{"huge volume", "bar-volume-beyond-belief", swap("12.5", "1e300"), []string{"row 2", "column volume"}},
		{"huge open interest", "bar-oi-beyond-belief", swap("5000,6", "1e300,6"), []string{"row 2", "column oi"}},
		{"hexadecimal", "number-unreadable", swap("12.5", "0x10p1"), []string{"row 2", "column volume"}},
		{"quoted comma", "number-unreadable", swap("12.5", "\"12,5\""), []string{"row 2", "column volume", "12,5"}},
		{"endless header", "columns-too-many", []byte(strings.Repeat(",", 1<<20)), []string{"row 1", "1048577 columns"}},
		{"endless row", "row-width", append([]byte(good), strings.Repeat(",", 1<<20)...), []string{"row 6", "1048577 fields"}},
		{"UTF-16", "column-missing", []byte("\xff\xfet\x00s\x00_\x00m\x00s\x00"), []string{"row 1"}},
		{"empty", "recording-empty", nil, nil},
		{"blank", "recording-empty", []byte("\n\n  \n"), nil},
		{"header alone", "recording-too-short", []byte("ts_ms,open,high,low,close,volume\n"), nil},
		{"garbage", "column-missing", []byte{0, 1, 2, 255, 10, 13, 44}, nil},
		{"damage after a blank line", "row-width", swap("\n1700000400000", "\n\n1700000400000,9"), []string{"row 4"}},
	} {
		r, fault := ReadBars(c.file)
		if fault == nil || fault.Code != c.code {
			t.Errorf("%s: %v %v, want %s", c.name, r, fault, c.code)
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(fault.Sentence, word) {
				t.Errorf("%s: %q does not say %q", c.name, fault.Sentence, word)
			}
		}
	}
	if Oversize(MaxSize) != nil || Oversize(MaxSize+1) == nil {
		t.Error("64 MB is the limit")
	}
}

func TestTooManyBars(t *testing.T) {
	file := []byte("ts_ms,open,high,low,close,volume\n")
	for i := range MaxBars + 1 {
		file = append(strconv.AppendInt(file, 60_000*int64(i), 10), ",1,1,1,1,1\n"...)
	}
	if _, fault := ReadBars(file); fault == nil || fault.Code != "recording-too-long" {
		t.Errorf("%v", fault)
	}
}

// Binance's published klines carry these names.
func TestBinanceKlines(t *testing.T) {
	r, fault := ReadBars([]byte("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n" +
		"1769950800000,78420.6,78732.0,78149.3,78280.7,3870.328,1769954399999,303726287.9597,139734,1996.822,156735191.9318,0\n" +
		"1769954400000,78280.8,78500.0,77206.3,78179.4,20060.992,1769957999999,1561439141.2964,537887,9915.656,771853395.6045,0\n"))
	if fault != nil || r.Interval != market.Hour || r.Bars[1].TakerBuy != 9915.656 || len(r.Ignored) != 5 {
		t.Errorf("%+v %v", r, fault)
	}
}

func TestParseIsStrconv(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	same := func(text string) {
		got, ok := parse([]byte(text))
		want, err := strconv.ParseFloat(text, 64)
		if ok != (err == nil) || ok && math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q: %v %v, want %v %v", text, got, ok, want, err)
		}
	}
	for _, text := range []string{"", "-", "+", ".", "-.", "5.", ".5", "+.5", "-0", "-0.0", "1e5", "1E-5", "1e", "1..2", "1-2", "9007199254740991", "9007199254740992", "9007199254740993", "0.3000000000000000", "000000000000000001", "123456789012345678.9", "1e400", "1e-400", "2.5 "} {
		same(text)
	}
	for range 200_000 {
		v := math.Exp(random.NormFloat64() * 12)
		same(strconv.FormatFloat(v, 'f', random.IntN(18), 64))
		same(strconv.FormatFloat(-v, 'g', -1, 64))
	}
}

func TestParseDoesNotAllocate(t *testing.T) {
	field := []byte("89769.25")
	if n := testing.AllocsPerRun(100, func() { parse(field) }); n != 0 {
		t.Errorf("%v allocations a number", n)
	}
}

// Random single losses are gaps, however many.
func TestScatteredGaps(t *testing.T) {
	text := []byte("ts_ms,open,high,low,close,volume\n")
	gaps, missing := 0, false
	for i := range 5000 {
		if lost := i%19 == 7 || i%31 == 3; lost && i > 0 {
			missing = true
			continue
		}
		if missing {
			gaps++
			missing = false
		}
		text = append(strconv.AppendInt(text, int64(1700000100000+300000*i), 10), ",1,1,1,1,1\n"...)
	}
	r, fault := ReadBars(text)
	if fault != nil || len(r.Gaps) != gaps {
		t.Errorf("%v, %d gaps of %d", fault, len(r.Gaps), gaps)
	}
}

func TestWrittenBarsComeBack(t *testing.T) {
	r, fault := ReadBars([]byte(good))
	if fault != nil {
		t.Fatal(fault)
	}
	r.Bars[0].Open = market.Price(math.Nextafter(100, 101))
	again, fault := ReadBars(replaytest.AppendBars(nil, r.Bars))
	if fault != nil {
		t.Fatal(fault)
	}
	for i, b := range r.Bars {
		a := again.Bars[i]
		a.Profile, b.Profile = nil, nil
		if a.Start != b.Start || a.Open != b.Open || a.High != b.High || a.Low != b.Low || a.Close != b.Close || a.Volume != b.Volume || a.Optional != b.Optional || a.OpenInterest != b.OpenInterest || a.TakerBuy != b.TakerBuy {
			t.Errorf("bar %d came back as %+v, was %+v", i, a, b)
		}
	}
}

func TestReadLiquidations(t *testing.T) {
	l, fault := ReadLiquidations([]byte("ts_ms,long_usd,short_usd\n1700000000000,5.5,0\n1700003600000,1,2\n1700010800000,0,3e6\n"))
	if fault != nil || len(l.Rows) != 3 || l.Length != market.Hour || l.Rows[2].USD[market.Short] != 3e6 || l.Rows[0].USD[market.Long] != 5.5 {
		t.Errorf("%+v %v", l, fault)
	}
	for code, text := range map[string]string{
		"column-missing":      "ts_ms,long,short_usd\n1,2,3\n4,5,6\n",
		"amount-negative":     "ts_ms,long_usd,short_usd\n1,2,3\n4,-5,6\n",
		"stamp-duplicate":     "ts_ms,long_usd,short_usd\n1,2,3\n1,5,6\n",
		"rows-out-of-order":   "ts_ms,long_usd,short_usd\n2,2,3\n1,5,6\n",
		"number-unreadable":   "ts_ms,long_usd,short_usd\n2,2,3\n3,x,6\n",
		"recording-too-short": "ts_ms,long_usd,short_usd\n2,2,3\n",
	} {
		if _, fault := ReadLiquidations([]byte(text)); fault == nil || fault.Code != code {
			t.Errorf("%s: %v", code, fault)
		}
	}
}

func TestReadOrders(t *testing.T) {
	rows, step, fault := ReadOrders([]byte("timestamp,buy_volume_usd,high_price,low_price,sell_volume_usd\n1000,1,11,10,2\n2000,3,12,12,0\n"))
	if fault != nil || step != 1000 || rows[0].USD != [2]market.USD{2, 1} || rows[1].High != 12 {
		t.Errorf("%+v %v %v", rows, step, fault)
	}
	if _, _, fault := ReadOrders([]byte("timestamp,buy_volume_usd,high_price,low_price,sell_volume_usd\n1000,1,9,10,2\n2000,3,12,12,0\n")); fault == nil || fault.Code != "orders-high-below-low" {
		t.Errorf("%v", fault)
	}
}
