package e2e

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestLabLife(t *testing.T) {
	s := serve(t, "--shared").session()
	l := s.start("echo")
	if l.State != "listening" || l.Lesson != "echo" || l.TLS || time.Since(l.StartedAt) > time.Minute {
		t.Errorf("a new lab is %+v", l)
	}
	if secure := s.start("secure"); !secure.TLS {
		t.Error("the secure lab has no TLS")
	}
	show := func() (got aLab) {
		t.Helper()
		a := s.do("GET", "/api/labs/"+l.ID, "")
		if err := json.Unmarshal(a.body, &got); a.status != http.StatusOK || err != nil {
			t.Fatalf("status %d, %v: %s", a.status, err, a.body)
		}
		return got
	}
	if got := show(); got != l {
		t.Errorf("GET gives %+v, POST gave %+v", got, l)
	}
	for range 2 { // a second time does no harm
		if a := s.do("DELETE", "/api/labs/"+l.ID, ""); a.status != http.StatusNoContent {
			t.Fatalf("DELETE: status %d", a.status)
		}
	}
	if got := show(); got.State != "stopped" {
		t.Errorf("after DELETE it is %s", got.State)
	}
	if conn, err := net.Dial("tcp", l.Address); err == nil {
		conn.Close()
		t.Error("a stopped lab's port can be dialled")
	}
}

func TestBadRequests(t *testing.T) {
	s := serve(t).session()
	tests := []struct {
		name, method, path, body string
		status                   int
		detail                   string
	}{
		{"no such lesson", "POST", "/api/labs", `{"lesson":"nope"}`, 404, `"nope"`},
		{"an article", "POST", "/api/labs", `{"lesson":"best-practices"}`, 404, "best-practices"},
		{"no body", "POST", "/api/labs", ``, 400, "JSON"},
		{"not JSON", "POST", "/api/labs", `lesson=echo`, 400, "JSON"},
		{"no lesson", "POST", "/api/labs", `{}`, 400, "JSON"},
		{"unknown field", "POST", "/api/labs", `{"lesson":"echo","address":"10.0.0.1:22"}`, 400, "JSON"},
		{"two values", "POST", "/api/labs", `{"lesson":"echo"}{}`, 400, "JSON"},
		{"wrong type", "POST", "/api/labs", `{"lesson":5}`, 400, "JSON"},
		{"body too big", "POST", "/api/labs", `{"lesson":"` + strings.Repeat("x", 5000) + `"}`, 413, "4096"},
		{"no such lab", "GET", "/api/labs/nope", ``, 404, "no lab"},
		{"no such lab to stop", "DELETE", "/api/labs/nope", ``, 404, "no lab"},
		{"no such lab to watch", "GET", "/api/labs/nope/events", ``, 404, "no lab"},
		{"no such call", "GET", "/api/nope", ``, 404, "API"},
		{"wrong method", "GET", "/api/labs", ``, 405, "POST"},
		{"wrong method on a lab", "PUT", "/api/labs/x", ``, 405, "DELETE"},
		{"no such lab's connections", "GET", "/api/labs/nope/connections", ``, 404, "no lab"},
		{"no such lab's TCP", "GET", "/api/labs/nope/tcp", ``, 404, "no lab"},
		{"wrong method on TCP", "POST", "/api/labs/x/tcp", ``, 405, "GET"},
		{"wrong method on connections", "POST", "/api/labs/x/connections", ``, 405, "GET"},
		{"no such lab to tell", "POST", "/api/labs/nope/begin-stop", ``, 404, "no lab"},
		{"wrong method of telling", "GET", "/api/labs/x/begin-stop", ``, 405, "POST"},
		{"wrong method on events", "POST", "/api/labs/x/events", ``, 405, "GET"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.do(tt.method, tt.path, tt.body)
			if detail := a.problem(t); a.status != tt.status || !strings.Contains(detail, tt.detail) {
				t.Errorf("status %d, %q, want %d, %q", a.status, detail, tt.status, tt.detail)
			}
			if a.status == 405 && a.header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
		})
	}
	l := s.start("echo")
	for _, path := range []string{"/events?after=x", "/events?after=-1", "/events", "/clients"} {
		a := s.do("GET", "/api/labs/"+l.ID+path, "")
		if a.problem(t); a.status != 400 {
			t.Errorf("plain GET of %s: status %d", path, a.status)
		}
	}
}

func TestSessions(t *testing.T) {
	p := serve(t)
	mine, theirs := p.session(), p.session()
	l := mine.start("echo")
	a := theirs.do("GET", "/", "")
	cookie := a.header.Get("Set-Cookie")
	for _, part := range []string{"socketschool_session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %q", cookie, part)
		}
	}
	for _, method := range []string{"GET", "DELETE"} {
		if a := theirs.do(method, "/api/labs/"+l.ID, ""); a.status != 404 {
			t.Errorf("another session's %s: status %d", method, a.status)
		}
	}
	if a := theirs.do("POST", "/api/labs/"+l.ID+"/begin-stop", ""); a.status != 404 {
		t.Errorf("another session tells the server to stop: status %d", a.status)
	}
	if a := theirs.do("GET", "/api/labs/"+l.ID+"/connections", ""); a.status != 404 {
		t.Errorf("another session's look at the connections: status %d", a.status)
	}
	for _, path := range []string{"/clients", "/events"} {
		if _, status := theirs.tryOpen("/api/labs/" + l.ID + path); status != 404 {
			t.Errorf("another session's WebSocket at %s: status %d", path, status)
		}
	}
	if a := mine.do("GET", "/api/labs/"+l.ID, ""); a.status != 200 {
		t.Errorf("after all that the lab's own session gets %d", a.status)
	}
}

func TestLimits(t *testing.T) {
	p := serve(t, "--shared", "--labs-per-session", "2", "--labs", "3")
	s := p.session()
	watched := func(s *session) { s.open(s.start("echo"), "/events?after=0", eventsProtocol).event("listening") }
	watched(s)
	watched(s)
	a := s.do("POST", "/api/labs", `{"lesson":"echo"}`)
	if d := a.problem(t); a.status != 429 || a.header.Get("Retry-After") == "" ||
		!strings.Contains(d, "labs-per-session: 2") {
		t.Errorf("a third lab: status %d, Retry-After %q, %q", a.status, a.header.Get("Retry-After"), d)
	}
	other := p.session()
	watched(other)
	a = other.do("POST", "/api/labs", `{"lesson":"echo"}`)
	if d := a.problem(t); a.status != 503 || a.header.Get("Retry-After") == "" || !strings.Contains(d, "labs: 3") {
		t.Errorf("a fourth lab on the host: status %d, Retry-After %q, %q", a.status, a.header.Get("Retry-After"), d)
	}
	metrics := string(s.do("GET", "/metrics", "").body)
	for _, want := range []string{
		"socketschool_labs 3", `socketschool_refused_total{limit="labs-per-session"} 1`, `socketschool_refused_total{limit="labs"} 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// TestIdleLabIsStopped: a lab that no page watches ends, one that is watched
// does not. A plain TCP connection to the lab feels its end.
func TestIdleLabIsStopped(t *testing.T) {
	t.Parallel()
	s := serve(t, "--shared", "--lab-idle", "1s").session()
	watched, idle := s.start("echo"), s.start("echo")
	viewer := s.open(watched, "/events?after=0", eventsProtocol)
	viewer.event("listening")
	direct := dialTCP(t, idle.Address)
	if _, err := direct.Read(make([]byte, 1)); err == nil {
		t.Error("bytes from an echo server that got none")
	}
	if a := s.do("GET", "/api/labs/"+watched.ID, ""); !strings.Contains(string(a.body), `"listening"`) {
		t.Errorf("the watched lab: %s", a.body)
	}
}
