package replay

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/market"
)

// sample is bars as a test writes them in some program's form, 15 minutes apart
// from 2026-03-01 00:00 UTC.
const sampleStart = 1772323200000

func sample(n int, row func(i int, at market.Millis, open, high, low, closes, volume float64) string) []string {
	var rows []string
	for i := range n {
		open := 61000 + 10*float64(i)
		rows = append(rows, row(i, sampleStart+market.Millis(i)*15*market.Minute, open, open+20.5, open-7.25, open+10, 12.5+float64(i)))
	}
	return rows
}

func utc(at market.Millis) (year, month, day, hour, minute int) {
	days := int(at / market.Day)
	for year = 1970; ; year++ {
		for month = 1; month <= 12; month++ {
			if n := daysIn(year, month); days >= n {
				days -= n
				continue
			}
			of := at % market.Day
			return year, month, days + 1, int(of / market.Hour), int(of % market.Hour / market.Minute)
		}
	}
}

func comma(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
}

func join(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

// forms are the files that people have, by name, each of the same n bars.
func forms(n int) map[string]struct{ file, understood string } {
	text := func(layout string, scale int64) []string {
		return sample(n, func(i int, at market.Millis, o, h, l, c, v float64) string {
			return strings.NewReplacer("{i}", strconv.Itoa(i), "{at}", strconv.FormatInt(int64(at)*scale/1000, 10)).Replace(layout) + fmt.Sprintf("%v,%v,%v,%v,%v", o, h, l, c, v)
		})
	}
	dated := func(layout string, numbers string, offset market.Millis) []string {
		return sample(n, func(i int, at market.Millis, o, h, l, c, v float64) string {
			year, month, day, hour, minute := utc(at + offset)
			half := "AM"
			twelve := hour % 12
			if hour >= 12 {
				half = "PM"
			}
			if twelve == 0 {
				twelve = 12
			}
			two := func(x int) string { return fmt.Sprintf("%02d", x) }
			stamp := strings.NewReplacer("YYYY", strconv.Itoa(year), "MM", two(month), "DD", two(day), "hh", two(hour), "mm", two(minute), "M", strconv.Itoa(month), "D", strconv.Itoa(day), "h12", strconv.Itoa(twelve), "half", half, "{i}", strconv.Itoa(i)).Replace(layout)
			if numbers == ";" {
				return stamp + ";" + comma(o) + ";" + comma(h) + ";" + comma(l) + ";" + comma(c) + ";" + comma(v)
			}
			return stamp + fmt.Sprintf(",%v,%v,%v,%v,%v", o, h, l, c, v)
		})
	}
	add := func(rows []string, with string) []string {
		for i := range rows {
			rows[i] += with
		}
		return rows
	}
	with := func(head string, rows []string) string { return join(append(strings.Split(head, "\n"), rows...)...) }
	downloaded := sample(n, func(i int, at market.Millis, o, h, l, c, v float64) string {
		return fmt.Sprintf("%d,2026-03-01 00:00:00,BTC/USDT,%v,%v,%v,%v,%v,%v,17", at, o, h, l, c, v, v*o)
	})
	slices.Reverse(downloaded)
	klines := func(scale int64) []string {
		return sample(n, func(i int, at market.Millis, o, h, l, c, v float64) string {
			return fmt.Sprintf("%d,%v,%v,%v,%v,%v,%d,%v,55,%v,1.5,0", int64(at)*scale, o, h, l, c, v, (int64(at)+899999)*scale, v*o, v/2)
		})
	}
	kline := "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"
	ours := text("{at},", 1000)
	many := strconv.Itoa(n)
	return map[string]struct{ file, understood string }{
		"ours":                      {with("ts_ms,open,high,low,close,volume", ours), "Brink, 15 min, " + many + " bars, times UTC"},
		"TradingView":               {with("time,open,high,low,close,Volume,Volume MA", add(text("{at},", 1), ",")), "TradingView, 15 min, " + many + " bars, times UTC"},
		"TradingView, ISO":          {with("time,open,high,low,close,VOLUME", dated("YYYY-MM-DDThh:mm:00Z", "", 0)), "TradingView, 15 min, " + many + " bars, times UTC"},
		"TradingView, offset":       {with("time,open,high,low,close,volume", dated("YYYY-MM-DDThh:mm:00+11:00", "", 11*market.Hour)), "TradingView, 15 min, " + many + " bars, times by their offsets"},
		"Binance":                   {with(kline, klines(1)), "Binance Vision, 15 min, " + many + " bars, times UTC"},
		"Binance, no header":        {join(klines(1)...), "Binance Vision, 15 min, " + many + " bars, times UTC"},
		"Binance, microseconds":     {join(klines(1000)...), "Binance Vision, 15 min, " + many + " bars, times UTC"},
		"Binance, spaced header":    {with("Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume,Number of trades,Taker buy base asset volume,Taker buy quote asset volume,Ignore", klines(1000)), "Binance Vision, 15 min, " + many + " bars, times UTC"},
		"CryptoDataDownload":        {with("https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount", downloaded), "CryptoDataDownload, 15 min, " + many + " bars, times UTC, newest first"},
		"pandas":                    {with(",timestamp,open,high,low,close,volume", dated("{i},YYYY-MM-DD hh:mm:00+00:00", "", 0)), "pandas, 15 min, " + many + " bars, times UTC"},
		"pandas, behind UTC":        {with(",timestamp,open,high,low,close,volume", dated("{i},YYYY-MM-DD hh:mm:00-0500", "", -5*market.Hour)), "pandas, 15 min, " + many + " bars, times by their offsets"},
		"pandas, no zone":           {with("Unnamed: 0,date,open,high,low,close,volume", dated("{i},YYYY-MM-DD hh:mm:00", "", 0)), "pandas, 15 min, " + many + " bars, times taken as UTC (they name no zone)"},
		"ccxt, float milliseconds":  {with(",timestamp,open,high,low,close,volume", text("{i},{at}.0,", 1000)), "pandas, 15 min, " + many + " bars, times UTC"},
		"ccxt, nanoseconds":         {with(",timestamp,open,high,low,close,volume", text("{i},{at}000000,", 1000)), "pandas, 15 min, " + many + " bars, times UTC"},
		"ccxt, seconds of float":    {with("timestamp,open,high,low,close,volume", text("{at}.0,", 1)), "CSV, 15 min, " + many + " bars, times UTC"},
		"no header":                 {join(ours...), "CSV without a header (taken as time, open, high, low, close, volume), 15 min, " + many + " bars, times UTC"},
		"German Excel":              {"\ufeff" + strings.ReplaceAll(with("Datum;Eröffnung;Hoch;Tief;Schluss;Volumen", dated("DD.MM.YYYY hh:mm", ";", 0)), "\n", "\r\n"), "Spreadsheet with decimal commas, 15 min, " + many + " bars, times taken as UTC (they name no zone)"},
		"German Excel, sep":         {with("sep=;\nDatum;Open;High;Low;Close;Volume", dated("DD.MM.YYYY hh:mm", ";", 0)), "Spreadsheet with decimal commas, 15 min, " + many + " bars, times taken as UTC (they name no zone)"},
		"German Excel, two columns": {with("Datum;Uhrzeit;Open;High;Low;Close;Volume", dated("DD.MM.YYYY;hh:mm", ";", 0)), "Spreadsheet with decimal commas, 15 min, " + many + " bars, times taken as UTC (they name no zone)"},
		"Sheets, quoted commas": {with("time,open,high,low,close,volume", sample(n, func(_ int, at market.Millis, o, h, l, c, v float64) string {
			return fmt.Sprintf("%d,\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"", at/1000, comma(o), comma(h), comma(l), comma(c), comma(v))
		})), "Spreadsheet with decimal commas, 15 min, " + many + " bars, times UTC"},
		"grouped thousands": {with("time;open;high;low;close;volume", sample(n, func(_ int, at market.Millis, o, h, l, c, v float64) string {
			group := func(x float64) string { s := comma(x); return s[:2] + "." + s[2:] }
			return fmt.Sprintf("%d;%s;%s;%s;%s;%s", at/1000, group(o), group(h), group(l), group(c), comma(v))
		})), "Spreadsheet with decimal commas, 15 min, " + many + " bars, times UTC"},
		"tabs":                       {strings.ReplaceAll(with("time,open,high,low,close,volume", text("{at},", 1)), ",", "\t"), "TradingView, 15 min, " + many + " bars, times UTC"},
		"American Excel":             {with("Date,Open,High,Low,Close,Volume", dated("M/D/YYYY h12:mm half", "", 0)), "CSV, 15 min, " + many + " bars, times taken as UTC (they name no zone)"},
		"MetaTrader":                 {strings.ReplaceAll(with("<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>", dated("YYYY.MM.DD,hh:mm:00", "", 0)), ",", "\t"), "CSV, 15 min, " + many + " bars, times taken as UTC (they name no zone)"},
		"newest first":               {with("ts_ms,open,high,low,close,volume", reversed(ours)), "Brink, 15 min, " + many + " bars, times UTC, newest first"},
		"joined":                     {with("ts_ms,open,high,low,close,volume", ours[:n/2]) + with("ts_ms,open,high,low,close,volume", ours[n/2:]), "Brink, 15 min, " + many + " bars, times UTC, 2 pieces joined"},
		"joined the wrong way round": {with("ts_ms,open,high,low,close,volume", ours[n/2:]) + "\r\n" + with("ts_ms,open,high,low,close,volume", ours[:n/2]), "Brink, 15 min, " + many + " bars, times UTC, 2 pieces joined"},
		"overlap":                    {with("ts_ms,open,high,low,close,volume", append(slices.Clone(ours[:n/2]), ours[n/2-3:]...)), "Brink, 15 min, " + many + " bars, times UTC, 3 repeated rows left out"},
		"overlap, header":            {with("ts_ms,open,high,low,close,volume", ours[:n/2]) + with("ts_ms,open,high,low,close,volume", ours[n/2-1:]), "Brink, 15 min, " + many + " bars, times UTC, 2 pieces joined, 1 repeated row left out"},
		"klines of two years":        {join(klines(1)[:n/2]...) + with(kline, klines(1000)[n/2:]), "Binance Vision, 15 min, " + many + " bars, times UTC, 2 pieces joined"},
	}
}

func reversed(rows []string) []string {
	out := slices.Clone(rows)
	slices.Reverse(out)
	return out
}

// Every form gives the same bars, and says what it was taken for.
func TestFilesPeopleHave(t *testing.T) {
	const n = 1400 // a fortnight: some date has a day above twelve
	all := forms(n)
	want, fault := ReadBars([]byte(all["ours"].file))
	if fault != nil || len(want.Bars) != n {
		t.Fatal(fault)
	}
	for name, form := range all {
		r, fault := ReadBars([]byte(form.file))
		if fault != nil {
			t.Errorf("%s: %v", name, fault)
			continue
		}
		if r.Understood != form.understood {
			t.Errorf("%s: understood as %q, want %q", name, r.Understood, form.understood)
		}
		if taker := r.Bars[0].Optional.Has(market.OptionalTaker); taker != (r.Format == Binance) || taker && r.Bars[0].TakerBuy != 6.25 {
			t.Errorf("%s: takers bought %v, known %v", name, r.Bars[0].TakerBuy, taker)
		}
		for i := range r.Bars {
			r.Bars[i].Optional, r.Bars[i].TakerBuy = 0, 0
		}
		if r.Interval != want.Interval || len(r.Gaps) != 0 || !reflect.DeepEqual(r.Bars, want.Bars) {
			t.Errorf("%s: %d bars of %d, first %+v, last %+v", name, len(r.Bars), r.Interval, r.Bars[0], r.Bars[len(r.Bars)-1])
		}
	}
}

// What cannot be told apart or read is refused, by row, with what to do.
func TestWhatPeopleHaveToMend(t *testing.T) {
	head := "time,open,high,low,close,volume\n"
	for _, c := range []struct{ name, code, file, says string }{
		{"day or month first", "stamp-ambiguous", "date,open,high,low,close,volume\n03/04/2026 00:00,1,1,1,1,1\n03/04/2026 00:15,1,1,1,1,1\n", "row 2, column date"},
		{"point or group", "number-ambiguous", "time;open;high;low;close;volume\n1772323200;61.000;61.000;61.000;61.000;5\n1772324100;61.000;61.000;61.000;61.000;5\n", "row 2, column open"},
		{"no volume", "column-missing", "time,open,high,low,close\n1772323200,1,1,1,1\n", "indicator Volume"},
		{"dollars alone", "column-missing", "time,open,high,low,close,Volume USDT\n1772323200,1,1,1,1,1\n", "missing column volume"},
		{"four hours", "interval-out-of-range", head + "1772323200,1,1,1,1,1\n1772337600,1,1,1,1,1\n", "4 hours apart"},
		{"rounded stamps", "stamp-duplicate", head + "1.77232E+12,1,1,1,1,1\n1.77232E+12,2,2,2,2,1\n", "row 3"},
		{"overlap that differs", "stamp-duplicate", head + "1772323200,1,1,1,1,1\n1772324100,1,1,1,1,1\n\n1772324100,1,2,1,1,1\n1772325000,1,1,1,1,1\n", "row 5, column time: the stamp 1772324100000 stands in row 3"},
		{"another header", "header-changed", head + "1772323200,1,1,1,1,1\nts_ms,open,high,low,close,volume,oi\n1772324100000,1,1,1,1,1,5\n", "row 3"},
		{"no such day", "stamp-unreadable", head + "2026-02-30 00:00,1,1,1,1,1\n2026-03-01 00:15,1,1,1,1,1\n", "row 2, column time"},
		{"words for a time", "stamp-unreadable", head + "yesterday,1,1,1,1,1\n", "row 2, column time"},
		{"hour 25", "stamp-unreadable", head + "2026-02-20 25:00,1,1,1,1,1\n", "row 2"},
		{"offset of a day", "stamp-unreadable", head + "2026-02-20 05:00+24:00,1,1,1,1,1\n", "row 2"},
		{"grouping out of place", "number-unreadable", head + "1772323200,\"6,10\",1,1,1,1.5\n1772324100,1,1,1,1,1\n", "row 2, column open"},
		{"newest first, one astray", "rows-out-of-order", head + "1772325000,1,1,1,1,1\n1772324100,1,1,1,1,1\n1772325900,1,1,1,1,1\n", "row 4, column time"},
		{"two volumes", "column-twice", "time,open,high,low,close,Volume,volume\n1772323200,1,1,1,1,1,1\n", "places 6 and 7"},
		{"a page of an error", "column-missing", "<html>\n<body>Access denied</body>\n", "row 1"},
	} {
		r, fault := ReadBars([]byte(c.file))
		if fault == nil || fault.Code != c.code || !strings.Contains(fault.Sentence, c.says) {
			t.Errorf("%s: %+v %v, want %s, %q", c.name, r, fault, c.code, c.says)
		}
	}
}

// The cases that are kept outside the repository, of this package.
func TestCasesOfFiles(t *testing.T) {
	const cases = "../../../shared/cases"
	if _, err := os.Stat(cases); err != nil {
		t.Skip("../shared is not here: the cases this test walks are kept outside the repository")
	}
	for folder, want := range map[string]struct {
		bars     int
		interval market.Millis
		taker    bool
	}{"csv-tradingview": {400, 15 * market.Minute, false}, "csv-binance-vision": {300, 5 * market.Minute, true}, "csv-joined-months": {300, 5 * market.Minute, false}, "csv-pandas-ccxt": {300, 5 * market.Minute, false}, "chart-dst": {0, 15 * market.Minute, false}} {
		files, _ := filepath.Glob(filepath.Join(cases, folder, "*.csv"))
		if len(files) == 0 {
			t.Errorf("%s has no file", folder)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r, fault := ReadBars(content)
			if fault != nil {
				t.Errorf("%s: %v", name, fault)
				continue
			}
			if want.bars > 0 && (len(r.Bars) != want.bars || r.Bars[0].Start != sampleStart) || r.Interval != want.interval || len(r.Gaps) > 0 || r.Bars[0].Optional.Has(market.OptionalTaker) != want.taker {
				t.Errorf("%s: %s, %d gaps, from %d", name, r.Understood, len(r.Gaps), r.Bars[0].Start)
			}
		}
	}
}

// A file in any form, cut anywhere or with any byte changed, is read or refused.
func FuzzFilesPeopleHave(f *testing.F) {
	for _, form := range forms(8) {
		f.Add([]byte(form.file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, fault := ReadBars(file)
		if (r == nil) == (fault == nil) || fault != nil && (fault.Code == "" || fault.Sentence == "") {
			t.Fatalf("%v %v", r, fault)
		}
	})
}
