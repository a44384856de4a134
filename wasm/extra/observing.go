package extra

import (
	"brink/wasm/census"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/skill"
	"brink/wasm/venue"
	"brink/wasm/wire"
)

// Device is what the second module needs of the device that it runs on.
type Device interface {
	census.Network
	// Load hands over what is kept under a name, later; nothing where there is none.
	Load(name string, done func(list []byte))
	// Save keeps a list in place of one of the same name.
	Save(name string, list []byte)
	// Keep is Save, and says later whether the device kept it.
	Keep(name string, data []byte, done func(kept bool))
	// Hold waits until no other tab holds a name, and calls held at once or later,
	// with what lets go of it.
	Hold(name string, held func(release func()))
}

// observing reads public positions while somebody looks. Its zero value with a
// network is ready.
type observing struct {
	network  Device
	emit     func(message []byte)
	reader   *census.Reader // nil while nothing is read
	before   *census.Reader // the newest, of which the next one takes over what it has spent
	coin     string
	resting  bool
	estimate [market.Sides]census.Plane // for the venue, as of the newest material
	told     market.Millis              // when the page was told last
	saved    market.Millis              // when the accounts were kept last
	begun    market.Millis              // when the reader was
	mine     mine
	mixing   mixing
	source   *census.Source
}

// saveEvery is how often the accounts are kept on the device, for the next visit.
const saveEvery = market.Minute

// save keeps the accounts of the coin at hand.
func (o *observing) save() {
	if o.saved = o.network.Now(); o.reader != nil && o.reader.Known() > 0 {
		o.network.Save(o.coin, o.reader.List(census.MostListed, o.saved))
	}
}

// open begins with a coin, and with the accounts that are kept of it.
func (o *observing) open() {
	reader := census.NewReader(o.source, venue.Symbol(venue.Public().ID, o.coin), o.network)
	if o.before != nil {
		reader.Follow(o.before)
	}
	o.reader, o.before, o.saved, o.begun = reader, reader, o.network.Now(), o.network.Now()
	o.network.Load(o.coin, func(list []byte) {
		if len(list) > 0 && o.reader == reader {
			_ = reader.Load(list, o.network.Now()) // one that is damaged is as good as none
		}
	})
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
			o.save()
			o.reader.Rest()
		}
		o.reader, o.coin, o.estimate, o.mixing = nil, m.Coin, [market.Sides]census.Plane{}, mixing{on: o.mixing.on}
	}
	o.resting = m.Resting || m.Coin == "" && m.Why == ""
	if m.Coin == "" {
		if o.resting {
			o.emit((&wire.MineText{}).Append(nil)) // nothing is shown of it while it is not read
		}
		out := wire.Observed{}
		if m.Why != "" {
			out.Lines = []string{m.Why}
		}
		return out.Append(nil), nil
	}
	if o.reader == nil {
		o.open()
	}
	if o.resting {
		o.save()
		o.reader.Rest()
	} else {
		o.reader.Wake()
	}
	return o.say(), nil
}

// step does what is due, and returns what the page is to be told.
func (o *observing) step() []byte {
	if o.resting {
		return nil
	}
	o.mine.step(o.network, o.source, o.reader, func() { o.sayMine(nil) })
	if o.reader == nil {
		return nil
	}
	o.reader.Step()
	now := o.network.Now()
	if now-o.saved >= saveEvery || now < o.saved {
		o.save()
	}
	if now-o.told >= tellEvery || now < o.told {
		return o.say()
	}
	return nil
}

// current is how old an estimate may be that is compared with what is held now: in a
// replay it is of another day.
const current = market.Hour

// compare takes the estimate for the venue out of material.
func (o *observing) compare(message []byte) {
	var m wire.Material
	if o.reader == nil || m.Parse(message) != nil || o.network.Now()-m.At > current {
		return
	}
	for side := range o.estimate {
		o.estimate[side] = census.Plane{Lo: m.Public[side].Lo, USD: m.Public[side].USD}
		o.mixing.whole[side] = census.Plane{Lo: m.Planes[side].Lo, USD: m.Planes[side].USD}
	}
	o.mixing.at = m.At
}

// sayMine tells what the visitor's own account holds.
func (o *observing) sayMine(seen *census.Observed) {
	coin := ""
	if o.reader != nil {
		if coin = o.reader.Coin(); seen == nil {
			seen = o.reader.Observed(o.network.Now())
		}
	}
	if o.mine.read > 0 || o.mine.trouble != "" {
		o.emit(o.mine.text(coin, seen, o.network.Now()).Append(nil))
	}
}

// walls is where many observed dollars are close together; it is told with what has
// been read.
func (o *observing) walls(seen *census.Observed) {
	m := wire.Walls{Coin: o.coin}
	for _, w := range seen.Walls() {
		m.Rows = append(m.Rows, wire.Wall(w))
	}
	o.emit(m.Append(nil))
}

// agreement is how well the estimate of a coin agrees with what is observed now, for
// the sealed record; nil where nothing is read or too little is known.
func (o *observing) agreement(coin string) *skill.Observed {
	if o.reader == nil || o.resting || o.coin != coin {
		return nil
	}
	a, known := o.reader.Agreement(&o.estimate)
	if !known {
		return nil
	}
	return &skill.Observed{Venue: string(venue.Public().ID), Accounts: a.Accounts, Rank: a.Rank, Map: a.Map, Ramp: a.Ramp}
}

// say is what has been read.
func (o *observing) say() []byte {
	o.told = o.network.Now()
	seen := o.reader.Observed(o.told)
	if !o.resting && seen.Holding > 0 {
		o.walls(seen)
	}
	o.sayMine(seen)
	if o.mixing.on {
		o.emit(o.mixed(seen).Append(nil))
	}
	out := wire.Observed{Coin: o.coin, Lines: ObservedTexts(seen, o.reader.Live() || o.resting)}
	if o.resting {
		out.Lines[0] += " Resting while nobody looks."
	}
	if begun := BegunText(o.told - o.begun); begun != "" {
		out.Lines = append(out.Lines, begun)
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
