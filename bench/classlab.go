package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// learnerLab is a lab of a learner, with the viewer of its events and its clients.
type learnerLab struct {
	*learner
	viewer  *websocket.Conn
	clients []*client
	talking sync.WaitGroup // those that send and wait for replies
	reading sync.WaitGroup // the viewer
	closed  chan struct{}
}

// startLab starts a lab, opens its viewer, and connects clients, which talk if the learner
// works in it.
func (l *learner) startLab(ctx context.Context, talks bool) (*learnerLab, error) {
	begin := time.Now()
	resp, err := l.ask(ctx, http.MethodPost, "/api/labs", "application/json", fmt.Sprintf(`{"lesson":%q}`, classLesson))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusCreated {
		return nil, expectStatus(resp, http.StatusCreated)
	}
	var made struct{ ID string }
	err = json.NewDecoder(resp.Body).Decode(&made)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	path := "/api/labs/" + made.ID
	lab := &learnerLab{learner: l, closed: make(chan struct{})}
	if lab.viewer, err = openSocket(ctx, l.host.site, path+"/events?after=0", "socketschool.events.v1", l.jar); err != nil {
		return nil, fmt.Errorf("viewer: %w", err)
	}
	first := make(chan struct{})
	lab.reading.Go(func() { lab.watch(first) })
	select {
	case <-first:
		l.rec.add(labTime, time.Since(begin))
	case <-time.After(stuck):
		lab.close()
		return nil, errors.New("no event within 20 s")
	}
	shake := &handshake{path: path + "/clients", protocol: "socketschool.bridge.v1", cookie: l.cookie()}
	for range clientsEach {
		c, err := dial(ctx, l.host.site, shake, smallBuffer)
		if err == nil {
			lab.clients = append(lab.clients, c)
			err = c.checkEcho()
		}
		if err != nil {
			lab.close()
			return nil, fmt.Errorf("client: %w", err)
		}
		if talks {
			lab.talk(ctx, c)
		}
	}
	return lab, nil
}

// cookie is the session's as a header has it.
func (l *learner) cookie() string {
	var parts []string
	for _, c := range l.jar.Cookies(&url.URL{Scheme: "http", Host: l.host.site, Path: "/"}) {
		parts = append(parts, c.Name+"="+c.Value)
	}
	return strings.Join(parts, "; ")
}

// watch takes events as the page does, and times log records from when the server wrote
// them: host and page have the same clock here. It closes first with the first events.
func (l *learnerLab) watch(first chan<- struct{}) {
	for n := 0; ; n++ {
		var frame struct {
			Events []struct {
				Kind string
				At   time.Time
			}
			Skipped int
		}
		err := l.viewer.ReadJSON(&frame)
		now := time.Now()
		if err != nil {
			select {
			case <-l.closed:
			default:
				l.rec.fail("viewer", err)
			}
			return
		}
		if n == 0 {
			close(first)
		}
		if frame.Skipped > 0 {
			l.rec.fail("viewer", errors.New("missed events"))
		}
		var took []time.Duration
		for _, e := range frame.Events {
			if e.Kind == "log" {
				took = append(took, now.Sub(e.At))
			}
		}
		l.rec.add(logTime, took...)
	}
}

// talk sends a line at each tick of a clock of the client's own until the class ends, and
// times each reply from when its line was due.
func (l *learnerLab) talk(ctx context.Context, c *client) {
	begin := time.Now().Add(time.Duration(l.random.Float64() * float64(lineInterval)))
	lines := int(l.end.Sub(begin) / lineInterval)
	due := func(n int) time.Time { return begin.Add(time.Duration(n) * lineInterval) }
	_ = c.conn.SetReadDeadline(l.end.Add(drainTime))
	message := c.encode(payload(small))
	l.talking.Go(func() {
		for n := range lines {
			if !sleepUntil(ctx, due(n)) {
				return
			}
			if err := c.write(message); err != nil {
				return // the reader has the reason
			}
		}
	})
	l.talking.Go(func() {
		for n, bytes := 0, 0; n < lines; {
			p, err := c.read()
			if err != nil {
				for range lines - n {
					l.rec.fail("line", errNoReply)
				}
				l.rec.fail("client", err)
				return
			}
			now := time.Now()
			for bytes += len(p); bytes >= small; bytes -= small {
				l.rec.add(tripTime, now.Sub(due(n)))
				n++
			}
		}
	})
}

// finish waits for the last replies.
func (l *learnerLab) finish() { l.talking.Wait() }

func (l *learnerLab) close() {
	close(l.closed)
	l.viewer.Close()
	closeOpen(l.clients)
	l.talking.Wait()
	l.reading.Wait()
}
