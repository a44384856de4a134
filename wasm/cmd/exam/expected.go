package main

import (
	"bufio"
	"fmt"
	"io"

	"brink/wasm/score"
)

// expected runs the exam of expected dollars and prints it.
func expected(a *arguments, o score.Options, d score.Data, out io.Writer) error {
	horizon, fault := score.HorizonOf(a.horizon)
	if fault != nil {
		return fault
	}
	if a.prices != "" {
		return fmt.Errorf("-prices judges maps along the path; -mode expected knows no path")
	}
	report, fault := score.RunExpected(o, d, horizon)
	if fault != nil {
		return fault
	}
	if a.elements != "" {
		e := elements{names: append([]string{"y"}, score.ExpectedNames[:]...)}
		e.names = append(e.names, "low_80", "median", "high_80")
		if j := report.Judged; j != nil {
			e.times, e.sides = j.Times, j.Sides
			e.columns = append(append([][]float64{j.Y}, j.Forecasts[:]...), j.Low, j.Median, j.High)
		}
		if err := writeElements(a.elements, e); err != nil {
			return err
		}
	}
	if a.json {
		return printJSON(out, report)
	}
	return expectedTable(out, report)
}

// expectedTable prints the report for people.
func expectedTable(out io.Writer, r *score.ExpectedReport) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "%s within %s, model %s: %s\n", r.Mode, r.Horizon, r.Model, r.Status)
	fmt.Fprintf(w, "%d elements, %.0f USD liquidated (horizons overlap). %s\n\n", r.Elements, r.Dollars, r.Estimate)
	fmt.Fprintf(w, "%-14s %12s %9s %9s %6s\n", "forecast", "nats/dollar", "Pearson", "Spearman", "P/Y")
	for _, name := range score.ExpectedNames {
		if f, ok := r.Forecasts[name]; ok {
			fmt.Fprintf(w, "%-14s %12.3f %9.3f %9.3f %6.2f\n", name, f.NatsPerDollar, f.Pearson, f.Spearman, f.TotalRatio)
		}
	}
	fmt.Fprintln(w)
	for _, g := range []struct {
		name string
		gain *score.Interval
	}{{"expected over HAR", r.GainOverHAR}, {"expected over novelty x touch", r.GainOverTouch}} {
		if g.gain != nil {
			fmt.Fprintf(w, "%-30s %+.3f  [%+.3f, %+.3f]\n", g.name, g.gain.Value, g.gain.Low, g.gain.High)
		}
	}
	if r.Coverage != nil {
		fmt.Fprintf(w, "80 %% ranges held %.1f %%, %.1f %% at or below the median\n", 100**r.Coverage, 100**r.BelowMedian)
	}
	return w.Flush()
}
