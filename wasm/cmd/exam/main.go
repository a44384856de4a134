// Command exam judges the learned map on recorded bars and liquidations,
// beside the baselines (engine/MODEL.md 8), and prints what it found as a table or
// as JSON. It reads files and writes what it is asked to; it knows no score
// of its own.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"brink/wasm/market"
	"brink/wasm/score"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// arguments are the command line as given.
type arguments struct {
	bars, prices, elements       string
	liquidations                 []string
	fitUntil, scoreFrom, scoreTo string
	mode, weights, warmup, feed  string
	horizon, sealed              string
	json                         bool
	scenario                     int
}

// run is main with its surroundings as parameters; it returns the exit code:
// 0 judged, 1 refused, 2 wrong usage.
func run(args []string, out, errs io.Writer) int {
	var a arguments
	set := flag.NewFlagSet("exam", flag.ContinueOnError)
	set.SetOutput(errs)
	set.StringVar(&a.bars, "bars", "", "CSV of bars, plain or gzip: ts_ms,open,high,low,close,volume[,oi][,taker_buy_volume], or an export of another program")
	set.Func("liquidations", "CSV of liquidated dollars: ts_ms,long_usd,short_usd; of several feeds NAME=FILE, the flag once a feed", func(text string) error {
		a.liquidations = append(a.liquidations, text)
		return nil
	})
	set.StringVar(&a.feed, "feed", string(score.Mixed), "how the feeds publish: complete, sampled or mixed (the fit period decides)")
	set.StringVar(&a.fitUntil, "fit-until", "", "end of the fit period, exclusive (YYYY-MM-DD, RFC 3339 or milliseconds, UTC)")
	set.StringVar(&a.scoreFrom, "score-from", "", "start of the judged period, inclusive")
	set.StringVar(&a.scoreTo, "score-to", "", "end of the judged period, exclusive (default: the end of the data)")
	set.StringVar(&a.mode, "mode", "nowcast", "nowcast, ahead, or expected: how much is liquidated within a horizon, given nothing of what comes")
	set.StringVar(&a.horizon, "horizon", "1h", "of the mode expected: 1h, 4h or 24h")
	set.StringVar(&a.weights, "weights", "fit", "fit, adapted or shipped")
	set.StringVar(&a.warmup, "warmup", "7d", "time after the first bar that is neither fitted nor judged, as 7d, 36h or 90m")
	set.StringVar(&a.prices, "prices", "", "CSV of forced orders with their prices, for the price test")
	set.StringVar(&a.elements, "elements", "", "file to write the judged elements to, as CSV")
	set.StringVar(&a.sealed, "sealed", "", "file of forecasts that a page has sealed, to be scored again; nothing but -json goes with it")
	set.IntVar(&a.scenario, "scenario", 0, "number of simulated markets whose true cascades scenarios against the order book are held against; nothing but -json goes with it")
	set.BoolVar(&a.json, "json", false, "print JSON")
	if err := set.Parse(args); err == flag.ErrHelp {
		return 0
	} else if err != nil {
		return 2
	}
	if set.NArg() > 0 {
		fmt.Fprintf(errs, "exam: there is an argument %q without a flag before it\n", set.Arg(0))
		return 2
	}
	if alone := a.sealed != "" || a.scenario != 0; alone && (set.NFlag() > 2 || set.NFlag() == 2 && !a.json) {
		fmt.Fprintln(errs, "exam: nothing but -json goes with -sealed or -scenario")
		return 2
	}
	if a.scenario < 0 || a.scenario > mostMarkets {
		fmt.Fprintf(errs, "exam: -scenario takes 1 to %d markets\n", mostMarkets)
		return 2
	}
	if a.scenario > 0 {
		return refused(scenarios(a.scenario, a.json, out), errs)
	}
	if a.sealed != "" {
		return refused(sealed(a.sealed, a.json, out), errs)
	}
	for name, value := range map[string]string{"bars": a.bars, "liquidations": strings.Join(a.liquidations, ""), "fit-until": a.fitUntil, "score-from": a.scoreFrom} {
		if value == "" {
			fmt.Fprintf(errs, "exam: -%s is needed; exam -h lists the flags\n", name)
			return 2
		}
	}
	return refused(examine(&a, out, errs), errs)
}

// refused says why something was refused, if it was, and is the exit code.
func refused(err error, errs io.Writer) int {
	if err != nil {
		fmt.Fprintf(errs, "exam: %v\n", err)
		return 1
	}
	return 0
}

func examine(a *arguments, out, remarks io.Writer) error {
	options := score.Options{Mode: score.Mode(a.mode), Weights: score.Source(a.weights), Feed: score.Feed(a.feed)}
	var err error
	for _, f := range []struct {
		name, text string
		to         *market.Millis
	}{{"fit-until", a.fitUntil, &options.FitUntil}, {"score-from", a.scoreFrom, &options.ScoreFrom}, {"score-to", a.scoreTo, &options.ScoreTo}} {
		if f.text == "" {
			continue
		}
		if *f.to, err = instant(f.text); err != nil {
			return fmt.Errorf("-%s: %w", f.name, err)
		}
	}
	if options.Warmup, err = span(a.warmup); err != nil {
		return fmt.Errorf("-warmup: %w", err)
	}
	data, err := read(a, remarks)
	if err != nil {
		return err
	}
	if options.Mode == score.Expected {
		return expected(a, options, data, out)
	}
	report, fault := score.Run(options, data)
	if fault != nil {
		return fault
	}
	if a.prices != "" {
		if err := judgePrices(a, options, data, report); err != nil {
			return err
		}
	}
	if a.elements != "" {
		if err := writeElements(a.elements, elementsOf(report)); err != nil {
			return err
		}
	}
	if a.json {
		return printJSON(out, report)
	}
	return table(out, report)
}

func printJSON(out io.Writer, report any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// instant reads RFC 3339, a UTC date, or milliseconds as the files have them.
func instant(text string) (market.Millis, error) {
	if at, err := strconv.ParseInt(text, 10, 64); err == nil && at >= int64(market.Day) {
		return market.Millis(at), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return market.Millis(at.UnixMilli()), nil
		}
	}
	return 0, fmt.Errorf("%q is no point in time: write YYYY-MM-DD, RFC 3339 as 2026-02-01T00:00:00Z, or milliseconds", text)
}

// span reads a length of time in days, hours or minutes.
func span(text string) (market.Millis, error) {
	units := map[string]market.Millis{"d": market.Day, "h": market.Hour, "m": market.Minute}
	for suffix, unit := range units {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			if n, err := strconv.ParseFloat(number, 64); err == nil && n >= 0 && n <= 3650 {
				return market.Millis(n * float64(unit)), nil
			}
		}
	}
	return 0, fmt.Errorf("%q is no length of time: write it as 7d, 36h or 90m", text)
}

// table prints the report for people.
func table(out io.Writer, r *score.Report) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "%s, weights %s, model %s: %s\n", r.Mode, r.Weights, r.Model, r.Status)
	fmt.Fprintf(w, "%d elements, %.0f USD liquidated. %s\n\n", r.Elements, r.Dollars, r.Estimate)
	for _, f := range r.Feeds {
		fmt.Fprintln(w, f.Sentence())
	}
	if len(r.Feeds) > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%-14s %12s %9s %9s %6s\n", "forecast", "nats/dollar", "Pearson", "Spearman", "P/Y")
	for _, name := range score.Names {
		if f, ok := r.Forecasts[name]; ok {
			fmt.Fprintf(w, "%-14s %12.3f %9.3f %9.3f %6.2f\n", name, f.NatsPerDollar, f.Pearson, f.Spearman, f.TotalRatio)
		}
	}
	fmt.Fprintln(w)
	for _, g := range []struct {
		name string
		gain *score.Interval
	}{{"learned over novelty", r.GainOverNovelty}, {"learned over classic", r.GainOverClassic}, {"what the mass itself adds", r.GainOfMass}, {"what its structure adds", r.GainOfStructure}} {
		if g.gain != nil {
			fmt.Fprintf(w, "%-26s %+.3f  [%+.3f, %+.3f]\n", g.name, g.gain.Value, g.gain.Low, g.gain.High)
		}
	}
	if p := r.Price; p != nil {
		fmt.Fprintf(w, "\nprice test over %d intervals: learned %.3f, classic %.3f, uniform %.3f, ramp %.3f\n", p.Buckets, p.Learned, p.Classic, p.Uniform, p.Ramp)
	}
	return w.Flush()
}
