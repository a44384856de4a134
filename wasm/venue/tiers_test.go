package venue

import (
	"math"
	"testing"
	"time"
)

// A deduction is c_i = c_(i-1) + cap_(i-1) (m_i - m_(i-1)): maintenance is
// continuous over every cap, where the venue publishes one (VENUES.md).
func TestTables(t *testing.T) {
	for _, table := range tiers {
		name := string(table.Venue) + " " + table.Symbol
		if _, err := time.Parse(time.DateOnly, table.Dated); err != nil {
			t.Errorf("%s is dated %q", name, table.Dated)
		}
		deducts := table.Venue != OKX && table.Venue != "bitget" && table.Venue != "kraken"
		for i := 1; i < len(table.Tiers); i++ {
			a, b := table.Tiers[i-1], table.Tiers[i]
			want := float64(a.Deduction) + float64(a.Cap)*(b.Maintenance-a.Maintenance)
			if !deducts {
				want = 0
			}
			if math.Abs(float64(b.Deduction)-want) > 1e-6*want {
				t.Errorf("%s tier %d: deduction %v, want %v", name, i+1, b.Deduction, want)
			}
			if b.Cap <= a.Cap || b.Maintenance <= a.Maintenance || b.MaxLeverage >= a.MaxLeverage {
				t.Errorf("%s tier %d is not above the one before it", name, i+1)
			}
		}
		for i, row := range table.Tiers {
			// At its largest leverage a position stands before its liquidation.
			if !(row.Maintenance > 0) || row.MaxLeverage < 1 || 1/row.MaxLeverage < row.Maintenance || (row.Cap > 0) == (row.CapBase > 0) {
				t.Errorf("%s tier %d cannot be: %+v", name, i+1, row)
			}
		}
	}
}
