package market

// Origin is where a market's bars come from.
type Origin uint8

// The origins.
const (
	Recorded  Origin = iota // from a file
	Simulated               // made by wasm/sim
	Live                    // from exchanges, as it is traded
)

// String is "recorded", "simulated" or "live".
func (o Origin) String() string { return [...]string{"recorded", "simulated", "live"}[o] }
