package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// webSocket is the kind that is no REST call.
const webSocket = "ws"

// session decodes the pieces of one file.
type session struct {
	decoder *exchange.Decoder
	plan    *exchange.Plan
	kind    string
	symbol  string
	out     *bufio.Writer
	errs    io.Writer

	events   int    // printed
	decoded  int    // pieces whose shape was known
	passed   int    // pieces that answer something else than was asked
	foreign  int    // refusals because of another market
	refused  int    // all other refusals
	only     string // the only symbol seen so far
	several  bool   // more than one was
	scratch  []market.Event
	line     []byte
	reported map[string]int
}

func (s *session) all(pieces []piece) {
	s.reported = map[string]int{}
	for i := range pieces {
		s.one(&pieces[i])
	}
}

// one decodes a piece and prints its events.
func (s *session) one(p *piece) {
	if p.fault != "" {
		s.refuse(p, &market.Fault{Code: "json-broken", Sentence: p.fault})
		return
	}
	if !p.wanted(s.kind, s.plan) {
		s.passed++
		return
	}
	events, fault := s.decode(p)
	if fault == nil || fault.Code != exchange.UnknownMessage {
		s.decoded++
	}
	for i := range events {
		s.print(&events[i], p)
	}
	if fault != nil {
		s.refuse(p, fault)
	}
}

// decode tries what was asked for. Recordings of a socket also hold the
// answers that the recorder asked for in between: a book, the open interest.
func (s *session) decode(p *piece) ([]market.Event, *market.Fault) {
	if s.kind != webSocket {
		return s.answer(s.plan.Named(s.kind).Call, p, p.body)
	}
	events, fault := s.decoder.Frame(s.scratch[:0], p.body, p.at)
	if fault == nil || fault.Code != exchange.UnknownMessage {
		s.scratch = events
		return events, fault
	}
	body := p.body
	if inner := p.result(); inner != nil {
		body = inner
	}
	for _, word := range [...]string{"book", "open-interest", "best"} {
		at := s.plan.Named(word)
		if at == nil {
			continue
		}
		if found, other := s.answer(at.Call, p, body); other == nil && len(found) > 0 {
			return found, nil
		}
	}
	return nil, fault
}

func (s *session) answer(call exchange.Call, p *piece, body []byte) ([]market.Event, *market.Fault) {
	query := exchange.Query{Symbol: s.symbol}
	if query.Symbol == "" {
		query.Symbol = p.symbol
	}
	if query.Symbol == "" && !s.several {
		query.Symbol = s.only
	}
	events, fault := s.decoder.Answer(s.scratch[:0], call, query, body, p.at)
	s.scratch = events
	return events, fault
}

func (s *session) print(e *market.Event, p *piece) {
	switch e.Kind {
	case market.KindAck, market.KindPong:
		return
	case market.KindNotice:
		fmt.Fprintf(s.errs, "decode: %s: the venue says: %s\n", p.place, e.Text)
		return
	}
	if s.only == "" {
		s.only = e.Symbol
	}
	s.several = s.several || e.Symbol != s.only
	s.events++
	s.line = append(exchange.AppendLine(s.line[:0], e), '\n')
	s.out.Write(s.line)
}

// refuse counts a refusal and reports the first few of each code.
func (s *session) refuse(p *piece, fault *market.Fault) {
	if fault.Code == exchange.OtherMarket {
		s.foreign++
	} else {
		s.refused++
	}
	const most = 5
	if s.reported[fault.Code]++; s.reported[fault.Code] <= most {
		fmt.Fprintf(s.errs, "decode: %s: %s\n", p.place, fault.Error())
	}
}

// verdict is the error of the whole, nil where everything was decoded. Rows
// of other markets beside what was decoded are only reported.
func (s *session) verdict() error {
	switch {
	case s.refused > 0:
		return fmt.Errorf("%d refused, %d events decoded", s.refused, s.events)
	case s.foreign > 0 && s.events == 0:
		return errors.New("everything in it is about another market")
	case s.decoded == 0 && s.passed > 0:
		return fmt.Errorf("nothing in it is of kind %s", s.kind)
	case s.decoded == 0:
		return errors.New("there is no message in it")
	}
	return nil
}
