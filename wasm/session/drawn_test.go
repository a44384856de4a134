package session

import (
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
)

const drawnFive = 5 * market.Minute

// toldBar is a bar of a venue; a negative amount bought or held is unknown.
func toldBar(venue, n int, volume, bought, interest market.Base) live.Step {
	b := market.Bar{Start: market.Millis(n) * drawnFive, Open: 1, High: 2, Low: 1, Close: 1, Volume: volume}
	if bought >= 0 {
		b.Optional, b.TakerBuy = b.Optional|market.OptionalTaker, bought
	}
	if interest >= 0 {
		b.Optional, b.OpenInterest = b.Optional|market.OptionalOI, interest
	}
	return live.Step{Venue: venue, Bar: b}
}

// Takers and open interest are summed over the venues that tell them throughout: one
// whose history begins late makes no jump, and one that is silent for a bar makes it
// unknown.
func TestContextIsSummedOverTellers(t *testing.T) {
	m := &openMarket{column: 2 * drawnFive}
	for n := range 40 {
		m.steps = append(m.steps, toldBar(0, n, 10, 7, 100), toldBar(1, n, 10, -1, 50))
		if n > 30 {
			m.steps = append(m.steps, toldBar(2, n, 10, 1, 900)) // it begins to be heard
		}
	}
	m.source.Last = 39 * drawnFive
	rows := m.drawn(true)
	if len(rows) != 20 {
		t.Fatalf("%d rows", len(rows))
	}
	for i := range rows {
		bought, interest := rows[i].Context()
		volume := 40.0
		switch {
		case i == 15:
			volume = 50
		case i > 15:
			volume = 60
		}
		if want := volume/2 + 4; float64(rows[i].Volume) != volume || bought != want || interest != 150 {
			t.Errorf("row %d: %v, %v of %v, %v", i, bought, want, rows[i].Volume, interest)
		}
	}
	again := m.drawn(false)
	for i := range again {
		want := rows[len(rows)-len(again)+i]
		if again[i].Start != want.Start || again[i].TakerBuy != want.TakerBuy || again[i].OpenInterest != want.OpenInterest || again[i].Optional != want.Optional {
			t.Errorf("at the end %+v, want %+v", again[i], want)
		}
	}

	// A bar that forms is even, with the open interest before it, in a column of its own too.
	m.forming = &market.Bar{Start: 40 * drawnFive, Open: 1, High: 1, Low: 1, Close: 1, Volume: 8}
	rows = m.drawn(true)
	if bought, interest := rows[len(rows)-1].Context(); len(rows) != 21 || bought != 4 || interest != 150 {
		t.Errorf("forming: %v, %v", bought, interest)
	}

	// A teller that is silent once.
	m.forming = nil
	m.steps[20].Bar.Optional = 0
	rows = m.drawn(true)
	for i := range rows {
		bought, interest := rows[i].Context()
		if silent := i == 5; (bought != bought) != silent {
			t.Errorf("row %d: bought %v", i, bought)
		}
		if interest != 150 {
			t.Errorf("row %d: open interest %v", i, interest)
		}
	}

	// Nobody tells anything.
	for i := range m.steps {
		m.steps[i].Bar.Optional = 0
	}
	for _, row := range m.drawn(true) {
		if bought, interest := row.Context(); bought == bought || interest == interest {
			t.Errorf("%v, %v", bought, interest)
		}
	}
	if rows := (&openMarket{column: drawnFive}).drawn(true); len(rows) != 0 {
		t.Errorf("%d rows of no bars", len(rows))
	}
}
