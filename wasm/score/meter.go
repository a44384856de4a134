package score

import (
	"brink/wasm/engine"
	"brink/wasm/market"
)

// Meter turns the path of bars into the regressors of a forecast: what each
// bar's path sweeps of its map. It is given every bar in order.
type Meter interface {
	// Size is the number of regressors.
	Size() int
	// Step adds the regressors of a bar's path to into, then learns the bar.
	Step(bar *market.Bar, into *[market.Sides][]float64) *market.Fault
	// Freeze copies the present state for Walk.
	Freeze()
	// Walk adds the regressors of a bar's path over what was frozen. Of the
	// bar it reads prices alone.
	Walk(bar *market.Bar, into *[market.Sides][]float64) *market.Fault
}

// Measure runs a meter over the bars and returns its regressors, x[j] over
// all elements, knowing only what the exam's mode allows.
func Measure(m Meter, bars []market.Bar, e *Elements, mode Mode) ([][]float64, *market.Fault) {
	x := make([][]float64, m.Size())
	for j := range x {
		x[j] = make([]float64, e.Len())
	}
	var into, ignored [market.Sides][]float64
	for side := range into {
		into[side] = make([]float64, m.Size())
		ignored[side] = make([]float64, m.Size())
	}
	next := 0
	for i := range bars {
		inside := next < len(e.spans) && i >= e.spans[next].first
		if inside && mode == Ahead && i == e.spans[next].first {
			m.Freeze()
		}
		stepped := &ignored
		if inside && mode == Ahead {
			if fault := m.Walk(&bars[i], &into); fault != nil {
				return nil, fault
			}
		} else if inside {
			stepped = &into
		}
		if fault := m.Step(&bars[i], stepped); fault != nil {
			return nil, fault
		}
		if inside && i == e.spans[next].end-1 {
			for side := range into {
				for j, v := range into[side] {
					x[j][2*next+side] = v
				}
				clear(into[side])
			}
			next++
		}
	}
	return x, nil
}

// noveltyMeter measures the five zones of Novelty, or with whole set their
// sum: the baseline uniform-path.
type noveltyMeter struct {
	live, frozen engine.Novelty
	whole        bool
}

func (m *noveltyMeter) Size() int {
	if m.whole {
		return 1
	}
	return engine.Zones
}

func (m *noveltyMeter) add(n *engine.Novelty, bar *market.Bar, into *[market.Sides][]float64) {
	var zones [engine.Zones]float64
	for side := range into {
		n.Path(&zones, market.Side(side), bar)
		for j, v := range zones {
			if m.whole {
				j = 0
			}
			into[side][j] += v
		}
	}
}

func (m *noveltyMeter) Step(bar *market.Bar, into *[market.Sides][]float64) *market.Fault {
	m.add(&m.live, bar, into)
	m.live.Add(bar)
	return nil
}

func (m *noveltyMeter) Freeze() { m.frozen = m.live.Frozen() }

func (m *noveltyMeter) Walk(bar *market.Bar, into *[market.Sides][]float64) *market.Fault {
	m.add(&m.frozen, bar, into)
	m.frozen.Follow(bar)
	return nil
}

// mapMeter measures what a model's map expects of the path: one regressor, in
// USD, or with parts given one for each of a group of components.
type mapMeter struct {
	live, frozen *engine.Engine
	parts        func(e *engine.Engine, into *[market.Sides][]float64)
	size         int
}

// newMapMeter measures a model's dollars as one regressor.
func newMapMeter(model *engine.Model, interval market.Millis) *mapMeter {
	return &mapMeter{
		live: engine.New(model, interval, 1), frozen: engine.New(model, interval, 1), size: 1,
		parts: func(e *engine.Engine, into *[market.Sides][]float64) {
			for side := range into {
				into[side][0] += float64(e.Forecast(0, market.Side(side)))
			}
		},
	}
}

func (m *mapMeter) Size() int { return m.size }

func (m *mapMeter) Step(bar *market.Bar, into *[market.Sides][]float64) *market.Fault {
	if fault := m.live.Step(0, bar); fault != nil {
		return fault
	}
	m.parts(m.live, into)
	return nil
}

func (m *mapMeter) Freeze() { m.frozen.CopyFrom(m.live) }

func (m *mapMeter) Walk(bar *market.Bar, into *[market.Sides][]float64) *market.Fault {
	if fault := m.frozen.Walk(0, bar); fault != nil {
		return fault
	}
	m.parts(m.frozen, into)
	return nil
}
