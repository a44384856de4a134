//go:build !(js && tinygo)

package codecs

import (
	"brink/wasm/exchange/dydx"
	"brink/wasm/exchange/htx"
)

// further are the venues that live markets cannot connect to: of which no visitor
// loads the codecs.
var further = [...]entry{
	{&dydx.Plan, dydx.New},
	{&htx.Plan, htx.New},
}
