package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// picture is what GET /api/labs/{id}/connections answers.
type picture struct {
	Seq       uint64
	Accepting *struct {
		Source struct {
			File string
			Line int
		}
		Since time.Time
	}
	Connections []struct {
		Conn              int
		Peer, Call        string
		Since             time.Time
		BytesIn, BytesOut int64
		Deadline          *time.Time
		Source            struct {
			File string
			Line int
		}
	}
}

func (s *session) picture(l aLab) (p picture) {
	s.t.Helper()
	a := s.do("GET", "/api/labs/"+l.ID+"/connections", "")
	if err := json.Unmarshal(a.body, &p); a.status != http.StatusOK || err != nil {
		s.t.Fatalf("status %d, %v: %s", a.status, err, a.body)
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		s.t.Errorf("Cache-Control %q", got)
	}
	return p
}

// waitOn drops events until such a call blocks.
func (c *socket) waitOn(call string) event {
	c.t.Helper()
	for {
		if e := c.event("waiting"); e.Call == call {
			return e
		}
	}
}

// TestTrace: a connection's calls come over the wire, with their bytes.
func TestTrace(t *testing.T) {
	s := serve(t, "--shared").session()
	l := s.start("echo")
	v := s.open(l, "/events?after=0", eventsProtocol)
	c := s.open(l, "/clients", clientProtocol)
	local := c.opened()["local"]
	accept := v.event("accept")
	if accept.Conn != 1 || accept.Peer != local || accept.Source.File != "server.go" {
		t.Errorf("accept is %+v", accept)
	}
	wait := v.waitOn("read")
	if wait.Conn != 1 {
		t.Errorf("a wait is %+v", wait)
	}
	c.send("h\xc3" + strings.Repeat("x", 98))
	read, write := v.event("read"), v.event("write")
	for _, e := range []event{read, write} {
		if e.Conn != 1 || e.Bytes != 100 || string(e.Data) != "h\xc3"+strings.Repeat("x", 62) || e.TLS != nil {
			t.Errorf("%s of 100 bytes is %+v", e.Kind, e)
		}
	}
	if read.Source.Line != wait.Source.Line || write.Source.Line <= read.Source.Line {
		t.Errorf("lines: wait %d, read %d, write %d", wait.Source.Line, read.Source.Line, write.Source.Line)
	}
	v.waitOn("read")
	p := s.picture(l)
	for p.Accepting == nil { // the accept loop and the connection race
		p = s.picture(l)
	}
	if len(p.Connections) != 1 || p.Accepting == nil || p.Accepting.Source.Line != accept.Source.Line {
		t.Fatalf("the picture is %+v", p)
	}
	if got := p.Connections[0]; got.Conn != 1 || got.Peer != local || got.Call != "read" || got.Source.Line != read.Source.Line ||
		got.BytesIn != 100 || got.BytesOut != 100 || got.Deadline != nil || got.Since.IsZero() {
		t.Errorf("the connection is %+v", got)
	}
	c.expect("h\xc3" + strings.Repeat("x", 98))
	c.finish()
	if end := v.event("read"); end.Error != "EOF" || end.Bytes != 0 {
		t.Errorf("the end is %+v", end)
	}
	v.event("close")
	if p := s.picture(l); p.Connections == nil || len(p.Connections) != 0 {
		t.Errorf("after the close: %+v", p)
	}
}

// TestTraceKinds: a reset, TLS records, and a deadline that can be seen.
func TestTraceKinds(t *testing.T) {
	s := serve(t, "--shared").session()
	t.Run("reset", func(t *testing.T) {
		l := s.start("echo")
		c := s.connect(l)
		c.say("reset")
		v := s.open(l, "/events?after=0", eventsProtocol)
		if e := v.event("read"); e.Error != "connection reset by peer" {
			t.Errorf("a reset is %+v", e)
		}
	})
	t.Run("TLS", func(t *testing.T) {
		l := s.start("secure")
		v := s.open(l, "/events?after=0", eventsProtocol)
		s.connect(l)
		read := v.event("read")
		for read.TLS == nil { // the ClientHello may come in pieces
			read = v.event("read")
		}
		write := v.event("write")
		if read.TLS[0].Type != "ClientHello" || write.TLS[0].Type != "ServerHello" || read.Source.Line != write.Source.Line {
			t.Errorf("the handshake is %+v, %+v", read, write)
		}
		plain := dialTCP(t, l.Address)
		fmt.Fprint(plain, "hello in the clear\n")
		for {
			if e := v.event("read"); e.Conn == 2 {
				if e.TLS != nil {
					t.Errorf("plain text is labelled %+v", e.TLS)
				}
				break
			}
		}
	})
	t.Run("deadline", func(t *testing.T) {
		l := s.start("limits")
		v := s.open(l, "/events?after=0", eventsProtocol)
		c := s.connect(l)
		c.send("x")
		c.expect("x")
		v.event("write")
		v.waitOn("read")
		if p := s.picture(l); len(p.Connections) != 1 || p.Connections[0].Deadline == nil ||
			time.Until(*p.Connections[0].Deadline) > 30*time.Second {
			t.Errorf("the picture is %+v", p)
		}
	})
	t.Run("half-close", func(t *testing.T) {
		l := s.start("limits")
		for range 3 {
			s.connect(l)
		}
		v := s.open(l, "/events?after=0", eventsProtocol)
		refused := dialTCP(t, l.Address)
		if e := v.event("close-write"); e.Conn != 4 || e.Source.File != "server.go" {
			t.Errorf("a half-close is %+v", e)
		}
		_ = refused.(*net.TCPConn).CloseWrite()
		if e := v.event("close"); e.Conn != 4 {
			t.Errorf("a close is %+v", e)
		}
	})
}
