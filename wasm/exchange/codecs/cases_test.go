package codecs_test

import (
	"os"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// cases is a file of inputs that went wrong once, beside the repository; the
// test is skipped, with a word, where there is none.
func cases(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile("../../../../shared/cases/" + path)
	if err != nil {
		t.Skip("../shared/cases is absent, so that its inputs are not tried: ", err)
	}
	return string(text)
}

// caseFrames reads each line as a frame of its own.
func caseFrames(t *testing.T, venue market.Venue, path string) (events [][]market.Event, faults []*market.Fault) {
	d := codecs.New(venue)
	for _, line := range strings.Split(strings.TrimSpace(cases(t, path)), "\n") {
		list, fault := d.Frame(nil, []byte(line), 1_793_491_200_000)
		events, faults = append(events, list), append(faults, fault)
	}
	return events, faults
}

// one is the only event of a kind and symbol, nil where there is none.
func one(list []market.Event, kind market.Kind, symbol string) *market.Event {
	for i := range list {
		if list[i].Kind == kind && list[i].Symbol == symbol {
			return &list[i]
		}
	}
	return nil
}

func TestCasesOfNumberForms(t *testing.T) {
	events, faults := caseFrames(t, venues.Binance, "wire-number-forms/binance-frames.jsonl")
	for i, fault := range faults {
		if fault != nil {
			t.Errorf("binance, line %d: %v", i+1, fault)
		}
	}
	if f := one(events[0], market.KindFunding, "BTCUSDT"); f == nil || !(f.Funding.RatePerHour < 0) {
		t.Errorf("the funding of line 1 is %+v", f)
	}
	if f := one(events[1], market.KindFunding, "1000SHIBUSDT"); f != nil {
		t.Errorf("line 2 has a funding: %+v", f)
	}
	if m := one(events[1], market.KindMark, "1000SHIBUSDT"); m == nil || m.Mark.Mark != .01 {
		t.Errorf("the mark of line 2 is %+v", m)
	}
	if b := one(events[3], market.KindBookDelta, "BTCUSDT"); b == nil || b.Book.First == 0 || b.Book.Last == 0 || b.Book.Prev == 0 || b.Book.First == b.Book.Last {
		t.Errorf("the book of line 4 is %+v", b)
	}
	events, faults = caseFrames(t, venues.Bybit, "wire-number-forms/bybit-trades.jsonl")
	for i := range events[:3] {
		if faults[i] != nil || len(events[i]) != 1 || events[i][0].ID == 0 {
			t.Errorf("bybit, line %d: %+v, %v", i+1, events[i], faults[i])
		}
	}
	if faults[3] != nil && !strings.Contains(faults[3].Sentence, "the time") {
		t.Errorf("bybit, line 4 is refused without the name of its field: %v", faults[3])
	}
}

func TestCasesOfNullAndEmpty(t *testing.T) {
	events, _ := caseFrames(t, venues.Bybit, "wire-null-and-empty/bybit-tickers.jsonl")
	for _, kind := range []market.Kind{market.KindMark, market.KindFunding, market.KindOpenInterest} {
		if one(events[0], kind, "BTCUSDT") == nil {
			t.Errorf("bybit: no %v of BTC", kind)
		}
	}
	if f := one(events[0], market.KindFunding, "BTCUSDT"); f != nil && !(f.Funding.RatePerHour < 0) {
		t.Errorf("bybit: %+v", f)
	}
	for i, symbol := range []string{1: "NEWUSDT", 2: "BTCUSDT-25DEC26"} {
		if i > 0 && (one(events[i], market.KindMark, symbol) == nil || one(events[i], market.KindOpenInterest, symbol) == nil || one(events[i], market.KindFunding, symbol) != nil) {
			t.Errorf("bybit: line %d gives %+v", i+1, events[i])
		}
	}
	if f := one(events[3], market.KindFunding, "BTCUSDT"); f == nil || !(f.Funding.RatePerHour > 0) {
		t.Errorf("bybit: the change with a rate gives %+v", events[3])
	}

	d := codecs.New(venues.Hyperliquid)
	list, fault := d.Answer(nil, exchange.CallContexts, exchange.Query{}, []byte(cases(t, "wire-null-and-empty/hyperliquid-contexts.json")), 1_793_491_200_000)
	if m, f, oi := one(list, market.KindMark, "BTC"), one(list, market.KindFunding, "BTC"), one(list, market.KindOpenInterest, "BTC"); m == nil || f == nil || oi == nil || !(f.Funding.RatePerHour < 0) {
		t.Errorf("hyperliquid: BTC has %+v %+v %+v, %v", m, f, oi, fault)
	}
	if oi := one(list, market.KindOpenInterest, "kPEPE"); oi == nil || oi.OpenInterest.Base != 1e9 {
		t.Errorf("hyperliquid: kPEPE has %+v, %v", oi, fault)
	}
	if m := one(list, market.KindMark, "NEWCOIN"); m == nil || m.Mark.Mark != 1 {
		t.Errorf("hyperliquid: NEWCOIN has %+v, %v", m, fault)
	}

	o := codecs.New(venues.OKX)
	list, fault = o.Answer(nil, exchange.CallInstruments, exchange.Query{}, []byte(cases(t, "wire-null-and-empty/okx-instruments.json")), 1_793_491_200_000)
	for _, symbol := range []string{"BTC-USDT-SWAP", "PEPE-USDT-SWAP"} {
		if one(list, market.KindInstrument, symbol) == nil {
			t.Errorf("okx: no %s, %v", symbol, fault)
		}
	}
}

// An interval that cannot be costs itself: the rate is taken by the one that was
// known, and no rate is infinite.
func TestAFundingIntervalThatCannotBeCostsItself(t *testing.T) {
	for _, hours := range []string{`"0"`, `".5"`, `"1e300"`, `"-8"`, `""`, `null`, `"x"`, `25`, `1.5`} {
		d := codecs.New(venues.Bybit)
		list, _ := d.Frame(nil, []byte(`{"topic":"tickers.BTCUSDT","ts":1793491200000,"data":{"symbol":"BTCUSDT","markPrice":"60000","fundingRate":"0.0008","nextFundingTime":"x","fundingIntervalHour":`+hours+`}}`), 0)
		if f := one(list, market.KindFunding, "BTCUSDT"); one(list, market.KindMark, "BTCUSDT") == nil || f == nil || f.Funding.Every != 8*market.Hour || f.Funding.RatePerHour != .0001 || f.Funding.Next != 0 {
			t.Errorf("%s: %+v", hours, list)
		}
		d.Answer(nil, exchange.CallInstruments, exchange.Query{}, []byte(`{"retCode":0,"result":{"category":"linear","list":[{"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"BTC","quoteCoin":"USDT","fundingInterval":0,"leverageFilter":{"maxLeverage":"100"},"priceFilter":{"tickSize":"0.1"},"lotSizeFilter":{"qtyStep":"0.001"}}]}}`), 0)
		if list, _ = d.Frame(nil, []byte(`{"topic":"tickers.BTCUSDT","ts":1793491200000,"data":{"symbol":"BTCUSDT","fundingRate":"0.0008"}}`), 0); len(list) != 1 || list[0].Funding.RatePerHour != .0001 {
			t.Errorf("after a list with an interval of 0: %+v", list)
		}
	}
	for _, after := range []string{"1793520000000", "0", "1793520000001", "1793500000000", "9999999999999", "x"} {
		list, _ := codecs.New(venues.OKX).Frame(nil, []byte(`{"arg":{"channel":"funding-rate","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","fundingRate":"0.0008","fundingTime":"1793520000000","nextFundingTime":"`+after+`","ts":"1793491200000"}]}`), 0)
		if len(list) != 1 || list[0].Funding.RatePerHour != .0001 {
			t.Errorf("okx, next but one %s: %+v", after, list)
		}
	}
}
