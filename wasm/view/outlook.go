package view

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"brink/wasm/insight"
	"brink/wasm/market"
)

// Outlook is what the clusters mean at a price.
type Outlook struct {
	Price       market.Price
	Clusters    []insight.Cluster
	Significant market.USD // a cluster of less is not
	Funding     Funding
	// TrueRange is the mean true range of a day in quote currency, 0 where
	// less than a day is known.
	TrueRange market.Price
	// Named are the clusters that are named as the nearest ones; nil where the
	// nearest significant ones are.
	Named *[market.Sides]*insight.Cluster
	// Within is what would be forced out of each side within a share of the
	// price; nil where that is not known.
	Within *[market.Sides]market.USD
}

// nearest is the cluster that is named as the nearest of a side, or nil.
func (o *Outlook) nearest(side market.Side) *insight.Cluster {
	if o.Named != nil {
		return o.Named[side]
	}
	return insight.Nearest(o.Clusters, side, o.Significant, o.Price)
}

// withinText is how many dollars of a side stand near the price, behind what is
// said of its nearest cluster: one that is far off says nothing of them.
func (o *Outlook) withinText(side market.Side) string {
	if o.Within == nil {
		return ""
	}
	return " (" + Dollars(o.Within[side]) + " within " + Percent(balanceReach) + ")"
}

// Funding is what longs pay shorts, where it is known.
type Funding struct {
	PerHour float64
	Known   bool
}

// sideWords are the positions of a side, and where they are liquidated from
// the price on.
var sideWords = [market.Sides]struct{ name, where string }{{"longs", "below"}, {"shorts", "above"}}

// Percent writes a share without its sign, with the digits that matter:
// 0.45 %, 1.8 %, 12 %.
func Percent(share float64) string {
	x := 100 * math.Abs(share)
	digits := 2
	if x >= 9.95 {
		digits = 0
	} else if x >= .995 {
		digits = 1
	}
	if !(x < 1e6) {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', digits, 64) + " %"
}

// Headline is the market in one line: the nearest significant cluster on each
// side and who pays for leverage.
func (o *Outlook) Headline() string {
	below, above := o.nearest(market.Long), o.nearest(market.Short)
	longs, shorts := o.withinText(market.Long), o.withinText(market.Short)
	text := ""
	switch {
	case below == nil && above == nil:
		text = o.noneSignificant()
		if o.Within != nil {
			text += "; within " + Percent(balanceReach) + " " + Dollars(o.Within[market.Long]) + " of longs below and " + Dollars(o.Within[market.Short]) + " of shorts above"
		}
	case above == nil:
		text = o.clusterText(below) + longs + ", no cluster of " + Dollars(o.Significant) + " above" + shorts
	case below == nil:
		text = o.clusterText(above) + shorts + ", no cluster of " + Dollars(o.Significant) + " below" + longs
	default:
		text = o.clusterText(below) + longs + ", " + o.clusterText(above) + shorts
	}
	if funding := o.Funding.sentence(); funding != "" {
		text += "; " + funding
	}
	return text
}

// Words are a part of a line: what it says first, or what it says beside that.
type Words struct {
	Text  string
	Aside bool
}

// Emphasised parts a headline: its clusters come first, what stands in brackets or
// behind a semicolon is said beside them. The parts joined are the headline.
func Emphasised(headline string) []Words {
	var out []Words
	rest := ""
	if i := strings.Index(headline, "; "); i >= 0 {
		headline, rest = headline[:i], headline[i:]
	}
	for headline != "" {
		from := strings.Index(headline, " (")
		if from < 0 {
			out = append(out, Words{headline, false})
			break
		}
		to := from + strings.Index(headline[from:]+")", ")") + 1
		to = min(to, len(headline))
		out = append(out, Words{headline[:from], false}, Words{headline[from:to], true})
		headline = headline[to:]
	}
	if rest != "" {
		out = append(out, Words{rest, true})
	}
	return out
}

// clusterText is a cluster and how far it is: $120M of longs 1.8 % below.
func (o *Outlook) clusterText(c *insight.Cluster) string {
	text := Dollars(c.USD) + " of " + sideWords[c.Side].name
	if distance := c.Distance(o.Price); distance > 0 {
		return text + " " + Percent(distance) + " " + sideWords[c.Side].where
	}
	return text + " at the price"
}

// noneSignificant says that no cluster is significant, and which would be next.
func (o *Outlook) noneSignificant() string {
	below, above := insight.Largest(o.Clusters, market.Long), insight.Largest(o.Clusters, market.Short)
	if below == nil || above != nil && above.USD > below.USD {
		below = above
	}
	if below == nil {
		return "No cluster stands out of this map"
	}
	return "No cluster of " + Dollars(o.Significant) + " in this market: the largest is " + o.clusterText(below)
}

// sentence says who pays; "" where it is not known.
func (f Funding) sentence() string {
	switch {
	case !f.Known || math.IsNaN(f.PerHour) || math.IsInf(f.PerHour, 0):
		return ""
	case f.PerHour > 0:
		return "funding positive: longs pay"
	case f.PerHour < 0:
		return "funding negative: shorts pay"
	}
	return "funding zero: nobody pays"
}

// Title is the headline for a browser's tab, which shows its beginning alone:
// ▼ for longs below, ▲ for shorts above.
func (o *Outlook) Title(symbol string) string {
	text := ""
	for side, arrow := range [market.Sides]string{"▼", "▲"} {
		if c := o.nearest(market.Side(side)); c != nil {
			text += arrow + Dollars(c.USD) + " " + Percent(c.Distance(o.Price)) + " "
		}
	}
	return text + symbol + " – Brink"
}

// Balance compares the dollars of the two sides within a share of the price.
func Balance(usd [market.Sides]market.USD, share float64) string {
	within := "Within " + Percent(share) + " of the price "
	long, short := usd[market.Long], usd[market.Short]
	if long == 0 && short == 0 {
		return within + "nothing is expected to be forced out on either side."
	}
	text := within + "an estimated " + Dollars(long) + " of longs would be forced out below and " + Dollars(short) + " of shorts above: "
	more, less, few, many := long, short, "shorts", "longs"
	if short > long {
		more, less, few, many = short, long, "longs", "shorts"
	}
	switch {
	case more < less*1.1:
		return text + "about as much on both sides."
	case less*100 < more:
		return text + "nearly all of it " + many + "."
	}
	return text + strconv.FormatFloat(float64(more/less), 'f', 1, 64) + " times as much in " + many + " as in " + few + "."
}

// News says what has happened to clusters since a snapshot, a sentence each.
func News(events []insight.Event, since, now market.Millis, zone Zone) []string {
	stamp := StampIn
	if now-since < market.Day {
		stamp = HourIn
	}
	var out []string
	for _, e := range events {
		low, high := e.Band.Lo.Lower(), e.Band.Hi.Lower()
		place := " of " + sideWords[e.Band.Side].name + " at " + Price(low) + " to " + Price(high)
		text := ""
		switch e.Kind {
		case insight.Swept:
			if text = "Swept: " + Dollars(e.Band.USD) + place; e.At != 0 {
				text += ", " + stamp(e.At, zone)
			}
		case insight.New:
			if text = "New: " + Dollars(e.Band.USD) + place; e.At != 0 {
				text += ", since " + stamp(e.At, zone)
			}
		case insight.Grown:
			text = "Grown: from " + Dollars(e.Band.USD) + " at " + stamp(since, zone) + " to " + Dollars(e.Now) + place
		}
		out = append(out, text)
	}
	return out
}

// maxNewsItems is how many events a sentence holds.
const maxNewsItems = 3

// NewsText says what has happened since the last visit, the most important
// first.
func NewsText(events []insight.Event, since, now market.Millis, zone Zone) string {
	text := "Since you last looked, " + Span(now-since) + " ago: "
	if len(events) == 0 {
		return text + "no significant cluster was swept, has grown or is new."
	}
	list := News(events, since, now, zone)
	if more := len(list) - maxNewsItems; more > 0 {
		list = append(list[:maxNewsItems], strconv.Itoa(more)+" more")
	}
	return text + strings.Join(list, "; ") + "."
}

// Column is what clusters are sorted by.
type Column string

// The columns of the table; of none it opens with the nearest.
const (
	BySize     Column = "size"
	ByDistance Column = "distance"
	ByAge      Column = "age"
	ByChange   Column = "change"
)

// Sort orders clusters by a column: the largest, nearest, oldest or fastest
// growing first, or the other way round. What is not known comes last both
// ways, and equals from the nearest on.
func (o *Outlook) Sort(by Column, reverse bool) {
	value := func(c *insight.Cluster) (x float64, known bool) {
		switch by {
		case BySize:
			return float64(c.USD), true
		case ByAge:
			return float64(c.Age), c.Age > 0 || !c.Older
		case ByChange:
			return float64(c.Hour.PerHour), c.Hour.Known
		}
		return -c.Distance(o.Price), true
	}
	sort.SliceStable(o.Clusters, func(i, j int) bool {
		a, b := &o.Clusters[i], &o.Clusters[j]
		x, here := value(a)
		y, there := value(b)
		switch {
		case here != there:
			return here
		case here && x != y:
			return (x > y) != reverse
		}
		return a.Distance(o.Price) < b.Distance(o.Price)
	})
}

// Row is a cluster as the table shows it.
type Row struct {
	Side, USD, Band, Distance, Ranges, Age, Change, Makeup string
}

// Row writes a cluster; venues are the names of its Venues.
func (o *Outlook) Row(c *insight.Cluster, venues []string) Row {
	low, high := c.Band()
	r := Row{
		Side: sideWords[c.Side].name, USD: Dollars(c.USD), Band: Price(low) + " – " + Price(high), Distance: Percent(c.Distance(o.Price)),
		Ranges: "–", Age: age(c), Change: "–", Makeup: makeup(c, venues),
	}
	if o.TrueRange > 0 {
		r.Ranges = strconv.FormatFloat(c.Distance(o.Price)*float64(o.Price/o.TrueRange), 'f', 1, 64) + " ATR"
	}
	if c.Hour.Known {
		if r.Change = Dollars(c.Hour.PerHour) + "/h"; c.Hour.PerHour >= 0 {
			r.Change = "+" + r.Change
		}
	}
	return r
}

// age is how long a cluster has been there.
func age(c *insight.Cluster) string {
	switch {
	case c.Older && c.Age == 0:
		return "–"
	case c.Older:
		return "at least " + Age(c.Age)
	case c.Age == 0:
		return "new"
	}
	return Span(c.Age)
}

// makeup is what a cluster is made of, the largest parts first: its leverage
// classes, and its venues where there are several.
func makeup(c *insight.Cluster, venues []string) string {
	text := parts(c.Classes[:], distances[:], c.USD)
	if len(c.Venues) > 1 && len(venues) == len(c.Venues) {
		if by := parts(c.Venues, venues, c.USD); by != "" {
			text += "; " + by
		}
	}
	return text
}

// distances are the leverage classes in short, as the leverage of an isolated
// position (ClassNames).
var distances = [insight.Classes]string{"over 62x", "29x to 62x", "12x to 29x", "under 12x"}

// parts are the shares of a total, the largest first, each with its name; what
// rounds to 0 % is left out.
func parts(usd []market.USD, names []string, total market.USD) string {
	order := make([]int, len(usd))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return usd[order[i]] > usd[order[j]] })
	text := ""
	for _, i := range order {
		if share := float64(usd[i] / total); share >= .005 {
			if text != "" {
				text += ", "
			}
			text += strconv.FormatFloat(100*share, 'f', 0, 64) + " % " + names[i]
		}
	}
	return text
}

// Summary is the nearest clusters for screen readers, up to a number on each
// side.
func (o *Outlook) Summary(most int) string {
	text := ""
	for side := range market.Side(market.Sides) {
		var near []*insight.Cluster
		for i := range o.Clusters {
			if o.Clusters[i].Side == side {
				near = append(near, &o.Clusters[i])
			}
		}
		sort.SliceStable(near, func(i, j int) bool { return near[i].Distance(o.Price) < near[j].Distance(o.Price) })
		if len(near) == 0 {
			text += "No cluster stands " + sideWords[side].where + " the price. "
			continue
		}
		text += "Clusters " + sideWords[side].where + " the price: "
		for i, c := range near[:min(most, len(near))] {
			if i > 0 {
				text += "; "
			}
			text += Dollars(c.USD) + " of " + sideWords[side].name + " at " + Price(c.Near()) + ", " + Percent(c.Distance(o.Price)) + " away"
		}
		text += ". "
	}
	return text[:len(text)-1]
}
