package view

import "testing"

func TestIndicatorsAreShownAndPutAway(t *testing.T) {
	look, applied := Defaults().Look, 0
	for _, step := range []struct {
		flip string
		want Panes
	}{{"rsi", "rsi"}, {"volume", "rsi volume"}, {"unheard of", "rsi volume"}, {"", "rsi volume"}, {"rsi volume", "rsi volume"}, {"rsi", "volume"}, {"volume", ""}, {"volume", "volume"}, {"volume", ""}} {
		if look.FlipIndicator(step.flip) == PaneList {
			applied++
		}
		if look.Panes != step.want {
			t.Errorf("after %q: %q, want %q", step.flip, look.Panes, step.want)
		}
	}
	if applied != 6 {
		t.Errorf("%d changes", applied)
	}
	for _, i := range Indicators() {
		look.FlipIndicator(i.Name)
		if i.Title == "" || !look.Panes.Shows(i.Name) {
			t.Errorf("%+v is not shown", i)
		}
	}
	read := Settings{}
	for text, ok := range map[string]bool{"": true, "rsi": true, "vwap rsi": true, "rsi rsi": false, "RSI": false, "rsi  vwap": false, " rsi": false, "macd": false} {
		if got := choices[ChoicePanes].set(&read, text); got != ok {
			t.Errorf("%q is read: %v", text, got)
		}
	}
}
