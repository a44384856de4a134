package live

import (
	"fmt"
	"testing"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// nowhere is a transport on which nothing comes back.
type nowhere struct{}

func (nowhere) Dial(int, string)          {}
func (nowhere) Send(int, string)          {}
func (nowhere) Close(int)                 {}
func (nowhere) Fetch(int, Request)        {}
func (nowhere) Save(string, []byte)       {}
func (nowhere) Random() float64           { return .5 }
func (nowhere) DeviceTime() market.Millis { return 1_793_701_040_000 }

// A message of a busy market, of which a thousand come in a second, allocates
// nothing from its reception to the bar that forms.
func TestAMessageAllocatesNothing(t *testing.T) {
	const now market.Instant = 5000
	const at market.Millis = 1_793_701_040_000
	m := New(Config{Coin: "BTC", Days: 1, Venues: []market.Venue{venues.Bybit}}, nowhere{})
	m.Begin(now)
	for link := range m.connections {
		m.Opened(link, now)
	}
	minute := fmt.Appendf(nil, `{"topic":"kline.1.BTCUSDT","ts":%d,"type":"snapshot","data":[{"start":%d,"end":%d,"interval":"1","open":"60000","close":"60010","high":"60020","low":"59990","volume":"5","turnover":"300000","confirm":false,"timestamp":%d}]}`,
		at, at-at%market.Minute, at-at%market.Minute+market.Minute-1, at)
	trade := fmt.Appendf(nil, `{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":%d,"data":[{"T":%d,"s":"BTCUSDT","S":"Buy","v":"0.001","p":"60015","L":"PlusTick","i":"a","BT":false}]}`, at, at)
	m.Frame(0, minute, now)
	m.Frame(0, trade, now)
	if bar, ok := m.Forming(); !ok || bar.Close != 60_015 || bar.High != 60_020 {
		t.Fatalf("%v: the bar that forms is %+v; %+v", ok, bar, m.Health(now))
	}
	for name, message := range map[string][]byte{"trade": trade, "minute": minute} {
		if n := testing.AllocsPerRun(200, func() {
			m.Frame(0, message, now)
			m.Forming()
		}); n != 0 {
			t.Errorf("a %s allocates %v times", name, n)
		}
	}
}
