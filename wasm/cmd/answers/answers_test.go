package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/insight"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/score"
)

// A line through three points on three days: y = 1 + 2x with misses of one, minus
// two and one. The slope's own variance is the sum over days of (x - mean x)^2
// miss^2 over (sum of squares)^2, times 3/2.
func TestRegressByHand(t *testing.T) {
	rows := []row{{1, []float64{1, 0}, 0, 2}, {2, []float64{1, 1}, 0, 1}, {3, []float64{1, 2}, 0, 6}}
	got := regress(rows, 1, false)
	if math.Abs(got.Value-2) > 1e-12 {
		t.Errorf("a slope of %v, want 2", got.Value)
	}
	if want := 1.96 * math.Sqrt(2./4*3/2); math.Abs(got.High-got.Value-want) > 1e-9 {
		t.Errorf("half an interval of %v, want %v", got.High-got.Value, want)
	}
	rows = append(rows, row{3, []float64{1, 2}, 5, 11}) // an offset says five of it
	if again := regress(rows, 1, false); math.Abs(again.Value-2.2) > .3 {
		t.Errorf("with an offset a slope of %v", again.Value)
	}
}

// Chances with a known slope give it back, the odds of nothing hold one, and what
// is known gains on the unseen half.
func TestOddsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var rows []row
	for i := range 20_000 {
		x, idle := r.NormFloat64(), r.NormFloat64()
		y := number(r.Float64() < 1/(1+math.Exp(-(.8*x-1))))
		rows = append(rows, row{market.Millis(i / 100), []float64{1, x, idle}, -.5, y})
	}
	if g := regress(rows, 1, true); g.Low > .8 || g.High < .8 || g.High-g.Low > .2 {
		t.Errorf("a slope of %+v, want .8", g)
	}
	if g := regress(rows, 0, true); g.Low > -.5 || g.High < -.5 {
		t.Errorf("beside an offset of -.5 a constant of %+v, want -.5", g)
	}
	if g := exponents(regress(rows, 2, true)); g.Low > 1 || g.High < 1 {
		t.Errorf("odds of what means nothing: %+v", g)
	}
	if g := unseen(rows, 1); g.Low <= 0 {
		t.Errorf("a gain of %+v from what is known", g)
	}
	if g := unseen(rows, 2); g.Low > 0 {
		t.Errorf("a gain of %+v from what means nothing", g)
	}
	standardise(rows, 1)
	sum, squares := 0.0, 0.0
	for _, r := range rows {
		sum += r.x[1]
		squares += r.x[1] * r.x[1]
	}
	if math.Abs(sum) > 1e-6 || math.Abs(squares/float64(len(rows))-1) > 1e-9 {
		t.Errorf("mean %v, square %v", sum, squares)
	}
}

// Five snapshots six hours apart: one position is seen to open and is gone after
// two; who is missing from a list has closed nothing; what was there first is not
// counted.
func TestLivesByHand(t *testing.T) {
	hold := func(at market.Millis, keys ...string) snapshot {
		s := snapshot{at * 6 * market.Hour, keys, map[string]holding{}}
		for _, key := range keys {
			account, _, _ := strings.Cut(key, " ")
			s.held[key] = holding{account: account, coin: coin}
		}
		return s
	}
	all := []snapshot{hold(0, "a old"), hold(1, "a new", "a old"), hold(2, "a new", "a old"), hold(3, "b x"), hold(4, "a old")}
	got := live(all)
	// From the second to the third snapshot it was younger than six hours; from the
	// third to the fifth it has been seen for six, and was gone: half of 12 hours.
	if want := (tenancy{6, 1}); got.Left["6h"] != want || len(got.Left) != 1 || got.Snapshots != 5 {
		t.Errorf("%+v", got)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-nobody"}, 2, "nobody"}, {[]string{"loose"}, 2, "loose"}, {[]string{"-data", "nowhere"}, 1, "nowhere"},
	} {
		var out, errs bytes.Buffer
		if code := run(c.args, &out, &errs); code != c.code || !strings.Contains(errs.String(), c.says) || out.Len() > 0 {
			t.Errorf("%v: exit %d, %q", c.args, code, errs.String())
		}
	}
}

// What is committed is what the command makes of the data, touches stand as they
// are asked for, and every figure that the page asks for is there.
func TestCommittedAnswersAreTheComputedOnes(t *testing.T) {
	file, err := os.ReadFile("../../../site/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		About    struct{ Model string }
		Touch    map[string]map[string]any
		Expected map[string]struct {
			Gain score.Interval `json:"gain_over_har"`
		}
	}
	if err := json.Unmarshal(file, &a); err != nil {
		t.Fatal(err)
	}
	if a.About.Model != engine.Learned.Version {
		t.Errorf("the answers are of %s, the model is %s", a.About.Model, engine.Learned.Version)
	}
	for _, horizon := range []string{"1h", "4h", "24h"} {
		for _, key := range []string{"brier", "climatology", "driftless", "calibration_error", "n"} {
			if x, ok := a.Touch[horizon][key].(float64); !ok || !(x > 0) {
				t.Errorf("touch %s has no %s", horizon, key)
			}
		}
	}
	// What the page says of a day is what was found.
	day := a.Expected["24h"].Gain
	var clear forecast.Chances
	says := forecast.Expected(&insight.Map{}, market.Long, &clear, forecast.OneDay, 1).Why
	if want := fmt.Sprintf("%.3f [%.3f, %.3f]", day.Value, day.Low, day.High); !strings.Contains(says, want) {
		t.Errorf("of a day it is said %q, found was %s", says, want)
	}
	page, err := os.ReadFile("../../../site/answers.html")
	if err != nil {
		t.Fatal(err)
	}
	var all any
	if err := json.Unmarshal(file, &all); err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(page), `data-figure="`)[1:] {
		path, _, _ := strings.Cut(part, `"`)
		if value := at(all, strings.Split(path, "/")); value == nil {
			t.Errorf("the page asks for %s, which no answer has", path)
		}
	}
	const data = "../../../../shared/data"
	if _, err := os.Stat(data); err != nil {
		t.Skip("../shared is not here: the recorded data that the answers are computed from is kept outside the repository")
	}
	var out, errs bytes.Buffer
	if code := run([]string{"-data", data, "-json"}, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	if out.String() != string(file) {
		t.Error("site/answers.json is not what go run ./wasm/cmd/answers -json prints")
	}
	verdict, err := os.ReadFile("../../../../shared/design/VERDICT.json")
	if err != nil {
		return
	}
	if published, err := os.ReadFile("../../../site/verdict.json"); err != nil || !bytes.Equal(published, verdict) {
		t.Errorf("site/verdict.json is not the verdict as it was given: %v", err)
	}
}

// at is the value at a path of keys and indices.
func at(value any, path []string) any {
	for _, key := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[key]
		case []any:
			i := int(key[0] - '0')
			if i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// People are shown a heading a question.
func TestTextHasAHeadingForEachQuestion(t *testing.T) {
	var out bytes.Buffer
	print(&out, &answers{
		Models: map[score.Mode]*models{score.Ahead: {}}, Touch: map[string]*score.TouchReport{"1h": {}},
		Expected: map[string]*score.ExpectedReport{"1h": {}}, Runs: &score.RunReport{},
	})
	for _, heading := range []string{"Do clusters attract price?", "Does price turn", "Do round prices", "Is the map a map of positions?", "How long do positions live?", "How good is each model?", "touch?", "expected dollars?", "How far do runs go?"} {
		if !strings.Contains(out.String(), heading) {
			t.Errorf("no heading %q in\n%s", heading, out.String())
		}
	}
}
