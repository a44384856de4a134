package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func TestExportsSayWhatTheyAreOf(t *testing.T) {
	s := clustered(t, liveMarket())
	s.click(func(v *view.State) { v.FlipVenue("bybit") })
	for tool, want := range map[view.Tool][3]string{
		view.ClustersCSV:  {"clusters", ".csv", "text/csv"},
		view.ClustersJSON: {"clusters", ".json", "application/json"},
		view.LevelsCSV:    {"levels", ".csv", "text/csv"},
		view.LevelsJSON:   {"levels", ".json", "application/json"},
		view.Picture:      {"map", ".png", "image/png"},
	} {
		s.click(func(v *view.State) { v.Use(tool) })
		f := last(t, s.device.files)
		if !strings.Contains(f.name, want[0]) || !strings.HasSuffix(f.name, want[1]) || f.kind != want[2] || len(f.content) == 0 {
			t.Errorf("%s: %s, %s, %d bytes", tool.Title(), f.name, f.kind, len(f.content))
		}
		text := string(f.content) + last(t, append(s.chart.captions, ""))
		if tool != view.Picture && (!strings.Contains(text, "Binance") || strings.Contains(text, "Bybit") || !strings.Contains(text, "learned-1")) {
			t.Errorf("%s does not say what it is of: %.200s", tool.Title(), text)
		}
	}
	p := last(t, s.chart.pictures)
	if p.Way != "save" || p.Size != "screen" || p.Window != "7d" || p.Headline == "" || len(p.Marks) != 5 || p.Title == "" || !strings.HasSuffix(p.Name, ".png") {
		t.Errorf("%+v", p)
	}
	if caption := last(t, s.chart.captions); !strings.Contains(caption, "BTC") || !strings.Contains(caption, "Binance") {
		t.Errorf("%q", caption)
	}
}

// With a venue off, the dollars of the others stand under their own names.
func TestAnExportNamesTheVenuesThatAreCounted(t *testing.T) {
	s := mapped(t, liveMarket())
	s.click(func(v *view.State) { v.FlipVenue("binance") })
	m := snapshot(s.request().Serial, start, 90e6)
	m.Clusters[0].Venues = []market.USD{0, 90e6}
	s.answerViewport()
	m.Serial = s.request().Serial
	s.say(m)
	s.click(func(v *view.State) { v.Use(view.ClustersCSV) })
	head, row, _ := strings.Cut(string(last(t, s.device.files).content), "\n")
	names, figures := strings.Split(head, ","), strings.Split(row, ",")
	for i, name := range names {
		if strings.Contains(name, "Binance") {
			t.Errorf("a venue that is off is named: %s", head)
		}
		if name == "usd_Bybit" {
			if figures[i] != "90000000" {
				t.Errorf("usd_Bybit is %s, want 90000000", figures[i])
			}
			return
		}
	}
	t.Errorf("no column is Bybit's: %s", head)
}

// An export of an empty map is a table without rows.
func TestAnEmptyMapCanBeExported(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Use(view.ClustersCSV) })
	if f := last(t, s.device.files); len(f.content) != 0 {
		t.Errorf("%s", f.content)
	}
}

func TestASessionIsAskedForAndHandedOver(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Use(view.SavedSession) })
	s.asks(wire.KindExportSession, 1, "when it is asked for")
	s.say(&wire.File{Name: "brink.session", Content: []byte{1, 2, 3}})
	f := last(t, s.device.files)
	if f.name != "brink.session" || string(f.content) != "\x01\x02\x03" || f.kind != "application/octet-stream" {
		t.Errorf("%+v", f)
	}
}

func TestALinkHoldsWhatIsLookedAt(t *testing.T) {
	shared := func(prepare func(*stage)) view.Link {
		s := clustered(t, simulated())
		prepare(s)
		s.click(func(v *view.State) { v.Use(view.Share) })
		if s.device.pass(0); len(s.device.copied) != 1 || s.device.copied[0] != "https://brink.test/#"+s.device.fragment {
			t.Errorf("copied %q", s.device.copied)
		}
		s.notice("The link to this view was copied. It holds the view alone: no position, no alert.")
		l, found, fault := view.ParseLink(s.device.fragment)
		if !found || fault != nil {
			t.Fatalf("%q cannot be read: %v", s.device.fragment, fault)
		}
		return l
	}
	newest := shared(func(*stage) {})
	if newest.From != 0 || newest.To != 0 || newest.Bottom != 50_000 || newest.Top != 70_000 || newest.At != 0 {
		t.Errorf("of the newest bars: %+v", newest)
	}
	back := shared(func(s *stage) {
		s.chart.live = false
		scrolled(9 * market.Day)(s)
	})
	if back.From != start-16*market.Day || back.To != start-9*market.Day {
		t.Errorf("of the past: %+v", back)
	}
	replayed := shared(func(s *stage) {
		s.click((*view.State).ToggleReplay)
		s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-4)) })
	})
	if replayed.At != start-4*halfHour || replayed.From == 0 {
		t.Errorf("of a replay: %+v", replayed)
	}
}

func TestWhereNothingCanBeCopiedTheAddressHasIt(t *testing.T) {
	s := clustered(t, simulated(), func(d *device) { d.refuseCopy = true })
	s.click(func(v *view.State) { v.Use(view.Share) })
	s.device.pass(0)
	s.notice("The link to this view is in the address bar: https://brink.test/#" + s.device.fragment)
}

func TestPicturesAreCopiedAndShared(t *testing.T) {
	s := clustered(t, liveMarket())
	s.chart.hands = true
	s.click(func(v *view.State) { v.Choose(view.ChoicePicture, "1600x900@2") })
	s.click(func(v *view.State) { v.Use(view.CopyPicture) })
	s.device.pass(1)
	if p := last(t, s.chart.pictures); p.Way != "copy" || p.Size != "1600x900@2" || len(s.device.files) != 0 || !strings.Contains(s.State().Notice, "on the clipboard") {
		t.Errorf("%+v, %q", p, s.State().Notice)
	}
	s.click(func(v *view.State) { v.Dock.Narrow = true; v.Use(view.Picture) })
	if p := last(t, s.chart.pictures); p.Way != "share" || len(s.device.files) != 0 {
		t.Errorf("%+v", p)
	}
	// A device that lets no page do either.
	s.chart.hands = false
	s.click(func(v *view.State) { v.Use(view.CopyPicture) })
	s.device.pass(1)
	if len(s.device.files) != 1 || !strings.Contains(s.State().Notice, "saved as a file") {
		t.Errorf("%d files, %q", len(s.device.files), s.State().Notice)
	}
}
