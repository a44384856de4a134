package page

import "brink/wasm/position"

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
}

// save keeps them, and draws their lines.
func (p *positions) save() {
	p.keep(positionsKey, position.Text(p.state.Positions.List))
	p.clusters.mark()
}
