package lab

import (
	"bytes"
	"encoding/json"
	"time"
)

// Kind says what an event is about.
type Kind string

// The kinds of event a lab reports.
const (
	Listening Kind = "listening" // the server may be connected to
	Stopped   Kind = "stopped"   // the lab was ended on request
	Failed    Kind = "failed"    // the server ended by itself: Error says why
	Record    Kind = "log"       // the server logged
	Accept    Kind = "accept"    // the server accepted a connection
	Close     Kind = "close"     // the server closed a connection
)

// Event is one thing that happened in a lab. Its JSON form is what a page
// receives; fields that do not apply are left out.
type Event struct {
	Seq     uint64    `json:"seq"` // from 1, without gaps
	At      time.Time `json:"at"`  // RFC 3339 with nanoseconds, UTC
	Kind    Kind      `json:"kind"`
	Conn    uint64    `json:"conn,omitzero"` // accepted connections count from 1
	Peer    string    `json:"peer,omitzero"` // the connection's remote address
	Level   string    `json:"level,omitzero"`
	Message string    `json:"message,omitzero"`
	Attrs   Attrs     `json:"attrs,omitempty"`
	Source  *Source   `json:"source,omitzero"`
	Error   string    `json:"error,omitzero"`
}

// Source is a line of the example server: the file's base name and the line,
// from 1.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Attr is one attribute of a log record. It is kept as it was logged: most
// events are never looked at, and what they cost then is the server's time.
type Attr struct {
	Key  string
	Text string // bounded by maxValue
	JSON bool   // Text is a number or a boolean, and stands as it is
}

// value is the attribute's JSON form: numbers and booleans as such, everything
// else as the text slog.TextHandler would print.
func (a Attr) value() ([]byte, error) {
	if a.JSON {
		return []byte(a.Text), nil
	}
	return json.Marshal(quoteIfNeeded(a.Text))
}

// Attrs are a record's attributes in the order in which they were logged.
type Attrs []Attr

// MarshalJSON writes one object, in order. A key logged twice stands twice, as
// in slog's own handlers.
func (as Attrs) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, a := range as {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(a.Key)
		if err != nil {
			return nil, err
		}
		value, err := a.value()
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
