package policy

import (
	"math"
	"testing"
)

// Whatever moment an exchange begins to count at, a bucket never gives more
// within a period than its share of the budget, and it does give nearly that.
func TestBucketsStayWithinBudgets(t *testing.T) {
	for name, u := range table {
		budgets := []Budget{u.dials}
		for _, e := range u.paths {
			budgets = append(budgets, e.budget)
			if burst, _ := e.budget.Bucket(); e.cost("limit=999999") > burst {
				t.Errorf("%s %s: a request of %d never fits a bucket of %d", name, e.path, e.cost("limit=999999"), burst)
			}
		}
		for _, b := range budgets {
			burst, rate := b.Bucket()
			most := float64(burst) + rate*float64(b.Seconds)
			if b.Name == "" || rate <= 0 || most > float64(b.Units) || most < .8*float64(b.Units) {
				t.Errorf("%s: %q gives %d at once and %g a second, %g of %d in %d s", name, b.Name, burst, rate, most, b.Units, b.Seconds)
			}
		}
		if u.frames.Burst < 10 || u.frames.PerSecond <= 0 || math.IsInf(u.frames.PerSecond, 0) {
			t.Errorf("%s: a page may send %+v", name, u.frames)
		}
	}
	h := table["hyperliquid"]
	if a := float64(h.open) * (float64(h.frames.Burst) + 60*h.frames.PerSecond); a > 2000 {
		t.Errorf("all sockets of Hyperliquid may send %g messages in a minute", a)
	}
}

func TestCosts(t *testing.T) {
	for address, units := range map[string]int{
		"binance/fapi/v1/klines?interval=5m&limit=99&symbol=A":            1,
		"binance/fapi/v1/klines?interval=5m&limit=100&symbol=A":           2,
		"binance/fapi/v1/klines?interval=5m&limit=499&symbol=A":           2,
		"binance/fapi/v1/klines?interval=5m&symbol=A":                     5,
		"binance/fapi/v1/klines?interval=5m&limit=1000&symbol=A":          5,
		"binance/fapi/v1/klines?interval=5m&limit=1500&symbol=A":          10,
		"binance/fapi/v1/klines?interval=5m&limit=99999999999&symbol=A":   10,
		"binance/fapi/v1/klines?interval=5m&limit=1e9&symbol=A":           10,
		"binance/fapi/v1/klines?interval=5m&limit=-1&symbol=A":            10,
		"binance/fapi/v1/premiumIndex":                                    10,
		"binance/fapi/v1/premiumIndex?symbol=A":                           1,
		"binance/fapi/v1/depth?limit=5&symbol=A":                          20,
		"bybit/v5/market/kline?category=linear&symbol=A":                  1,
		"okx/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP&limit=300": 1,
	} {
		v, refusal := ask("GET", Prefix+address, nil)
		if refusal != nil || v.Units != units {
			t.Errorf("%s: %+v %+v, want %d", address, v, refusal, units)
		}
	}
	v, _ := ask("GET", "/relay/hyperliquid/ws", socket)
	if v.Open != 10 || v.Units != 1 || v.Budget.Units != 30 || v.Frames.Burst != 20 {
		t.Errorf("%+v", v)
	}
}
