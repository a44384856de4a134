package codecs_test

import (
	"math"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// decoded is what a message means, a line an event.
func decoded(d *exchange.Decoder, call, symbol, message string) (lines []string, fault *market.Fault) {
	var events []market.Event
	if call == "" {
		events, fault = d.Frame(nil, []byte(message), 0)
	} else {
		events, fault = d.Answer(nil, codecs.PlanOf(d.Venue()).Named(call).Call, exchange.Query{Symbol: symbol}, []byte(message), 0)
	}
	for i := range events {
		switch events[i].Kind {
		case market.KindAck, market.KindPong, market.KindNotice:
		default:
			lines = append(lines, string(exchange.AppendLine(nil, &events[i])))
		}
	}
	return lines, fault
}

// Two decoders of one venue know the same: an absent st means the market of
// the route.
func TestAbsentMarketIsTheRoutes(t *testing.T) {
	for _, st := range []string{``, `,"st":1`, `,"st":"1"`} {
		lines, fault := decoded(codecs.New(venues.Binance), "", "", `{"e":"aggTrade","E":1,"a":5,"s":"BTCUSDT","p":"60000","q":"1","T":1790812800000,"m":true`+st+`}`)
		if fault != nil || len(lines) != 1 {
			t.Errorf("st %q: %v %v", st, lines, fault)
		}
	}
}

// OKX counts in contracts: of a swap that is not built in, nothing is said
// until the venue's list has told its size.
func TestContractSizesAreLearnt(t *testing.T) {
	d := codecs.New(venues.OKX)
	const trade = `{"arg":{"channel":"trades","instId":"XRP-USDT-SWAP"},"data":[{"instId":"XRP-USDT-SWAP","tradeId":"1","px":"2","sz":"3","side":"sell","ts":"1790812800000"}]}`
	if lines, fault := decoded(d, "", "", trade); len(lines) != 0 || fault == nil || fault.Code != exchange.UnknownSize {
		t.Fatalf("before: %v %v", lines, fault)
	}
	_, fault := decoded(d, "instruments", "", `{"code":"0","msg":"","data":[{"instType":"SWAP","instId":"XRP-USDT-SWAP","instFamily":"XRP-USDT","uly":"XRP-USDT","ctVal":"100","ctMult":"1","ctType":"linear","ctValCcy":"XRP","settleCcy":"USDT","baseCcy":"","quoteCcy":"","tickSz":"0.0001","lotSz":"0.1","lever":"50","state":"live","expTime":""}]}`)
	if fault != nil {
		t.Fatal(fault)
	}
	lines, fault := decoded(d, "", "", trade)
	if fault != nil || len(lines) != 1 || !strings.Contains(lines[0], `"base":300,`) {
		t.Errorf("after: %v %v", lines, fault)
	}
}

// Sockets hold the routes that carry what is wanted, and none of the ways
// that look open and are dead.
func TestRoutes(t *testing.T) {
	for _, venue := range venues.IDs() {
		for _, s := range codecs.PlanOf(venue).Sockets([]string{"BTCUSDT"}, exchange.WantAll) {
			if strings.Contains(s.URL(), ":8443") {
				t.Errorf("%s: port 8443 is closed since 2026-10-31", s.URL())
			}
			if venue != venues.Binance {
				continue
			}
			for _, topic := range s.Topics {
				if book := strings.Contains(topic, "@depth"); book != strings.HasPrefix(s.Path, "/public/") {
					t.Errorf("%s is silent on %s", topic, s.Path)
				}
			}
		}
	}
	for _, s := range codecs.PlanOf(venues.OKX).Sockets([]string{"BTC-USDT-SWAP"}, exchange.WantAll) {
		for _, topic := range s.Topics {
			if strings.Contains(topic, "liquidation") && strings.Contains(topic, "instId") {
				t.Errorf("%s is refused by the venue", topic)
			}
			if candle := strings.Contains(topic, "candle"); candle != strings.HasSuffix(s.Path, "business") {
				t.Errorf("%s does not come on %s", topic, s.Path)
			}
		}
	}
}

func book(kind market.Kind, time market.Millis, first, last, prev int64) *market.Event {
	return &market.Event{Kind: kind, Time: time, Book: market.Book{First: first, Last: last, Prev: prev}}
}

// The venues' rules of continuity, by hand from VENUES.md.
func TestChains(t *testing.T) {
	const snapshot, delta = market.KindBookSnapshot, market.KindBookDelta
	type step struct {
		event *market.Event
		want  exchange.Verdict
	}
	for _, c := range []struct {
		name  string
		venue market.Venue
		steps []step
	}{
		{"Binance joins pu to u, never U", venues.Binance, []step{
			{book(delta, 1, 90, 95, 89), exchange.Hold},
			{book(snapshot, 2, 0, 100, 0), exchange.Replace},
			{book(delta, 2, 96, 99, 95), exchange.Drop},
			{book(delta, 3, 98, 105, 97), exchange.Apply},
			{book(delta, 4, 107, 110, 105), exchange.Apply}, // U is not u+1
			{book(delta, 5, 113, 120, 112), exchange.Gap},
			{book(delta, 6, 121, 122, 120), exchange.Hold},
		}},
		{"Bybit counts by one; u 1 is a restart", venues.Bybit, []step{
			{book(snapshot, 1, 0, 7, 0), exchange.Replace},
			{book(delta, 2, 0, 8, 0), exchange.Apply},
			{book(delta, 3, 0, 8, 0), exchange.Drop},
			{book(snapshot, 4, 0, 1, 0), exchange.Replace},
			{book(delta, 5, 0, 2, 0), exchange.Apply},
			{book(delta, 6, 0, 4, 0), exchange.Gap},
		}},
		{"Gate joins U to the u before it", venues.Gate, []step{
			{book(snapshot, 1, 0, 100, 0), exchange.Replace},
			{book(delta, 2, 90, 99, 89), exchange.Drop},
			{book(delta, 3, 98, 105, 97), exchange.Apply}, // spans the snapshot
			{book(delta, 4, 106, 110, 105), exchange.Apply},
			{book(delta, 5, 112, 120, 111), exchange.Gap},
		}},
		{"Kraken counts by one", venues.Kraken, []step{
			{book(snapshot, 1, 0, 10, 0), exchange.Replace},
			{book(delta, 2, 0, 11, 0), exchange.Apply},
			{book(delta, 3, 0, 13, 0), exchange.Gap},
		}},
		{"Deribit joins prev_change_id to change_id", venues.Deribit, []step{
			{book(snapshot, 1, 0, 10, 0), exchange.Replace},
			{book(delta, 2, 0, 15, 10), exchange.Apply},
			{book(delta, 3, 0, 30, 20), exchange.Gap},
		}},
		{"Bitget joins pseq to seq", venues.Bitget, []step{
			{book(snapshot, 1, 0, 10, 0), exchange.Replace},
			{book(delta, 2, 0, 15, 10), exchange.Apply},
			{book(delta, 3, 0, 30, 20), exchange.Gap},
		}},
		{"dYdX has no numbers: changes follow as they come", venues.DYdX, []step{
			{book(delta, 1, 0, 0, 0), exchange.Hold},
			{book(snapshot, 1, 0, 0, 0), exchange.Replace},
			{book(delta, 2, 0, 0, 0), exchange.Apply},
			{book(delta, 2, 0, 0, 0), exchange.Apply},
		}},
		{"OKX joins prevSeqId to seqId; a repeat is a heartbeat, a step back maintenance", venues.OKX, []step{
			{book(snapshot, 1, 0, 10, -1), exchange.Replace},
			{book(delta, 2, 0, 15, 10), exchange.Apply},
			{book(delta, 3, 0, 15, 15), exchange.Apply},
			{book(delta, 4, 0, 3, 15), exchange.Gap},
			{book(delta, 5, 0, 6, 3), exchange.Hold},
		}},
		{"Hyperliquid sends whole books", venues.Hyperliquid, []step{
			{book(snapshot, 5, 0, 0, 0), exchange.Replace},
			{book(snapshot, 4, 0, 0, 0), exchange.Drop},
			{book(snapshot, 6, 0, 0, 0), exchange.Replace},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			chain := exchange.NewChain(codecs.PlanOf(c.venue).Continuity)
			for i, s := range c.steps {
				if got := chain.Next(s.event); got != s.want {
					t.Fatalf("step %d: %v, want %v", i, got, s.want)
				}
			}
		})
	}
}

// hot are the messages of which there are hundreds a second: trades,
// liquidations and books of every venue.
var hot = map[string]struct {
	venue   market.Venue
	message string
}{
	"trade":                            {venues.Binance, `{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1790812800010,"a":5,"s":"BTCUSDT","p":"60000.1","q":"0.5","nq":"0.4","f":1,"l":2,"T":1790812800000,"m":true,"st":1}}`},
	"trade of Bybit":                   {venues.Bybit, `{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSDT","S":"Sell","v":"0.5","p":"60000","L":"ZeroPlusTick","i":"7dd6ff6e-0a4c-5ff2-9b8c-0a5e5a1f0c11","BT":false,"RPI":false,"seq":5}]}`},
	"trade of inverse contracts":       {venues.BybitInverse, `{"topic":"publicTrade.BTCUSD","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSD","S":"Buy","v":"8400","p":"84000","L":"x","i":"a","BT":false}]}`},
	"trade of OKX":                     {venues.OKX, `{"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","tradeId":"12","px":"60000","sz":"3","side":"buy","ts":"1790812800000","count":"2"}]}`},
	"trade of Hyperliquid":             {venues.Hyperliquid, `{"channel":"trades","data":[{"coin":"BTC","side":"A","px":"60000","sz":"0.1","hash":"0x0","time":1790812800000,"tid":7,"users":["0xa","0xb"]}]}`},
	"liquidation":                      {venues.Bybit, `{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSDT","S":"Buy","v":"0.5","p":"60000"}]}`},
	"liquidation of Binance":           {venues.Binance, `{"e":"forceOrder","E":1790812801000,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"59910","ap":"59920","X":"FILLED","l":"0.014","z":"0.014","T":1790812800000,"ps":"BTCUSDT","st":1}}`},
	"liquidation of inverse contracts": {venues.BybitInverse, `{"topic":"allLiquidation.BTCUSD","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSD","S":"Buy","v":"8400","p":"84000"}]}`},
	"liquidation of OKX":               {venues.OKX, `{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"60000","ccy":"","posSide":"long","side":"sell","sz":"13","ts":"1790812800100"}],"instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instType":"SWAP","uly":"BTC-USDT"}]}`},
	"book":                             {venues.OKX, `{"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"update","data":[{"asks":[["60001","2","0","1"]],"bids":[["60000","1","0","1"],["59999","0","0","0"]],"ts":"1790812800000","checksum":0,"prevSeqId":10,"seqId":15}]}`},
	"book of Binance":                  {venues.Binance, `{"e":"depthUpdate","E":1790812800010,"T":1790812800000,"s":"BTCUSDT","U":11,"u":15,"pu":10,"b":[["60000.0","1.5"],["59999.0","0.000"]],"a":[["60001.0","2"]],"st":1}`},
	"book of Bybit":                    {venues.Bybit, `{"topic":"orderbook.200.BTCUSDT","type":"delta","ts":1790812800000,"data":{"s":"BTCUSDT","b":[["60000","1"]],"a":[["60001","0"]],"u":7,"seq":3},"cts":1}`},
	"book of inverse contracts":        {venues.BybitInverse, `{"topic":"orderbook.200.BTCUSD","type":"delta","ts":1790812800000,"data":{"s":"BTCUSD","b":[["60000","6000"]],"a":[["60001","0"]],"u":7,"seq":3},"cts":1}`},
	"trade of COIN-M":                  {venues.BinanceCoinM, `{"e":"aggTrade","E":1790812800010,"a":5,"s":"BTCUSD_PERP","ps":"BTCUSD","p":"60000","q":"300","f":1,"l":2,"T":1790812800000,"m":true,"st":2}`},
	"trade of Bitget":                  {venues.Bitget, `{"action":"update","arg":{"instType":"USDT-FUTURES","channel":"trade","instId":"BTCUSDT"},"data":[{"ts":"1790812800000","price":"60000","size":"0.1","side":"sell","tradeId":"7"}],"ts":1790812800003}`},
	"trade of Gate":                    {venues.Gate, `{"time":1790812800,"time_ms":1790812800003,"channel":"futures.trades","event":"update","result":[{"size":-108,"id":27753479,"create_time":1790812800,"create_time_ms":1790812800123,"price":"60000","contract":"BTC_USDT"}]}`},
	"book of Gate":                     {venues.Gate, `{"time":1790812800,"time_ms":1790812800003,"channel":"futures.order_book_update","event":"update","result":{"t":1790812800001,"s":"BTC_USDT","U":101,"u":113,"b":[{"p":"60000","s":"0"}],"a":[{"p":"60001","s":200}]}}`},
	"trade of Deribit":                 {venues.Deribit, `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.100ms","data":[{"trade_seq":1,"trade_id":"1","timestamp":1790812800000,"price":60000,"instrument_name":"BTC-PERPETUAL","direction":"sell","amount":6000}]}}`},
	"trade of Kraken":                  {venues.Kraken, `{"product_id":"PF_XBTUSD","feed":"trade","uid":"8a2be12f-7a3f","side":"sell","type":"fill","time":1790812800000,"qty":0.5,"price":60000.0,"seq":100}`},
	"book of Kraken":                   {venues.Kraken, `{"feed":"book","product_id":"PF_XBTUSD","side":"buy","seq":12,"price":60000.5,"qty":2,"timestamp":1790812800200}`},
	"trade of Lighter":                 {venues.Lighter, `{"channel":"trade:1","type":"update/trade","trades":[{"trade_id":31795317844,"type":"trade","market_id":1,"size":"0.5","price":"60000","is_maker_ask":true,"timestamp":1790812800000}],"liquidation_trades":[]}`},
	"trade of dYdX":                    {venues.DYdX, `{"type":"channel_data","connection_id":"c","message_id":3,"id":"BTC-USD","channel":"v4_trades","version":"2.1.0","contents":{"trades":[{"id":"0165e5e40000000200000002","size":"0.002","price":"60000","side":"BUY","createdAt":"2026-10-01T00:00:00.851Z","type":"LIMIT"}]}}`},
	"trade of HTX":                     {venues.HTX, `{"ch":"market.BTC-USDT.trade.detail","ts":1790812800003,"tick":{"id":100,"ts":1790812800000,"data":[{"amount":48,"quantity":0.048,"ts":1790812800000,"id":1000236879105990000,"price":60000,"direction":"sell"}]}}`},
	"whole book":                       {venues.Hyperliquid, `{"channel":"l2Book","data":{"coin":"BTC","time":1790812800000,"levels":[[{"px":"60000","sz":"1","n":3}],[{"px":"60001","sz":"2","n":1}]]}}`},
}

func TestHotMessagesDoNotAllocate(t *testing.T) {
	for name, c := range hot {
		d := codecs.New(c.venue)
		message := []byte(c.message)
		events, fault := d.Frame(nil, message, 0)
		if fault != nil || len(events) != 1 {
			t.Fatalf("%s: %v, %d events", name, fault, len(events))
		}
		if n := testing.AllocsPerRun(200, func() { events, _ = d.Frame(events[:0], message, 0) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkTrade(b *testing.B) {
	d := codecs.New(hot["trade"].venue)
	message := []byte(hot["trade"].message)
	var events []market.Event
	b.ReportAllocs()
	for b.Loop() {
		events, _ = d.Frame(events[:0], message, 0)
	}
}

// possible fails for an event that no market can have.
func possible(t *testing.T, e *market.Event) {
	positive := func(name string, v float64) {
		if !(v > 0) || math.IsInf(v, 0) {
			t.Fatalf("%v with a %s of %v", e.Kind, name, v)
		}
	}
	finite := func(name string, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%v with a %s of %v", e.Kind, name, v)
		}
	}
	switch e.Kind {
	case market.KindTrade:
		positive("price", float64(e.Trade.Price))
		positive("size", float64(e.Trade.Base))
	case market.KindLiquidation:
		positive("price", float64(e.Liquidation.Price))
		positive("size", float64(e.Liquidation.Base))
		positive("value", float64(e.Liquidation.USD))
	case market.KindBar:
		if fault := e.Candle.Bar.Check(); fault != nil {
			t.Fatal(fault)
		}
	case market.KindMark:
		positive("price", float64(e.Mark.Mark))
	case market.KindOpenInterest:
		if !e.OpenInterest.Base.Valid() {
			t.Fatalf("open interest %v", e.OpenInterest.Base)
		}
	case market.KindFunding:
		finite("rate", e.Funding.RatePerHour)
	case market.KindTier:
		finite("rate", e.Tier.Maintenance)
		positive("leverage", e.Tier.MaxLeverage)
		finite("deduction", float64(e.Tier.Deduction))
	case market.KindInstrument:
		positive("contract", e.Instrument.Contract)
		finite("tick", float64(e.Instrument.Tick))
		finite("lot", float64(e.Instrument.Lot))
	case market.KindRatio:
		if !(e.Ratio.Long >= 0 && e.Ratio.Long <= 1) {
			t.Fatalf("ratio %v", e.Ratio.Long)
		}
	case market.KindBookSnapshot, market.KindBookDelta:
		for _, side := range [][]market.Level{e.Book.Bids, e.Book.Asks} {
			for _, l := range side {
				positive("price", float64(l.Price))
				if !l.Base.Valid() || l.Base == 0 && e.Kind == market.KindBookSnapshot {
					t.Fatalf("%v with a level of %v", e.Kind, l.Base)
				}
			}
		}
	}
}

// place is where a venue or a call is in its list, as fuzzing counts it.
func place(venue market.Venue, call string) (v, c uint8) {
	for i, x := range venues.IDs() {
		if x == venue {
			v = uint8(i)
		}
	}
	for i, x := range codecs.PlanOf(venue).Endpoints {
		if x.Call.String() == call {
			c = uint8(i)
		}
	}
	return v, c
}

func FuzzFrame(f *testing.F) {
	for _, frames := range handwritten(f) {
		if v, _ := place(frames.venue, ""); frames.kind == ws {
			for _, line := range frames.lines {
				f.Add(v, []byte(line))
			}
		}
	}
	for _, c := range hot {
		v, _ := place(c.venue, "")
		f.Add(v, []byte(c.message))
	}
	venues := venues.IDs()
	f.Fuzz(func(t *testing.T, venue uint8, message []byte) {
		d := codecs.New(venues[int(venue)%len(venues)])
		chain := exchange.NewChain(codecs.PlanOf(d.Venue()).Continuity)
		for range 2 { // what a decoder has seen must not harm it
			events, _ := d.Frame(nil, message, 1_790_812_800_000)
			for i := range events {
				e := &events[i]
				possible(t, e)
				exchange.AppendLine(nil, e)
				if e.Kind == market.KindBookSnapshot || e.Kind == market.KindBookDelta {
					chain.Next(e)
				}
			}
		}
	})
}

func FuzzAnswer(f *testing.F) {
	for _, frames := range handwritten(f) {
		if v, c := place(frames.venue, frames.kind); frames.kind != ws {
			for _, line := range frames.lines {
				f.Add(v, c, []byte(line))
			}
		}
	}
	venues := venues.IDs()
	f.Fuzz(func(t *testing.T, venue, call uint8, body []byte) {
		d := codecs.New(venues[int(venue)%len(venues)])
		calls := codecs.PlanOf(d.Venue()).Endpoints
		query := exchange.Query{Symbol: "BTCUSDT", Span: 5 * market.Minute}
		for range 2 {
			events, _ := d.Answer(nil, calls[int(call)%len(calls)].Call, query, body, 0)
			for i := range events {
				possible(t, &events[i])
				exchange.AppendLine(nil, &events[i])
			}
		}
	})
}
