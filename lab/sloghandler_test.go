package lab

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"socketschool/lab/event"
	"socketschool/lab/memnet"
	"socketschool/lab/trace"
)

// newQuietLab returns a lab without a server.
func newQuietLab() *Lab {
	events := event.NewLog(0, nil)
	return &Lab{events: events, tracer: trace.New(trace.Config{Events: events})}
}

func TestLogAttrs(t *testing.T) {
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
			l := newQuietLab()
			tt.log(slog.New(&logHandler{lab: l}))
			got := make([]event.Event, 1)
			l.events.Read(got, 0)
			attrs, err := json.Marshal(got[0].Attrs)
			if err != nil || string(attrs) != tt.want {
				t.Errorf("%s, %v\nwant %s", attrs, err, tt.want)
			}
		})
	}
}

// TestPeerAfterClose: a record of With keeps the connection that was open when With
// was called.
func TestPeerAfterClose(t *testing.T) {
	network := new(memnet.Network)
	ln, err := network.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	l := newQuietLab()
	client, err := network.Dial(t.Context(), ln.Addr().(*net.TCPAddr).Port)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := l.tracer.Listener(ln).Accept()
	if err != nil {
		t.Fatal(err)
	}
	peer := conn.RemoteAddr().String()
	log := slog.New(&logHandler{lab: l}).With("peer", peer)
	conn.Close()
	log.Info("after close")
	slog.New(&logHandler{lab: l}).Info("unknown", "peer", peer)
	all := make([]event.Event, 10)
	n, _ := l.events.Read(all, 0)
	records := all[n-2 : n]
	if records[0].Conn != 1 || records[0].Peer != peer || records[1].Conn != 0 {
		t.Errorf("conn %d and %d, want 1 and 0", records[0].Conn, records[1].Conn)
	}
}
