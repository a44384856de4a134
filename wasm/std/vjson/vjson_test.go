package vjson

import (
	"encoding/json"
	"reflect"
	"testing"
)

// What is read is what encoding/json reads.
func TestAsEncodingJSON(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`{"position_id":"0_1_2","event_type":"change","capture":false,"passive":true,"event_summary":{"target":{"value":"12,5","checked":true,"valueAsNumber":-1.5e3},"detail":null}}`,
		`{"a":[1,"2",{"b":[]},0.1,1e300,-0],"":"\u00e9\n\"\\\/ \ud83d\ude00","x\ty":"ü"}`,
	} {
		var got, want map[string]any
		if err := Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %v, want %v", text, got, want)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	for _, text := range []string{``, `[]`, `"a"`, `{`, `{"a":}`, `{"a":1}x`, `null`} {
		got := map[string]any{"before": true}
		if err := Unmarshal([]byte(text), &got); err == nil || len(got) != 1 {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	var other map[string]string
	if err := Unmarshal([]byte(`{}`), &other); err == nil {
		t.Error("another type is written to")
	}
}
