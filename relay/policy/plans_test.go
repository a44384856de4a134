package policy_test

import (
	"slices"
	"strings"
	"testing"

	"brink/relay/policy"
	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

const own = "https://brink.example"

// relayed is a venue's name in the relay's addresses.
func relayed(venue market.Venue) string { return policy.Prefix + venues.Of(venue).Relay }

// All that the adapters ask for is allowed, to the origin that they mean.
func TestWhatAdaptersAskForIsAllowed(t *testing.T) {
	asked := 0
	for _, venue := range venues.IDs() {
		plan := codecs.PlanOf(venue)
		for _, call := range plan.Endpoints {
			if call.Method != "GET" {
				continue
			}
			query := exchange.Query{Symbol: venues.Symbol(venue, "BTC"), Span: market.Hour, From: 1_790_812_800_000, To: 1_790_816_400_000, FromID: 12345}
			r, ok := plan.Request(call.Call, query)
			if !ok {
				t.Errorf("%s %s: no request", venue, call.Call)
				continue
			}
			pairs := strings.Split(r.Query, "&")
			slices.Sort(pairs)
			v, refusal := policy.Judge(&policy.Request{Method: "GET", Path: relayed(venue) + r.Path, RawQuery: strings.Join(pairs, "&"), Own: own, Origin: own})
			if refusal != nil {
				t.Errorf("%s %s: %s?%s: %s", venue, call.Call, r.Path, r.Query, refusal.Sentence)
				continue
			}
			asked++
			if !strings.HasPrefix(v.URL, "https://"+r.Host+r.Path) || strings.Contains(v.URL, "$") {
				t.Errorf("%s %s goes to %s", venue, call.Call, v.URL)
			}
			if v.Units < r.Weight || v.Budget.Name == "" {
				t.Errorf("%s %s costs %d of %q, of which an adapter counts %d", venue, call.Call, v.Units, v.Budget.Name, r.Weight)
			}
		}
		for _, socket := range plan.Sockets([]string{venues.Symbol(venue, "BTC")}, exchange.WantAll) {
			v, refusal := policy.Judge(&policy.Request{Method: "GET", Path: relayed(venue) + socket.Path, Own: own, Origin: own, Socket: true})
			if refusal != nil {
				t.Errorf("%s: %s", socket.URL(), refusal.Sentence)
				continue
			}
			asked++
			if v.URL != socket.URL() {
				t.Errorf("%s goes to %s", socket.URL(), v.URL)
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d requests were judged", asked)
	}
}

// Nothing else is: every address of the table is one that an adapter asks for,
// with no key that none uses.
func TestNothingElseIsAllowed(t *testing.T) {
	want := map[string]bool{}
	for _, venue := range venues.IDs() {
		plan := codecs.PlanOf(venue)
		for _, call := range plan.Endpoints {
			if call.Method == "GET" {
				keys := slices.Clone(call.Keys)
				slices.Sort(keys)
				path := strings.NewReplacer("$s", "*", "$b", "*").Replace(call.Path)
				want[relayed(venue)+path+"?"+strings.Join(keys, "&")] = true
			}
		}
		for _, socket := range plan.Sockets([]string{venues.Symbol(venue, "BTC")}, exchange.WantAll) {
			want[relayed(venue)+socket.Path] = true
		}
	}
	for _, address := range policy.Addresses() {
		if !want[address] {
			t.Errorf("%s is relayed and no adapter asks for it", address)
		}
		delete(want, address)
	}
	for address := range want {
		t.Errorf("%s is asked for and not in the table", address)
	}
}

// Every venue of the page is one that the table names, once.
func TestNamesAreThePagesVenues(t *testing.T) {
	var named, want []string
	for name := range policy.Upstreams() {
		named = append(named, policy.Names(name)...)
	}
	for _, venue := range venues.IDs() {
		want = append(want, string(venue))
		if table := strings.TrimPrefix(relayed(venue), policy.Prefix); !slices.Contains(policy.Names(table), string(venue)) {
			t.Errorf("%s is relayed as %s, which does not name it", venue, table)
		}
	}
	slices.Sort(named)
	slices.Sort(want)
	if !slices.Equal(named, want) || policy.Names("nobody") != nil {
		t.Errorf("the table names %v, the page has %v", named, want)
	}
}
