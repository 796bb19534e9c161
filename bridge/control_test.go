package bridge

import (
	"testing"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

func FuzzParseControl(f *testing.F) {
	for _, seed := range []string{`{"type":"half-close"}`, `{"type":"reset"}`, `{"type":"pause","x":[1]}`, `{"type":null}`,
		`{"type":"` + "\xff" + `"}`, `[]`, `{"type":5}`, `{"type":"a"}{"type":"b"}`, `{"type":"` + "very long name indeed, to be cut" + `"}`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		kind, err := parseControl(frame)
		if err == nil {
			switch kind {
			case ctlHalfClose, ctlReset, ctlPause, ctlResume:
				return
			}
			t.Fatalf("%q passes as %q", frame, kind)
		}
		v, ok := asViolation(err)
		if !ok || v.code != websocket.CloseUnsupportedData && v.code != websocket.CloseInvalidFramePayloadData {
			t.Fatalf("%q: %v is no violation", frame, err)
		}
		if len(v.reason) > 123 || !utf8.ValidString(v.reason) {
			t.Fatalf("%q: reason %q does not fit a close frame", frame, v.reason)
		}
	})
}
