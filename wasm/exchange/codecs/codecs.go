// Package codecs knows the codec of every venue: the one place where a new
// one is registered.
package codecs

import (
	"brink/wasm/exchange"
	"brink/wasm/exchange/binance"
	"brink/wasm/exchange/bitget"
	"brink/wasm/exchange/bybit"
	"brink/wasm/exchange/deribit"
	"brink/wasm/exchange/gate"
	"brink/wasm/exchange/hyperliquid"
	"brink/wasm/exchange/kraken"
	"brink/wasm/exchange/lighter"
	"brink/wasm/exchange/okx"
	"brink/wasm/market"
)

// entry is a venue's plan and the maker of its codecs.
type entry struct {
	plan *exchange.Plan
	make func() exchange.Codec
}

// offered are those of the venues that live markets can connect to, which the
// browser carries; further has the rest.
var offered = [...]entry{
	{&binance.Plan, binance.New},
	{&binance.CoinPlan, binance.NewCoin},
	{&bybit.Plan, bybit.New},
	{&bybit.InversePlan, bybit.NewInverse},
	{&okx.Plan, okx.New},
	{&hyperliquid.Plan, hyperliquid.New},
	{&bitget.Plan, bitget.New},
	{&gate.Plan, gate.New},
	{&deribit.Plan, deribit.New},
	{&kraken.Plan, kraken.New},
	{&lighter.Plan, lighter.New},
}

func of(venue market.Venue) *entry {
	for _, list := range [...][]entry{offered[:], further[:]} {
		for i := range list {
			if list[i].plan.Venue == venue {
				return &list[i]
			}
		}
	}
	return nil
}

// New returns a decoder of a venue's messages, or nil for a venue that is not
// spoken with.
func New(venue market.Venue) *exchange.Decoder {
	if e := of(venue); e != nil {
		return exchange.New(e.plan, e.make())
	}
	return nil
}

// PlanOf returns what to ask of a venue, or nil for one that is not spoken
// with. It is shared: nobody writes to it.
func PlanOf(venue market.Venue) *exchange.Plan {
	if e := of(venue); e != nil {
		return e.plan
	}
	return nil
}
