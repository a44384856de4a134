package session

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/replay/replaytest"
	"brink/wasm/wire"
)

// A gzip is unpacked while other messages come: what is asked for last is
// opened, and what cannot be unpacked is refused with what was there kept.
func TestRecordingInAGzip(t *testing.T) {
	var bars []market.Bar
	for i := range market.Millis(300) {
		bars = append(bars, market.Bar{Start: monday + 5*i*market.Minute, Open: 100, High: 101, Low: 99, Close: 100, Volume: 1})
	}
	text := replaytest.AppendBars(nil, bars)
	packed := []byte{0x1f, 0x8b, 8} // what follows is the hook's affair
	p := newPage(t)
	p.simulate(2)
	offer := func(name string, file []byte) {
		p.session.Handle((&wire.Record{Name: name, Column: 15 * market.Minute, File: file}).Append(nil))
	}
	last := func() string { return p.sources[len(p.sources)-1].Name }
	refused := func(code string) {
		t.Helper()
		if n := len(p.faults); n == 0 || p.faults[n-1].Code != code || last() != "seed 1" {
			t.Fatalf("%v, %s; want %s", p.faults, last(), code)
		}
	}
	offer("early.csv.gz", packed)
	refused("gzip-unsupported")

	var waiting []func(text []byte, end replay.Ending)
	p.session.Unzip = func(file []byte, done func([]byte, replay.Ending)) {
		if !bytes.Equal(file, packed) {
			t.Errorf("was given %v", file)
		}
		waiting = append(waiting, done)
	}
	for code, end := range map[string]replay.Ending{"gzip-truncated": replay.CutShort, "gzip-damaged": replay.Damaged, "recording-too-large": replay.TooLarge, "column-missing": replay.Whole} {
		offer("bad.csv.gz", packed)
		waiting[len(waiting)-1]([]byte("ts_ms\n1"), end)
		refused(code)
	}

	waiting = nil
	faults := len(p.faults)
	offer("first.csv.gz", packed)
	offer("second.csv.gz", packed)
	p.session.Tick()
	waiting[1](text, replay.Whole)
	if last() != "second.csv.gz" || len(p.bars) == 0 {
		t.Fatalf("%s is shown", last())
	}
	waiting[0](text, replay.Whole)
	offer("third.csv.gz", packed)
	offer("plain.csv", text)
	waiting[2](nil, replay.CutShort)
	if last() != "plain.csv" || len(p.faults) != faults {
		t.Errorf("%s is shown, faults %v: a file that came late took the place of the one asked for after it", last(), p.faults)
	}
	// The simulated market that the page asks for by itself, where nothing has
	// come for a while, does not stop a file that somebody chose.
	offer("chosen.csv.gz", packed)
	p.simulate(2)
	waiting[3](text, replay.Whole)
	if last() != "chosen.csv.gz" {
		t.Errorf("%s is shown", last())
	}
}

// The worker has its host unpack a gzip, and tells of what that ends in.
func TestWorkerUnpacksAGzip(t *testing.T) {
	h := &fakeHost{}
	w := NewWorker(h, &fakeRecords{kept: map[string][]byte{}})
	w.Handle((&wire.Record{Name: "bars.csv.gz", Column: 15 * market.Minute, File: []byte{0x1f, 0x8b, 8}}).Append(nil))
	if len(h.unzips) != 1 || len(h.posted) != 0 {
		t.Fatalf("%d files to unpack, %d messages", len(h.unzips), len(h.posted))
	}
	h.unzips[0]([]byte("ts_ms,open\n1700"), replay.CutShort)
	if fault := h.fault(t); fault.Code != "gzip-truncated" || !strings.Contains(fault.Sentence, "row 2, column ts_ms") {
		t.Errorf("%v", fault)
	}
}

// What a file was taken for is said with the market that it opened.
func TestSaysWhatAFileWasTakenFor(t *testing.T) {
	text := "sep=;\r\nDatum;Open;High;Low;Close;Volume\r\n"
	for hour := range 24 {
		text += "01.03.2026 " + strconv.Itoa(100 + hour)[1:] + ":00;61000,5;61100,5;60900,5;61000,5;12,5\r\n"
	}
	p := newPage(t)
	p.session.Handle((&wire.Record{Name: "BTC.txt", Column: market.Hour, File: []byte(text)}).Append(nil))
	if len(p.sources) == 0 {
		t.Fatal(p.faults)
	}
	if got := p.sources[len(p.sources)-1]; got.Symbol != "BTC" || got.Notice != "Read as Spreadsheet with decimal commas, 1 h, 24 bars, times taken as UTC (they name no zone)." {
		t.Errorf("%+v", got)
	}
}

// A recording's label is a name that a market may have: positions and alerts are
// made on it.
func TestLabelsOfRecordings(t *testing.T) {
	for name, want := range map[string]string{
		"BTC.csv": "BTC", "bars_5m.csv.gz": "bars_5m", "BINANCE_BTCUSDT.P, 15.csv": "BINANCE_BTCUSDT.P__15", "my bars (1).csv": "my_bars__1_", "人生 5m.csv": "人生_5m",
		"BINANCE:BTCUSDT.txt": "BINANCE_BTCUSDT", ".csv": "recording", "": "recording", "a\u00a0b\n\xff.csv": "a_b__", strings.Repeat("人", 40) + ".csv": strings.Repeat("人", 16),
	} {
		if got := label(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// A coin that nobody simulates is not silently another one.
func TestASymbolThatIsNotSimulatedIsSaid(t *testing.T) {
	p := newPage(t)
	for _, c := range [][2]string{{"DOGEUSDT", "There is no simulated market of DOGEUSDT: that of BTCUSDT is shown."}, {"ETHUSDT", ""}} {
		p.session.Handle((&wire.Simulate{Seed: 1, Symbol: c[0], Start: monday, Until: monday + market.Day, Column: 15 * market.Minute}).Append(nil))
		if got := p.sources[len(p.sources)-1].Notice; got != c[1] {
			t.Errorf("%s: %q", c[0], got)
		}
	}
}

// That columns were left out is said beside what the file was taken for.
func TestSaysWhichColumnsWereLeftOut(t *testing.T) {
	text := "ts_ms,open,high,low,close,volume,trades,mood\n"
	for i := range 24 {
		text += strconv.Itoa(1_772_323_200_000+i*300_000) + ",61000,61100,60900,61000,12,7,good\n"
	}
	p := newPage(t)
	p.session.Handle((&wire.Record{Name: "BTC.csv", Column: market.Hour, File: []byte(text)}).Append(nil))
	if len(p.sources) == 0 {
		t.Fatal(p.faults)
	}
	if got, want := p.sources[len(p.sources)-1].Notice, "Read as Brink, 5 min, 24 bars, times UTC. Columns not understood and left out: trades, mood."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
