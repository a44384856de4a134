package correlation

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestCorrelationsByHand(t *testing.T) {
	near(t, "Pearson", Pearson([]float64{1, 2, 3}, []float64{2, 4, 7}), 5/math.Sqrt(2*38./3))
	near(t, "Spearman", Spearman([]float64{1, 5, 3}, []float64{10, 1e9, 20}), 1)
	// Ranks with a tie: 0, 1.5, 1.5, 3 against 0, 1, 2, 3.
	near(t, "tied ranks", Spearman([]float64{1, 2, 2, 9}, []float64{1, 2, 3, 4}), 4.5/math.Sqrt(4.5*5))
	if !math.IsNaN(Pearson([]float64{1, 1}, []float64{1, 2})) {
		t.Error("a constant correlates")
	}
}
