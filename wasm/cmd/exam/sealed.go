package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"brink/wasm/information"
	"brink/wasm/skill"
)

// sealed scores forecasts that a page has sealed and exported. A line that is not
// what was written is refused with its number.
func sealed(path string, asJSON bool, out io.Writer) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	log, fault := skill.Open(string(text))
	if fault != nil {
		return fmt.Errorf("%s: %w", path, fault)
	}
	report := log.Report()
	if asJSON {
		return printJSON(out, struct {
			Tip string
			*skill.Report
		}{log.Tip(), report})
	}
	return sealedTable(out, log.Tip(), report)
}

// sealedTable prints the report for people.
func sealedTable(out io.Writer, tip string, r *skill.Report) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "%s: %d hours sealed, %d judged, %d with a gap, %d waiting, %d void. Feeds: %s\nnewest SHA-256 %s\n\n", r.Coin, r.Sealed, r.Judged, r.Gaps, r.Waiting, r.Void, strings.Join(r.Feeds, ", "), tip)
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		fmt.Fprintf(w, "%s: %s, %d hours of %d days, %.3f nats per dollar ahead\n", v.Version, v.Status, v.Hours, v.Days, v.Forecast)
		if v.Status != information.Judged {
			fmt.Fprintf(w, "  not enough yet (%d of %d days)\n", v.Days, skill.LeastDays)
			continue
		}
		for b, name := range skill.Baselines {
			if name != v.Name {
				fmt.Fprintf(w, "  over %-14s %+.3f  [%+.3f, %+.3f]\n", name, v.Over[b].Value, v.Over[b].Low, v.Over[b].High)
			}
		}
	}
	for h, t := range r.Touches {
		if t.N > 0 {
			fmt.Fprintf(w, "touch within %2d h: n %d, Brier %.4f (constant %.4f), mean %.4f, came %.4f, calibration error %.4f\n", skill.Horizons[h]/skill.Horizons[0], t.N, t.Brier, t.Constant, t.Mean, t.Frequency, t.Calibration)
		}
	}
	for h, c := range r.Coverages {
		if c.N > 0 {
			fmt.Fprintf(w, "80 %% range within %2d h: %d of %d held\n", skill.Horizons[h]/skill.Horizons[0], c.Inside, c.N)
		}
	}
	if a := &r.Agreed; a.Hours > 0 {
		fmt.Fprintf(w, "observed at %s: %d hours of %d days, %.0f accounts, rank correlation %.4f, over a ramp %+.4f [%+.4f, %+.4f] nats per observed dollar\n", a.Venue, a.Hours, a.Days, a.Accounts, a.Rank, a.Gain.Value, a.Gain.Low, a.Gain.High)
	}
	return w.Flush()
}
