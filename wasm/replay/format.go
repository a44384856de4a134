package replay

import (
	"bytes"

	"brink/wasm/market"
)

// Format is whose a file is, as its content tells.
type Format uint8

// The formats.
const (
	Own         Format = iota // with the column ts_ms
	Other                     // a CSV of any other kind
	TradingView               // time, open, high, low and close first
	Binance                   // the twelve columns of klines
	DataDownload
	Pandas      // an index without a name first
	Spreadsheet // semicolons and decimal commas
)

// String is the name for people.
func (f Format) String() string {
	return [...]string{"Brink", "CSV", "TradingView", "Binance Vision", "CryptoDataDownload", "pandas", "Spreadsheet with decimal commas"}[f]
}

// format is whose the table is.
func (t *table) format() Format {
	first, _, _ := bytes.Cut(t.header, []byte{0})
	switch {
	case t.columns[0].name == "ts_ms" && !t.headerless:
		return Own
	case t.kline:
		return Binance
	case bytes.Contains(bytes.ToLower(t.preamble), []byte("cryptodatadownload")):
		return DataDownload
	case t.headerless:
		return Other
	case t.numbers.point == ',':
		return Spreadsheet
	case len(first) == 0 || plainName(first) == "unnamed0":
		return Pandas
	case plainName(first) == "time" && t.places[0] == 0 && t.places[1] == 1 && t.places[4] == 4:
		return TradingView
	}
	return Other
}

// describe says in one line what the file was taken for.
func (b *barList) describe(interval market.Millis) string {
	t := b.table
	text := t.format().String()
	if t.headerless && !t.kline {
		text += " without a header (taken as time, open, high, low, close, volume)"
	}
	span := decimal(int64(interval/market.Minute)) + " min"
	if interval == market.Hour {
		span = "1 h"
	}
	text += ", " + span + ", " + decimal(int64(len(b.bars))) + " bars, " + t.times.describe()
	if b.backwards {
		text += ", newest first"
	}
	if b.pieces > 0 {
		text += ", " + decimal(int64(b.pieces+1)) + " pieces joined"
	}
	if b.repeated == 1 {
		text += ", 1 repeated row left out"
	} else if b.repeated > 1 {
		text += ", " + decimal(int64(b.repeated)) + " repeated rows left out"
	}
	return text
}

// describe says how the times were read.
func (s *stamps) describe() string {
	switch {
	case s.bare && s.zoned:
		return "times by their offsets, and as UTC where they have none"
	case s.bare:
		return "times taken as UTC (they name no zone)"
	case s.offsets || s.offset != 0:
		return "times by their offsets"
	}
	return "times UTC"
}
