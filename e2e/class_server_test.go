package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// startServer starts a server for the class and returns it.
func (s *session) startServer(lesson string) (l aLab) {
	s.t.Helper()
	a := s.do("POST", "/api/class/server", `{"lesson":"`+lesson+`"}`)
	if a.status != http.StatusCreated || json.Unmarshal(a.body, &l) != nil {
		s.t.Fatalf("start a server for the class: %d %s", a.status, a.body)
	}
	return l
}

// connectTo opens a client to a server of the class.
func (s *session) connectTo(id string) *socket {
	s.t.Helper()
	ws, status := s.tryOpen("/api/member/servers/" + id + "/clients")
	if status != http.StatusSwitchingProtocols {
		s.t.Fatalf("a client of a server of the class: status %d", status)
	}
	_ = ws.SetReadDeadline(time.Now().Add(3 * testTimeout))
	return &socket{t: s.t, ws: ws}
}

// TestClassServer has 300 learners talk to one server, and tries it from the wrong side.
func TestClassServer(t *testing.T) {
	const learners = 300
	c := holdClass(t, t.TempDir())
	instructor := c.session()
	instructor.do("GET", "/instruct/"+c.instructor, "")
	server := instructor.startServer("broadcast")
	if a := instructor.do("POST", "/api/class/server", `{"lesson":"echo"}`); a.status != http.StatusConflict {
		t.Errorf("a second server: %d %s", a.status, a.body)
	}
	var clients []*socket
	var ada *session
	for i := range learners {
		s, a := c.join(fmt.Sprint("learner ", i), c.code)
		if a.status != http.StatusSeeOther {
			t.Fatalf("join: %d %s", a.status, a.body)
		}
		client := s.connectTo(server.ID)
		client.opened()
		clients, ada = append(clients, client), s
	}
	clients[0].send("hello\n")
	for _, client := range clients {
		line := client.line()
		for strings.HasPrefix(line, "Server time: ") { // every five seconds
			line = client.line()
		}
		if strings.TrimSuffix(line, "\n") != "hello" {
			t.Fatalf("a learner gets %q, want hello", line)
		}
	}

	if _, status := c.session().tryOpen("/api/member/servers/" + server.ID + "/clients"); status != http.StatusNotFound {
		t.Errorf("a stranger's client: status %d", status)
	}
	if _, status := ada.tryOpen("/api/labs/" + server.ID + "/clients"); status != http.StatusNotFound {
		t.Errorf("a learner's client to the lab itself: status %d", status)
	}
	if a := ada.do("DELETE", "/api/labs/"+server.ID, ""); a.status != http.StatusNotFound {
		t.Errorf("a learner ends the lab: %d", a.status)
	}
	for range 3 {
		ada.connectTo(server.ID).opened()
	}
	ada.connectTo(server.ID).closed("refused")
	if a := instructor.do("GET", "/api/labs/"+server.ID+"/connections", ""); a.status != http.StatusOK {
		t.Errorf("the instructor asks for connections: %d %s", a.status, a.body)
	}
	if a := instructor.do("DELETE", "/api/class/server", ""); a.status != http.StatusNoContent {
		t.Errorf("end the server: %d %s", a.status, a.body)
	}
	for _, client := range clients {
		client.closedAtLast("lab-stopped")
	}
}
