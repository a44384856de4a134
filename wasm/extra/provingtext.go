package extra

import (
	"strconv"
	"strings"

	"brink/wasm/information"
	"brink/wasm/market"
	"brink/wasm/skill"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// text is what is said of the sealed forecasts.
func (p *proving) text() []byte {
	out := wire.SkillText{}
	switch {
	case p.coin == "":
		out.Strip = "Nothing is sealed here: this market is not live. How good the models were on past data is on the page of the record."
	case p.log == nil:
		out.Strip = "Skill: another tab of Brink seals " + p.coin + "'s forecasts on this device, or what it sealed is being read."
	default:
		r := p.log.Report()
		out.Strip = StripText(r)
		out.Lines = ReportTexts(r)
		out.Heads, out.Rows = verdictHeads, verdictRows(r)
		if len(r.Verdicts) > 0 {
			for _, d := range r.Verdicts[0].Daily {
				out.Leads = append(out.Leads, d.Lead)
			}
		}
		out.Behind = behind(r)
		if p.log.First() != 0 {
			out.Key = sealedUnder(p.coin)
			out.Lines = append(out.Lines, "Newest SHA-256 of the chain: "+p.log.Tip()+". Who notes it down can tell later that nothing before it was changed; `go run ./wasm/cmd/exam -sealed FILE` scores an exported file again, to the same digits.")
		}
	}
	if p.clock {
		out.Lines = append(out.Lines, "This device's clock does not agree with the exchanges': hours are void until it does.")
	}
	if p.damaged != "" {
		out.Lines = append(out.Lines, p.damaged)
	}
	if p.refused {
		out.Lines = append(out.Lines, "This device keeps no more: what is sealed now is lost with this tab.")
	}
	return out.Append(nil)
}

// behind are the models whose lead over novelty is below zero with its whole
// interval: their maps are drawn dimmed.
func behind(r *skill.Report) (names []string) {
	for i := range r.Verdicts {
		if v := &r.Verdicts[i]; v.Status == information.Judged && v.Over[0].High < 0 {
			names = append(names, v.Name)
		}
	}
	return names
}

// hours writes a number of hours.
func hours(n int) string {
	if n == 1 {
		return "1 hour"
	}
	return strconv.Itoa(n) + " hours"
}

// StripText is today's state in a sentence.
func StripText(r *skill.Report) string {
	head := "Skill of " + r.Coin + "'s forecasts on this device: "
	if r.Sealed == 0 {
		return head + "the first are sealed at the next full hour."
	}
	if len(r.Verdicts) == 0 {
		return head + "no hour can be judged: " + hours(r.Void) + " void."
	}
	v := &r.Verdicts[0]
	switch v.Status {
	case information.Judged:
		g := v.Over[0]
		text := "ahead of novelty by "
		if g.High < 0 {
			text = "behind novelty by "
		} else if g.Low < 0 {
			text = "not told apart from novelty, "
		}
		return head + v.Name + " " + text + leadText(g) + " nats per dollar over " + hours(v.Hours) + "."
	case information.Undersampled:
		if v.Days >= skill.LeastDays {
			return head + "not enough yet: a few hours hold most of the dollars of " + strconv.Itoa(v.Days) + " days."
		}
	}
	return head + "not enough yet (" + strconv.Itoa(v.Days) + " of " + strconv.Itoa(skill.LeastDays) + " days; " + hours(r.Sealed) + " sealed, " + strconv.Itoa(r.Judged) + " judged)."
}

// leadText is a lead with its interval.
func leadText(g information.Interval) string {
	return signed(g.Value) + " [" + signed(g.Low) + ", " + signed(g.High) + "]"
}

// ReportTexts says how good the forecasts were, a sentence each.
func ReportTexts(r *skill.Report) []string {
	if r.Sealed == 0 {
		return []string{"At each hour's start the maps of all models within 15 % of the price, the chances of a touch and the expected dollars are sealed on this device, before anybody knows what comes; when the hour has passed they are held against it."}
	}
	text := "Sealed: " + hours(r.Sealed) + ", of which " + strconv.Itoa(r.Judged) + " were held against the liquidations seen"
	if r.Gaps > 0 {
		text += ", " + strconv.Itoa(r.Gaps) + " had a gap in a feed or this tab was closed"
	}
	if r.Waiting > 0 {
		text += ", " + strconv.Itoa(r.Waiting) + " wait for what came"
	}
	if r.Void > 0 {
		text += "; void: " + hours(r.Void) + ", for the device's clock was wrong"
	}
	lines := []string{text + "."}
	if len(r.Feeds) > 0 {
		lines = append(lines, "Liquidations counted: "+feedNames(r.Feeds)+".")
	}
	for h, t := range r.Touches {
		if t.N == 0 {
			continue
		}
		lines = append(lines, "Chance of a touch within "+horizonNames[h]+": Brier score "+view.Number(t.Brier, 4)+" where the levels' own frequencies, known afterwards, would have "+view.Number(t.Constant, 4)+
			"; mean chance "+view.Percent(t.Mean)+", came "+view.Percent(t.Frequency)+", calibration error "+view.Number(t.Calibration, 3)+", over "+hours(t.N/len(skill.Levels))+".")
	}
	for h, c := range r.Coverages {
		if c.N > 0 {
			lines = append(lines, "80 % ranges of the dollars forced within "+horizonNames[h]+": "+strconv.Itoa(c.Inside)+" of "+strconv.Itoa(c.N)+" held what the feeds published.")
		}
	}
	if a := &r.Agreed; a.Hours > 0 {
		lines = append(lines, AgreedText(a))
	}
	return lines
}

// AgreedText says how well the estimate has agreed with observed positions.
func AgreedText(a *skill.Agreed) string {
	gain := signed(a.Gain.Value)
	if a.Days >= skill.LeastDays {
		gain = leadText(a.Gain)
	}
	return "Agreement of the estimate for " + view.VenueName(a.Venue) + " with positions observed as hours began: rank correlation " + view.Number(a.Rank, 2) + ", " + gain +
		" nats per observed dollar over a ramp by distance, means of " + hours(a.Hours) + " on " + strconv.Itoa(a.Days) + " of " + strconv.Itoa(skill.LeastDays) + " days, " + strconv.Itoa(int(a.Accounts+.5)) + " accounts each."
}

// feedNames names venues, and which of them publish a sample.
func feedNames(ids []string) string {
	var names []string
	for _, id := range ids {
		name := view.VenueName(id)
		if !venue.CaptureOf(market.Venue(id)).Complete {
			name += " (a sample)"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// verdictHeads are the columns of verdictRows.
var verdictHeads = []string{"Model, an hour ahead", "Hours", "Nats per dollar", "Over novelty", "Over classic", "Over the path's length"}

func verdictRows(r *skill.Report) (rows [][]string) {
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		row := []string{v.Version, strconv.Itoa(v.Hours), unknown}
		if v.Status != information.NotValid {
			row[2] = view.Number(v.Forecast, 2)
		}
		for b, name := range skill.Baselines {
			switch {
			case name == v.Name:
				row = append(row, "itself")
			case v.Status == information.Judged:
				row = append(row, leadText(v.Over[b]))
			default:
				row = append(row, "not enough yet ("+strconv.Itoa(v.Days)+" of "+strconv.Itoa(skill.LeastDays)+" days)")
			}
		}
		rows = append(rows, row)
	}
	return rows
}
