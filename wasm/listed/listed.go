// Package listed is a venue's list of its contracts: which of them can be shown as
// the perpetual in dollars of a coin, and why others cannot.
package listed

import (
	"slices"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Path is where a relay has the lists of all venues.
const Path = "/lists/instruments.bin"

// List is what a venue lists.
type List struct {
	Instruments []market.Instrument       // perpetuals that can be shown
	Others      map[string]market.LeftOut // by base coin, of which it lists contracts and none that can be shown
	At          market.Millis             // when the venue said so, 0 for never
}

// Of is the list that a venue's answer told of at a time.
func Of(row *venue.Row, events []market.Event, at market.Millis) List {
	l := List{Others: map[string]market.LeftOut{}, At: at}
	for i := range events {
		e := &events[i]
		if e.Kind != market.KindInstrument {
			continue
		}
		coin := e.Instrument.BaseCoin
		why := e.Instrument.LeftOut(row.Symbol(coin), row.Inverse)
		if why == market.ListedHere {
			l.Instruments = append(l.Instruments, *e.Instrument)
			continue
		}
		l.Others[coin] = max(l.Others[coin], why)
	}
	for i := range l.Instruments {
		delete(l.Others, l.Instruments[i].BaseCoin)
	}
	return l
}

// Has reports whether the list holds a symbol.
func (l *List) Has(symbol string) bool {
	return slices.ContainsFunc(l.Instruments, func(i market.Instrument) bool { return i.Symbol == symbol })
}

// Fresh reports whether a list is newer than an age at a time by the venue's clock.
// One of the future was told by a clock that was wrong.
func (l *List) Fresh(at, age market.Millis) bool {
	return l.At > 0 && at-l.At < age && l.At-at < age
}

// Append writes the list, to be read by Read.
func (l *List) Append(b []byte) []byte {
	rows := slices.Clone(l.Instruments)
	for coin, why := range l.Others {
		rows = append(rows, market.Instrument{BaseCoin: coin, Contract: 1, FundingEvery: market.Millis(why)})
	}
	return appendRows(b, rows, l.At)
}

// Read reads a list that Append wrote. What is damaged is refused whole.
func Read(b []byte) (List, *market.Fault) {
	rows, at, fault := readRows(b)
	l := List{Others: map[string]market.LeftOut{}, At: at}
	for i := range rows {
		x := &rows[i]
		if x.Symbol != "" {
			l.Instruments = append(l.Instruments, *x)
		} else if why := market.LeftOut(x.FundingEvery); why.Known() {
			l.Others[x.BaseCoin] = why
		}
	}
	return l, fault
}
