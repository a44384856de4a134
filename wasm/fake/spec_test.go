package fake_test

import (
	"sort"
	"strings"
	"testing"

	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// written are shapes by hand from VENUES.md: every path of a message, with the
// first letter of its type. They hold where there are no recordings too.
var written = []struct {
	venue market.Venue
	kind  string
	paths string
}{
	{venues.Binance, "aggTrade", ".E:n .T:n .a:n .e:s .f:n .l:n .m:b .nq:s .p:s .q:s .s:s .st:n"},
	{venues.Binance, "kline", ".E:n .e:s .k.B:s .k.L:n .k.Q:s .k.T:n .k.V:s .k.c:s .k.f:n .k.h:s .k.i:s .k.l:s .k.n:n .k.o:s .k.q:s .k.s:s .k.t:n .k.v:s .k.x:b .s:s .st:n"},
	{venues.Binance, "markPriceUpdate", ".E:n .P:s .T:n .ap:s .e:s .i:s .p:s .r:s .s:s .st:n"},
	{venues.Binance, "forceOrder", ".E:n .e:s .o.S:s .o.T:n .o.X:s .o.ap:s .o.f:s .o.l:s .o.o:s .o.p:s .o.ps:s .o.q:s .o.s:s .o.st:n .o.z:s"},
	{venues.Binance, "depthUpdate", ".E:n .T:n .U:n .a[][0]:s .a[][1]:s .b[][0]:s .b[][1]:s .e:s .ps:s .pu:n .s:s .st:n .u:n"},
	{venues.Bybit, "publicTrade", ".data[].BT:b .data[].L:s .data[].RPI:b .data[].S:s .data[].T:n .data[].i:s .data[].p:s .data[].s:s .data[].seq:n .data[].v:s .topic:s .ts:n .type:s"},
	{venues.Bybit, "kline", ".data[].close:s .data[].confirm:b .data[].end:n .data[].high:s .data[].interval:s .data[].low:s .data[].open:s .data[].start:n .data[].timestamp:n .data[].turnover:s .data[].volume:s .topic:s .ts:n .type:s"},
	{venues.Bybit, "allLiquidation", ".data[].S:s .data[].T:n .data[].p:s .data[].s:s .data[].v:s .topic:s .ts:n .type:s"},
	{venues.Bybit, "orderbook snapshot", ".cts:n .data.a[][0]:s .data.a[][1]:s .data.b[][0]:s .data.b[][1]:s .data.s:s .data.seq:n .data.u:n .topic:s .ts:n .type:s"},
	{venues.Bybit, "reply", ".conn_id:s .op:s .req_id:s .ret_msg:s .success:b"},
	{venues.OKX, "trades", ".arg.channel:s .arg.instId:s .data[].count:s .data[].instId:s .data[].px:s .data[].seqId:n .data[].side:s .data[].source:s .data[].sz:s .data[].tradeId:s .data[].ts:s"},
	{venues.OKX, "candle", ".arg.channel:s .arg.instId:s .data[][0]:s .data[][1]:s .data[][2]:s .data[][3]:s .data[][4]:s .data[][5]:s .data[][6]:s .data[][7]:s .data[][8]:s"},
	{venues.OKX, "mark-price", ".arg.channel:s .arg.instId:s .data[].instId:s .data[].instType:s .data[].markPx:s .data[].ts:s"},
	{venues.OKX, "open-interest", ".arg.channel:s .arg.instId:s .data[].instId:s .data[].instType:s .data[].oi:s .data[].oiCcy:s .data[].oiUsd:s .data[].ts:s"},
	{venues.OKX, "liquidation-orders", ".arg.channel:s .arg.instType:s .data[].details[].bkLoss:s .data[].details[].bkPx:s .data[].details[].ccy:s .data[].details[].posSide:s .data[].details[].side:s .data[].details[].sz:s .data[].details[].ts:s .data[].instFamily:s .data[].instId:s .data[].instType:s .data[].uly:s"},
	{venues.OKX, "books snapshot", ".action:s .arg.channel:s .arg.instId:s .data[].asks[][0]:s .data[].asks[][1]:s .data[].asks[][2]:s .data[].asks[][3]:s .data[].bids[][0]:s .data[].bids[][1]:s .data[].bids[][2]:s .data[].bids[][3]:s .data[].checksum:n .data[].prevSeqId:n .data[].seqId:n .data[].ts:s"},
	{venues.Hyperliquid, "trades", ".channel:s .data[].coin:s .data[].hash:s .data[].px:s .data[].side:s .data[].sz:s .data[].tid:n .data[].time:n .data[].users[0]:s .data[].users[1]:s"},
	{venues.Hyperliquid, "l2Book", ".channel:s .data.coin:s .data.levels[][].n:n .data.levels[][].px:s .data.levels[][].sz:s .data.time:n"},
	{venues.Hyperliquid, "candle", ".channel:s .data.T:n .data.c:s .data.h:s .data.i:s .data.l:s .data.n:n .data.o:s .data.s:s .data.t:n .data.v:s"},
	{venues.Hyperliquid, "activeAssetCtx", ".channel:s .data.coin:s .data.ctx.dayBaseVlm:s .data.ctx.dayNtlVlm:s .data.ctx.funding:s .data.ctx.impactPxs[0]:s .data.ctx.impactPxs[1]:s .data.ctx.markPx:s .data.ctx.midPx:s .data.ctx.openInterest:s .data.ctx.oraclePx:s .data.ctx.premium:s .data.ctx.prevDayPx:s"},
}

// said is a shape as it is written above.
func (s shape) said() string {
	var paths []string
	for path, kinds := range s {
		for kind := range kinds {
			paths = append(paths, path+":"+kind[:1])
		}
	}
	sort.Strings(paths)
	return strings.Join(paths, " ")
}

func TestStreamsHaveTheShapeOfTheSpecification(t *testing.T) {
	for venue := range folders {
		t.Run(string(venue), func(t *testing.T) {
			t.Parallel()
			got := streamed(t, venue)
			for _, w := range written {
				if s := got[w.kind].said(); w.venue == venue && s != w.paths {
					t.Errorf("%s is\n%s\nand should be\n%s", w.kind, s, w.paths)
				}
			}
		})
	}
}

// rows are answers over REST by hand from VENUES.md.
var rows = []struct {
	venue       market.Venue
	call, paths string
}{
	{venues.Binance, "bars", "[][0]:n [][10]:s [][11]:s [][1]:s [][2]:s [][3]:s [][4]:s [][5]:s [][6]:n [][7]:s [][8]:n [][9]:s"},
	{venues.Binance, "open-interest", ".openInterest:s .symbol:s .time:n"},
	{venues.Binance, "book", ".E:n .T:n .asks[][0]:s .asks[][1]:s .bids[][0]:s .bids[][1]:s .lastUpdateId:n"},
	{venues.Bybit, "bars", ".result.category:s .result.list[][0]:s .result.list[][1]:s .result.list[][2]:s .result.list[][3]:s .result.list[][4]:s .result.list[][5]:s .result.list[][6]:s .result.symbol:s .retCode:n .retMsg:s .time:n"},
	{venues.Bybit, "open-interest-history", ".result.category:s .result.list[].openInterest:s .result.list[].singleOpenInterest:s .result.list[].timestamp:s .result.nextPageCursor:s .result.symbol:s .retCode:n .retMsg:s .time:n"},
	{venues.OKX, "bars", ".code:s .data[][0]:s .data[][1]:s .data[][2]:s .data[][3]:s .data[][4]:s .data[][5]:s .data[][6]:s .data[][7]:s .data[][8]:s .msg:s"},
	{venues.OKX, "open-interest-history", ".code:s .data[][0]:s .data[][1]:s .data[][2]:s .data[][3]:s .msg:s"},
	{venues.Hyperliquid, "bars", "[].T:n [].c:s [].h:s [].i:s [].l:s [].n:n [].o:s [].s:s [].t:n [].v:s"},
	{venues.Hyperliquid, "funding-history", "[].coin:s [].fundingRate:s [].premium:s [].time:n"},
}

func TestAnswersHaveTheShapeOfTheSpecification(t *testing.T) {
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Unlimited: true})
	for _, r := range rows {
		s := shape{}
		s.add("", parsed(t, answered(t, base, r.venue, r.call)))
		if s.said() != r.paths {
			t.Errorf("%s %s is\n%s\nand should be\n%s", r.venue, r.call, s.said(), r.paths)
		}
	}
}
