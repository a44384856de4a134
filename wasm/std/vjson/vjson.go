// Package vjson stands in for github.com/vugu/vjson in the browser's binary:
// Vugu reads with it what the browser says of an event, and nothing else. It
// reads by fastjson, which is there already.
//
// site/build.mjs puts it in place by a go.mod of its own. No package imports it
// by this path.
package vjson

import (
	"errors"
	"strconv"

	"github.com/valyala/fastjson"
)

// Unmarshal reads an object into a map, which v points to, as encoding/json
// does; v of any other type is refused.
func Unmarshal(data []byte, v any) error {
	into, ok := v.(*map[string]any)
	if !ok {
		return errors.New("vjson: only a map of texts to anything is read here")
	}
	value, err := fastjson.ParseBytes(data)
	if err != nil {
		return err
	}
	read, ok := plain(value).(map[string]any)
	if !ok {
		return errors.New("vjson: what is to be read is no object")
	}
	*into = read
	return nil
}

// plain is a value as encoding/json gives it.
func plain(v *fastjson.Value) any {
	switch v.Type() {
	case fastjson.TypeObject:
		out := map[string]any{}
		v.GetObject().Visit(func(key []byte, v *fastjson.Value) { out[string(key)] = plain(v) })
		return out
	case fastjson.TypeArray:
		list := v.GetArray()
		out := make([]any, len(list))
		for i, item := range list {
			out[i] = plain(item)
		}
		return out
	case fastjson.TypeString:
		return string(v.GetStringBytes())
	case fastjson.TypeNumber:
		x, _ := strconv.ParseFloat(string(v.MarshalTo(nil)), 64)
		return x
	case fastjson.TypeTrue:
		return true
	case fastjson.TypeFalse:
		return false
	}
	return nil
}
