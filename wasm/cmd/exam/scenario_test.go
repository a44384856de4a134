package main

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"brink/wasm/insight"
)

// What the page tells of scenarios is what is measured.
func TestTheRecordOfScenariosIsWhatIsMeasured(t *testing.T) {
	got, err := judgeScenarios(4)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", got)
	want := insight.ShippedScenarios
	for name, pair := range map[string][2]float64{
		"error": {got.Error, want.Error}, "usual": {got.Usual, want.Usual}, "relative": {got.Relative, want.Relative}, "covered": {got.Covered, want.Covered}, "over": {got.Over, want.Over},
		"relative of the true positions": {got.KnownRelative, want.KnownRelative}, "covered of the true positions": {got.KnownCovered, want.KnownCovered},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-3*math.Abs(pair[0]) {
			t.Errorf("%s: measured %v, told %v", name, pair[0], pair[1])
		}
	}
	if got.N != want.N {
		t.Errorf("%d scenarios are measured, %d told", got.N, want.N)
	}
}

func TestScenarioByCommand(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"-scenario", "1"}, &out, &errs); code != 0 || !strings.Contains(out.String(), "scenarios of 1 simulated markets") || !strings.Contains(out.String(), "from the true positions") {
		t.Errorf("%d: %s%s", code, out.String(), errs.String())
	}
	out.Reset()
	if code := run([]string{"-scenario", "1", "-json"}, &out, &errs); code != 0 || !strings.Contains(out.String(), `"KnownCovered"`) {
		t.Errorf("%d: %s%s", code, out.String(), errs.String())
	}
	for _, args := range [][]string{{"-scenario", "-1"}, {"-scenario", "1000000"}, {"-scenario", "1", "-mode", "ahead"}, {"-scenario", "1", "-sealed", "x"}} {
		errs.Reset()
		if code := run(args, &out, &errs); code != 2 || errs.Len() == 0 {
			t.Errorf("%v: %d, %s", args, code, errs.String())
		}
	}
}
