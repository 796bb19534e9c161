package event

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEventJSON(t *testing.T) {
	at := time.Date(2026, 1, 2, 15, 4, 5, 123456789, time.UTC)
	tests := []struct {
		name  string
		event Event
		want  string
	}{
		{"only required fields", Event{Seq: 1, At: at, Kind: KindStopped}, `{"seq":1,"at":"2026-01-02T15:04:05.123456789Z","kind":"stopped"}`},
		{"a wait", Event{Seq: 2, At: at, Kind: KindWaiting, Conn: 3, Peer: "127.0.0.1:5", Call: CallRead,
			Deadline: at.Add(time.Second), Source: &Source{"server.go", 68}},
			`{"seq":2,"at":"2026-01-02T15:04:05.123456789Z","kind":"waiting","conn":3,"peer":"127.0.0.1:5","call":"read",` +
				`"deadline":"2026-01-02T15:04:06.123456789Z","source":{"file":"server.go","line":68}}`},
		{"a read", Event{Seq: 3, At: at, Kind: KindRead, Conn: 1, Bytes: 5, Data: FirstOf([]byte("h\xc3é\n")), TLS: []TLSRecord{{"Alert", 7}, {"Handshake", 9}}},
			`{"seq":3,"at":"2026-01-02T15:04:05.123456789Z","kind":"read","conn":1,"bytes":5,"data":"aMPDqQo=",` +
				`"tls":[{"type":"Alert","bytes":7},{"type":"Handshake","bytes":9}]}`},
		{"an end", Event{Seq: 4, At: at, Kind: KindRead, Conn: 1, Error: "EOF"},
			`{"seq":4,"at":"2026-01-02T15:04:05.123456789Z","kind":"read","conn":1,"error":"EOF"}`},
		{"a record", Event{Seq: 5, At: at, Kind: KindLog, Level: "INFO", Message: "say \"é\"", Attrs: Attrs{{"n", "1", true}, {"text", "a b", false}}},
			`{"seq":5,"at":"2026-01-02T15:04:05.123456789Z","kind":"log","level":"INFO","message":"say \"é\"","attrs":{"n":1,"text":"\"a b\""}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(tt.event.AppendJSON(nil))); diff != "" {
				t.Error(diff)
			}
			marshaled, err := json.Marshal(tt.event)
			if err != nil || string(marshaled) != tt.want {
				t.Errorf("json.Marshal: %s, %v", marshaled, err)
			}
		})
	}
}

// FuzzString decodes any text to what encoding/json encodes.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "plain", `"quoted\"`, "\x00\x1f\n\x7f", "é\u2028\u2029<&>", "h\xc3", "\xed\xa0\x80", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var got, reference string
		if err := json.Unmarshal(appendString(nil, s), &got); err != nil {
			t.Fatalf("%q: %v", appendString(nil, s), err)
		}
		if err := json.Unmarshal(want, &reference); err != nil || got != reference {
			t.Errorf("%q is decoded as %q, want %q", s, got, reference)
		}
	})
}

func BenchmarkAppendJSON(b *testing.B) {
	e := Event{Seq: 123456, At: time.Now().UTC(), Kind: KindRead, Conn: 3, Peer: "127.0.0.1:54321", Bytes: 4096,
		Data: FirstOf(make([]byte, maxData)), Source: &Source{"server.go", 68}}
	var p []byte
	b.ReportAllocs()
	for b.Loop() {
		p = e.AppendJSON(p[:0])
	}
	b.SetBytes(int64(len(p)))
}
