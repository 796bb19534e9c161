package lab

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestRecordAttrs(t *testing.T) {
	tests := []struct {
		name string
		log  func(*slog.Logger)
		want string
	}{
		{"none", func(l *slog.Logger) { l.Info("m") }, `{}`},
		{"order and kinds", func(l *slog.Logger) {
			l.Info("m", "z", 1, "a", true, "d", 1500*time.Millisecond, "error", errors.New("no luck"))
		}, `{"z":1,"a":true,"d":"1.5s","error":"\"no luck\""}`},
		{"plain text stays bare", func(l *slog.Logger) { l.Info("m", "a", "127.0.0.1:80", "é", "é") }, `{"a":"127.0.0.1:80","é":"é"}`},
		{"bytes that are not text", func(l *slog.Logger) { l.Info("m", "a", "h\xc3", "b", []byte("\x00\n")) },
			`{"a":"\"h\\xc3\"","b":"\"\\x00\\n\""}`},
		{"empty", func(l *slog.Logger) { l.Info("m", "a", "") }, `{"a":"\"\""}`},
		{"groups", func(l *slog.Logger) {
			l.With("x", 1).WithGroup("g").With("y", 2).Info("m", slog.Group("h", "z", 3), "w", 4)
		}, `{"x":1,"g.y":2,"g.h.z":3,"g.w":4}`},
		{"long values are cut", func(l *slog.Logger) { l.Info("m", "a", strings.Repeat("é", 600)) },
			`{"a":"` + strings.Repeat("é", 512) + `…"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := &Lab{events: newLog(0), conns: new(connTable)}
			tt.log(slog.New(&recorder{lab: l}))
			got := make([]Event, 1)
			l.events.Read(got, 0)
			attrs, err := json.Marshal(got[0].Attrs)
			if err != nil || string(attrs) != tt.want {
				t.Errorf("%s, %v\nwant %s", attrs, err, tt.want)
			}
		})
	}
}

// TestPeerAfterClose: a record written through With keeps its connection even
// when that has been closed meanwhile.
func TestPeerAfterClose(t *testing.T) {
	l := &Lab{events: newLog(0), conns: new(connTable)}
	c := &conn{peer: "127.0.0.1:5"}
	l.conns.add(c)
	log := slog.New(&recorder{lab: l}).With("peer", "127.0.0.1:5")
	l.conns.remove(c)
	log.Info("gone")
	slog.New(&recorder{lab: l}).Info("unknown", "peer", "127.0.0.1:5")
	got := make([]Event, 2)
	l.events.Read(got, 0)
	if got[0].Conn != 1 || got[0].Peer != "127.0.0.1:5" || got[1].Conn != 0 {
		t.Errorf("conn %d and %d, want 1 and 0", got[0].Conn, got[1].Conn)
	}
}
