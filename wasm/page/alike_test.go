package page_test

import (
	"os"
	"reflect"
	"testing"
	"time"
	_ "time/tzdata" // the browser has Intl; a test needs no machine's zones

	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// shownOf is all that a page shows of its market, to be compared.
type shownOf struct {
	Source         view.Source
	Status         string
	Headline       string
	Balance        string
	Price          string
	Title          string
	Legend         []string
	Rows           []view.TableRow
	Marks          []view.Mark
	Map            any
	Readouts       []map[string]string
	Bars           any
	View           any
	Filled         []byte
	Planes         any
	Standouts      []byte
	Dim, Bright    market.USD
	Notice, Window string
}

// shown is all that the page shows now.
func (w *walker) shown() shownOf {
	s := w.State()
	w.device.pass(2 * market.Second)
	w.settle()
	frame, bars := last(w.t, w.chart.frames), wire.Bars{}
	for _, b := range w.chart.bars {
		if b.Replace {
			bars = b
		}
	}
	return shownOf{
		s.Source, s.Status(), s.Headline(), s.Clusters.Balance(), w.device.texts["[data-part=last]"], last(w.t, w.device.titles), s.Settings.Legend(s.Chart.Scale),
		s.Rows(), w.chart.marks, s.Clusters.Snapshot, w.readouts(), bars, frame.View, frame.Filled, frame.Planes, frame.Standouts, frame.Dim, frame.Bright, s.Notice, string(s.Settings.Window),
	}
}

// A recording is shown in the same way whatever was shown before it: nothing,
// another one, one of the same times and prices, a moment of one, itself.
func TestARecordingLooksAlikeWhateverCameBefore(t *testing.T) {
	first, second := recordingOf(60_000, 900, 5*market.Minute), recordingOf(2_400, 500, 15*market.Minute)
	alike := recordingOf(60_400, 900, 5*market.Minute)
	opens := func(w *walker, name string, file []byte) {
		w.chart.read(name, file)
		w.settle()
		w.look()
	}
	var alone shownOf
	for i, before := range []func(*walker){
		func(*walker) {},
		func(w *walker) { opens(w, "second.csv", second) },
		func(w *walker) { opens(w, "alike.csv", alike) },
		func(w *walker) {
			opens(w, "alike.csv", alike)
			w.click(func(s *view.State) { s.Apply(s.Playhead.Scrub(.5)) })
			w.settle()
			w.look()
		},
		func(w *walker) { opens(w, "first.csv", first); opens(w, "first.csv", first) },
		func(w *walker) {
			opens(w, "second.csv", second)
			w.click(func(s *view.State) { s.Apply(view.Return) })
			w.settle()
			w.look()
		},
	} {
		w := newWalker(t)
		w.settle()
		w.look()
		before(w)
		opens(w, "first.csv", first)
		if got := w.shown(); i == 0 {
			if alone = got; len(got.Rows) == 0 || got.Bright == 0 || got.Headline == "" || !w.State().Source.Recorded() {
				t.Fatalf("%q, %d rows, scale up to %v", got.Headline, len(got.Rows), got.Bright)
			}
		} else if !reflect.DeepEqual(got, alone) {
			a, b := reflect.ValueOf(alone), reflect.ValueOf(got)
			for field := range a.NumField() {
				if !reflect.DeepEqual(a.Field(field).Interface(), b.Field(field).Interface()) {
					t.Errorf("after %d the recording differs in %s", i, a.Type().Field(field).Name)
				}
			}
		}
	}
}

// wallClock is a zone by Go's own tables.
type wallClock struct{ *time.Location }

func (z wallClock) Name() string { return z.Location.String() }
func (z wallClock) Offset(at market.Millis) market.Millis {
	_, seconds := time.UnixMilli(int64(at)).In(z.Location).Zone()
	return market.Millis(seconds) * market.Second
}

// Where clocks are put back an hour is there twice: every bar is drawn once and
// in order, and the readout tells every two of them apart.
func TestBothHoursAtTheEndOfSummerTime(t *testing.T) {
	file, err := os.ReadFile("../../../shared/cases/chart-dst/sydney-april.csv")
	if err != nil {
		t.Skip("../shared is not here: the cases this test walks are kept outside the repository")
	}
	sydney, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	w := newWalker(t)
	w.device.places = map[string]view.Zone{"Australia/Sydney": wallClock{sydney}}
	w.settle()
	w.look()
	w.State().Clock.Device = "Australia/Sydney"
	w.click(func(s *view.State) { s.Choose(view.ChoiceZone, "Australia/Sydney") })
	w.chart.read("sydney-april.csv", file)
	w.settle()
	w.click(func(s *view.State) { s.Choose(view.ChoiceWindow, string(view.ThreeDay)) })
	w.settle()
	w.look()
	var bars wire.Bars
	for _, b := range w.chart.bars {
		if b.Replace {
			bars = b
		}
	}
	if len(bars.Rows) != 288 || bars.Column != 15*market.Minute {
		t.Fatalf("%d bars of %d ms", len(bars.Rows), bars.Column)
	}
	stamps, twice := map[string]market.Millis{}, 0
	for i, b := range bars.Rows {
		if i > 0 && b.Start != bars.Rows[i-1].Start+bars.Column {
			t.Fatalf("bar %d starts at %d, after %d", i, b.Start, bars.Rows[i-1].Start)
		}
		w.point(&page.Point{Time: b.Start, Price: b.Close})
		w.settle()
		stamp := last(t, w.chart.readouts)["time"]
		if other, there := stamps[stamp]; there {
			t.Errorf("%d and %d both read %q", other, b.Start, stamp)
		}
		stamps[stamp] = b.Start
		if len(stamp) > len("5 Apr 2026 02:00") {
			twice++
		}
	}
	if twice != 8 {
		t.Errorf("%d bars are told with their offset, want the four of each of both hours", twice)
	}
	for _, want := range []string{"5 Apr 2026 02:15 (UTC+11)", "5 Apr 2026 02:15 (UTC+10)"} {
		if _, there := stamps[want]; !there {
			t.Errorf("no bar reads %s", want)
		}
	}
}
