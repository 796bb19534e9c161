package protocol

import (
	"testing"
	"unicode/utf8"
)

func FuzzParseControl(f *testing.F) {
	for _, seed := range []string{`{"type":"half-close"}`, `{"type":"reset"}`, `{"type":"pause","x":[1]}`, `{"type":"network","latency":10001}`, `{"type":"network","buffer":"1"}`, `{"type":null}`,
		`{"type":"` + "\xff" + `"}`, `[]`, `{"type":5}`, `{"type":"a"}{"type":"b"}`, `{"type":"` + "very long name indeed, to be cut" + `"}`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		m, err := ParseControl(frame)
		if err == nil {
			switch m.Type {
			case HalfClose, Reset, Pause, Resume, Vanish:
				return
			case SetNetwork:
				if m.Network.check() == nil {
					return
				}
			}
			err = new(Connection).Control(m)
		}
		v, ok := AsViolation(err)
		if !ok || v.Code != codeUnsupported && v.Code != codeMalformed {
			t.Fatalf("%q: %v is no violation", frame, err)
		}
		if len(v.Reason) > 123 || !utf8.ValidString(v.Reason) {
			t.Fatalf("%q: reason %q does not fit a close frame", frame, v.Reason)
		}
	})
}
