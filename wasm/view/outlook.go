package view

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"brink/wasm/book"
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
	// Chance is how likely price reaches a level, in words, "" where that is not
	// known; nil where nobody asks.
	Chance func(level market.Price) string
	// Resist is what rests in order books before a cluster; nil where nobody asks.
	Resist func(c *insight.Cluster) book.Resistance
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
	return " (" + say(words[phraseWithinReach], Dollars(o.Within[side]), Percent(BalanceReach)) + ")"
}

// Funding is what longs pay shorts, where it is known.
type Funding struct {
	PerHour float64
	Known   bool
}

// sideWords are the positions of a side, and where they are liquidated from the
// price on.
type sideWords struct{ name, where string }

// sideOf are the words of a side.
func sideOf(side market.Side) sideWords {
	if side == market.Long {
		return sideWords{words[phraseLongs], words[phraseBelow]}
	}
	return sideWords{words[phraseShorts], words[phraseAbove]}
}

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
	return Number(x, digits) + " %"
}

// Headline is the market in one line: the nearest significant cluster on each
// side and who pays for leverage.
func (o *Outlook) Headline() string {
	below, above := o.nearest(market.Long), o.nearest(market.Short)
	ofLongs, ofShorts := o.withinText(market.Long), o.withinText(market.Short)
	text := ""
	switch {
	case below == nil && above == nil:
		text = o.noneSignificant()
		if o.Within != nil {
			text += "; " + say(words[phraseWithinBoth], Percent(BalanceReach), Dollars(o.Within[market.Long]), Dollars(o.Within[market.Short]))
		}
	case above == nil:
		text = o.clusterText(below) + ofLongs + ", " + say(words[phraseNoneAbove], Dollars(o.Significant)) + ofShorts
	case below == nil:
		text = o.clusterText(above) + ofShorts + ", " + say(words[phraseNoneBelow], Dollars(o.Significant)) + ofLongs
	default:
		text = o.clusterText(below) + ofLongs + ", " + o.clusterText(above) + ofShorts
	}
	if funding := o.Funding.sentence(); funding != "" {
		text += "; " + funding
	}
	return text
}

// HeadlineLead is what the page writes before a headline: of what its dollars are.
func HeadlineLead() string { return words[phraseLead] }

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
	of, distance := sideOf(c.Side), c.Distance(o.Price)
	if distance <= 0 {
		return say(words[phraseClusterHere], Dollars(c.USD), of.name)
	}
	text := say(words[phraseClusterAway], Dollars(c.USD), of.name, Percent(distance), of.where)
	if o.Chance != nil {
		if chance := o.Chance(c.Near()); chance != "" {
			text += ", " + chance
		}
	}
	if o.Resist != nil {
		if word := resistanceWord(o.Resist(c)); word != "" {
			text += ", " + word
		}
	}
	return text
}

// noneSignificant says that no cluster is significant, and which would be next.
func (o *Outlook) noneSignificant() string {
	below, above := insight.Largest(o.Clusters, market.Long), insight.Largest(o.Clusters, market.Short)
	if below == nil || above != nil && above.USD > below.USD {
		below = above
	}
	if below == nil {
		return words[phraseNoneStands]
	}
	return say(words[phraseNoneSignificant], Dollars(o.Significant), o.clusterText(below))
}

// sentence says who pays; "" where it is not known.
func (f Funding) sentence() string {
	switch {
	case !f.Known || math.IsNaN(f.PerHour) || math.IsInf(f.PerHour, 0):
		return ""
	case f.PerHour > 0:
		return words[phraseFundingPositive]
	case f.PerHour < 0:
		return words[phraseFundingNegative]
	}
	return words[phraseFundingZero]
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
	long, short := usd[market.Long], usd[market.Short]
	if long == 0 && short == 0 {
		return say(words[phraseBalanceNothing], Percent(share))
	}
	more, less, few, many := long, short, words[phraseShorts], words[phraseLongs]
	if short > long {
		more, less, few, many = short, long, many, few
	}
	compared := ""
	switch {
	case more < less*1.1:
		compared = words[phraseBalanceEven]
	case less*100 < more:
		compared = say(words[phraseBalanceOneSided], many)
	default:
		compared = say(words[phraseBalanceTimes], Number(float64(more/less), 1), many, few)
	}
	return say(words[phraseBalance], Percent(share), Dollars(long), Dollars(short), compared)
}

// News says what has happened to clusters since a snapshot, a sentence each.
func News(events []insight.Event, since, now market.Millis, zone Zone) []string {
	stamp := StampIn
	if now-since < market.Day {
		stamp = HourIn
	}
	var out []string
	for _, e := range events {
		usd, place := Dollars(e.Band.USD), say(words[phraseOfAtTo], sideOf(e.Band.Side).name, Price(e.Band.Lo.Lower()), Price(e.Band.Hi.Lower()))
		line := ""
		switch e.Kind {
		case insight.Swept:
			if line = say(words[phraseNewsSwept], usd, place); e.At != 0 {
				line += ", " + stamp(e.At, zone)
			}
		case insight.New:
			if line = say(words[phraseNewsNew], usd, place); e.At != 0 {
				line += say(words[phraseNewsFrom], stamp(e.At, zone))
			}
		case insight.Touched:
			if line = say(words[phraseNewsTouched], usd, place); e.At != 0 {
				line += ", " + stamp(e.At, zone)
			}
		case insight.Grown:
			line = say(words[phraseNewsGrown], usd, stamp(since, zone), Dollars(e.Now), place)
		}
		out = append(out, line)
	}
	return out
}

// maxNewsItems is how many events a sentence holds.
const maxNewsItems = 3

// NewsText says what has happened since the last visit, the most important
// first, and how many clusters price has not been to.
func NewsText(events []insight.Event, untouched int, since, now market.Millis, zone Zone) string {
	if len(events) == 0 {
		return say(words[phraseNewsNone], Span(now-since))
	}
	list := News(events, since, now, zone)
	if more := len(list) - maxNewsItems; more > 0 {
		list = append(list[:maxNewsItems], say(words[phraseMore], strconv.Itoa(more)))
	}
	if untouched > 0 {
		list = append(list, say(words[phraseNewsUntouched], strconv.Itoa(untouched)))
	}
	return say(words[phraseNewsSince], Span(now-since), strings.Join(list, "; "))
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
		Side: sideOf(c.Side).name, USD: Dollars(c.USD), Band: Price(low) + " – " + Price(high), Distance: Percent(c.Distance(o.Price)),
		Ranges: "–", Age: age(c), Change: "–", Makeup: makeup(c, venues),
	}
	if o.TrueRange > 0 {
		r.Ranges = Number(c.Distance(o.Price)*float64(o.Price/o.TrueRange), 1) + " ATR"
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
		return say(words[phraseAgeAtLeast], Age(c.Age))
	case c.Age == 0:
		return words[phraseAgeNew]
	}
	return Span(c.Age)
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
			text += say(words[phraseSummaryNone], sideOf(side).where) + " "
			continue
		}
		var list []string
		for _, c := range near[:min(most, len(near))] {
			list = append(list, say(words[phraseSummaryCluster], Dollars(c.USD), sideOf(side).name, Price(c.Near()), Percent(c.Distance(o.Price))))
		}
		text += say(words[phraseSummary], sideOf(side).where, strings.Join(list, "; ")) + " "
	}
	return text[:len(text)-1]
}
