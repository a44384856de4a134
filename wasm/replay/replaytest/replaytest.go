// Package replaytest writes recordings for the tests of whoever reads them. It
// knows the format and no reader.
package replaytest

import (
	"strconv"

	"brink/wasm/market"
)

// AppendBars appends bars to dst as the CSV that replay.ReadBars reads, so that
// reading gives the same bars back, bit for bit. The optional columns are
// there when any bar carries them, and empty where one does not. Mark prices
// and histograms are not part of the format.
func AppendBars(dst []byte, bars []market.Bar) []byte {
	var carried market.Optional
	for i := range bars {
		carried |= bars[i].Optional
	}
	dst = append(dst, "ts_ms,open,high,low,close,volume"...)
	if carried.Has(market.OptionalOI) {
		dst = append(dst, ",oi"...)
	}
	if carried.Has(market.OptionalTaker) {
		dst = append(dst, ",taker_buy_volume"...)
	}
	dst = append(dst, '\n')
	for i := range bars {
		b := &bars[i]
		dst = strconv.AppendInt(dst, int64(b.Start), 10)
		for _, v := range [...]float64{float64(b.Open), float64(b.High), float64(b.Low), float64(b.Close), float64(b.Volume)} {
			dst = strconv.AppendFloat(append(dst, ','), v, 'f', -1, 64)
		}
		for _, optional := range [...]struct {
			bit market.Optional
			v   market.Base
		}{{market.OptionalOI, b.OpenInterest}, {market.OptionalTaker, b.TakerBuy}} {
			if !carried.Has(optional.bit) {
				continue
			}
			dst = append(dst, ',')
			if b.Optional.Has(optional.bit) {
				dst = strconv.AppendFloat(dst, float64(optional.v), 'f', -1, 64)
			}
		}
		dst = append(dst, '\n')
	}
	return dst
}
