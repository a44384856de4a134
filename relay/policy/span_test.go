package policy

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

const now, five = 1_793_491_234_567, 5 * minute

// exchangeOf answers a query for bars of five minutes as a venue does: within
// the span, at most so many, the newest or the oldest, in its order and form.
func exchangeOf(s *spanned, query string, missing func(start int64) bool) string {
	from, to, limit := stamp(value(query, s.from)), stamp(value(query, s.to)), s.usual
	if text := value(query, "limit"); text != "" {
		limit = number(text)
	}
	if s.open {
		to--
		if from > 0 {
			from++
		}
	}
	oldest := s.ascending && from > 0
	var rows []string
	for start := min(to, now) / five * five; start >= from && start > 0 && (oldest || len(rows) < limit); start -= five {
		if !missing(start) {
			row := fmt.Sprintf(`[%d,"1",[2]]`, start)
			if s.list != "" {
				row = fmt.Sprintf(`["%d","1","2"]`, start)
			}
			rows = append(rows, row)
		}
	}
	if oldest && len(rows) > limit {
		rows = rows[len(rows)-limit:]
	}
	if s.ascending {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	text := strings.Join(rows, ",")
	switch s.list {
	case "":
		return "[" + text + "]"
	case `"data":[`:
		return `{"code":"0","msg":"","data":[` + text + `]}`
	}
	return `{"retCode":0,"result":{"category":"linear","list":[` + text + `]},"time":1}`
}

// What is put together of pages is byte for byte what the exchange would have
// answered, wherever the span lies, and of no page is more asked than it has.
func TestCutsAreWhatWasAskedFor(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 7))
	never := func(int64) bool { return false }
	for _, c := range []struct{ path, rest string }{
		{"binance/fapi/v1/klines", "interval=5m symbol=BTCUSDT"},
		{"binance/fapi/v1/indexPriceKlines", "interval=5m pair=BTCUSDT"},
		{"bybit/v5/market/kline", "category=linear interval=5 symbol=BTCUSDT"},
		{"okx/api/v5/market/history-candles", "bar=5m instId=BTC-USDT-SWAP"},
		{"okx/api/v5/market/mark-price-candles", "bar=5m instId=BTC-USDT-SWAP"},
	} {
		s := Allowed(Prefix + c.path).at.span
		cuts := 0
		for range 400 {
			to := int64(now) - random.Int64N(4000)*five - random.Int64N(five) + five
			pairs := map[string]string{s.to: strconv.FormatInt(to, 10)}
			if random.IntN(2) == 0 {
				pairs[s.from] = strconv.FormatInt(to-random.Int64N(int64(s.most))*five-random.Int64N(five), 10)
			}
			if random.IntN(3) > 0 {
				pairs["limit"] = strconv.Itoa(1 + random.IntN(s.most))
			}
			for _, pair := range strings.Fields(c.rest) {
				key, v, _ := strings.Cut(pair, "=")
				pairs[key] = v
			}
			var asked []string
			for _, key := range Allowed(Prefix + c.path).at.keys {
				if pairs[key] != "" {
					asked = append(asked, key+"="+pairs[key])
				}
			}
			query := strings.Join(asked, "&")
			v, refusal := ask("GET", Prefix+c.path+"?"+query, nil)
			if refusal != nil {
				t.Fatal(refusal)
			}
			cut := CutOf(v, query, now)
			if cut == nil {
				t.Fatalf("%s?%s is not cut", c.path, query)
			}
			cuts++
			var bodies [][]byte
			for _, page := range cut.Pages {
				_, pageQuery, _ := strings.Cut(page.URL, "?")
				if again, refusal := ask("GET", page.Key, nil); refusal != nil || again.URL != page.URL || again.Units != page.Units {
					t.Fatalf("%s is no request that is allowed: %+v", page.Key, refusal)
				}
				bodies = append(bodies, []byte(exchangeOf(s, pageQuery, never)))
			}
			if got, want := string(cut.Join(bodies)), exchangeOf(s, query, never); got != want {
				t.Fatalf("%s?%s in %d pages:\n%.300s\nwant\n%.300s", c.path, query, len(cut.Pages), got, want)
			}
		}
		if cuts == 0 {
			t.Errorf("%s: nothing was cut", c.path)
		}
	}
}

// Neighbours ask for the same pages: 292 spans of 1,500 bars, each a bar later,
// are a handful of requests.
func TestNeighboursSharePages(t *testing.T) {
	keys, units := map[string]bool{}, 0
	for i := range int64(292) {
		query := fmt.Sprintf("endTime=%d&interval=5m&limit=1500&symbol=BTCUSDT", 1_780_000_000_000+i*five+i)
		v, _ := ask("GET", "/relay/binance/fapi/v1/klines?"+query, nil)
		for _, page := range CutOf(v, query, now).Pages {
			if !keys[page.Key] {
				keys[page.Key] = true
				units += page.Units
			}
			if page.Seconds != final.fresh {
				t.Errorf("%s is fresh for %d s", page.Key, page.Seconds)
			}
		}
	}
	if len(keys) > 5 || units > 10 {
		t.Errorf("%d pages for %d units", len(keys), units)
	}
}

func TestWhatIsNotCut(t *testing.T) {
	for _, address := range []string{
		"binance/fapi/v1/klines?interval=5m&symbol=A", "binance/fapi/v1/klines?endTime=x&interval=5m&symbol=A", "binance/fapi/v1/klines?endTime=1793491200000&interval=1d&symbol=A",
		"binance/fapi/v1/klines?endTime=1793491200000&interval=5m&limit=1501&symbol=A", "binance/fapi/v1/klines?endTime=1793491200000&interval=5m&limit=0&symbol=A",
		"binance/fapi/v1/klines?endTime=1793491200000&interval=5m&startTime=1&symbol=A", "binance/fapi/v1/klines?endTime=1&interval=5m&startTime=1793491200000&symbol=A",
		"binance/fapi/v1/klines?endTime=99999999999999&interval=5m&symbol=A", "binance/fapi/v1/klines?endTime=-1&interval=5m&symbol=A",
		"binance/fapi/v1/klines?interval=5m&startTime=1793491200000&symbol=A", "binance/fapi/v1/depth?symbol=A",
	} {
		_, query, _ := strings.Cut(address, "?")
		v, refusal := ask("GET", Prefix+address, nil)
		if refusal != nil || CutOf(v, query, now) != nil {
			t.Errorf("%s: %+v %+v", address, refusal, CutOf(v, query, now))
		}
	}
	// The page that still grows is fresh for as long as bars are.
	const newest = "endTime=1793491234000&interval=5m&limit=10&symbol=A"
	v, _ := ask("GET", "/relay/binance/fapi/v1/klines?"+newest, nil)
	if pages := CutOf(v, newest, now).Pages; pages[len(pages)-1].Seconds != history.fresh {
		t.Errorf("%+v", pages)
	}
	cut := CutOf(v, newest, now)
	for _, body := range []string{"", "{}", `[{"a":1}`, `[["x"]]`, `[[1,"\"]"]]`, `[[1`, `{"data":[[1]]`} {
		bodies := make([][]byte, len(cut.Pages))
		for i := range bodies {
			bodies[i] = []byte(body)
		}
		if got := cut.Join(bodies); got != nil {
			t.Errorf("%q becomes %q", body, got)
		}
	}
}

func FuzzJoin(f *testing.F) {
	f.Add([]byte(`[[1793491200000,"1"],[1793491500000,"2"]]`), []byte(`[]`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		for _, s := range []*spanned{binanceBars, bybitBars, okxBars} {
			c := &Cut{span: s, to: 1e14, limit: 10}
			if out := c.Join([][]byte{a, b}); len(out) > len(a)+len(b)+10 {
				t.Errorf("%q and %q become %q", a, b, out)
			}
		}
	})
}
