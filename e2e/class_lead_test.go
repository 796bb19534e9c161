package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// leadFrame is what a page gets of what the instructor sends to all.
type leadFrame struct {
	Type    string
	Version int
	Message *struct{ Text string }
	Place   *struct{ Path, Title string }
	Pushed  *struct{ Path, Title string }
	Pause   *struct {
		Word    string
		Seconds float64
	}
}

// dialClass opens a page's WebSocket.
func (s *session) dialClass(path, protocol string) *websocket.Conn {
	s.t.Helper()
	u := "ws" + strings.TrimPrefix(s.p.base.JoinPath("/").String(), "http") + path
	ws, _, err := s.dialer(protocol).Dial(u, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	return ws
}

// awaitLead reads frames of a learner's page until one is as is says.
func (s *session) awaitLead(ws *websocket.Conn, is func(leadFrame) bool) leadFrame {
	s.t.Helper()
	for {
		_, raw, err := ws.ReadMessage()
		if err != nil {
			s.t.Fatal(err)
		}
		var frame leadFrame
		if json.Unmarshal(raw, &frame) == nil && frame.Type == "lead" && is(frame) {
			return frame
		}
	}
}

// expectDo sends a request and checks the answer's status.
func (s *session) expectDo(status int, method, path, body string) {
	s.t.Helper()
	if a := s.do(method, path, body); a.status != status {
		s.t.Errorf("%s %s %s: %d %s, want %d", method, path, body, a.status, a.body, status)
	}
}

// instruct opens the instructor's link in a new browser.
func (c *classroom) instruct() *session {
	s := c.session()
	s.do("GET", "/instruct/"+c.instructor, "")
	return s
}

// TestLead: what the instructor sends reaches pages that are there, that come later, and
// after a restart of the host.
func TestLead(t *testing.T) {
	dir := t.TempDir()
	c := holdClass(t, dir)
	instructor := c.instruct()
	ada, _ := c.join("Ada", c.code)
	page := ada.dialClass("api/member", "socketschool.member.v1")

	instructor.expectDo(204, "PUT", "/api/class/message", `{"text":"Good <b>morning</b>"}`)
	ada.awaitLead(page, func(f leadFrame) bool { return f.Message != nil && f.Message.Text == "Good <b>morning</b>" })
	instructor.expectDo(204, "PUT", "/api/class/pause", `{"word":"Look here"}`)
	paused := ada.awaitLead(page, func(f leadFrame) bool { return f.Pause != nil })
	if paused.Pause.Word != "Look here" || paused.Pause.Seconds <= 0 || paused.Pause.Seconds > 60 || paused.Message == nil {
		t.Errorf("the pause: %+v", paused)
	}
	late := ada.dialClass("api/member", "socketschool.member.v1")
	ada.awaitLead(late, func(f leadFrame) bool { return f.Pause != nil && f.Message != nil })
	board := instructor.dialClass("api/class", "socketschool.class.v1")
	for {
		_, raw, err := board.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		var update struct{ Lead *leadFrame }
		if json.Unmarshal(raw, &update) == nil && update.Lead != nil && update.Lead.Pause != nil {
			break
		}
	}
	instructor.expectDo(204, "DELETE", "/api/class/pause", "")
	ada.awaitLead(page, func(f leadFrame) bool { return f.Pause == nil })
	instructor.expectDo(204, "PUT", "/api/class/place", `{"path":"lessons/echo?view=code&exercise=shout"}`)
	gathered := ada.awaitLead(page, func(f leadFrame) bool { return f.Place != nil })
	if !strings.HasPrefix(gathered.Place.Title, "An echo server: Exercise: ") {
		t.Errorf("the place: %+v", gathered.Place)
	}
	instructor.expectDo(204, "PUT", "/api/class/code", `{"path":"lessons/echo","code":"#code=1.QUJD"}`)
	ada.awaitLead(page, func(f leadFrame) bool { return f.Pushed != nil && f.Pushed.Title == "An echo server" })
	c.end()

	ada.p = boot(t, program("class", "--listen", "127.0.0.1:0", "--data-dir", dir, "--resume"))
	again := ada.dialClass("api/member", "socketschool.member.v1")
	f := ada.awaitLead(again, func(f leadFrame) bool { return f.Message != nil })
	if f.Place == nil || f.Pause != nil {
		t.Errorf("after a restart: %+v", f)
	}
	if a := ada.do("GET", "/api/member/code", ""); !strings.Contains(string(a.body), `"code":"#code=1.QUJD"`) {
		t.Errorf("pushed code after a restart: %d %s", a.status, a.body)
	}
}

// TestLeadRefusals tries to lead a class from the wrong side, and with what is none.
func TestLeadRefusals(t *testing.T) {
	c := holdClass(t, t.TempDir())
	ada, _ := c.join("Ada", c.code)
	instructor := c.instruct()
	requests := []struct{ method, path, body string }{
		{"PUT", "/api/class/message", `{"text":"I am in charge"}`},
		{"DELETE", "/api/class/message", ""},
		{"PUT", "/api/class/pause", `{"word":"Stop"}`},
		{"DELETE", "/api/class/pause", ""},
		{"PUT", "/api/class/place", `{"path":"lessons/echo"}`},
		{"DELETE", "/api/class/place", ""},
		{"PUT", "/api/class/code", `{"path":"lessons/echo","code":"#code=1.QUJD"}`},
		{"DELETE", "/api/class/code", ""},
	}
	for _, r := range requests {
		ada.expectDo(http.StatusForbidden, r.method, r.path, r.body)
		c.session().expectDo(http.StatusForbidden, r.method, r.path, r.body)
		foreign := func(req *http.Request) { req.Header.Set("Origin", "http://evil.test") }
		if a := instructor.do(r.method, r.path, r.body, foreign); a.status != http.StatusForbidden {
			t.Errorf("%s %s from a page of another site: %d", r.method, r.path, a.status)
		}
	}
	for body, status := range map[string]int{
		`{"path":"lessons/none"}`:             400,
		`{"path":"//evil.test/"}`:             400,
		`{"path":"javascript:alert(1)"}`:      400,
		`{"path":"lessons/echo","title":"x"}`: 400,
	} {
		instructor.expectDo(status, "PUT", "/api/class/place", body)
	}
	c.session().expectDo(404, "GET", "/api/member/code", "")
	ada.expectDo(404, "GET", "/api/member/code", "")
	instructor.expectDo(400, "PUT", "/api/class/code", `{"path":"lessons/none","code":"#code=1.QUJD"}`)
	instructor.expectDo(409, "PUT", "/api/class/code", `{"path":"lessons/echo","code":"#top"}`)
	instructor.expectDo(409, "PUT", "/api/class/message", `{"text":"`+strings.Repeat("x", 501)+`"}`)
	instructor.expectDo(400, "PUT", "/api/class/message", `{"text":"`+strings.Repeat("x", 70_000)+`"}`)

	page := ada.dialClass("api/member", "socketschool.member.v1")
	if err := page.WriteMessage(1, []byte(`{"type":"lead","pause":{"seconds":60}}`)); err != nil {
		t.Fatal(err)
	}
	for {
		_, raw, err := page.ReadMessage()
		if err != nil {
			if !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
				t.Errorf("a learner who leads: %v", err)
			}
			break
		}
		if strings.Contains(string(raw), `"lead"`) {
			t.Fatalf("a learner has led: %s", raw)
		}
	}
	instructor.expectDo(204, "PATCH", "/api/class", `{"closed":true}`)
	instructor.expectDo(409, "PUT", "/api/class/pause", `{"word":"Stop"}`)
	instructor.expectDo(204, "PUT", "/api/class/message", `{"text":"Goodbye"}`)
}
