package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A lookFrame is what the host sends while the instructor looks.
type lookFrame struct {
	Type     string
	Name     string
	Present  bool
	Reason   string
	Detail   string
	Visible  bool
	Watched  bool
	Snapshot json.RawMessage
	Members  []struct {
		ID, Name string
		Visible  bool
	}
}

// classSocket is a WebSocket of a class.
type classSocket struct {
	t  *testing.T
	ws *websocket.Conn
}

func (s *session) classSocket(path, protocol string) *classSocket {
	s.t.Helper()
	u := "ws" + strings.TrimPrefix(s.p.base.JoinPath(path).String(), "http")
	ws, _, err := s.dialer(protocol).Dial(u, nil)
	if err != nil {
		s.t.Fatal(path, err)
	}
	s.t.Cleanup(func() { ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	return &classSocket{s.t, ws}
}

// await returns the first frame for which is holds.
func (c *classSocket) await(what string, is func(lookFrame) bool) lookFrame {
	c.t.Helper()
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", what, err)
		}
		var f lookFrame
		if err := json.Unmarshal(raw, &f); err != nil {
			c.t.Fatalf("%s: %v", raw, err)
		}
		if is(f) {
			return f
		}
	}
}

func ended(f lookFrame) bool    { return f.Type == "ended" }
func snapshot(f lookFrame) bool { return f.Type == "snapshot" }
func watched(f lookFrame) bool  { return f.Type == "member" && f.Watched }

// idOf returns the id of the member of a name.
func (s *session) idOf(name string) string {
	s.t.Helper()
	id := ""
	s.classSocket("/api/class", "socketschool.class.v1").await(name, func(f lookFrame) bool {
		for _, m := range f.Members {
			if m.Name == name {
				id = m.ID
			}
		}
		return id != ""
	})
	return id
}

// TestLook: the instructor sees what the learner's page sends, while they look and the
// learner agrees, and no longer.
func TestLook(t *testing.T) {
	c := holdClass(t, t.TempDir())
	ada, _ := c.join("Ada", c.code)
	instructor := c.instruct()
	path := "/api/class/members/" + instructor.idOf("Ada") + "/look"
	send := func(body string, want int) {
		t.Helper()
		if a := ada.do("PUT", "/api/member/look", body); a.status != want {
			t.Errorf("a snapshot: %d %s, want %d", a.status, a.body, want)
		}
	}
	send(`{"page":"a"}`, http.StatusConflict) // no look goes on

	page := ada.classSocket("/api/member", "socketschool.member.v1")
	page.await("who they are", func(f lookFrame) bool { return f.Type == "member" && !f.Watched && f.Visible })
	look := instructor.classSocket(path, "socketschool.look.v1")
	look.await("who it is", func(f lookFrame) bool { return f.Type == "look" && f.Name == "Ada" && f.Present })
	page.await("that they are watched", watched)

	send(`{"page":"a","active":2,"text":"a\u2028b"}`, http.StatusNoContent)
	if f := look.await("a snapshot", snapshot); !strings.Contains(string(f.Snapshot), `"page":"a"`) {
		t.Errorf("the snapshot is %s", f.Snapshot)
	}
	second := instructor.classSocket(path, "socketschool.look.v1")
	second.await("the last snapshot", snapshot)

	send(`{"page":"b","active":1}`, http.StatusNoContent) // of a page that the learner has left
	send(`{"page":"b","active":3}`, http.StatusNoContent)
	if f := look.await("another page", snapshot); !strings.Contains(string(f.Snapshot), `"active":3`) {
		t.Errorf("the snapshot is %s", f.Snapshot)
	}

	send(`[]`, http.StatusBadRequest)
	send("{\"page\":\"\xff\"}", http.StatusBadRequest)
	send(`{"text":"`+strings.Repeat("x", 256<<10)+`"}`, http.StatusRequestEntityTooLarge)
	tooSoon := false
	for range 20 {
		tooSoon = tooSoon || ada.do("PUT", "/api/member/look", `{"page":"b","active":3}`).status == http.StatusTooManyRequests
	}
	if !tooSoon {
		t.Error("a flood of snapshots is taken")
	}

	if a := ada.do("PATCH", "/api/member", `{"visible":false}`); a.status != http.StatusNoContent {
		t.Fatalf("decline: %d %s", a.status, a.body)
	}
	for _, l := range []*classSocket{look, second} {
		if f := l.await("the end", ended); f.Reason != "declined" || !strings.Contains(f.Detail, "Ada") {
			t.Errorf("a look that was declined ends with %+v", f)
		}
	}
	page.await("that they are not watched", func(f lookFrame) bool { return f.Type == "member" && !f.Watched && !f.Visible })
	send(`{"page":"b","active":9}`, http.StatusConflict)
	if f := instructor.classSocket(path, "socketschool.look.v1").await("the end", ended); f.Reason != "declined" {
		t.Errorf("a look at one who has declined ends with %+v", f)
	}
	if a := ada.do("PATCH", "/api/member", `{"visible":true}`); a.status != http.StatusNoContent {
		t.Fatalf("agree: %d %s", a.status, a.body)
	}
	instructor.classSocket(path, "socketschool.look.v1").await("who it is", func(f lookFrame) bool { return f.Type == "look" })
}

// TestLookAtAnotherRoom: an instructor looks at no member of another room of the same host.
func TestLookAtAnotherRoom(t *testing.T) {
	dir := t.TempDir()
	former := holdClass(t, dir)
	formerKey := former.instructor
	former.end()
	c := holdClass(t, dir)
	c.join("Ada", c.code)
	path := "/api/class/members/" + c.instruct().idOf("Ada") + "/look"
	c.instructor = formerKey
	if f := c.instruct().classSocket(path, "socketschool.look.v1").await("the end", ended); f.Reason != "no-member" || f.Name != "" {
		t.Errorf("the instructor of another room gets %+v", f)
	}
}

// TestLookPermissions tries to look from every wrong side.
func TestLookPermissions(t *testing.T) {
	c := holdClass(t, t.TempDir())
	ada, _ := c.join("Ada", c.code)
	eve, _ := c.join("Eve", c.code)
	instructor := c.instruct()
	id := instructor.idOf("Ada")
	path := "/api/class/members/" + id + "/look"
	for who, s := range map[string]*session{"the learner": ada, "a classmate": eve, "a stranger": c.session()} {
		if _, status := s.tryOpen(path); status != http.StatusForbidden {
			t.Errorf("%s may look: %d", who, status)
		}
	}
	foreign := http.Header{"Origin": {"http://evil.test"}}
	if _, status := instructor.tryOpen(path, foreign); status != http.StatusForbidden {
		t.Errorf("a page of another site may look: %d", status)
	}
	for what, s := range map[string]*session{"a stranger": c.session(), "an instructor who is no member": instructor} {
		for _, r := range []struct{ method, path string }{{"PUT", "/api/member/look"}, {"PATCH", "/api/member"}} {
			if a := s.do(r.method, r.path, `{"visible":true}`); a.status != http.StatusNotFound {
				t.Errorf("%s sends %s %s: %d", what, r.method, r.path, a.status)
			}
		}
	}

	refused := func(what string, s *session, path, reason string) {
		t.Helper()
		if f := s.classSocket(path, "socketschool.look.v1").await("the end", ended); f.Reason != reason {
			t.Errorf("%s: %+v, want %s", what, f, reason)
		}
	}
	refused("no such member", instructor, "/api/class/members/nobody/look", "no-member")

	look := instructor.classSocket(path, "socketschool.look.v1")
	look.await("who it is", func(f lookFrame) bool { return f.Type == "look" })
	if a := instructor.do("DELETE", "/api/class/members/"+id, ""); a.status != http.StatusNoContent {
		t.Fatalf("remove: %d %s", a.status, a.body)
	}
	if f := look.await("the end", ended); f.Reason != "no-member" {
		t.Errorf("the look at a member that was removed ends with %+v", f)
	}
	if a := ada.do("PUT", "/api/member/look", `{}`); a.status != http.StatusNotFound {
		t.Errorf("a member that was removed sends a snapshot: %d", a.status)
	}
	refused("a removed member", instructor, path, "no-member")

	closing := instructor.classSocket("/api/class/members/"+instructor.idOf("Eve")+"/look", "socketschool.look.v1")
	closing.await("who it is", func(f lookFrame) bool { return f.Type == "look" })
	if a := instructor.do("PATCH", "/api/class", `{"closed":true}`); a.status != http.StatusNoContent {
		t.Fatalf("close: %d %s", a.status, a.body)
	}
	if f := closing.await("the end", ended); f.Reason != "closed" {
		t.Errorf("a look when the class closes ends with %+v", f)
	}
}
