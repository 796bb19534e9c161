package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxMessage is the largest message taken from a page, in bytes.
const MaxMessage = 64 << 10

// The control messages of a page.
const (
	HalfClose  = "half-close" // FIN: no more bytes from the page
	Reset      = "reset"      // RST
	Pause      = "pause"      // stop reading from the server
	Resume     = "resume"
	SetNetwork = "network" // change the network between client and server
	Vanish     = "vanish"  // be gone: neither FIN nor RST, and nothing arrives any more
)

// The WebSocket close codes (RFC 6455, section 7.4.1) of violations.
const (
	codeUnsupported = 1003
	codeMalformed   = 1007
	codeTooBig      = 1009
)

// Violation is a protocol error of the page: the WebSocket close code and the
// reason that goes with it.
type Violation struct {
	Code   int
	Reason string // at most 123 bytes
}

func (v *Violation) Error() string { return fmt.Sprintf("close %d: %s", v.Code, v.Reason) }

// The violations whose reason is constant.
var (
	ErrTooBig = &Violation{codeTooBig,
		fmt.Sprintf("a message may have at most %d bytes: send it in pieces", MaxMessage)}
	ErrMalformed = &Violation{codeMalformed,
		`a text frame must be one JSON object with a "type", such as {"type":"half-close"}`}
	ErrAfterFIN = &Violation{codeUnsupported,
		"bytes after a half-close: this client has said that it sends no more"}
)

// Control is a control message of a page.
type Control struct {
	Type    string
	Network Network // of SetNetwork
}

// ParseControl parses a page's text frame. It returns ErrMalformed if the frame has no
// type. It does not check whether the type is known: Connection.Control does.
func ParseControl(frame []byte) (Control, error) {
	var c struct {
		Type    *string `json:"type"`
		Latency int     `json:"latency"`
		Buffer  int     `json:"buffer"`
	}
	if !utf8.Valid(frame) || json.Unmarshal(frame, &c) != nil || c.Type == nil {
		return Control{}, ErrMalformed
	}
	return Control{Type: *c.Type, Network: Network{Latency: c.Latency, Buffer: c.Buffer}}, nil
}

func unknownControl(kind string) *Violation {
	name := kind
	if len(name) > 24 {
		name = "that type"
	}
	return &Violation{codeUnsupported,
		fmt.Sprintf("unknown control %q: half-close, reset, pause, resume, network and vanish are known", name)}
}

// AsViolation returns the *Violation in err, an error from reading the page.
func AsViolation(err error) (*Violation, bool) {
	var v *Violation
	ok := errors.As(err, &v)
	return v, ok
}
