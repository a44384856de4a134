//go:build !js

package codecs

import (
	"brink/wasm/exchange/bitget"
	"brink/wasm/exchange/deribit"
	"brink/wasm/exchange/dydx"
	"brink/wasm/exchange/gate"
	"brink/wasm/exchange/htx"
	"brink/wasm/exchange/kraken"
	"brink/wasm/exchange/lighter"
)

// further are the venues that live markets cannot connect to: of which no visitor
// loads the codecs.
var further = [...]entry{
	{&bitget.Plan, bitget.New},
	{&gate.Plan, gate.New},
	{&deribit.Plan, deribit.New},
	{&kraken.Plan, kraken.New},
	{&lighter.Plan, lighter.New},
	{&dydx.Plan, dydx.New},
	{&htx.Plan, htx.New},
}
