package wire

import "brink/wasm/market"

// The messages about the watchlist: the first is the page's, the others come from
// the script that keeps it.
const (
	KindWatch Kind = 59 + iota
	KindWatchCoins
	KindWatched
	KindWatchPick
)

// What the second module says of the watchlist.
const (
	KindWatchText Kind = 110 + iota
	KindWatchAsk
	KindWatchChosen
)

// Watch says what market the watchlist's coins are of, and how their maps are asked
// for. Its zero value says that nobody looks.
type Watch struct {
	On          bool
	Symbol      string     // of the market at hand
	Symbols     []string   // that there are
	Significant market.USD // the smallest size of a significant cluster; 0 for each coin's own
	// Open is the Live or Simulate that opened the market at hand; empty where there are
	// no others of its kind, as of a recording.
	Open  []byte
	Until market.Millis // how far a simulated market goes
	Ask   []byte        // the SnapshotRequest for its map
}

// Append adds the message to dst.
func (m *Watch) Append(dst []byte) []byte {
	dst = appendTexts(appendText(appendFlag(header(dst, KindWatch), m.On), m.Symbol), m.Symbols)
	return appendText(appendInt(appendText(appendFloat(dst, float64(m.Significant)), string(m.Open)), int64(m.Until)), string(m.Ask))
}

// Parse reads the message.
func (m *Watch) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWatch)
	if f != nil {
		return f
	}
	m.On, m.Symbol, m.Symbols = r.byte() == 1, r.text(), r.texts()
	m.Significant, m.Open, m.Until, m.Ask = market.USD(r.float()), []byte(r.text()), market.Millis(r.int()), []byte(r.text())
	return r.end()
}

// WatchCoins is the watchlist as the device keeps it.
type WatchCoins struct{ Coins []string }

// Append adds the message to dst.
func (m *WatchCoins) Append(dst []byte) []byte {
	return appendTexts(header(dst, KindWatchCoins), m.Coins)
}

// Parse reads the message.
func (m *WatchCoins) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWatchCoins)
	if f != nil {
		return f
	}
	m.Coins = r.texts()
	return r.end()
}

// Watched is a message of the worker that reads the coins' maps; an empty one says
// that it has stopped. It shares the memory of what it is in.
func Watched(message []byte) []byte { return message[2:] }

// WatchPick is the row that somebody chose.
type WatchPick struct{ Coin string }

// Append adds the message to dst.
func (m *WatchPick) Append(dst []byte) []byte { return appendText(header(dst, KindWatchPick), m.Coin) }

// Parse reads the message.
func (m *WatchPick) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWatchPick)
	if f != nil {
		return f
	}
	m.Coin = r.text()
	return r.end()
}

// WatchChosen asks the page to open the market of a symbol.
type WatchChosen struct{ Symbol string }

// Append adds the message to dst.
func (m *WatchChosen) Append(dst []byte) []byte {
	return appendText(header(dst, KindWatchChosen), m.Symbol)
}

// Parse reads the message.
func (m *WatchChosen) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWatchChosen)
	if f != nil {
		return f
	}
	m.Symbol = r.text()
	return r.end()
}

// AppendWatchAsk adds a message for the worker that reads the coins' maps to dst,
// wrapped for the script that starts it. An empty one ends the worker.
func AppendWatchAsk(dst, message []byte) []byte {
	return append(header(dst, KindWatchAsk), message...)
}

// WatchText is the watchlist in finished words.
type WatchText struct {
	Lead   string   // what the rows are of, or why there are none
	Symbol string   // the coin at hand
	Offers []string // coins that can be added
	Rows   []WatchRow
}

// WatchRow is one coin of the watchlist.
type WatchRow struct {
	Coin, Price, Change string
	Below, Above        string
	Balance             string
	Longs               float64 // their share of the balance; below 0 where it is not known
	Note                string  // of when it is, or why it is not known
}

// minWatchRowSize is the fewest bytes of a WatchRow in a message.
const minWatchRowSize = 7*4 + 8

// Append adds the message to dst.
func (m *WatchText) Append(dst []byte) []byte {
	dst = appendTexts(appendText(appendText(header(dst, KindWatchText), m.Lead), m.Symbol), m.Offers)
	dst = appendCount(dst, len(m.Rows))
	for i := range m.Rows {
		w := &m.Rows[i]
		dst = appendText(appendText(appendText(dst, w.Coin), w.Price), w.Change)
		dst = appendText(appendText(appendText(dst, w.Below), w.Above), w.Balance)
		dst = appendText(appendFloat(dst, w.Longs), w.Note)
	}
	return dst
}

// Parse reads the message.
func (m *WatchText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWatchText)
	if f != nil {
		return f
	}
	m.Lead, m.Symbol, m.Offers = r.text(), r.text(), r.texts()
	m.Rows = make([]WatchRow, r.list(minWatchRowSize))
	for i := range m.Rows {
		w := &m.Rows[i]
		w.Coin, w.Price, w.Change = r.text(), r.text(), r.text()
		w.Below, w.Above, w.Balance, w.Longs, w.Note = r.text(), r.text(), r.text(), r.float(), r.text()
	}
	return r.end()
}
