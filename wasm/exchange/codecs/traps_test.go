package codecs_test

import (
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
)

// traps are where venues differ from what one would think, each as a message
// and the events that it means. A name begins with the section of the wire
// formats' specification that tells of it.
var traps = []struct {
	name, venue, call, symbol, message string
	refused                            bool
	events                             []string
}{
	{
		"0.1 Binance's side is the order's: SELL closes a long, at the average fill, sampled",
		"binance", "", "",
		`{"e":"forceOrder","E":1790812801000,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"59910","ap":"59920","X":"FILLED","l":"0.015","z":"0.014","T":1790812800000,"ps":"BTCUSDT","st":1}}`,
		false,
		[]string{
			`{"kind":"liquidation","venue":"binance","symbol":"BTCUSDT","ts_ms":1790812800000,"closed":"long","price":59920,"price_kind":"fill","base":0.014,"usd":838.88,"complete":false}`,
		},
	},
	{
		"1.2 COIN-M pushed on the same streams is left out by st 2",
		"binance", "", "",
		`{"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":1790812801000,"o":{"s":"BTCUSD_PERP","S":"SELL","o":"LIMIT","f":"IOC","q":"1","p":"59910","ap":"59920","X":"FILLED","l":"1","z":"1","T":1790812800000,"st":2}}}`,
		false,
		[]string{},
	},
	{
		"0.1 a forced order without a fill has only its limit",
		"binance", "", "",
		`{"e":"forceOrder","E":1790812801000,"o":{"s":"BTCUSDT","S":"BUY","o":"LIMIT","f":"IOC","q":"0.5","p":"60100","ap":"0","X":"NEW","l":"0","z":"0","T":1790812800000}}`,
		false,
		[]string{
			`{"kind":"liquidation","venue":"binance","symbol":"BTCUSDT","ts_ms":1790812800000,"closed":"short","price":60100,"price_kind":"order","base":0.5,"usd":30050,"complete":false}`,
		},
	},
	{
		"1.2 a combined frame; q counts all, m true means that the taker sold",
		"binance", "", "",
		`{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1790812800010,"a":5,"s":"BTCUSDT","p":"60000.1","q":"0.5","nq":"0.4","f":1,"l":2,"T":1790812800000,"m":true,"st":1}}`,
		false,
		[]string{
			`{"kind":"trade","venue":"binance","symbol":"BTCUSDT","ts_ms":1790812800000,"taker":"sell","price":60000.1,"base":0.5,"id":5}`,
		},
	},
	{
		"1.2 transfers to the insurance fund are no trades",
		"binance", "", "",
		`{"e":"trade","E":1,"T":1790812800000,"s":"BTCUSDT","t":9,"p":"60000","q":"1","X":"INSURANCE_FUND","m":false}`,
		false,
		[]string{},
	},
	{
		"0.1 Bybit's side is the position's: Buy closes a long, at the bankruptcy price, complete",
		"bybit", "", "",
		`{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSDT","S":"Buy","v":"0.5","p":"60000"},{"T":1790812800200,"s":"BTCUSDT","S":"Sell","v":"0.1","p":"61000"}]}`,
		false,
		[]string{
			`{"kind":"liquidation","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800100,"closed":"long","price":60000,"price_kind":"bankruptcy","base":0.5,"usd":30000,"complete":true}`,
			`{"kind":"liquidation","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800200,"closed":"short","price":61000,"price_kind":"bankruptcy","base":0.1,"usd":6100,"complete":true}`,
		},
	},
	{
		"0.1 Bybit inverse is sized in dollars",
		"bybit-inverse", "", "",
		`{"topic":"allLiquidation.BTCUSD","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSD","S":"Buy","v":"8400","p":"84000"}]}`,
		false,
		[]string{
			`{"kind":"liquidation","venue":"bybit-inverse","symbol":"BTCUSD","ts_ms":1790812800100,"closed":"long","price":84000,"price_kind":"bankruptcy","base":0.1,"usd":8400,"complete":true}`,
		},
	},
	{
		"0.1 OKX: posSide, or the order's side where it is net; contracts by the exact instId",
		"okx", "", "",
		`{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"60000","ccy":"","posSide":"long","side":"sell","sz":"13","ts":"1790812800100"},{"bkLoss":"0","bkPx":"60000","ccy":"","posSide":"net","side":"sell","sz":"13","ts":"1790812800100"},{"bkPx":"60000","posSide":"short","side":"buy","sz":"1","ts":"1790812800100"}],"instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instType":"SWAP","uly":"BTC-USDT"},{"details":[{"bkPx":"60000","posSide":"long","side":"sell","sz":"6","ts":"1790812800100"}],"instFamily":"BTC-USD","instId":"BTC-USD-SWAP","instType":"SWAP","uly":"BTC-USD"}]}`,
		false,
		[]string{
			`{"kind":"liquidation","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800100,"closed":"long","price":60000,"price_kind":"bankruptcy","base":0.13,"usd":7800,"complete":false}`,
			`{"kind":"liquidation","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800100,"closed":"long","price":60000,"price_kind":"bankruptcy","base":0.13,"usd":7800,"complete":false}`,
			`{"kind":"liquidation","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800100,"closed":"short","price":60000,"price_kind":"bankruptcy","base":0.01,"usd":600,"complete":false}`,
			`{"kind":"liquidation","venue":"okx","symbol":"BTC-USD-SWAP","ts_ms":1790812800100,"closed":"long","price":60000,"price_kind":"bankruptcy","base":0.01,"usd":600,"complete":false}`,
		},
	},
	{
		"0.2 Bybit's open interest counts both sides, singleOpenInterest one",
		"bybit", "open-interest-history", "BTCUSDT",
		`{"retCode":0,"retMsg":"OK","result":{"category":"linear","symbol":"BTCUSDT","list":[{"openInterest":"50000","timestamp":"1790812800000"},{"openInterest":"50000","singleOpenInterest":"25001","timestamp":"1790812500000"}]},"time":1}`,
		false,
		[]string{
			`{"kind":"open_interest","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812500000,"base":25001}`,
			`{"kind":"open_interest","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800000,"base":25000}`,
		},
	},
	{
		"3 a Bybit ticker is a delta: only what it holds is said",
		"bybit", "", "",
		`{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","openInterest":"50000"},"cs":1,"ts":1790812800000}`,
		false,
		[]string{
			`{"kind":"open_interest","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800000,"base":25000}`,
		},
	},
	{
		"3 a Bybit ticker delta without open interest says none",
		"bybit", "", "",
		`{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","fundingRate":"0.0001"},"cs":1,"ts":1790812800000}`,
		false,
		[]string{
			`{"kind":"funding","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800000,"rate_per_hour":0.0000125,"interval_ms":28800000}`,
		},
	},
	{
		"0.2 OKX's oiCcy is base, one-sided",
		"okx", "", "",
		`{"arg":{"channel":"open-interest","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"2507996","oiCcy":"25079.96","oiUsd":"1500000000","ts":"1790812800000"}]}`,
		false,
		[]string{
			`{"kind":"open_interest","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800000,"base":25079.96,"usd":1500000000}`,
		},
	},
	{
		"0.2 Binance's open interest is base, one-sided",
		"binance", "open-interest", "",
		`{"openInterest":"80000.5","symbol":"BTCUSDT","time":1790812800000}`,
		false,
		[]string{
			`{"kind":"open_interest","venue":"binance","symbol":"BTCUSDT","ts_ms":1790812800000,"base":80000.5}`,
		},
	},
	{
		"0.2 Binance's history of open interest has dollars too",
		"binance", "open-interest-history", "BTCUSDT",
		`[{"symbol":"BTCUSDT","sumOpenInterest":"80000","sumOpenInterestValue":"4800000000","timestamp":1790812800000}]`,
		false,
		[]string{
			`{"kind":"open_interest","venue":"binance","symbol":"BTCUSDT","ts_ms":1790812800000,"base":80000,"usd":4800000000}`,
		},
	},
	{
		"0.2 Hyperliquid's open interest is base, its funding hourly",
		"hyperliquid", "", "",
		`{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"funding":"0.0000125","openInterest":"30000","prevDayPx":"1","dayNtlVlm":"1","premium":"0","oraclePx":"60001","markPx":"60000","midPx":"60000","impactPxs":["1","2"],"dayBaseVlm":"1"}}}`,
		false,
		[]string{
			`{"kind":"mark","venue":"hyperliquid","symbol":"BTC","ts_ms":0,"price":60000,"index":60001}`,
			`{"kind":"funding","venue":"hyperliquid","symbol":"BTC","ts_ms":0,"rate_per_hour":0.0000125,"interval_ms":3600000}`,
			`{"kind":"open_interest","venue":"hyperliquid","symbol":"BTC","ts_ms":0,"base":30000,"usd":1800000000}`,
		},
	},
	{
		"5 Hyperliquid: A means that the taker sold; a zero hash is no liquidation",
		"hyperliquid", "", "",
		`{"channel":"trades","data":[{"coin":"BTC","side":"A","px":"60000","sz":"0.1","hash":"0x0000000000000000000000000000000000000000000000000000000000000000","time":1790812800000,"tid":7,"users":["0xa","0xb"]}]}`,
		false,
		[]string{
			`{"kind":"trade","venue":"hyperliquid","symbol":"BTC","ts_ms":1790812800000,"taker":"sell","price":60000,"base":0.1,"id":7}`,
		},
	},
	{
		"5 Hyperliquid's candle has no word for closed",
		"hyperliquid", "", "",
		`{"channel":"candle","data":{"t":1790812800000,"T":1790812859999,"s":"BTC","i":"1m","o":"1","c":"2","h":"3","l":"1","v":"4","n":5}}`,
		false,
		[]string{
			`{"kind":"bar","venue":"hyperliquid","symbol":"BTC","ts_ms":1790812800000,"of":"trade","interval_ms":60000,"open":1,"high":3,"low":1,"close":2,"volume":4,"final":false}`,
		},
	},
	{
		"3 Bybit's S is the taker of a trade; ids are text",
		"bybit", "", "",
		`{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSDT","S":"Sell","v":"0.5","p":"60000","L":"ZeroPlusTick","i":"7dd6ff6e-0a4c-5ff2-9b8c-0a5e5a1f0c11","BT":false,"RPI":false,"seq":5}]}`,
		false,
		[]string{
			`{"kind":"trade","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800100,"taker":"sell","price":60000,"base":0.5,"id":6141433898981960189}`,
		},
	},
	{
		"3 Bybit inverse trades are sized in dollars",
		"bybit-inverse", "", "",
		`{"topic":"publicTrade.BTCUSD","type":"snapshot","ts":1790812800600,"data":[{"T":1790812800100,"s":"BTCUSD","S":"Buy","v":"8400","p":"84000","L":"x","i":"a","BT":false}]}`,
		false,
		[]string{
			`{"kind":"trade","venue":"bybit-inverse","symbol":"BTCUSD","ts_ms":1790812800100,"taker":"buy","price":84000,"base":0.1,"id":-5808556873153909620}`,
		},
	},
	{
		"4 OKX trades are in contracts",
		"okx", "", "",
		`{"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","tradeId":"12","px":"60000","sz":"3","side":"buy","ts":"1790812800000","count":"2"}]}`,
		false,
		[]string{
			`{"kind":"trade","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800000,"taker":"buy","price":60000,"base":0.03,"id":12}`,
		},
	},
	{
		"4 OKX bars are newest first, volume in base from volCcy",
		"okx", "bars", "BTC-USDT-SWAP",
		`{"code":"0","msg":"","data":[["1790813100000","2","3","1","2","200","2","120000","0"],["1790812800000","1","2","1","2","100","1","60000","1"]]}`,
		false,
		[]string{
			`{"kind":"bar","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800000,"of":"trade","interval_ms":300000,"open":1,"high":2,"low":1,"close":2,"volume":1,"final":true}`,
			`{"kind":"bar","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790813100000,"of":"trade","interval_ms":300000,"open":2,"high":3,"low":1,"close":2,"volume":2,"final":false}`,
		},
	},
	{
		"3 Bybit bars are newest first and have no taker volume",
		"bybit", "bars", "",
		`{"retCode":0,"retMsg":"OK","result":{"category":"linear","symbol":"BTCUSDT","list":[["1790813100000","2","3","1","2","200","2"],["1790812800000","1","2","1","2","100","1"]]},"time":1}`,
		false,
		[]string{
			`{"kind":"bar","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800000,"of":"trade","interval_ms":300000,"open":1,"high":2,"low":1,"close":2,"volume":100,"final":true}`,
			`{"kind":"bar","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790813100000,"of":"trade","interval_ms":300000,"open":2,"high":3,"low":1,"close":2,"volume":200,"final":false}`,
		},
	},
	{
		"3 Bybit inverse bars: volume is dollars, turnover base",
		"bybit-inverse", "bars", "",
		`{"retCode":0,"retMsg":"OK","result":{"category":"inverse","symbol":"BTCUSD","list":[["1790812800000","50000","60000","50000","50000","100000","2"]]},"time":1}`,
		false,
		[]string{
			`{"kind":"bar","venue":"bybit-inverse","symbol":"BTCUSD","ts_ms":1790812800000,"of":"trade","open":50000,"high":60000,"low":50000,"close":50000,"volume":2,"final":false}`,
		},
	},
	{
		"3 a refused subscription is a notice, not a market event",
		"bybit", "", "",
		`{"success":false,"ret_msg":"Invalid topic","conn_id":"a","req_id":"1","op":"subscribe"}`,
		false,
		[]string{},
	},
	{
		"0.4 OKX's heartbeat answer is not JSON",
		"okx", "", "",
		`pong`,
		false,
		[]string{},
	},
	{
		"0 no NaN and nothing below zero",
		"binance", "", "",
		`{"e":"aggTrade","E":1,"a":5,"s":"BTCUSDT","p":"NaN","q":"-1","T":1790812800000,"m":true}`,
		true,
		[]string{},
	},
	{
		"0.6 funding stamps are some milliseconds late",
		"binance", "funding-history", "",
		`[{"symbol":"BTCUSDT","fundingTime":1790812800002,"fundingRate":"0.0008","markPrice":"60000"}]`,
		false,
		[]string{
			`{"kind":"funding","venue":"binance","symbol":"BTCUSDT","ts_ms":1790812800000,"rate_per_hour":0.0001,"interval_ms":28800000}`,
		},
	},
	{
		"0.6 Hyperliquid stamps funding up to 46 ms late",
		"hyperliquid", "funding-history", "",
		`[{"coin":"BTC","fundingRate":"-0.0000125","premium":"0.0001","time":1790812800046}]`,
		false,
		[]string{
			`{"kind":"funding","venue":"hyperliquid","symbol":"BTC","ts_ms":1790812800000,"rate_per_hour":-0.0000125,"interval_ms":3600000}`,
		},
	},
	{
		"0.6 OKX writes milliseconds as text, and the rate that was charged is the realised one",
		"okx", "funding-history", "",
		`{"code":"0","msg":"","data":[{"fundingRate":"0.0004","fundingTime":"1790812800000","instId":"BTC-USDT-SWAP","instType":"SWAP","method":"current_period","realizedRate":"0.0008"}]}`,
		false,
		[]string{
			`{"kind":"funding","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800000,"rate_per_hour":0.0001,"interval_ms":28800000}`,
		},
	},
	{
		"0.6 Bybit writes milliseconds as text over REST",
		"bybit", "trades", "",
		`{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"execId":"12","symbol":"BTCUSDT","price":"60000","size":"0.5","side":"Sell","time":"1790812800100","isBlockTrade":false}]},"time":1}`,
		false,
		[]string{
			`{"kind":"trade","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800100,"taker":"sell","price":60000,"base":0.5,"id":12}`,
		},
	},
	{
		"0.6 microseconds are no time in milliseconds",
		"binance", "", "",
		`{"e":"aggTrade","E":1,"a":5,"s":"BTCUSDT","p":"60000","q":"1","T":1790812800000000,"m":true}`,
		true,
		[]string{},
	},
	{
		"0.1 BTC-USD-SWAP counts in contracts of 100 dollars, never as BTC-USDT-SWAP does",
		"okx", "", "",
		`{"arg":{"channel":"trades","instId":"BTC-USD-SWAP"},"data":[{"instId":"BTC-USD-SWAP","tradeId":"1","px":"50000","sz":"10","side":"sell","ts":"1790812800000"}]}`,
		false,
		[]string{
			`{"kind":"trade","venue":"okx","symbol":"BTC-USD-SWAP","ts_ms":1790812800000,"taker":"sell","price":50000,"base":0.02,"id":1}`,
		},
	},
	{
		"0.5 an OKX change that repeats its number holds nothing: a heartbeat",
		"okx", "", "",
		`{"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1790812800000","checksum":0,"prevSeqId":15,"seqId":15}]}`,
		false,
		[]string{
			`{"kind":"book_delta","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":1790812800000,"bids":[],"asks":[],"last":15,"previous":15}`,
		},
	},
	{
		"0.3 the codes of a venue that refuses are no market: Binance's comes with 400",
		"binance", "bars", "NOBODY",
		`{"code":-1121,"msg":"Invalid symbol."}`,
		true,
		[]string{},
	},
	{
		"14.3 Bybit's maintenance rate is a fraction; its own sample in percent is refused",
		"bybit", "tiers", "",
		`{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"id":1,"symbol":"BTCUSDT","riskLimitValue":"2000000","maintenanceMargin":"0.5","initialMargin":"1","isLowestRisk":1,"maxLeverage":"100.00","mmDeduction":""}]},"time":1}`,
		true,
		[]string{},
	},
	{
		"4 OKX's tiers are in contracts",
		"okx", "tiers", "",
		`{"code":"0","msg":"","data":[{"instFamily":"BTC-USDT","uly":"BTC-USDT","maxLever":"100","maxSz":"1000","minSz":"0","mmr":"0.004","imr":"0.01","tier":"1"}]}`,
		false,
		[]string{
			`{"kind":"tier","venue":"okx","symbol":"BTC-USDT-SWAP","ts_ms":0,"cap_base":10,"maintenance":0.004,"max_leverage":100,"deduction_usd":0}`,
		},
	},
	{
		"0.5 a snapshot with u 1 is a restart",
		"bybit", "", "",
		`{"topic":"orderbook.200.BTCUSDT","type":"snapshot","ts":1790812800000,"data":{"s":"BTCUSDT","b":[["60000","1"]],"a":[["60001","2"]],"u":1,"seq":3},"cts":1}`,
		false,
		[]string{
			`{"kind":"book_snapshot","venue":"bybit","symbol":"BTCUSDT","ts_ms":1790812800000,"bids":[[60000,1]],"asks":[[60001,2]],"last":1}`,
		},
	},
	{
		"0 an empty answer is one",
		"binance", "trades", "BTCUSDT",
		`[]`,
		false,
		[]string{},
	},
}

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

func TestTraps(t *testing.T) {
	for _, trap := range traps {
		t.Run(trap.name, func(t *testing.T) {
			lines, fault := decoded(codecs.New(market.Venue(trap.venue)), trap.call, trap.symbol, trap.message)
			if (fault != nil) != trap.refused {
				t.Errorf("fault %v", fault)
			}
			if len(lines) != len(trap.events) {
				t.Fatalf("%d events, want %d: %v", len(lines), len(trap.events), lines)
			}
			for i := range lines {
				if lines[i] != trap.events[i] {
					t.Errorf("event %d:\n%s\nwant\n%s", i, lines[i], trap.events[i])
				}
			}
		})
	}
}
