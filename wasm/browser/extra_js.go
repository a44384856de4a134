package browser

import (
	"strings"
	"syscall/js"

	"brink/wasm/market"
	"brink/wasm/page"
)

// Build is the hash in the name that this binary was fetched by.
func (b *Boot) Build() string {
	parts := strings.Split(b.value.Get("binary").String(), ".")
	return parts[max(0, len(parts)-2)]
}

// OpenExtra fetches the second module by site/extra.js, which is fetched first.
func (b *Boot) OpenExtra(opened func(page.Worker), handle func(message []byte), failed func(market.Fault)) {
	fail := func(code, sentence string) { failed(market.Fault{Code: code, Sentence: sentence}) }
	b.value.Call("extra").Call("then", either(
		func(module js.Value) {
			w := &Worker{module.Call("open", funcOf(func(_ js.Value, args []js.Value) any {
				fail(args[0].String(), args[1].String())
				return nil
			}))}
			w.receive(handle)
			opened(w)
		},
		func(js.Value) {
			fail("extra-blocked", "What computes this could not be fetched. The map goes on; switch it off and on to try again.")
		},
	)...)
}
