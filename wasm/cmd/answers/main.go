// Command answers recomputes, from recorded data, the figures of the questions
// that the field asks again and again: do clusters attract price, does price turn
// after a sweep, how good are the models. It prints them for people, or with -json
// as one object with an object a question, which the page of answers reads.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"brink/wasm/engine"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/score"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// warmup is how long the map fills before anything is asked of it.
const warmup = 10 * market.Day

// about says what the answers rest on.
type about struct {
	Model string            `json:"model"`
	Dates map[string]string `json:"data"` // by file: first to last day
}

// answers are all of them, by question.
type answers struct {
	About     about                            `json:"about"`
	Attract   attraction                       `json:"attract"`
	Sweeps    sweeping                         `json:"sweeps"`
	Round     rounding                         `json:"round"`
	Positions standing                         `json:"positions"`
	Lives     lives                            `json:"lives"`
	Models    map[score.Mode]*models           `json:"models"`
	Touch     map[string]*score.TouchReport    `json:"touch"`
	Expected  map[string]*score.ExpectedReport `json:"expected"`
	Runs      *score.RunReport                 `json:"runs"`
}

// models are how good each model was in an exam on February 2026.
type models struct {
	N     int                       `json:"n"`
	Nats  map[string]float64        `json:"nats_per_dollar"`
	Leads map[string]score.Interval `json:"leads_over_novelty"`
	Mass  score.Interval            `json:"what_the_mass_adds"`
}

// run is main with its surroundings as parameters; it returns the exit code.
func run(args []string, out, errs io.Writer) int {
	set := flag.NewFlagSet("answers", flag.ContinueOnError)
	set.SetOutput(errs)
	data := set.String("data", "../shared/data", "folder with the recorded data: btc/ and hyperliquid/")
	asJSON := set.Bool("json", false, "print JSON, an object a question")
	if err := set.Parse(args); err == flag.ErrHelp {
		return 0
	} else if err != nil {
		return 2
	}
	if set.NArg() > 0 {
		fmt.Fprintf(errs, "answers: there is an argument %q without a flag before it\n", set.Arg(0))
		return 2
	}
	a, err := compute(*data)
	if err != nil {
		fmt.Fprintf(errs, "answers: %v\n", err)
		return 1
	}
	if !*asJSON {
		print(out, a)
		return 0
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		fmt.Fprintf(errs, "answers: %v\n", err)
		return 1
	}
	return 0
}

// compute recomputes every figure.
func compute(folder string) (*answers, error) {
	a := &answers{About: about{engine.Learned.Version, map[string]string{}}}
	quarter, err := a.bars(folder, "btc/bars_5m_bybit_oi_binance.csv.gz")
	if err != nil {
		return nil, err
	}
	year, err := a.bars(folder, "btc/bars_5m_bybit_2025.csv.gz")
	if err != nil {
		return nil, err
	}
	if err := a.ofPositions(folder, quarter); err != nil {
		return nil, err
	}
	if a.Attract, err = attract(year.Bars, year.Interval, judgedFrom); err != nil {
		return nil, err
	}
	if a.Sweeps, err = sweep(year.Bars, year.Interval); err != nil {
		return nil, err
	}
	return a, a.ofScores(folder, quarter, year)
}

// bars reads recorded bars and notes their days.
func (a *answers) bars(folder, name string) (*replay.Recording, error) {
	file, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return nil, err
	}
	r, fault := replay.ReadBars(file)
	if fault != nil {
		return nil, fault
	}
	a.note(name, r.Bars[0].Start, r.Bars[len(r.Bars)-1].Start)
	return r, nil
}

func (a *answers) note(name string, first, last market.Millis) {
	a.About.Dates[name] = stamp(first) + " to " + stamp(last)
}

func stamp(t market.Millis) string { return time.UnixMilli(int64(t)).UTC().Format(time.DateOnly) }

// ofPositions answers what recorded positions tell.
func (a *answers) ofPositions(folder string, bars *replay.Recording) error {
	const name = "hyperliquid/positions_2026-02.csv.gz"
	all, err := readSnapshots(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("%s holds no snapshot", name)
	}
	a.note(name, all[0].at, all[len(all)-1].at)
	a.Round = round(all, func(at market.Millis) market.Price {
		i := sort.Search(len(bars.Bars), func(k int) bool { return bars.Bars[k].Start+bars.Interval > at })
		if i == 0 {
			return 0
		}
		return bars.Bars[i-1].Close
	})
	if a.Positions, err = stand(all, bars.Bars, bars.Interval); err != nil {
		return err
	}
	a.Positions.cross(all, bars.Bars)
	a.Positions.Moved = wander(all)
	a.Lives = live(all)
	return nil
}

// judgedFrom ends what chances and runs were fitted on; judgedTo ends what they
// are judged on; february begins what the models are judged on.
var judgedFrom, judgedTo, february = date(2025, 7), date(2026, 2), date(2026, 2)

func date(year, month int) market.Millis {
	return market.Millis(time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).UnixMilli())
}

// ofScores answers how good each model is.
func (a *answers) ofScores(folder string, quarter, year *replay.Recording) error {
	const name = "btc/liquidations_1h_binance_bybit_okx.csv.gz"
	file, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	seen, fault := replay.ReadLiquidations(file)
	if fault != nil {
		return fault
	}
	a.note(name, seen.Rows[0].Start, seen.Rows[len(seen.Rows)-1].Start)
	d := score.Data{Bars: quarter.Bars, Interval: quarter.Interval, Length: seen.Length}
	for _, row := range seen.Rows {
		d.Observed = append(d.Observed, score.Observed{Start: row.Start, USD: row.USD})
	}
	record, fault := score.MakeRecord(score.Options{
		Weights: score.Fitted, FitUntil: february, ScoreFrom: february, Warmup: 7 * market.Day,
	}, d, name)
	if fault != nil {
		return fault
	}
	a.Models = map[score.Mode]*models{}
	for _, exam := range record.Exams {
		m := &models{exam.Elements, map[string]float64{}, exam.Leads, *exam.GainOfMass}
		for name, f := range exam.Forecasts {
			m.Nats[name] = f.NatsPerDollar
		}
		a.Models[exam.Mode] = m
	}
	a.Touch, a.Expected = map[string]*score.TouchReport{}, map[string]*score.ExpectedReport{}
	for h, name := range []string{"1h", "4h", "24h"} {
		if a.Touch[name], fault = score.JudgeTouch(year.Bars, year.Interval, forecast.Horizon(h), judgedFrom, judgedTo); fault != nil {
			return fault
		}
		if a.Expected[name], fault = score.ExpectedWeeks(d, 7*market.Day, forecast.Horizon(h), february); fault != nil {
			return fault
		}
	}
	if a.Runs, fault = score.JudgeRuns(year.Bars, year.Interval, warmup, judgedFrom, judgedTo); fault != nil {
		return fault
	}
	return nil
}

// print writes the answers for people: a heading a question, then its figures as
// the JSON has them.
func print(out io.Writer, a *answers) {
	text, _ := json.MarshalIndent(a, "", "  ")
	titles := strings.NewReplacer(
		`  "attract": {`, "\nDo clusters attract price?", `  "sweeps": {`, "\nDoes price turn or run on after a sweep?", `  "round": {`, "\nDo round prices gather positions?",
		`  "positions": {`, "\nIs the map a map of positions?", `  "lives": {`, "\nHow long do positions live?", `  "models": {`, "\nHow good is each model?",
		`  "touch": {`, "\nHow good are the chances of a touch?", `  "expected": {`, "\nHow good are expected dollars?", `  "runs": {`, "\nHow far do runs go?", `  "about": {`, "What the answers rest on",
	)
	for _, line := range strings.Split(string(text), "\n") {
		switch strings.Trim(line, " ,") {
		case "{", "}", "]", "[":
			continue
		}
		fmt.Fprintln(out, strings.ReplaceAll(strings.TrimRight(titles.Replace(line), ",{["), `"`, ""))
	}
}
