//go:build !(js && tinygo)

package codecs

import (
	"brink/wasm/exchange/dydx"
	"brink/wasm/exchange/htx"
	"brink/wasm/exchange/kraken"
	"brink/wasm/exchange/lighter"
)

// further are the venues that live markets cannot connect to: of which no visitor
// loads the codecs.
var further = [...]entry{
	{&kraken.Plan, kraken.New},
	{&lighter.Plan, lighter.New},
	{&dydx.Plan, dydx.New},
	{&htx.Plan, htx.New},
}
