package view

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the browser has Intl; a test needs no machine's zones

	"brink/wasm/market"
)

// place is a zone by Go's own tables.
type place struct{ *time.Location }

func zoneOf(t testing.TB, name string) Zone {
	at, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return place{at}
}

func (p place) Name() string { return p.Location.String() }

func (p place) Offset(at market.Millis) market.Millis {
	_, seconds := time.UnixMilli(int64(at)).In(p.Location).Zone()
	return market.Millis(seconds) * market.Second
}

func at(t testing.TB, text string) market.Millis {
	when, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return market.Millis(when.UnixMilli())
}

func places(t testing.TB) SessionZones {
	return SessionZones{zoneOf(t, "Asia/Tokyo"), zoneOf(t, "Europe/London"), zoneOf(t, "America/New_York")}
}

// The stamps go right across the nights on which clocks change.
func TestStampsAcrossDaylightSaving(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	for utc, want := range map[string]string{
		"2026-03-29 00:59": "29 Mar 2026 01:59", "2026-03-29 01:00": "29 Mar 2026 03:00",
		"2026-10-24 23:59": "25 Oct 2026 01:59", "2026-10-25 00:00": "25 Oct 2026 02:00 (UTC+2)", "2026-10-25 00:30": "25 Oct 2026 02:30 (UTC+2)", "2026-10-25 01:30": "25 Oct 2026 02:30 (UTC+1)", "2026-10-25 01:59": "25 Oct 2026 02:59 (UTC+1)", "2026-10-25 02:00": "25 Oct 2026 03:00", "2026-10-25 02:30": "25 Oct 2026 03:30",
	} {
		if got := StampIn(at(t, utc), berlin); got != want {
			t.Errorf("%s UTC is %s, want %s", utc, got, want)
		}
	}
	if got := StampNamed(at(t, "2026-11-24 12:05"), zoneOf(t, "Asia/Kathmandu")); got != "24 Nov 2026 17:50 Asia/Kathmandu" {
		t.Error(got)
	}
	if got := StampNamed(at(t, "2026-11-24 12:05"), UTC); got != "24 Nov 2026 12:05 UTC" || HourIn(at(t, "2026-11-24 12:05"), berlin) != "13:05" {
		t.Error(got)
	}
}

// A year of sessions, each against Go's own calendar.
func TestSessionsOfAYear(t *testing.T) {
	from, to := at(t, "2026-01-01 00:00"), at(t, "2026-12-31 00:00")
	p := places(t)
	zones := map[SessionKind]Zone{Asia: p.Tokyo, London: p.London, NewYork: p.NewYork}
	counts := map[SessionKind]int{}
	shifted := map[market.Millis]bool{}
	for _, s := range Sessions(nil, from, to, p) {
		counts[s.Kind]++
		if s.Kind == Weekend {
			open, shut := time.UnixMilli(int64(s.From)).In(p.NewYork.(place).Location), time.UnixMilli(int64(s.To)).In(p.NewYork.(place).Location)
			if open.Weekday() != time.Friday || open.Hour() != 17 || shut.Weekday() != time.Sunday || shut.Hour() != 17 {
				t.Errorf("a weekend from %v to %v", open, shut)
			}
			continue
		}
		in := zones[s.Kind].(place).Location
		open, shut := time.UnixMilli(int64(s.From)).In(in), time.UnixMilli(int64(s.To)).In(in)
		first, last := 8, 17
		if s.Kind == Asia {
			first, last = 9, 18
		}
		if open.Hour() != first || open.Minute() != 0 || shut.Hour() != last || open.Weekday() == time.Saturday || open.Weekday() == time.Sunday || open.YearDay() != shut.YearDay() {
			t.Errorf("%v from %v to %v", s.Kind, open, shut)
		}
		if s.Kind == London {
			shifted[remainder(s.From, market.Day)] = true
		}
	}
	if counts[Asia] != 260 || counts[London] != 260 || counts[NewYork] != 260 || counts[Weekend] != 52 {
		t.Errorf("%v", counts)
	}
	if len(shifted) != 2 {
		t.Errorf("London opens at %d times of UTC", len(shifted))
	}
}

// The weeks in which America has changed its clocks and Europe has not.
func TestSessionsOfTheWeeksBetween(t *testing.T) {
	for _, c := range []struct{ day, london, newYork string }{
		{"2026-03-06", "08:00", "13:00"}, {"2026-03-09", "08:00", "12:00"}, {"2026-03-27", "08:00", "12:00"}, {"2026-03-30", "07:00", "12:00"},
		{"2026-10-23", "07:00", "12:00"}, {"2026-10-26", "08:00", "12:00"}, {"2026-11-02", "08:00", "13:00"},
	} {
		from := at(t, c.day+" 00:00")
		opens := map[SessionKind]string{}
		for _, s := range Sessions(nil, from, from+market.Day, places(t)) {
			if s.From >= from {
				opens[s.Kind] = HourIn(s.From, UTC)
			}
		}
		if opens[London] != c.london || opens[NewYork] != c.newYork || opens[Asia] != "" && opens[Asia] != "00:00" {
			t.Errorf("%s: %v", c.day, opens)
		}
	}
	// The weekend in which the clocks change is an hour shorter or longer.
	for day, want := range map[string]market.Millis{"2026-03-07": 47 * market.Hour, "2026-10-31": 49 * market.Hour, "2026-06-06": 48 * market.Hour} {
		found := false
		for _, s := range Sessions(nil, at(t, day+" 12:00"), at(t, day+" 13:00"), places(t)) {
			found = found || s.Kind == Weekend && s.To-s.From == want
		}
		if !found {
			t.Errorf("no weekend of %v h at %s", want/market.Hour, day)
		}
	}
	if got := Sessions(nil, 0, 400*market.Day, places(t)); len(got) != 0 {
		t.Error("a stretch of more than a year has sessions")
	}
	// A stretch inside of a session still shows it.
	if got := Sessions(nil, at(t, "2026-06-03 10:00"), at(t, "2026-06-03 10:05"), places(t)); len(got) != 1 || got[0].Kind != London {
		t.Errorf("%v", got)
	}
}

func TestCountdown(t *testing.T) {
	hour := at(t, "2026-11-24 12:00")
	for _, c := range []struct {
		now, bar market.Millis
		want     string
	}{
		{hour, 5 * market.Minute, "5:00"}, {hour + 1, 5 * market.Minute, "5:00"}, {hour + 1000, 5 * market.Minute, "4:59"}, {hour + 299_999, 5 * market.Minute, "0:01"},
		{hour + 500, 2 * market.Hour, "2:00:00"}, {hour + market.Hour, 2 * market.Hour, "1:00:00"}, {hour + 90*market.Minute, 2 * market.Hour, "30:00"},
		{hour, market.Day, "12:00:00"}, {hour, 5 * market.Day, "3 d 12:00"}, {-1, market.Minute, "0:01"}, {hour, 0, "–"},
	} {
		if got := Countdown(c.now, c.bar); got != c.want {
			t.Errorf("%v of %v: %s, want %s", remainder(c.now, c.bar), c.bar, got, c.want)
		}
	}
}

// Wherever clocks change, two moments of a year are written alike nowhere, and
// an offset is written only where the hour is there twice.
func TestNoTwoMomentsReadAlike(t *testing.T) {
	for _, name := range []string{"Australia/Sydney", "Australia/Lord_Howe", "Europe/London", "America/New_York", "America/St_Johns", "Africa/Cairo", "Asia/Kathmandu", "UTC"} {
		zone := zoneOf(t, name)
		seen := map[string]market.Millis{}
		told := 0
		for at := at(t, "2026-01-01 00:00"); at < 1798761600000; at += 15 * market.Minute {
			text := StampIn(at, zone)
			if other, twice := seen[text]; twice {
				t.Fatalf("%s: %d and %d are both %s", name, other, at, text)
			}
			if seen[text] = at; strings.Contains(text, "(UTC") {
				told++
			}
		}
		want := map[string]int{"Asia/Kathmandu": 0, "UTC": 0, "Australia/Lord_Howe": 4}
		if n, known := want[name]; known && told != n || !known && told != 8 {
			t.Errorf("%s: %d stamps have an offset", name, told)
		}
	}
	sydney := zoneOf(t, "Australia/Sydney")
	for utc, want := range map[string]string{"2026-04-04 15:15": "02:15 (UTC+11)", "2026-04-04 16:15": "02:15 (UTC+10)", "2026-04-04 17:15": "03:15"} {
		if got := HourIn(at(t, utc), sydney); got != want {
			t.Errorf("%s UTC is %s, want %s", utc, got, want)
		}
	}
	if got := TimeOfDay(at(t, "2026-04-04 16:15"), sydney); got != "02:15:00 (UTC+10)" || offsetText(-market.Hour*7/2) != "UTC-3:30" {
		t.Error(got, offsetText(-market.Hour*7/2))
	}
}
