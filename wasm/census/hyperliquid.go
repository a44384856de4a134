package census

import (
	"cmp"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Public reads the venue whose positions are public by account.
func Public() *Source {
	row := venue.Public()
	parser := &fastjson.Parser{}
	return &Source{
		Venue: row.ID, Stream: "wss://" + row.Stream + "/ws", Ask: "https://" + row.REST + "/info", Page: row.Accounts,
		Subscribe: func(coin string) []string {
			return []string{hyperliquidTopic("trades", coin), hyperliquidTopic("activeAssetCtx", coin)}
		},
		Listen: func(coin string) string { return hyperliquidTopic("trades", coin) },
		Coins:  `{"type":"metaAndAssetCtxs"}`,
		Largest: func(body []byte) []string {
			v, err := parser.ParseBytes(body)
			if err != nil {
				return nil
			}
			return hyperliquidLargest(v)
		},
		Marks: func(body []byte) map[string]Mark {
			v, err := parser.ParseBytes(body)
			if err != nil {
				return nil
			}
			return hyperliquidMarks(v)
		},
		Ping: `{"method":"ping"}`, PingEvery: 20 * market.Second,
		Question: func(who Address) string { return `{"type":"clearinghouseState","user":"` + who.String() + `"}` },
		Frame: func(c *Census, frame []byte, now market.Millis) {
			if v, err := parser.ParseBytes(frame); err == nil {
				hyperliquidFrame(c, v, now)
			}
		},
		Together: func(who []Address) string {
			list := make([]string, len(who))
			for i := range who {
				list[i] = who[i].String()
			}
			return `{"type":"batchClearinghouseStates","users":["` + strings.Join(list, `","`) + `"],"dex":""}`
		},
		States: func(body []byte, n int, coin string) (list []State, ok bool) {
			v, err := parser.ParseBytes(body)
			if err != nil || v.Type() != fastjson.TypeArray || len(v.GetArray()) != n {
				return nil, false
			}
			for _, one := range v.GetArray() {
				p, limited, fault := hyperliquidState(one, coin)
				list = append(list, State{p, limited, fault})
			}
			return list, true
		},
		Holdings: func(body []byte) (Holdings, bool, *market.Fault) {
			v, err := parser.ParseBytes(body)
			if err != nil {
				return Holdings{}, false, unreadable
			}
			return hyperliquidHoldings(v)
		},
		State: func(body []byte, coin string) (Position, bool, *market.Fault) {
			v, err := parser.ParseBytes(body)
			if err != nil {
				return Position{}, false, unreadable
			}
			return hyperliquidState(v, coin)
		},
	}
}

var unreadable = &market.Fault{Code: "account-unreadable", Sentence: "what the venue said of an account could not be read"}

func hyperliquidTopic(kind, coin string) string {
	return `{"method":"subscribe","subscription":{"type":"` + kind + `","coin":"` + coin + `"}}`
}

// hyperliquidMarks are the mark prices of the coins that are not delisted, by the
// name that everybody calls them.
func hyperliquidMarks(v *fastjson.Value) map[string]Mark {
	marks := map[string]Mark{}
	contexts := v.GetArray("1")
	for i, row := range v.GetArray("0", "universe") {
		name := string(row.GetStringBytes("name"))
		if i >= len(contexts) || name == "" || row.GetBool("isDelisted") {
			continue
		}
		price, ok := number(contexts[i].Get("markPx"))
		if !ok || !market.Price(price).Valid() {
			continue
		}
		mark := Mark{Price: market.Price(price)}
		if before, ok := number(contexts[i].Get("prevDayPx")); ok && market.Price(before).Valid() {
			mark.DayBefore = market.Price(before)
		}
		marks[venue.Coin(name)] = mark
	}
	return marks
}

// hyperliquidLargest are the coins by what was traded of them in a day, the most
// first; those that are not traded any more are left out.
func hyperliquidLargest(v *fastjson.Value) []string {
	type traded struct {
		coin string
		usd  float64
	}
	var list []traded
	contexts := v.GetArray("1")
	for i, row := range v.GetArray("0", "universe") {
		if coin := string(row.GetStringBytes("name")); i < len(contexts) && coin != "" && !row.GetBool("isDelisted") {
			usd, _ := number(contexts[i].Get("dayNtlVlm"))
			list = append(list, traded{coin, usd})
		}
	}
	slices.SortStableFunc(list, func(a, b traded) int { return cmp.Compare(b.usd, a.usd) })
	coins := make([]string, len(list))
	for i := range list {
		coins[i] = list[i].coin
	}
	return coins
}

// hyperliquidFrame takes executions, and contexts of the census's coin.
func hyperliquidFrame(c *Census, v *fastjson.Value, now market.Millis) {
	data := v.Get("data")
	switch string(v.GetStringBytes("channel")) {
	case "trades":
		for _, row := range data.GetArray() {
			var between [2]Address
			for i, user := range row.GetArray("users") {
				if i < len(between) {
					text, _ := user.StringBytes()
					between[i], _ = ParseAddress(string(text))
				}
			}
			price, known := number(row.Get("px"))
			size, sized := number(row.Get("sz"))
			switch {
			case !known || !sized || !grid.Holds(market.Price(price)) || size < 0:
			case string(row.GetStringBytes("coin")) == c.coin:
				c.Traded(between, market.Price(price), market.Base(size), now)
			default:
				c.TradedElsewhere(between, market.Value(market.Base(size), market.Price(price)), now)
			}
		}
	case "activeAssetCtx":
		if string(data.GetStringBytes("coin")) != c.coin {
			return
		}
		base, _ := number(data.Get("ctx", "openInterest"))
		mark, known := number(data.Get("ctx", "markPx"))
		if known && grid.Holds(market.Price(mark)) {
			c.Interest(market.Base(base), market.Price(mark), now)
		}
	}
}

// hyperliquidState reads the state of an account's margin. An account without
// the coin holds nothing of it.
func hyperliquidState(v *fastjson.Value, coin string) (p Position, limited bool, fault *market.Fault) {
	if v.Type() != fastjson.TypeObject || v.Get("marginSummary") == nil {
		return p, true, nil
	}
	list := v.Get("assetPositions")
	if list == nil || list.Type() != fastjson.TypeArray {
		return p, false, unreadable
	}
	for _, row := range list.GetArray() {
		at := row.Get("position")
		if string(at.GetStringBytes("coin")) == coin {
			p, _, fault = hyperliquidPosition(at)
			return p, false, fault
		}
	}
	return p, false, nil
}

// hyperliquidPosition reads one position; held is false of one that is closed.
func hyperliquidPosition(at *fastjson.Value) (p Position, held bool, fault *market.Fault) {
	size, known := number(at.Get("szi"))
	if !known {
		return p, false, unreadable
	}
	if size == 0 {
		return p, false, nil
	}
	if size < 0 {
		size, p.Side = -size, market.Short
	}
	p.Size = market.Base(size)
	p.Entry = priceOf(at.Get("entryPx"))
	p.Liquidation = priceOf(at.Get("liquidationPx"))
	p.Leverage, _ = number(at.Get("leverage", "value"))
	p.Isolated = string(at.GetStringBytes("leverage", "type")) == "isolated"
	return p, true, nil
}

// number reads a JSON number, or a string of one, of a size that can be.
func number(v *fastjson.Value) (float64, bool) {
	if v == nil {
		return 0, false
	}
	const largest = 1e15
	x, ok := 0.0, false
	switch v.Type() {
	case fastjson.TypeString:
		text, _ := v.StringBytes()
		x, ok = market.Decimal(text)
	case fastjson.TypeNumber:
		x, ok = v.GetFloat64(), true
	}
	return x, ok && x <= largest && x >= -largest
}

// priceOf reads a price; 0 where there is none that can be.
func priceOf(v *fastjson.Value) market.Price {
	x, ok := number(v)
	if p := market.Price(x); ok && grid.Holds(p) {
		return p
	}
	return 0
}
