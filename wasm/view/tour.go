package view

// Tour is the short tour that a newcomer is offered.
type Tour struct {
	Step    int  // 1 for the first, 0 while there is none
	Offered bool // the device knows of no visit before
}

// tourTexts are what each step says.
var tourTexts = [...]string{
	"The candles are the price. What glows behind them is an estimate of the dollars that would be forced to close, were the price to go there: longs below, shorts above. The scale at the left says how much.",
	"The silhouette at the right edge is the same map as it stands now; the dashed line adds up what is forced out on the way. The table below names the clusters: how much, how far, since when.",
	"Nobody sees positions, so this is an estimate. In this simulated market the true ones are known: they are now drawn in white at the right edge, on a scale of their own. Compare.",
	"Replay shows any moment of the past as the map stood then, never repainted. Help says how to read the map, and how not to. With the internet in reach, live venues take this market's place.",
}

// truthStep is the step that speaks of the true positions.
const truthStep = 3

// Text is the step in words; "" while there is none.
func (t *Tour) Text() string {
	if t.Step == 0 {
		return ""
	}
	return tourTexts[t.Step-1]
}

// next goes to the next step, and after the last one ends the tour.
func (t *Tour) next() {
	t.Offered = false
	if t.Step++; t.Step > len(tourTexts) {
		t.Step = 0
	}
}

// End ends the tour, or its offer.
func (t *Tour) End() Change {
	*t = Tour{}
	return Nothing
}

// NextTourStep goes to the next step of the tour, and draws what it speaks of.
func (s *State) NextTourStep() {
	if s.Tour.next(); s.Tour.Step == truthStep {
		s.Chart.TruePositions = true
	}
	s.Apply(Marks)
}
