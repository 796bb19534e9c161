package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxMessage is the largest message taken from a page, in bytes.
const MaxMessage = 64 << 10

// What a page may ask of its connection.
const (
	HalfClose = "half-close" // FIN: no more bytes from the page
	Reset     = "reset"      // RST
	Pause     = "pause"      // stop reading from the server
	Resume    = "resume"
)

// The WebSocket close codes (RFC 6455, section 7.4.1) that breaches of the
// protocol have.
const (
	codeUnsupported = 1003
	codeMalformed   = 1007
	codeTooBig      = 1009
)

// Violation is a breach of the protocol by the page: the WebSocket close code
// and the reason that goes with it.
type Violation struct {
	Code   int
	Reason string // at most 123 bytes
}

func (v *Violation) Error() string { return fmt.Sprintf("close %d: %s", v.Code, v.Reason) }

// The breaches that need no more than the frame to be seen; ParseControl names
// one more.
var (
	ErrTooBig = &Violation{codeTooBig,
		fmt.Sprintf("a message may have at most %d bytes: send it in pieces", MaxMessage)}
	ErrMalformed = &Violation{codeMalformed,
		`a text frame must be one JSON object with a "type", such as {"type":"half-close"}`}
	ErrAfterFIN = &Violation{codeUnsupported,
		"bytes after a half-close: this client has said that it sends no more"}
)

// ParseControl reads a text frame of the page. The error is a *Violation.
func ParseControl(frame []byte) (string, error) {
	var c struct {
		Type *string `json:"type"`
	}
	if !utf8.Valid(frame) || json.Unmarshal(frame, &c) != nil || c.Type == nil {
		return "", ErrMalformed
	}
	return *c.Type, CheckControl(*c.Type)
}

// CheckControl is the part of ParseControl that needs no JSON: the type of a
// text frame must be one that there is. The error is a *Violation.
func CheckControl(kind string) error {
	switch kind {
	case HalfClose, Reset, Pause, Resume:
		return nil
	}
	name := kind
	if len(name) > 24 {
		name = "that type"
	}
	return &Violation{codeUnsupported,
		fmt.Sprintf("unknown control %q: there are half-close, reset, pause and resume", name)}
}

// AsViolation finds the breach in an error from reading the page, if it is one.
func AsViolation(err error) (*Violation, bool) {
	var v *Violation
	ok := errors.As(err, &v)
	return v, ok
}
