package position

import (
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/seal"
)

// kind seals stored positions. They stay on the device: no message, link or
// file that leaves it has a place for them.
const kind = "brink-positions-1"

// MaxPositions is how many positions are kept.
const MaxPositions = 64

// Text writes positions as Parse reads them, one a line:
//
//	binance BTCUSDT long isolated 60000 0.5 leverage 20
//	okx BTC-USDT-SWAP short cross 64000 1.25 margin 9000
func Text(list []Position) string {
	var out []byte
	figure := func(x float64) { out = strconv.AppendFloat(append(out, ' '), x, 'g', -1, 64) }
	for i := range list {
		p := &list[i]
		if i > 0 {
			out = append(out, '\n')
		}
		out = append(out, string(p.Venue)+" "+p.Symbol+" "+p.Side.String()+" "+p.Mode.String()...)
		figure(float64(p.Entry))
		figure(float64(p.Size))
		if p.Leverage != 0 {
			out = append(out, " leverage"...)
			figure(p.Leverage)
		} else {
			out = append(out, " margin"...)
			figure(float64(p.Margin))
		}
	}
	return seal.Text(kind, string(out))
}

// Parse reads stored positions. What is damaged in any place, or states
// figures that Assess would refuse whatever the table, is refused whole.
func Parse(text string) ([]Position, *market.Fault) {
	bad := func(what string) ([]Position, *market.Fault) {
		return nil, &market.Fault{Code: "positions-damaged", Sentence: "The stored positions could not be read (" + what + "); they were set aside and none is shown."}
	}
	body, complaint := seal.Open(kind, text)
	if complaint != "" {
		return bad(complaint)
	}
	if body == "" {
		return nil, nil
	}
	lines := strings.Split(body, "\n")
	if len(lines) > MaxPositions {
		return bad("there are more than " + strconv.Itoa(MaxPositions))
	}
	var list []Position
	for i, line := range lines {
		p, ok := parse(line)
		if !ok {
			return bad("at position " + strconv.Itoa(i+1))
		}
		if _, f := p.checked(); f != nil {
			return bad("position " + strconv.Itoa(i+1) + ": " + f.Sentence)
		}
		list = append(list, p)
	}
	return list, nil
}

// parse reads one line of stored positions.
func parse(line string) (p Position, ok bool) {
	w := strings.Split(line, " ")
	if len(w) != 8 {
		return p, false
	}
	p.Venue, p.Symbol = market.Venue(w[0]), w[1]
	if ok = w[2] == "long" || w[2] == "short"; w[2] == "short" {
		p.Side = market.Short
	}
	if ok = ok && (w[3] == "isolated" || w[3] == "cross"); w[3] == "cross" {
		p.Mode = Cross
	}
	figure := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		ok = ok && err == nil
		return x
	}
	p.Entry, p.Size = market.Price(figure(w[4])), market.Base(figure(w[5]))
	switch w[6] {
	case "leverage":
		p.Leverage = figure(w[7])
	case "margin":
		p.Margin = market.USD(figure(w[7]))
	default:
		return p, false
	}
	return p, ok
}
