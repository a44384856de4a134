package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// load reads a file, or standard input for -, and unzips it where it is
// zipped.
func load(name string, in io.Reader) ([]byte, error) {
	data, err := []byte(nil), error(nil)
	if name == "-" {
		data, err = io.ReadAll(in)
	} else {
		data, err = os.ReadFile(name)
	}
	if err != nil || !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, err
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return io.ReadAll(unzipped)
}

// piece is one message as the venue sent it, with what the recorder noted.
type piece struct {
	body   []byte
	place  string        // in the file, for people
	at     market.Millis // when it was received, 0 where nobody noted it
	label  string        // what the recorder calls it: "ws.trades", "rest.meta"
	path   string        // of the request it answers
	symbol string        // of that request
	fault  string        // why it cannot be read at all
}

// unwrapper collects the pieces of a file.
type unwrapper struct {
	pieces []piece
	frames bool // the file holds WebSocket messages
}

// unwrap finds the messages in a file of any shape. frames says that
// WebSocket messages are wanted, so that an array is one of messages.
func unwrap(data []byte, frames bool) []piece {
	u := unwrapper{frames: frames}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	switch {
	case json.Valid(data):
		u.value(data, piece{place: "the file"})
	case !u.stream(data):
		u.pieces = nil
		u.lines(data)
	}
	return u.pieces
}

// stream reads JSON documents one after another, each of any number of lines.
// It returns false where the file is something else.
func (u *unwrapper) stream(data []byte) bool {
	if len(data) == 0 || data[0] != '{' && data[0] != '[' {
		return false
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	for n := 1; ; n++ {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err == io.EOF {
			return true
		} else if err != nil {
			return false
		}
		u.value(raw, piece{place: "document " + strconv.Itoa(n)})
	}
}

// lines reads a message a line, with the time of its reception or the address
// it came from before it.
func (u *unwrapper) lines(data []byte) {
	number := 0
	for line := range bytes.Lines(data) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		p := piece{place: "line " + strconv.Itoa(number)}
		start := bytes.IndexAny(line, "{[")
		if string(line) == "pong" {
			p.body = line
			u.pieces = append(u.pieces, p)
			continue
		}
		if start < 0 && bytes.Contains(line, []byte("://")) || bytes.HasPrefix(line, []byte("configuration:")) {
			continue // where a recorder opened a connection, and what it was told to record
		}
		if start < 0 {
			p.fault = "the line holds no message"
			u.pieces = append(u.pieces, p)
			continue
		}
		prefix := string(bytes.TrimSpace(line[:start]))
		if strings.Contains(prefix, "<-") {
			continue // what the recorder sent
		}
		p.at = received(prefix)
		if from, _, ok := strings.Cut(prefix, " -> "); ok {
			p.request(from)
		}
		if body := line[start:]; json.Valid(body) {
			u.value(body, p)
		} else {
			p.fault = "the line is not JSON from its first bracket on"
			u.pieces = append(u.pieces, p)
		}
	}
}

// received reads the time before a message: seconds with a fraction,
// milliseconds, microseconds or nanoseconds.
func received(prefix string) market.Millis {
	fields := strings.Fields(prefix)
	if len(fields) == 0 {
		return 0
	}
	t, err := strconv.ParseFloat(strings.TrimSuffix(fields[len(fields)-1], ":"), 64)
	if err != nil || !(t > 0) {
		return 0
	}
	for t > 1e13 {
		t /= 1000
	}
	if t < 1e11 {
		t *= 1000
	}
	return market.Millis(t)
}

// request notes the path and the symbol of the request that a piece answers.
func (p *piece) request(address string) {
	method, rest, found := strings.Cut(strings.TrimSpace(address), " ")
	if found && (method == "GET" || method == "POST") {
		address = rest
	}
	target, question, _ := strings.Cut(address, " ")
	parsed, err := url.Parse(target)
	if err != nil || !strings.Contains(target, "/") {
		return
	}
	p.path = parsed.Path
	p.query(parsed.RawQuery)
	// Where the question is the body, its type is the call.
	if parsed.Path == "/info" && question != "" {
		kind, _, _ := strings.Cut(strings.TrimPrefix(question, `{"type":"`), `"`)
		p.path, _, _ = strings.Cut(kind, " ")
	}
}

// query notes the symbol of a query.
func (p *piece) query(query string) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return
	}
	for _, key := range [...]string{"symbol", "instId", "pair", "coin", "contract", "instrument_name", "contract_code"} {
		if s := values.Get(key); s != "" {
			p.symbol = s
			return
		}
	}
}

// wanted reports whether a piece is of the kind that was asked for, as far as
// its recorder said what it is.
func (p *piece) wanted(kind string, plan *exchange.Plan) bool {
	rest, isRest := strings.CutPrefix(p.label, "rest")
	if kind == webSocket {
		return p.path == "" && !isRest
	}
	if strings.HasPrefix(p.label, "ws") {
		return false
	}
	if p.path != "" && p.path != "/info" {
		at := plan.Named(p.path)
		return at != nil && at.Call == plan.Named(kind).Call
	}
	rest = strings.Trim(rest, ". ")
	if !isRest || rest == "" {
		return true
	}
	return names(rest, plan.Named(kind))
}

// names reports whether a recorder's word is one for the call.
func names(word string, at *exchange.Endpoint) bool {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "", "/", "").Replace(s))
	}
	word, _, _ = strings.Cut(word, " ")
	word = plain(word)
	if plain(at.Call.String()) == word || strings.HasSuffix(plain(at.Path), word) {
		return true
	}
	for _, alias := range at.Aliases {
		if plain(alias) == word {
			return true
		}
	}
	return false
}

// result is the body of an answer that came over a socket, nil where the
// piece is none.
func (p *piece) result() []byte {
	var answer struct {
		Status    int             `json:"status"`
		Result    json.RawMessage `json:"result"`
		Generated bool            `json:"generated"` // by the recorder, of an answer that it asked for
		Data      json.RawMessage `json:"data"`
	}
	switch {
	case json.Unmarshal(p.body, &answer) != nil:
		return nil
	case answer.Generated:
		return answer.Data
	case answer.Status != 200:
		return nil
	}
	return answer.Result
}
