package replay

import "brink/wasm/market"

// Liquidated is the dollars liquidated in one interval, by the side of the
// positions that were closed.
type Liquidated struct {
	Start market.Millis
	USD   [market.Sides]market.USD
}

// Liquidations is a recording of liquidated dollars.
type Liquidations struct {
	Rows    []Liquidated
	Length  market.Millis // of an interval
	Ignored []string
}

// ReadLiquidations reads ts_ms (or open_time, timestamp), long_usd, short_usd,
// plain or gzip. Rows are ordered by time; the interval is the shortest step
// between two.
func ReadLiquidations(file []byte) (*Liquidations, *market.Fault) {
	t, fault := open(file, []column{{"ts_ms", true}, {"long_usd", true}, {"short_usd", true}})
	if fault != nil {
		return nil, fault
	}
	l := &Liquidations{Ignored: t.ignored}
	for t.next() {
		row := Liquidated{Start: t.millis(0)}
		for side := range row.USD {
			row.USD[side] = market.USD(t.amount(1 + side))
		}
		if t.fault != nil {
			break
		}
		if n := len(l.Rows); n > 0 {
			if l.Length, fault = t.step(l.Rows[n-1].Start, row.Start, l.Length); fault != nil {
				return nil, fault
			}
		}
		l.Rows = append(l.Rows, row)
	}
	if t.fault != nil {
		return nil, t.fault
	}
	if len(l.Rows) < 2 {
		return nil, t.short(len(l.Rows))
	}
	return l, nil
}

// Orders is the forced orders of one interval with the range of prices that
// they were sent at.
type Orders struct {
	Start     market.Millis
	Low, High market.Price
	USD       [market.Sides]market.USD
}

// ReadOrders reads forced orders with prices, plain or gzip: timestamp (or
// ts_ms, open_time), low_price, high_price, buy_volume_usd (shorts closed) and sell_volume_usd
// (longs closed). length is the shortest step between two rows.
func ReadOrders(file []byte) (rows []Orders, length market.Millis, fault *market.Fault) {
	t, fault := open(file, []column{{"ts_ms", true}, {"low_price", true}, {"high_price", true}, {"sell_volume_usd", true}, {"buy_volume_usd", true}})
	if fault != nil {
		return nil, 0, fault
	}
	for t.next() {
		row := Orders{Start: t.millis(0), Low: market.Price(t.amount(1)), High: market.Price(t.amount(2))}
		row.USD = [market.Sides]market.USD{market.USD(t.amount(3)), market.USD(t.amount(4))}
		if t.fault == nil && row.High < row.Low {
			t.spoil(2, "orders-high-below-low", "is below the row's low_price")
		}
		if t.fault != nil {
			break
		}
		if n := len(rows); n > 0 {
			if length, fault = t.step(rows[n-1].Start, row.Start, length); fault != nil {
				return nil, 0, fault
			}
		}
		rows = append(rows, row)
	}
	if t.fault != nil {
		return nil, 0, t.fault
	}
	if len(rows) < 2 {
		return nil, 0, t.short(len(rows))
	}
	return rows, length, nil
}

// amount is a number that is not negative.
func (t *table) amount(c int) float64 {
	v := t.number(c)
	if v < 0 {
		t.spoil(c, "amount-negative", "is negative")
	}
	return v
}

// step checks that stamps ascend and returns the shortest step so far.
func (t *table) step(last, at, shortest market.Millis) (market.Millis, *market.Fault) {
	if fault := t.follows(last, at); fault != nil {
		return 0, fault
	}
	if step := at - last; shortest == 0 || step < shortest {
		return step, nil
	}
	return shortest, nil
}
