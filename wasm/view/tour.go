package view

// Tour is the short tour that a newcomer is offered.
type Tour struct {
	Step    int  // 1 for the first, 0 while there is none
	Offered bool // the device knows of no visit before
}

// tourSteps is how many steps there are.
const tourSteps = 3

// truthStep is the step that speaks of the true positions.
const truthStep = 3

// Text is the step in words; "" while there is none.
func (t *Tour) Text() string {
	if t.Step == 0 {
		return ""
	}
	return words[phraseTour1+phrase(t.Step-1)]
}

// next goes to the next step, and after the last one ends the tour.
func (t *Tour) next() {
	t.Offered = false
	if t.Step++; t.Step > tourSteps {
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
