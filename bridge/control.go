package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// The WebSocket subprotocols, as a page offers them.
const (
	ClientProtocol = "socketschool.bridge.v1"
	EventsProtocol = "socketschool.events.v1"
)

// maxMessage is the largest message taken from a page, in bytes.
const maxMessage = 64 << 10

// What a page may ask of its connection.
const (
	ctlHalfClose = "half-close" // FIN: no more bytes from the page
	ctlReset     = "reset"      // RST
	ctlPause     = "pause"      // stop reading from the server
	ctlResume    = "resume"
)

// Why a client's connection ended, as `closed` names it.
const (
	reasonEOF        = "eof"
	reasonReset      = "reset"
	reasonTimeout    = "timeout"
	reasonRefused    = "refused"
	reasonLabStopped = "lab-stopped"
	reasonIdle       = "idle"
	reasonError      = "error"
)

// notice is a text frame to the page.
type notice struct {
	Type   string   `json:"type"` // opened, eof, closed or beat
	Local  string   `json:"local,omitzero"`
	Remote string   `json:"remote,omitzero"`
	TLS    *tlsInfo `json:"tls,omitzero"`
	Reason string   `json:"reason,omitzero"`
	Detail string   `json:"detail,omitzero"`
}

// violation is a breach of the protocol by the page: the close code and the
// reason that goes with it.
type violation struct {
	code   int
	reason string // at most 123 bytes
}

func (v *violation) Error() string { return fmt.Sprintf("close %d: %s", v.code, v.reason) }

var (
	errTooBig = &violation{websocket.CloseMessageTooBig,
		fmt.Sprintf("a message may have at most %d bytes: send it in pieces", maxMessage)}
	errMalformed = &violation{websocket.CloseInvalidFramePayloadData,
		`a text frame must be one JSON object with a "type", such as {"type":"half-close"}`}
	errAfterFIN = &violation{websocket.CloseUnsupportedData,
		"bytes after a half-close: this client has said that it sends no more"}
	errEventsTalk = &violation{websocket.CloseUnsupportedData,
		"an events connection takes no messages from the page"}
)

// parseControl reads a text frame of the page. The error is a *violation.
func parseControl(frame []byte) (string, error) {
	var c struct {
		Type *string `json:"type"`
	}
	if !utf8.Valid(frame) || json.Unmarshal(frame, &c) != nil || c.Type == nil {
		return "", errMalformed
	}
	switch *c.Type {
	case ctlHalfClose, ctlReset, ctlPause, ctlResume:
		return *c.Type, nil
	}
	name := *c.Type
	if len(name) > 24 {
		name = "that type"
	}
	return "", &violation{websocket.CloseUnsupportedData,
		fmt.Sprintf("unknown control %q: there are half-close, reset, pause and resume", name)}
}

// asViolation finds the breach in an error from reading the page, if it is one.
func asViolation(err error) (*violation, bool) {
	var v *violation
	ok := errors.As(err, &v)
	return v, ok
}
