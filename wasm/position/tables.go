package position

import (
	"strconv"
	"strings"

	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/seal"
)

// tablesKind seals the stored tables.
const tablesKind = "brink-tiers-1"

// mostTiers bounds the rows of a stored table.
const mostTiers = 256

// TablesText writes the tables that venues have told as ParseTables reads them,
// one a line: venue, contract, date, 1 where all rows are known and 0 where not,
// then of each row its cap in dollars, its cap in coins, the maintenance rate, the
// largest leverage and the deduction:
//
//	bybit ETHUSDT 2026-11-28 1 1e+06 0 0.005 100 0 5e+06 0 0.01 50 5000
func TablesText(list []margin.Table) string {
	var out []byte
	for i := range list {
		t := &list[i]
		if i > 0 {
			out = append(out, '\n')
		}
		whole := " 0"
		if t.Complete {
			whole = " 1"
		}
		out = append(out, string(t.Venue)+" "+t.Symbol+" "+t.Dated+whole...)
		for _, row := range t.Tiers {
			for _, x := range [...]float64{float64(row.Cap), float64(row.CapBase), row.Maintenance, row.MaxLeverage, float64(row.Deduction)} {
				out = strconv.AppendFloat(append(out, ' '), x, 'g', -1, 64)
			}
		}
	}
	return seal.Text(tablesKind, string(out))
}

// ParseTables reads stored tables. What is damaged in any place is refused whole.
func ParseTables(text string) ([]margin.Table, *market.Fault) {
	body, complaint := seal.Open(tablesKind, text)
	var list []margin.Table
	for _, line := range strings.Split(body, "\n") {
		if line == "" {
			continue
		}
		t, ok := parseTable(strings.Split(line, " "))
		if !ok || len(list) == MaxPositions {
			complaint = "at table " + strconv.Itoa(len(list)+1)
			break
		}
		list = append(list, t)
	}
	if complaint != "" {
		return nil, &market.Fault{Code: "tiers-damaged", Sentence: "The stored maintenance tiers could not be read (" + complaint + "); they were set aside and are asked for again."}
	}
	return list, nil
}

// parseTable reads the words of one table.
func parseTable(w []string) (t margin.Table, ok bool) {
	const head, row = 4, 5
	if len(w) < head+row || (len(w)-head)%row != 0 || len(w) > head+row*mostTiers || !word(w[0]) || !word(w[1]) || w[3] != "0" && w[3] != "1" {
		return t, false
	}
	t.Venue, t.Symbol, t.Dated, t.Complete = market.Venue(w[0]), w[1], w[2], w[3] == "1"
	for w = w[head:]; len(w) > 0; w = w[row:] {
		var x [row]float64
		for i := range x {
			v, err := strconv.ParseFloat(w[i], 64)
			if err != nil || !(v >= 0) {
				return t, false
			}
			x[i] = v
		}
		tier := market.Tier{Cap: market.USD(x[0]), CapBase: market.Base(x[1]), Maintenance: x[2], MaxLeverage: x[3], Deduction: market.USD(x[4])}
		if (tier.Cap > 0) == (tier.CapBase > 0) || !(tier.Maintenance > 0 && tier.Maintenance < 1) || tier.MaxLeverage > 1000 {
			return t, false
		}
		if n := len(t.Tiers); n > 0 && (tier.Cap < t.Tiers[n-1].Cap || tier.CapBase < t.Tiers[n-1].CapBase) {
			return t, false
		}
		t.Tiers = append(t.Tiers, tier)
	}
	return t, true
}
