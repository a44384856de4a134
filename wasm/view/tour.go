package view

// Tour is the short tour that a newcomer is offered.
type Tour struct {
	Step    int  // 1 for the first, 0 while there is none
	Offered bool // the device knows of no visit before
}

// tourTexts are what each step says; the page points out what a step speaks of.
var tourTexts = [...]string{
	"The candles are the price. A bright band is a price at which more leveraged positions would be forced to close than around it: shorts above the price, longs below. It is an estimate, for nobody sees positions.",
	"This line and the table below the map name the levels: how many dollars, how far away, since when. Point at a row, and the map shows it. The silhouette at the right edge is the map as it stands now.",
	"Is it any good? In this simulated market the true ones are known: they are now drawn in white at the right edge, on a scale of their own. Replay shows any moment as the map stood then, Help how not to read it.",
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
