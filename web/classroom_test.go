package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/bridge"
	"socketschool/class"
	"socketschool/class/live"
	"socketschool/class/memstore"
	"socketschool/class/servers"
	"socketschool/lab/pool"
	"socketschool/lessons"
	"socketschool/server"
	"socketschool/static"
	"socketschool/web"
)

// testTimeout bounds what a test waits for.
const testTimeout = 20 * time.Second

// classroom is a site that holds a class.
type classroom struct {
	t      *testing.T
	school *class.School
	room   class.Room
	key    string // the instructor's
	url    string
}

var loadedLessons = sync.OnceValues(func() ([]lessons.Lesson, error) {
	return lessons.Load(func(slug string) (lessons.Program, bool) {
		p, ok := server.Find(slug)
		return lessons.Program{Slug: p.Slug, Port: p.Port, TLS: p.TLS, Sources: p.Sources}, ok
	})
})

func newClassroom(t *testing.T) *classroom {
	t.Helper()
	school, err := class.Open(t.Context(), memstore.New())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(school.Close)
	rooms := servers.New(school)
	t.Cleanup(rooms.Close)
	l := live.New(school, rooms, nil)
	t.Cleanup(l.Close)
	all, err := loadedLessons()
	if err != nil {
		t.Fatal(err)
	}
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	labs := pool.New(pool.Limits{}, true)
	t.Cleanup(labs.Close)
	br := bridge.New(bridge.Config{CheckOrigin: func(*http.Request) bool { return true }})
	t.Cleanup(func() { br.Close(t.Context()) })
	site, err := web.New(web.Config{
		Lessons: all, Programs: server.All(), Pool: labs, Bridge: br, Static: files,
		Class: &web.Class{School: school, Live: l, Servers: rooms}, SessionKey: make([]byte, 32),
	})
	if err != nil {
		t.Fatal(err)
	}
	host := httptest.NewServer(site.Handler())
	t.Cleanup(host.Close)
	c := &classroom{t: t, school: school, url: host.URL}
	if c.room, c.key, err = school.CreateRoom(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	return c
}

// browser keeps the cookies of one person.
type browser struct {
	c    *classroom
	http *http.Client
}

func (c *classroom) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return &browser{c, &http.Client{Jar: jar, Timeout: testTimeout}}
}

// instructor returns a browser that has opened the instructor's link.
func (c *classroom) instructor(key string) *browser {
	b := c.browser()
	b.do("GET", "/instruct/"+key, "", http.StatusOK)
	return b
}

// learner returns a browser that has joined.
func (c *classroom) learner(name string) *browser {
	b := c.browser()
	b.post("/join", url.Values{"code": {c.room.Code}, "name": {name}, "visible": {"yes"}}, http.StatusOK)
	return b
}

// memberID returns the id of the member with a name.
func (c *classroom) memberID(name string) string {
	c.t.Helper()
	for _, m := range c.school.Members(c.room.Code) {
		if m.Name == name {
			return m.ID
		}
	}
	c.t.Fatalf("there is no member %q", name)
	return ""
}

// do sends a request, and returns the body of the answer, which must have the status.
func (b *browser) do(method, path, body string, status int) string {
	b.c.t.Helper()
	req, err := http.NewRequestWithContext(b.c.t.Context(), method, b.c.url+path, strings.NewReader(body))
	if err != nil {
		b.c.t.Fatal(err)
	}
	return b.send(req, status)
}

func (b *browser) post(path string, form url.Values, status int) string {
	b.c.t.Helper()
	req, err := http.NewRequestWithContext(b.c.t.Context(), "POST", b.c.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(req, status)
}

func (b *browser) send(req *http.Request, status int) string {
	b.c.t.Helper()
	answer, err := b.http.Do(req)
	if err != nil {
		b.c.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.c.t.Fatal(err)
	}
	if answer.StatusCode != status {
		b.c.t.Errorf("%s %s: %d, want %d: %.300s", req.Method, req.URL.Path, answer.StatusCode, status, body)
	}
	return string(body)
}

// open opens a WebSocket of a page, and returns it with the status of the handshake.
func (b *browser) open(path, protocol string) (*websocket.Conn, int) {
	b.c.t.Helper()
	dialer := websocket.Dialer{Jar: b.http.Jar, Subprotocols: []string{protocol}, HandshakeTimeout: testTimeout}
	ws, answer, err := dialer.DialContext(b.c.t.Context(), "ws"+strings.TrimPrefix(b.c.url, "http")+path, nil)
	if answer == nil {
		b.c.t.Fatal(err)
	}
	if err == nil {
		b.c.t.Cleanup(func() { ws.Close() })
		_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	}
	return ws, answer.StatusCode
}

// awaitFrame reads frames until one has the text, and fails if the WebSocket ends before.
func (b *browser) awaitFrame(ws *websocket.Conn, text string) {
	b.c.t.Helper()
	var last []byte
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			b.c.t.Fatalf("no frame with %s, but %v after %s", text, err, last)
		}
		if last = frame; strings.Contains(string(frame), text) {
			return
		}
	}
}

// awaitClose reads frames until the host closes the WebSocket.
func (b *browser) awaitClose(ws *websocket.Conn) {
	b.c.t.Helper()
	for {
		_, _, err := ws.ReadMessage()
		if _, ok := err.(*websocket.CloseError); ok {
			return
		}
		if err != nil {
			b.c.t.Fatalf("the WebSocket ends with %v", err)
		}
	}
}
