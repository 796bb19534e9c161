package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// classView is the instructor's page: it gets the class as it changes.
type classView struct {
	browser *http.Client
	sock    *websocket.Conn
	rec     *recorder
	ended   chan struct{}

	mu      sync.Mutex
	closing bool
	present int
	waiting map[string]reported // by the member's name
	last    map[string]report
}

// reported is a report that the instructor's page has not shown yet.
type reported struct {
	work report
	at   time.Time
}

// report is what a learner's page reports of its work.
type report struct {
	Type     string `json:"type"` // "work"
	Lesson   string `json:"lesson"`
	Exercise string `json:"exercise,omitempty"`
	Activity string `json:"activity"`
	Failure  string `json:"failure,omitempty"`
}

func openView(ctx context.Context, h *classHost, rec *recorder) (*classView, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	page := http.Client{Jar: jar}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.site+h.instruct, nil)
	if err != nil {
		return nil, err
	}
	resp, err := page.Do(req)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the instructor's link: %s", resp.Status)
	}
	sock, err := openSocket(ctx, h.site, "/api/class", "socketschool.class.v1", jar)
	if err != nil {
		return nil, fmt.Errorf("the instructor's connection: %w", err)
	}
	v := &classView{browser: &page, sock: sock, rec: rec, ended: make(chan struct{}), waiting: make(map[string]reported), last: make(map[string]report)}
	go v.read()
	return v, nil
}

// openSocket opens a WebSocket as a page does, with the browser's cookies.
func openSocket(ctx context.Context, site, path, protocol string, jar http.CookieJar) (*websocket.Conn, error) {
	d := websocket.Dialer{Jar: jar, Subprotocols: []string{protocol}, HandshakeTimeout: dialTime}
	sock, resp, err := d.DialContext(ctx, "ws://"+site+path, http.Header{"Origin": {"http://" + site}})
	if err != nil && resp != nil {
		return nil, &statusError{resp.Status, err.Error()}
	}
	return sock, err
}

func (v *classView) read() {
	defer close(v.ended)
	for {
		var update struct {
			Room    *struct{ Present int }
			Members []struct{ Name, Activity, Failure string }
		}
		err := v.sock.ReadJSON(&update)
		now := time.Now()
		v.mu.Lock()
		if err != nil {
			if !v.closing {
				v.rec.fail("instructor's connection", err)
			}
			v.mu.Unlock()
			return
		}
		if update.Room != nil {
			v.present = update.Room.Present
		}
		for _, m := range update.Members {
			if r, ok := v.waiting[m.Name]; ok && r.work.Activity == m.Activity && (r.work.Failure == "" || r.work.Failure == m.Failure) {
				delete(v.waiting, m.Name)
				v.rec.add(viewTime, now.Sub(r.at))
			}
		}
		v.mu.Unlock()
	}
}

// expect notes that a member's page reports something now. One that comes before the page
// has shown the last one is a failure.
func (v *classView) expect(name string, work report) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.waiting[name]; ok {
		v.rec.fail("instructor's page", errors.New("had not shown a report before the next"))
	}
	if v.last[name] != work { // else there is nothing new to show
		v.last[name] = work
		v.waiting[name] = reported{work, time.Now()}
	}
}

// countPresent records a failure for each learner whom the page does not show.
func (v *classView) countPresent(learners int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for range learners - v.present {
		v.rec.fail("instructor's page", errors.New("shows too few learners"))
	}
}

// close records a failure for each report that was never shown.
func (v *classView) close() {
	v.mu.Lock()
	v.closing = true
	for range v.waiting {
		v.rec.fail("instructor's page", errors.New("has not shown a report"))
	}
	v.mu.Unlock()
	v.sock.Close()
	<-v.ended
}
