package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/insight/forecast"
	"brink/wasm/score"
)

// recorded is the folder of the data, seen from this package.
func recorded(t *testing.T) string {
	t.Helper()
	const folder = "../../../../shared/data/btc"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("../shared is not here: the recorded data this test fits is kept outside the repository")
	}
	return folder
}

// What is committed is what the command makes of the data.
func TestCommittedTableIsTheFittedOne(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"-data", recorded(t), "-dated", engine.Shipped.Dated}, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	file, err := os.ReadFile("../../engine/shipped.go")
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(file) {
		t.Errorf("wasm/engine/shipped.go is not what the command prints:\n%s", out.String())
	}
}

// So are the tables of package forecast.
func TestCommittedInsightsAreTheFittedOnes(t *testing.T) {
	for flag, dated := range map[string]string{"touch": forecast.ShippedTouch.Dated, "expected": forecast.ShippedExpected.Dated, "runs": forecast.ShippedRuns.Dated} {
		var out, errs bytes.Buffer
		if code := run([]string{"-data", recorded(t), "-" + flag, "-dated", dated}, &out, &errs); code != 0 {
			t.Fatal(errs.String())
		}
		file, err := os.ReadFile("../../insight/forecast/" + flag + "_shipped.go")
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(file) {
			t.Errorf("wasm/insight/forecast/%s_shipped.go is not what the command prints:\n%s", flag, out.String())
		}
	}
}

func TestCommittedRecordIsTheJudgedOne(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"-data", recorded(t), "-record"}, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	file, err := os.ReadFile("../../../site/record.json")
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(file) {
		t.Error("site/record.json is not what the command prints")
	}
}

// What each model says of itself is what the record says of it.
func TestNotesAreTheRecord(t *testing.T) {
	file, err := os.ReadFile("../../../site/record.json")
	if err != nil {
		t.Fatal(err)
	}
	var record score.Record
	if err := json.Unmarshal(file, &record); err != nil {
		t.Fatal(err)
	}
	nowcast, ahead := record.Exams[0], record.Exams[1]
	for _, m := range engine.Models() {
		own := fmt.Sprintf("%.2f while it happened and %.2f an hour ahead", nowcast.Forecasts[m.Name].NatsPerDollar, ahead.Forecasts[m.Name].NatsPerDollar)
		rule := fmt.Sprintf("%.2f and %.2f of the rule", nowcast.Forecasts["novelty"].NatsPerDollar, ahead.Forecasts["novelty"].NatsPerDollar)
		lead := fmt.Sprintf("a lead of %s and %s", brief(nowcast.Leads[m.Name]), brief(ahead.Leads[m.Name]))
		for _, says := range []string{own, rule, lead, "February 2026", "1,440"} {
			if !strings.Contains(m.Note, says) {
				t.Errorf("%s: %q does not say %q", m.Name, m.Note, says)
			}
		}
	}
	for _, e := range record.Exams {
		if *e.GainOverNovelty != e.Leads["learned"] || e.Elements != 1440 || record.Model != engine.Learned.Version {
			t.Errorf("%d elements of %s, leads %+v", e.Elements, record.Model, e.Leads)
		}
		if *e.Coverage < .85 || *e.Coverage > .95 {
			t.Errorf("%s: 90 %% bands hold %v of unseen intervals", e.Mode, *e.Coverage)
		}
	}
}

func brief(g score.Interval) string { return fmt.Sprintf("%.2f [%.2f, %.2f]", g.Value, g.Low, g.High) }

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "-dated"}, {[]string{"-dated", "today"}, 2, "-dated"}, {[]string{"-dated", "2026-11-24", "-data", "nowhere"}, 1, "nowhere"}, {[]string{"-record", "-data", "nowhere"}, 1, "nowhere"},
		{[]string{"-touch"}, 2, "-dated"}, {[]string{"-runs"}, 2, "-dated"}, {[]string{"-expected"}, 2, "-dated"}, {[]string{"-runs", "-dated", "2026-11-28", "-data", "nowhere"}, 1, "nowhere"}, {[]string{"-touch", "-dated", "2026-11-28", "-data", "nowhere"}, 1, "nowhere"},
	} {
		var out, errs bytes.Buffer
		if code := run(c.args, &out, &errs); code != c.code || !strings.Contains(errs.String(), c.says) || out.Len() > 0 {
			t.Errorf("%v: exit %d, %q", c.args, code, errs.String())
		}
	}
}
