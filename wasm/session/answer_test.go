package session

import (
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// requests is a message of each kind that the page may send, such as can be
// acted on once a market is at hand.
func requests() map[wire.Kind][]byte {
	v := grid.View{From: monday, Column: 15 * market.Minute, Columns: 8, Bottom: 50_000, Top: 70_000, Rows: 20}
	return map[wire.Kind][]byte{
		wire.KindSimulate:        (&wire.Simulate{Seed: 1, Symbol: "BTCUSDT", Start: monday, Until: monday + market.Hour, Column: step, Model: "classic"}).Append(nil),
		wire.KindRecord:          (&wire.Record{Name: "x.csv", Column: step, File: []byte("open_time,open,high,low,close,volume\n1767571200000,1,1,1,1,1\n1767571500000,1,1,1,1,1\n")}).Append(nil),
		wire.KindLive:            (&wire.Live{Coin: "BTC", Days: 1, Column: step, Model: "classic", At: monday, RelayOnly: []string{"okx"}}).Append(nil),
		wire.KindViewport:        (&wire.Viewport{Serial: 1, Model: "classic", Venues: 1, View: v}).Append(nil),
		wire.KindAck:             (&wire.Ack{Serial: 1}).Append(nil),
		wire.KindProbe:           (&wire.Probe{Serial: 1, Time: monday, Price: 60_000, Classes: 15, Sides: 3}).Append(nil),
		wire.KindSnapshotRequest: (&wire.SnapshotRequest{Serial: 1, Model: "classic", Sides: 3, Classes: 15, Venues: 1}).Append(nil),
		wire.KindCompare:         (&wire.Compare{Models: [2]string{"learned", "classic"}, View: grid.View{From: monday, Column: market.Hour, Columns: 24, Bottom: 50_000, Top: 70_000, Rows: 20}}).Append(nil),
		wire.KindWhy:             (&wire.Why{Hi: 1}).Append(nil),
		wire.KindProve:           (&wire.Prove{}).Append(nil),
		wire.KindExportSession:   wire.AppendExportSession(nil),
		wire.KindFollowBooks:     (&wire.FollowBooks{On: true}).Append(nil),
	}
}

// counted is a session with a simulated market, what it has emitted, by kind,
// and how many live markets it began.
func counted(t *testing.T) (s *Session, emitted map[wire.Kind]int, faults *[]string, begun *int) {
	emitted, faults, begun = map[wire.Kind]int{}, new([]string), new(int)
	s = New(func(message []byte) {
		kind, fault := wire.KindOf(message)
		if fault != nil {
			t.Fatal(fault)
		}
		if emitted[kind]++; kind == wire.KindFault {
			said, fault := wire.ParseFault(message)
			if fault != nil || said.Sentence == "" {
				t.Fatalf("%v, %+v", fault, said)
			}
			*faults = append(*faults, said.Code)
		}
	})
	s.Platform = func(l *Live) Platform {
		*begun++
		return &slowStore{silentPlatform{live: l, dialed: map[int]string{}}}
	}
	s.Handle((&wire.Simulate{Seed: 2, Symbol: "BTCUSDT", Start: monday, Until: monday + market.Day, Column: step}).Append(nil))
	if len(*faults) > 0 {
		t.Fatal(*faults)
	}
	clear(emitted)
	return s, emitted, faults, begun
}

func TestEachKindOfMessageHasOneAnswerer(t *testing.T) {
	list := requests()
	if len(list) != len(answerers) {
		t.Errorf("%d kinds are answered, %d are sent", len(answerers), len(list))
	}
	answered := map[wire.Kind]wire.Kind{
		wire.KindSimulate: wire.KindSource, wire.KindRecord: wire.KindSource, wire.KindViewport: wire.KindFrame, wire.KindProbe: wire.KindCell,
		wire.KindSnapshotRequest: wire.KindSnapshot, wire.KindExportSession: wire.KindFile,
	}
	for kind, message := range list {
		s, emitted, faults, begun := counted(t)
		s.Handle(message)
		if len(*faults) > 0 {
			t.Errorf("kind %d: %v", kind, *faults)
		}
		if want, ok := answered[kind]; ok && emitted[want] != 1 {
			t.Errorf("kind %d is answered by %v", kind, emitted)
		}
		if (*begun == 1) != (kind == wire.KindLive) {
			t.Errorf("kind %d began %d live markets", kind, *begun)
		}
	}
}

func TestUnknownKindsAreRefused(t *testing.T) {
	s, emitted, faults, begun := counted(t)
	steps := len(s.market.steps)
	known := requests()
	for kind := range 256 {
		if known[wire.Kind(kind)] != nil {
			continue
		}
		clear(emitted)
		*faults = nil
		s.Handle([]byte{wire.Version, byte(kind), 1, 2, 3})
		if len(*faults) != 1 || (*faults)[0] != "message-unknown" || len(emitted) != 1 {
			t.Fatalf("kind %d: faults %v, emitted %v", kind, *faults, emitted)
		}
	}
	if len(s.market.steps) != steps || *begun != 0 {
		t.Error("a message that is not known has an effect")
	}
}

// Whatever of a message is missing, or too much, it is refused by one fault and
// has no effect; the whole message is then answered as ever.
func TestCutMessagesHaveNoEffect(t *testing.T) {
	for kind, message := range requests() {
		s, emitted, faults, begun := counted(t)
		steps, source := len(s.market.steps), s.market.source.Name
		refused := func(name string, bad []byte) {
			clear(emitted)
			*faults = nil
			s.Handle(bad)
			if len(*faults) != 1 || (*faults)[0] != "message-damaged" || len(emitted) != 1 {
				t.Errorf("kind %d, %s: faults %v, emitted %v", kind, name, *faults, emitted)
			}
		}
		for n := range message {
			refused("cut short", message[:n:n])
		}
		refused("too long", append(append([]byte(nil), message...), 0))
		refused("of another version", append([]byte{wire.Version + 1}, message[1:]...))
		if len(s.market.steps) != steps || s.market.source.Name != source || s.live != nil || *begun != 0 || s.frames.viewport != nil || s.snapshots.request != nil {
			t.Errorf("kind %d, cut short, has an effect", kind)
		}
		*faults = nil
		if s.Handle(message); len(*faults) != 0 {
			t.Errorf("kind %d after its damaged ones: %v", kind, *faults)
		}
	}
}

// Before any market is at hand each request that needs one is refused by a
// fault, or answered by what says that nothing is known.
func TestRequestsBeforeAnyMarket(t *testing.T) {
	for kind, want := range map[wire.Kind]string{
		wire.KindViewport: "market-missing", wire.KindSnapshotRequest: "market-missing", wire.KindExportSession: "market-missing", wire.KindAck: "", wire.KindProbe: "", wire.KindLive: "network-missing",
	} {
		got := ""
		s := New(func(message []byte) {
			if said, fault := wire.ParseFault(message); fault == nil {
				got += said.Code
			}
		})
		s.Handle(requests()[kind])
		s.Tick()
		if got != want {
			t.Errorf("kind %d: %q, want %q", kind, got, want)
		}
	}
}
