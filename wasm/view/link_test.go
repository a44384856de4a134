package view

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"brink/wasm/market"
)

// anyLink is a view with every choice made at random.
func anyLink(r *rand.Rand) Link {
	word := func() string {
		const signs = "ABCxyz019-_./:&=%#+, ü€"
		out := []rune{}
		for range 1 + r.IntN(12) {
			out = append(out, []rune(signs)[r.IntN(len([]rune(signs)))])
		}
		return string(out)
	}
	flip := func() bool { return r.IntN(2) == 0 }
	l := Link{Settings: Defaults()}
	l.Symbol, l.Window, l.Model, l.Palette = word(), Windows()[r.IntN(len(Windows()))], word(), word()
	l.Longs, l.Shorts, l.Threshold, l.Contrast, l.Linear = flip(), flip(), r.Float64(), r.Float64(), flip()
	for i := range l.Classes {
		l.Classes[i] = flip()
	}
	if flip() {
		l.From = market.Millis(1e12 + r.Int64N(2e12))
		l.To = l.From + market.Millis(1+r.Int64N(4e10))
	}
	if flip() {
		l.Bottom = market.Price(math.Exp(25*r.Float64() - 15))
		l.Top = l.Bottom * market.Price(1+r.Float64()+1e-9)
	}
	if flip() {
		l.At = market.Millis(1e12 + r.Int64N(2e12))
	}
	if flip() {
		l.Locked, l.LockedScale = true, Scale{market.USD(1e6 * r.Float64()), market.USD(1e9 * r.Float64())}
	}
	for range r.IntN(3) {
		l.Excluded = strings.TrimSpace(l.Excluded + " venue-" + string(rune('a'+r.IntN(26))))
	}
	return l
}

// Ten thousand random views come back exactly, by way of a browser's address
// bar too: nothing in a link is a sign that an address would change.
func TestLinksComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 10_000 {
		l := anyLink(r)
		text := l.Text()
		back, found, fault := ParseLink(text)
		if !found || fault != nil || back != l {
			t.Fatalf("%+v\ncame back as\n%+v %v\nby %s", l, back, fault, text)
		}
		for i := range len(text) {
			if c := text[i]; c <= ' ' || c >= 127 || strings.IndexByte("#+\"<>`|\\^{}", c) >= 0 {
				t.Fatalf("%q in %s", c, text)
			}
		}
	}
}

func TestLinksAreShortAndReadable(t *testing.T) {
	d := Defaults()
	l := d.Share()
	if l.Text() != "v1" {
		t.Errorf("a first visit's view is %s", l.Text())
	}
	l.Symbol, l.Window, l.Shorts, l.Excluded, l.Classes = "ETHUSDT", Month, false, "okx bybit", [4]bool{true, false, true, true}
	if want := "v1&symbol=ETHUSDT&window=30d&classes=1011&sides=long&off=okx,bybit&end"; l.Text() != want {
		t.Errorf("%s, want %s", l.Text(), want)
	}
	l.From, l.To, l.Bottom, l.Top, l.At, l.Model, l.Palette = 1_790_812_800_000, 1_790_912_800_000, 60_123.5, 71_234.5, 1_790_850_000_000, "classic", "viridis"
	l.Threshold, l.Contrast, l.Linear, l.Locked, l.LockedScale = .25, .75, true, true, Scale{2e5, 4.2e6}
	if n := len(l.Text()); n > 300 {
		t.Errorf("a view with everything changed takes %d signs: %s", n, l.Text())
	}
}

func TestBadLinks(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"v2&symbol=BTCUSDT", "link-of-another-version"}, {"v0", "link-of-another-version"}, {"v10&window=7d", "link-of-another-version"},
		{"symbol=BTCUSDT", "link-damaged"}, {"v1&", ""}, {"v1&symbol", "link-damaged"}, {"v1&symbol=", "link-damaged"}, {"v1&=x", "link-damaged"},
		{"v1&window=8d", "link-damaged"}, {"v1&nobody=1", "link-damaged"}, {"v1&model=a&model=b", "link-damaged"}, {"v1&symbol=%4", "link-damaged"}, {"v1&symbol=%zz", "link-damaged"},
		{"v1&threshold=2", "link-damaged"}, {"v1&threshold=NaN", "link-damaged"}, {"v1&contrast=-1", "link-damaged"}, {"v1&classes=101", "link-damaged"}, {"v1&classes=10a1", "link-damaged"}, {"v1&classes=", "link-damaged"},
		{"v1&sides=up", "link-damaged"}, {"v1&from=5", "link-damaged"}, {"v1&from=9&to=5", "link-damaged"}, {"v1&from=-9&to=5", "link-damaged"}, {"v1&from=1e3&to=5000", "link-damaged"}, {"v1&to=999999999999999999", "link-damaged"},
		{"v1&low=5", "link-damaged"}, {"v1&low=5&high=4", "link-damaged"}, {"v1&low=0&high=4", "link-damaged"}, {"v1&low=1&high=Inf", "link-damaged"}, {"v1&at=0", "link-damaged"},
		{"v1&scale=log", "link-damaged"}, {"v1&lock=5", "link-damaged"}, {"v1&lock=5,-5", "link-damaged"}, {"v1&off=", "link-damaged"}, {"v1&symbol=" + strings.Repeat("x", 64), "link-damaged"}, {"v1&symbol=" + strings.Repeat("x", 4000), "link-damaged"},
	} {
		l, found, fault := ParseLink(c.text)
		switch {
		case c.code == "":
			if fault != nil || !found {
				t.Errorf("%.60q is refused: %v", c.text, fault)
			}
		case fault == nil || fault.Code != c.code || !found || l != (Link{}):
			t.Errorf("%.60q: %v, want %s", c.text, fault, c.code)
		case len(fault.Sentence) > 250:
			t.Errorf("%.60q is answered by %q", c.text, fault.Sentence)
		}
	}
	for _, text := range []string{"", "help", "clusters", "v"} {
		if _, found, fault := ParseLink(text); found || fault != nil {
			t.Errorf("%q is taken for a link: %v", text, fault)
		}
	}
}

// What is on the device stays there: a link is made of these values and no
// others, whatever the settings are, and whatever else one claims is refused.
func TestLinksCarryTheViewAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	allowed := strings.Fields("symbol window from to low high at model classes sides off threshold contrast palette scale lock")
	seen := map[string]bool{}
	for range 1000 {
		l := anyLink(r)
		l.Theme, l.Zone, l.TradingHours, l.Significant = Light, "Asia/Tokyo", true, 1
		for _, pair := range strings.Split(l.Text(), "&")[1:] {
			key, _, _ := strings.Cut(pair, "=")
			if pair == "end" {
				continue
			}
			if seen[key] = true; !slices.Contains(allowed, key) {
				t.Fatalf("a link carries %s", pair)
			}
		}
	}
	if len(seen) != len(allowed) {
		t.Errorf("links carry %v and no more", seen)
	}
	for _, key := range strings.Fields("position positions entry size leverage margin account risk stop alert alerts theme zone least hours longs shorts linear locked dim bright") {
		if _, _, fault := ParseLink("v1&" + key + "=1"); fault == nil {
			t.Errorf("a link may say %s", key)
		}
	}
	fields := []string{}
	for field := range reflect.TypeFor[Link]().Fields() {
		fields = append(fields, field.Name)
	}
	if want := strings.Fields("Settings From To Bottom Top At"); !slices.Equal(fields, want) {
		t.Errorf("a link holds %v", fields)
	}
}

func TestTakingALinkKeepsWhatIsTheReaders(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 100 {
		l := anyLink(r)
		s := Defaults()
		s.Theme = Light
		s.Take(&l)
		if s.Theme != Light {
			t.Fatal("a link changes the theme")
		}
		back := s.Share()
		back.From, back.To, back.Bottom, back.Top, back.At, back.Excluded = l.From, l.To, l.Bottom, l.Top, l.At, l.Excluded
		if back != l {
			t.Fatalf("%+v is shared on as %+v", l, back)
		}
	}
}

func FuzzParseLink(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 8 {
		l := anyLink(r)
		f.Add(l.Text())
	}
	f.Add("v1&symbol=%41&low=1&high=2")
	f.Fuzz(func(t *testing.T, text string) {
		l, found, fault := ParseLink(text)
		if fault != nil || !found {
			return
		}
		if back, _, fault := ParseLink(l.Text()); fault != nil || back != l {
			t.Errorf("%q is %+v and comes back as %+v, %v", text, l, back, fault)
		}
	})
}

// Links as mail programs, chats and web pages hand them on.
func TestLinksAsTheyArrive(t *testing.T) {
	l := Link{Settings: Defaults(), At: 1_790_850_000_000}
	l.Symbol, l.Window = "ETHUSDT", Month
	text := l.Text()
	if text != "v1&symbol=ETHUSDT&window=30d&at=1790850000000&end" {
		t.Fatal(text)
	}
	for _, arrived := range []string{
		text, strings.ReplaceAll(text, "&", "&amp;"), strings.ReplaceAll(text, "&", "%26"), strings.ReplaceAll(strings.ReplaceAll(text, "&", "%26"), "=", "%3D"), "%23" + text, "#" + text,
		text + ")", text + ".", text + ",", text + ").", text + "\"", text + "&utm_source=chat", text + "?utm_source=chat&utm_medium=x", text + "&amp;fbclid=12", text + "%20",
		strings.Replace(text, "&end", "&sides=both&utm_campaign=x", 1), strings.Replace(text, "&end", "&sides=both).", 1), strings.Replace(text, "v1&", "v1&utm_source=x&", 1),
	} {
		if back, found, fault := ParseLink(arrived); !found || fault != nil || back != l {
			t.Errorf("%q: %+v %v", arrived, back, fault)
		}
	}
	// Cut anywhere behind its first word, it is refused or said to be cut, or is
	// the whole view.
	for n := len("v1&") + 1; n < len(text); n++ {
		back, found, fault := ParseLink(text[:n])
		whole := back == l
		if found && fault == nil && !whole && !strings.HasSuffix(text[:n], "30d") && !strings.HasSuffix(text[:n], "30d&") {
			t.Errorf("%q is silently %+v", text[:n], back)
		}
		if fault != nil && fault.Code == LinkOpen && len(fault.Sentence) > 250 {
			t.Error(fault.Sentence)
		}
	}
	for _, open := range []string{"v1&symbol=ETHU", "v1&symbol=ETHUSDT.", "v1&window=30d&at=1790850000000)"} {
		if _, found, fault := ParseLink(open); !found || fault == nil || fault.Code != LinkOpen {
			t.Errorf("%q: %v", open, fault)
		}
	}
	for _, cut := range []string{"v1&window=30d&at=179085000", "v1&window=30d&at=179085000&end", "v1&from=1790850000&to=1790850000000"} {
		if _, _, fault := ParseLink(cut); fault == nil || fault.Code != "link-damaged" {
			t.Errorf("%q: %v", cut, fault)
		}
	}
}
