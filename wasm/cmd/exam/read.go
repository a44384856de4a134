package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/score"
)

// read loads the recordings that the exam is held on.
func read(a *arguments, remarks io.Writer) (d score.Data, err error) {
	file, err := load(a.bars)
	if err != nil {
		return d, err
	}
	bars, fault := replay.ReadBars(file)
	if fault != nil {
		return d, named(a.bars, fault)
	}
	if bars.Format == replay.Own { // others have columns of their own
		if fault := strange(bars.Ignored); fault != nil {
			return d, named(a.bars, fault)
		}
	}
	fmt.Fprintf(remarks, "exam: %s read as %s\n", a.bars, bars.Understood)
	d = score.Data{Bars: bars.Bars, Interval: bars.Interval}
	for _, text := range a.liquidations {
		feed, length, err := readFeed(text, len(a.liquidations) > 1)
		if err != nil {
			return d, err
		}
		for _, other := range d.Feeds {
			if other.Name == feed.Name {
				return d, fmt.Errorf("two feeds of -liquidations are named %q", feed.Name)
			}
			if length != d.Length {
				return d, fmt.Errorf("-liquidations %s has intervals of another length than %s", feed.Name, other.Name)
			}
		}
		d.Feeds, d.Length = append(d.Feeds, feed), length
	}
	return d, nil
}

// readFeed reads one value of -liquidations: a file, or NAME=FILE, which it has
// to be where there are several.
func readFeed(text string, several bool) (feed score.Published, length market.Millis, err error) {
	name, file := "", text
	if before, after, found := strings.Cut(text, "="); found && feedName.MatchString(before) {
		name, file = before, after
	}
	if several && name == "" {
		return feed, 0, fmt.Errorf("-liquidations %q needs a name, as in NAME=FILE: there are several feeds", text)
	}
	content, err := load(file)
	if err != nil {
		return feed, 0, err
	}
	seen, fault := replay.ReadLiquidations(content)
	if fault != nil {
		return feed, 0, named(file, fault)
	}
	if fault := strange(seen.Ignored); fault != nil {
		return feed, 0, named(file, fault)
	}
	feed.Name = name
	for _, row := range seen.Rows {
		feed.Rows = append(feed.Rows, score.Observed{Start: row.Start, USD: row.USD})
	}
	return feed, seen.Length, nil
}

// feedName is what may stand before the = of NAME=FILE.
var feedName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// spare are columns of published klines that are known and not needed.
var spare = []string{"close_time", "quote_volume", "trades", "taker_buy_quote"}

// strange refuses columns that nobody knows: a figure under a misspelt name
// would be left out of what is judged, and nobody would see it.
func strange(ignored []string) *market.Fault {
	for _, name := range ignored {
		if !slices.Contains(spare, name) {
			return &market.Fault{Code: "column-unknown", Sentence: "row 1: the column \"" + name + "\" is not known"}
		}
	}
	return nil
}

// judgePrices holds the price test and adds it to the report.
func judgePrices(a *arguments, o score.Options, d score.Data, report *score.Report) error {
	file, err := load(a.prices)
	if err != nil {
		return err
	}
	rows, length, fault := replay.ReadOrders(file)
	if fault != nil {
		return named(a.prices, fault)
	}
	var buckets []score.PriceBucket
	for _, row := range rows {
		buckets = append(buckets, score.PriceBucket{Start: row.Start, Low: row.Low, High: row.High, USD: row.USD})
	}
	if report.Price, fault = score.Prices(d.Bars, d.Interval, buckets, length, o.ScoreFrom, o.ScoreTo); fault != nil {
		return named(a.prices, fault)
	}
	return nil
}

// load reads a file, refused by its size before it is read.
func load(name string) ([]byte, error) {
	about, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if fault := replay.Oversize(about.Size()); fault != nil {
		return nil, named(name, fault)
	}
	return os.ReadFile(name)
}

// named puts a file's name before a fault's sentence.
func named(file string, fault *market.Fault) error {
	return &market.Fault{Code: fault.Code, Sentence: file + ": " + fault.Sentence}
}
