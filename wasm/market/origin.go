package market

// Origin is where a market's bars come from.
type Origin uint8

// The origins.
const (
	Recorded  Origin = iota // a file
	Simulated               // nobody traded
	Live                    // exchanges, as it goes on
)

// String is "recorded", "simulated" or "live".
func (o Origin) String() string { return [...]string{"recorded", "simulated", "live"}[o] }
