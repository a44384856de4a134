package page

import (
	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/position"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// positions keeps the visitor's positions on the device.
type positions struct {
	*shared
	clusters *clusters
}

// load reads the positions that the device keeps.
func (p *positions) load() {
	if text, ok := p.device.Stored(positionsKey); ok {
		held, fault := position.Parse(text)
		if p.state.Positions.List = held; fault != nil {
			p.setAside(positionsKey, text, fault)
		}
	}
	if text, ok := p.device.Stored(tiersKey); ok {
		tables, fault := position.ParseTables(text)
		if p.state.Positions.Tables = tables; fault != nil {
			p.setAside(tiersKey, text, fault)
		}
	}
}

// save keeps them with the tiers that venues have told of their contracts, and
// draws their lines.
func (p *positions) save() {
	p.keep(positionsKey, position.Text(p.state.Positions.List))
	p.saveTiers()
	p.clusters.mark()
}

// saveTiers keeps the tiers of the contracts that are held: another coin's live
// market tells them no more.
func (p *positions) saveTiers() {
	text := position.TablesText(p.state.Positions.Kept())
	if kept, ok := p.device.Stored(tiersKey); text != kept && (ok || len(p.state.Positions.Kept()) > 0) {
		p.device.Store(tiersKey, text)
	}
}

// learn takes the tiers of a contract that its venue has told.
func (p *positions) learn(message []byte) *market.Fault {
	var m wire.Tiers
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	told := margin.Table{Venue: m.Venue, Symbol: m.Symbol, Dated: view.DateOf(m.At), Tiers: m.Rows, Complete: true}
	p.later(func() {
		p.state.Positions.Learn(told)
		p.saveTiers()
		p.clusters.mark()
	})
	return nil
}
