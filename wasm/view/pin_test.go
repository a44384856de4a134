package view

import "testing"

func TestAClickKeepsAClusterPointedOut(t *testing.T) {
	s, _ := Story("simulated")
	rows := s.Rows()
	over := func() (n int) {
		for _, m := range s.Marks() {
			if m.Kind == OverMark {
				n++
			}
		}
		return n
	}
	s.Clusters.Point(&rows[0])
	if s.Clusters.Pin(&rows[0]); s.Clusters.Pinned == nil {
		t.Fatal("nothing is pinned")
	}
	if s.Clusters.Unpoint(); over() != 1 {
		t.Errorf("%d marks once the pointer has left", over())
	}
	if s.Clusters.Pin(&rows[0]); over() != 0 {
		t.Error("a second click does not let it go")
	}
	s.Clusters.Pin(&rows[1])
	if s.Clusters.Forget(); s.Clusters.Pinned != nil {
		t.Error("another market has it")
	}
}
