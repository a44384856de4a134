package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"brink/wasm/market"
)

// object is a JSON object whose values are not looked at yet. Unlike a
// struct's, its keys tell upper from lower case.
type object map[string]json.RawMessage

// text is a field that is a string, else "".
func (o object) text(key string) string {
	var s string
	if json.Unmarshal(o[key], &s) != nil {
		return ""
	}
	return s
}

// many are the keys under which recorders keep lists of messages.
var many = [...]string{"messages", "items", "samples", "recordings", "entries", "frames", "records"}

// single are the keys under which they keep one, beside their notes.
var single = [...]string{"payload", "msg", "message", "raw", "sample", "response", "body", "frame", "content", "text", "log"}

// notes are keys beside which data can only be a whole message.
var notes = map[string]bool{
	"data": true, "recv": true, "received": true, "received_at": true, "ts": true, "time": true, "timestamp": true,
	"local_timestamp": true, "localTimestamp": true, "exchange": true, "venue": true,
}

// value adds the messages in a JSON value, of which p says what is known.
func (u *unwrapper) value(raw json.RawMessage, p piece) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return
	}
	switch raw[0] {
	case '"':
		var inner string
		if json.Unmarshal(raw, &inner) != nil {
			return
		}
		if inner = embedded(inner); json.Valid([]byte(inner)) {
			u.value([]byte(inner), p)
			return
		}
		p.body = []byte(inner)
		u.pieces = append(u.pieces, p)
	case '[':
		u.array(raw, p)
	case '{':
		u.object(raw, p)
	default:
		// A number or a word: the recorder's own.
	}
}

// embedded is a text's message, which may stand behind the lines of the request
// that it answers.
func embedded(text string) string {
	text = strings.TrimSpace(text)
	if at := strings.Index(text, "\n{"); strings.HasPrefix(text, "GET") && at > 0 {
		return text[at+1:]
	}
	return text
}

// array adds the elements of an array of messages, or the array where it is
// an answer itself.
func (u *unwrapper) array(raw json.RawMessage, p piece) {
	var rows []json.RawMessage
	if json.Unmarshal(raw, &rows) != nil {
		return
	}
	split := len(rows) > 0 && (u.frames && p.path == "" && !strings.HasPrefix(p.label, "rest"))
	if !split && len(rows) > 0 {
		var first object
		if json.Unmarshal(rows[0], &first) == nil {
			_, _, wrapped := first.inner()
			split = wrapped || first["retCode"] != nil || first["code"] != nil && first["data"] != nil
		}
	}
	if !split {
		p.body = raw
		u.pieces = append(u.pieces, p)
		return
	}
	for i, row := range rows {
		one := p
		one.place = p.place + "[" + strconv.Itoa(i) + "]"
		u.value(row, one)
	}
}

// object adds what a wrapping holds, or the object itself where it is none.
func (u *unwrapper) object(raw json.RawMessage, p piece) {
	var o object
	if json.Unmarshal(raw, &o) != nil {
		return
	}
	if o["unparsed"] != nil {
		return // a document that was cut short by its author
	}
	if dir := o.text("dir") + o.text("direction"); dir == "client_sends" || dir == "out" || dir == "sent" {
		return
	}
	key, list, wrapped := o.inner()
	if !wrapped {
		p.body = raw
		u.pieces = append(u.pieces, p)
		return
	}
	o.describe(&p)
	if !list {
		u.value(o[key], p)
		return
	}
	var rows []json.RawMessage
	json.Unmarshal(o[key], &rows)
	for i, row := range rows {
		one := p
		one.place = key + "[" + strconv.Itoa(i) + "]"
		u.value(row, one)
	}
}

// inner is the key that holds the message or, where list is true, messages.
// ok is false for an object that wraps nothing.
func (o object) inner() (key string, list, ok bool) {
	for _, key := range many {
		if first(o[key]) == '[' {
			return key, true, true
		}
	}
	for _, key := range single {
		if key == "payload" && o["channel"] != nil {
			continue // what was subscribed to, in a venue's own answer
		}
		switch first(o[key]) {
		case '{', '[':
			return key, false, true
		case '"':
			if text := embedded(o.text(key)); strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
				return key, false, true
			}
		}
	}
	switch first(o["data"]) {
	case '"':
		return "data", false, strings.HasPrefix(strings.TrimSpace(o.text("data")), "{")
	case '{':
		for key := range o {
			if !notes[key] {
				return "", false, false
			}
		}
		return "data", false, true
	}
	return "", false, o["unparsed"] != nil || o["dir"] != nil
}

// first is the first byte of a JSON value, 0 for none.
func first(raw json.RawMessage) byte {
	if len(raw) == 0 {
		return 0
	}
	return raw[0]
}

// describe notes what a wrapping says of what it holds.
func (o object) describe(p *piece) {
	for _, key := range [...]string{"recv", "received", "received_at", "local_timestamp", "localTimestamp", "ts"} {
		if at := received(strings.Trim(string(o[key]), `"`)); at > 0 {
			p.at = at
			break
		}
	}
	if kind := o.text("kind"); kind != "" {
		p.label = kind
	}
	if doc := o.text("doc"); strings.Contains(doc, "/websocket/") {
		p.label = "ws"
	} else if doc != "" {
		name := doc[strings.LastIndexByte(doc, '/')+1:]
		p.label = "rest." + strings.TrimSuffix(name, ".mdx")
	}
	switch path := o.text("path"); {
	case path != "":
		p.path = path
	case o.text("url") != "":
		p.request(o.text("url"))
	case strings.HasPrefix(o.text("request_or_topic"), "GET "), strings.HasPrefix(o.text("request_or_topic"), "POST "):
		p.request(o.text("request_or_topic"))
	}
	if query := o.text("query"); query != "" {
		p.query(query)
	}
	var request object
	if json.Unmarshal(o["request"], &request) == nil && request != nil {
		request.describe(p)
		var question struct{ Type, Coin string }
		if json.Unmarshal(request["body"], &question) == nil && question.Type != "" {
			p.path, p.symbol = question.Type, question.Coin
		}
	}
	if p.at == market.Millis(0) {
		p.at = received(strings.Trim(string(o["timestamp"]), `"`))
	}
}
