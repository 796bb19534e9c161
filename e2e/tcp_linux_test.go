package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// tcpEnd is one end of a connection, as GET /api/labs/{id}/tcp has it.
type tcpEnd struct {
	State  string
	Closed bool
	Queues struct{ Receive, Send int }
	Path   *struct{ RoundTrip, Retransmissions, Window int }
}

type tcpStates struct {
	Connections []struct {
		Conn           int
		Peer           string
		Server, Client tcpEnd
	}
}

// awaitTCP asks until the lab's one connection has those states.
func (s *session) awaitTCP(l aLab, server, client string) (peer string) {
	s.t.Helper()
	for start := time.Now(); ; {
		a := s.do("GET", "/api/labs/"+l.ID+"/tcp", "")
		var all tcpStates
		if err := json.Unmarshal(a.body, &all); a.status != http.StatusOK || err != nil {
			s.t.Fatalf("status %d, %v: %s", a.status, err, a.body)
		}
		if len(all.Connections) == 1 {
			c := all.Connections[0]
			if c.Server.State == server && c.Client.State == client {
				return c.Peer
			}
		}
		if time.Since(start) > testTimeout {
			s.t.Fatalf("the server's end is not %s and the client's %s: %s", server, client, a.body)
		}
	}
}

// TestTCP: a page learns the states of both ends, and other sessions do not.
func TestTCP(t *testing.T) {
	p := serve(t, "--shared")
	s := p.session()
	l := s.start("echo")
	if a := s.do("GET", "/api/labs/"+l.ID+"/tcp", ""); strings.TrimSpace(string(a.body)) != `{"connections":[]}` {
		t.Errorf("without a connection: %s", a.body)
	}
	c := s.open(l, "/clients", clientProtocol)
	local := c.opened()["local"]
	if peer := s.awaitTCP(l, "ESTABLISHED", "ESTABLISHED"); peer != local {
		t.Errorf("the peer is %s, want %s", peer, local)
	}
	c.send("hello")
	c.say("half-close")
	s.awaitTCP(l, "CLOSED", "TIME_WAIT")
	if a := p.session().do("GET", "/api/labs/"+l.ID+"/tcp", ""); a.status != http.StatusNotFound {
		t.Errorf("another session gets %d", a.status)
	}
}
