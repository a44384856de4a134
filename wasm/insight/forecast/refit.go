package forecast

// refit is a linear forecast of the logarithm of a horizon's variance: the
// shipped coefficients as prior, updated by recursive least squares.
type refit struct {
	weights [Regressors]float64 // of the centred regressors
	spread  [Regressors][Regressors]float64
}

// usualLog is about the logarithm of a usual variance in units; regressors are
// centred on it, so that the prior may treat them as independent.
const usualLog = -14

// priorHours is how many hours the shipped coefficients are worth.
const priorHours = 90 * 24

// priorSpread are the variances of the centred regressors, about.
var priorSpread = [Regressors]float64{1, .5, .3, .2, .5, .5, .5, .5, .5, .2}

func newRefit(h Horizon) (r refit) {
	b := &ShippedTouch.Volatility[h]
	r.weights = *b
	r.weights[0] += usualLog * (b[1] + b[2] + b[3] + b[4])
	r.weights[4] += b[1] + b[2] + b[3]
	for i := range r.spread {
		r.spread[i][i] = 1 / (priorHours * priorSpread[i])
	}
	return r
}

// centred are regressors as differences, about independent of each other.
func centred(x *[Regressors]float64) (u [Regressors]float64) {
	u = *x
	for i := 1; i <= 3; i++ {
		u[i] -= x[4]
	}
	u[4] -= usualLog
	return u
}

// forecast is the logarithm of the variance to expect, in units.
func (r *refit) forecast(x *[Regressors]float64) float64 {
	u, sum := centred(x), 0.0
	for i, w := range r.weights {
		sum += w * u[i]
	}
	return sum
}

// learn takes a step of least squares: came is what forecast should have been.
func (r *refit) learn(x *[Regressors]float64, came float64) {
	u := centred(x)
	var gain [Regressors]float64
	scale, miss := 1.0, came
	for i := range gain {
		for j, v := range u {
			gain[i] += r.spread[i][j] * v
		}
		scale += u[i] * gain[i]
		miss -= r.weights[i] * u[i]
	}
	for i := range gain {
		r.weights[i] += gain[i] / scale * miss
		for j := range gain {
			r.spread[i][j] -= gain[i] * gain[j] / scale
		}
	}
}
