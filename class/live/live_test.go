package live_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"socketschool/class"
	"socketschool/class/live"
	"socketschool/class/memstore"
	"socketschool/class/servers"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testTimeout = 20 * time.Second

// fixture is a host that serves one room's pages.
type fixture struct {
	*testing.T
	school *class.School
	live   *live.Live
	room   class.Room
	url    string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	school, err := class.Open(t.Context(), memstore.New())
	if err != nil {
		t.Fatal(err)
	}
	room, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	rooms := servers.New(school)
	f := &fixture{T: t, school: school, live: live.New(school, rooms, slog.New(slog.DiscardHandler)), room: room}
	mux := http.NewServeMux()
	mux.HandleFunc("/member/{session}", func(w http.ResponseWriter, r *http.Request) {
		room, m, ok := school.MemberOf(r.PathValue("session"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.live.ServeMember(w, r, room, m)
	})
	mux.HandleFunc("/class", func(w http.ResponseWriter, r *http.Request) { f.live.ServeInstructor(w, r, f.room) })
	mux.HandleFunc("/look/{id}", func(w http.ResponseWriter, r *http.Request) { f.live.ServeLook(w, r, f.room, r.PathValue("id")) })
	srv := httptest.NewServer(mux)
	f.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		f.live.Close()
		srv.Close()
		rooms.Close()
		school.Close()
	})
	return f
}

func (f *fixture) join(name string) class.Member {
	f.Helper()
	_, m, err := f.school.Join(f.Context(), class.JoinRequest{Code: f.room.Code, Name: name, Session: name, Visible: true})
	if err != nil {
		f.Fatal(err)
	}
	return m
}

// page is a page's WebSocket.
type page struct {
	*testing.T
	ws *websocket.Conn
}

func (f *fixture) open(path, protocol string) page {
	f.Helper()
	d := websocket.Dialer{Subprotocols: []string{protocol}, HandshakeTimeout: testTimeout}
	ws, _, err := d.Dial(f.url+path, nil)
	if err != nil {
		f.Fatal(err)
	}
	_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	f.Cleanup(func() { ws.Close() })
	return page{f.T, ws}
}

func (f *fixture) member(session string) page { return f.open("/member/"+session, live.MemberProtocol) }
func (f *fixture) instructor() page           { return f.open("/class", live.ClassProtocol) }
func (f *fixture) look(id string) page        { return f.open("/look/"+id, live.LookProtocol) }

func (p page) send(text string) {
	p.Helper()
	if err := p.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		p.Fatal(err)
	}
}

// frame is what these tests read of the messages to all pages.
type frame struct {
	Type, Name, Reason string
	ID                 string
	Hand               bool
	Members            []struct {
		Name, Lesson, Standing string
	}
	Snapshot json.RawMessage
}

// await reads frames until one is as wanted.
func (p page) await(what string, is func(frame) bool) {
	p.Helper()
	for {
		var m frame
		if err := p.ws.ReadJSON(&m); err != nil {
			p.Fatalf("waiting for %s: %v", what, err)
		}
		if is(m) {
			return
		}
	}
}

// awaitClose reads frames until the host has closed, and returns the close code and the
// last frame.
func (p page) awaitClose() (code int, last frame) {
	p.Helper()
	for {
		_, raw, err := p.ws.ReadMessage()
		if err != nil {
			if ce, ok := err.(*websocket.CloseError); ok {
				return ce.Code, last
			}
			p.Fatalf("the host has not closed: %v", err)
		}
		last = frame{}
		if err := json.Unmarshal(raw, &last); err != nil {
			p.Fatalf("%s: %v", raw, err)
		}
	}
}

// isMember reports whether a frame has a member in a lesson.
func isMember(name, lesson string) func(frame) bool {
	return func(m frame) bool {
		for _, each := range m.Members {
			if each.Name == name && each.Lesson == lesson {
				return true
			}
		}
		return false
	}
}

// awaitPresent waits until so many members have a page.
func (f *fixture) awaitPresent(want int) {
	f.Helper()
	changed, stop := f.school.Watch(f.room.Code)
	defer stop()
	timeout := time.After(testTimeout)
	for {
		present := 0
		for _, m := range f.school.Members(f.room.Code) {
			if m.Present {
				present++
			}
		}
		if present == want {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			f.Fatalf("%d members have a page, want %d", present, want)
		}
	}
}

func TestReports(t *testing.T) {
	f := newFixture(t)
	f.join("Ada")
	ada, board := f.member("Ada"), f.instructor()
	ada.await("the member", func(m frame) bool { return m.Type == "member" && m.Name == "Ada" })
	board.await("the class", isMember("Ada", ""))
	ada.send(`{"type":"work","lesson":"echo","activity":"editing"}`)
	board.await("the work", isMember("Ada", "echo"))
	ada.send(`{"type":"hand","raised":true}`)
	ada.await("the hand", func(m frame) bool { return m.Hand })
	f.awaitPresent(1)
	ada.ws.Close()
	f.awaitPresent(0)
}

// TestViolations: a page that does not keep to the protocol is closed, and no other.
func TestViolations(t *testing.T) {
	f := newFixture(t)
	ada := f.join("Ada")
	f.join("Bob")
	bob := f.member("Bob")
	tests := map[string]struct {
		page page
		text string
	}{
		"no JSON":            {f.member("Ada"), "hello"},
		"unknown type":       {f.member("Ada"), `{"type":"lead","message":"I am the instructor"}`},
		"too large":          {f.member("Ada"), `{"type":"work","lesson":"` + strings.Repeat("x", 4<<10) + `"}`},
		"instructor's page":  {f.instructor(), `{"type":"work"}`},
		"look takes nothing": {f.look(ada.ID), `{}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.page.send(tt.text)
			if code, _ := tt.page.awaitClose(); code != websocket.CloseUnsupportedData {
				t.Errorf("close code %d", code)
			}
		})
	}
	bob.send(`{"type":"hand","raised":true}`)
	bob.await("the hand", func(m frame) bool { return m.Hand })
}

// TestFlood: a page that sends without a pause is closed, and no other waits for it.
func TestFlood(t *testing.T) {
	f := newFixture(t)
	eve := f.join("Eve")
	f.join("Ada")
	flood, ada, board := f.member("Eve"), f.member("Ada"), f.instructor()
	sent := 0
	for ; sent < 10_000; sent++ {
		text := fmt.Appendf(nil, `{"type":"work","lesson":"echo","activity":"editing","exercise":"%d"}`, sent)
		if flood.ws.WriteMessage(websocket.TextMessage, text) != nil {
			break
		}
	}
	ada.send(`{"type":"work","lesson":"multi","activity":"reading"}`)
	board.await("another member's work", isMember("Ada", "multi"))
	f.awaitPresent(1)
	if code, _ := flood.awaitClose(); code != websocket.CloseTryAgainLater {
		t.Errorf("after %d messages close code %d", sent, code)
	}
	// Each report that is taken is a revision of the store.
	if _, m, _ := f.school.Member(f.room.Code, eve.ID); m.Revised > 100 {
		t.Errorf("%d reports lead to revision %d", sent, m.Revised)
	}
}

// TestLastWords: what a page sends right before it goes counts, also where the host then
// cannot write to it.
func TestLastWords(t *testing.T) {
	f := newFixture(t)
	m := f.join("Ada")
	ada, board := f.member("Ada"), f.instructor()
	ada.send(`{"type":"work","lesson":"echo","activity":"done","exercise":"shout"}`)
	ada.send(`{"type":"work","lesson":"multi","activity":"reading"}`)
	board.await("the first report", isMember("Ada", "echo"))
	ada.ws.Close()
	f.awaitPresent(0)
	if err := f.school.RaiseHand(t.Context(), f.room.Code, m.ID, true); err != nil {
		t.Fatal(err)
	}
	board.await("the last report", isMember("Ada", "multi"))
}

// TestRoomDeleted: pages of a room that is deleted under them learn so, and are closed.
func TestRoomDeleted(t *testing.T) {
	f := newFixture(t)
	ada := f.join("Ada")
	member, board, look := f.member("Ada"), f.instructor(), f.look(ada.ID)
	member.await("the member", func(m frame) bool { return m.Type == "member" })
	board.await("the class", isMember("Ada", ""))
	look.await("the look", func(m frame) bool { return m.Type == "look" })
	if err := f.school.DeleteRoom(t.Context(), f.room.Code); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		page       page
		kind, text string
	}{
		"member":     {member, "removed", "deleted"},
		"instructor": {board, "ended", "deleted"},
		"look":       {look, "ended", string(class.ReasonNoMember)},
	} {
		if code, last := tt.page.awaitClose(); code != websocket.CloseNormalClosure || last.Type != tt.kind || last.Reason != tt.text {
			t.Errorf("%s: code %d after %+v", name, code, last)
		}
	}
	if err := f.live.TakeSnapshot(f.room.Code, ada, []byte(`{}`)); err != live.ErrNobodyLooks {
		t.Errorf("a snapshot after the end: %v", err)
	}
}

func TestLook(t *testing.T) {
	f := newFixture(t)
	ada := f.join("Ada")
	snapshot := func(page string, active, n int) error {
		return f.live.TakeSnapshot(f.room.Code, ada, fmt.Appendf(nil, `{"page":%q,"active":%d,"n":%d}`, page, active, n))
	}
	if err := snapshot("a", 1, 1); err != live.ErrNobodyLooks {
		t.Errorf("before a look: %v", err)
	}
	look := f.look(ada.ID)
	look.await("the look", func(m frame) bool { return m.Type == "look" && m.Name == "Ada" })
	if err := f.live.TakeSnapshot(f.room.Code, ada, []byte("\xff")); err != live.ErrNoSnapshot {
		t.Errorf("no snapshot: %v", err)
	}
	if err := snapshot("a", 2, 2); err != nil {
		t.Fatal(err)
	}
	look.await("the snapshot", func(m frame) bool { return strings.Contains(string(m.Snapshot), `"n":2`) })
	_ = snapshot("b", 1, 3) // of a page that the learner has left
	if err := snapshot("b", 3, 4); err != nil {
		t.Fatal(err)
	}
	look.await("the page that the learner is at", func(m frame) bool {
		if strings.Contains(string(m.Snapshot), `"n":3`) {
			t.Error("the page that the learner has left is shown")
		}
		return strings.Contains(string(m.Snapshot), `"n":4`)
	})
	var err error
	for n := 5; err == nil && n < 100; n++ {
		err = snapshot("b", 3, n)
	}
	if err != live.ErrTooSoon {
		t.Errorf("a flood of snapshots: %v", err)
	}
	if err := f.school.SetVisible(t.Context(), f.room.Code, ada.ID, false); err != nil {
		t.Fatal(err)
	}
	if code, last := look.awaitClose(); code != websocket.CloseNormalClosure || last.Reason != string(class.ReasonDeclined) {
		t.Errorf("declined: code %d after %+v", code, last)
	}
}

// TestClose: Close ends all sockets, among them those of pages that read nothing, and waits
// for their goroutines: goleak counts them at the end.
func TestClose(t *testing.T) {
	f := newFixture(t)
	var pages []page
	for i := range 30 {
		m := f.join(fmt.Sprint("Member ", i))
		pages = append(pages, f.member(m.Session), f.look(m.ID))
	}
	pages = append(pages, f.instructor())
	f.awaitPresent(30)
	var closing sync.WaitGroup
	for range 2 {
		closing.Go(f.live.Close)
	}
	closing.Wait()
	f.awaitPresent(0)
	for _, p := range pages {
		for {
			if _, _, err := p.ws.ReadMessage(); err != nil {
				break
			}
		}
	}
	late := f.open("/class", live.ClassProtocol)
	if _, _, err := late.ws.ReadMessage(); err == nil {
		t.Error("a page that comes after Close is served")
	}
}

// TestReportOnce: a page learns that a report is stored; sent again on another connection it
// counts once.
func TestReportOnce(t *testing.T) {
	f := newFixture(t)
	ada := f.join("Ada")
	const failed = `{"type":"work","id":"7-1","lesson":"echo","activity":"failed","failure":"a long line"}`
	taken := func(m frame) bool { return m.Type == "taken" && m.ID == "7-1" }
	for range 2 {
		page := f.member("Ada")
		page.send(failed)
		page.await("that the report is stored", taken)
		page.ws.Close()
	}
	if _, m, _ := f.school.Member(f.room.Code, ada.ID); m.Work.Times != 1 || m.Work.Failure != "a long line" {
		t.Errorf("after a report that was sent twice: %+v", m.Work)
	}
}
