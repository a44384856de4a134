package extra

import (
	"brink/wasm/census"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/wire"
)

// observing reads public positions while somebody looks. Its zero value with a
// network is ready.
type observing struct {
	network  census.Network
	reader   *census.Reader // nil while nothing is read
	coin     string
	resting  bool
	estimate [market.Sides]census.Plane // for the venue, as of the newest material
	told     market.Millis              // when the page was told last
}

// tellEvery is how often the page is told.
const tellEvery = 2 * market.Second

// begin starts with a coin, goes on, or rests.
func (o *observing) begin(message []byte) ([]byte, *market.Fault) {
	var m wire.Observe
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	if m.Coin != o.coin {
		if o.reader != nil {
			o.reader.Rest()
		}
		o.reader, o.coin, o.estimate = nil, m.Coin, [market.Sides]census.Plane{}
	}
	if m.Coin == "" {
		out := wire.Observed{}
		if m.Why != "" {
			out.Lines = []string{m.Why}
		}
		return out.Append(nil), nil
	}
	if o.reader == nil {
		o.reader = census.NewReader(census.Public(), venue.Symbol(venue.Public().ID, m.Coin), o.network)
	}
	if o.resting = m.Resting; m.Resting {
		o.reader.Rest()
	} else {
		o.reader.Wake()
	}
	return o.say(), nil
}

// step does what is due, and returns what the page is to be told.
func (o *observing) step() []byte {
	if o.reader == nil || o.resting {
		return nil
	}
	o.reader.Step()
	if now := o.network.Now(); now-o.told >= tellEvery || now < o.told {
		return o.say()
	}
	return nil
}

// compare takes the estimate for the venue out of material.
func (o *observing) compare(message []byte) {
	var m wire.Material
	if o.reader == nil || m.Parse(message) != nil {
		return
	}
	for side := range o.estimate {
		o.estimate[side] = census.Plane{Lo: m.Public[side].Lo, USD: m.Public[side].USD}
	}
}

// say is what has been read.
func (o *observing) say() []byte {
	o.told = o.network.Now()
	seen := o.reader.Observed(o.told)
	out := wire.Observed{Lines: ObservedTexts(seen, o.reader.Live())}
	if o.resting {
		out.Lines[0] += " Resting while nobody looks."
	}
	if seen.Holding > 0 {
		out.Lines = append(out.Lines, AgreementText(o.reader.Agreement(&o.estimate)))
		out.Heads = heldHeads
	}
	for i := range seen.Largest {
		h := &seen.Largest[i]
		out.Rows = append(out.Rows, wire.ObservedRow{Page: o.reader.Source().Page + h.Account.String(), Cells: HeldCells(h, seen)})
	}
	for side := range seen.Sides {
		p := &seen.Sides[side].Plane
		for i, usd := range p.USD {
			if k := p.Lo + grid.Bin(i); usd > 0 {
				out.Bins = append(out.Bins, wire.ObservedBin{Side: market.Side(side), Low: k.Lower(), High: (k + 1).Lower(), USD: market.USD(usd)})
			}
		}
	}
	return out.Append(nil)
}
