package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"
	"unicode/utf8"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
	"socketschool/protocol"
)

// MaxSnapshot bounds what a learner's page sends of its work at once, in bytes.
const MaxSnapshot = 256 << 10

// A learner's page sends one snapshot a second at most. Twice as many are taken, and some
// at once, since a learner may have more than one page.
const (
	snapshotInterval = 500 * time.Millisecond
	snapshotBurst    = 6
)

// The reasons for which a snapshot is not taken.
var (
	ErrNobodyLooks = errors.New("live: nobody looks at the member")
	ErrTooSoon     = errors.New("live: the snapshot comes too soon")
	ErrNoSnapshot  = errors.New("live: a snapshot is a JSON object in UTF-8")
)

// lookState is what the instructor's page gets of the member that it looks at: at once,
// and after each change.
type lookState struct {
	Type    string `json:"type"` // "look"
	Name    string `json:"name"`
	Present bool   `json:"present"` // a page of the learner is connected
}

// lookSnapshot passes on what the learner's page has sent.
type lookSnapshot struct {
	Type     string          `json:"type"` // "snapshot"
	Time     time.Time       `json:"time"` // when it came, by the host's clock
	Snapshot json.RawMessage `json:"snapshot"`
}

// lookEnd is the last message of a look.
type lookEnd struct {
	Type   string       `json:"type"` // "ended"
	Reason class.Reason `json:"reason"`
	Detail string       `json:"detail"` // a sentence for the instructor
}

// looks passes snapshots from members to those who look at them. It keeps the last one of
// a member while it is looked at, and nothing else. Its zero value is ready to use.
type looks struct {
	mu    sync.Mutex
	looks map[lookKey]*look
}

type lookKey struct{ room, member string }

// look is a member that is looked at.
type look struct {
	feeds   map[chan lookSnapshot]struct{} // each with room for one
	last    *lookSnapshot
	session string    // of the browser that has sent the last one
	page    string    // of that browser
	active  int64     // when the learner came to that page, in ms by the browser's clock
	due     time.Time // when a snapshot would be in time, were they sent one after another
}

// join returns the snapshots of a member, of which one that is not taken gives way to the
// next, until leave is called.
func (l *looks) join(key lookKey) (feed chan lookSnapshot, leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.looks[key]
	if at == nil {
		at = &look{feeds: make(map[chan lookSnapshot]struct{})}
		if l.looks == nil {
			l.looks = make(map[lookKey]*look)
		}
		l.looks[key] = at
	}
	feed = make(chan lookSnapshot, 1)
	at.feeds[feed] = struct{}{}
	if at.last != nil {
		feed <- *at.last
	}
	return feed, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if delete(at.feeds, feed); len(at.feeds) == 0 {
			delete(l.looks, key)
		}
	}
}

// TakeSnapshot passes a snapshot of a member's page to those who look at the member. Of
// several pages the one counts to which the learner came last.
func (l *Live) TakeSnapshot(code string, m class.Member, raw []byte) error {
	var head struct {
		Page   string `json:"page"`
		Active int64  `json:"active"`
	}
	if !bytes.HasPrefix(raw, []byte("{")) || !utf8.Valid(raw) || json.Unmarshal(raw, &head) != nil {
		return ErrNoSnapshot
	}
	now := time.Now().UTC()
	l.looks.mu.Lock()
	defer l.looks.mu.Unlock()
	at := l.looks.looks[lookKey{code, m.ID}]
	if at == nil {
		return ErrNobodyLooks
	}
	if at.due.Sub(now) > (snapshotBurst-1)*snapshotInterval {
		return ErrTooSoon
	}
	if at.due.Before(now) {
		at.due = now
	}
	at.due = at.due.Add(snapshotInterval)
	isOther := m.Session == at.session && head.Page != at.page // other browsers have other clocks
	if isOther && head.Active < at.active {
		return nil
	}
	at.session, at.page, at.active = m.Session, head.Page, head.Active
	at.last = &lookSnapshot{"snapshot", now, raw}
	for feed := range at.feeds {
		select {
		case <-feed:
		default:
		}
		feed <- *at.last
	}
	return nil
}

// ServeLook upgrades the request of the page on which the room's instructor looks at a
// member. The look ends as soon as class.School.MayLook says so.
func (l *Live) ServeLook(w http.ResponseWriter, r *http.Request, instructed class.Room, id string) {
	l.sockets.Serve(w, r, LookProtocol, refuseMessages, func(ctx context.Context, sock *pagesocket.Socket) {
		l.sendLook(ctx, sock, instructed, id)
	})
}

// refuseMessages reads from a page that has nothing to say.
func refuseMessages(_ context.Context, sock *pagesocket.Socket) {
	err := sock.ReadJSON(maxMessage, new(any))
	if err == nil {
		err = &protocol.Violation{Code: pagesocket.CloseUnsupported, Reason: "this connection takes no messages"}
	}
	sock.CloseOn(err)
}

func (l *Live) sendLook(ctx context.Context, sock *pagesocket.Socket, instructed class.Room, id string) {
	changed, stop := l.school.WatchMember(instructed.Code, id)
	defer stop()
	if _, err := l.school.MayLook(instructed, id); err != nil {
		endLook(sock, err)
		return
	}
	feed, leave := l.looks.join(lookKey{instructed.Code, id})
	defer leave()
	defer l.school.StartLook(instructed.Code, id)()
	var sent lookState
	var snapshot *lookSnapshot
	for {
		m, err := l.school.MayLook(instructed, id)
		if err != nil {
			endLook(sock, err)
			return
		}
		now := lookState{"look", m.Name, m.Present}
		if now != sent && !sock.SendJSON(now) || snapshot != nil && !sock.SendJSON(snapshot) {
			return
		}
		sent, snapshot = now, nil
		select {
		case <-changed:
		case next := <-feed:
			snapshot = &next
		case <-ctx.Done():
			return
		}
	}
}

func endLook(sock *pagesocket.Socket, err error) {
	end := lookEnd{Type: "ended", Detail: err.Error()}
	if refusal, ok := errors.AsType[*class.Refusal](err); ok {
		end.Reason = refusal.Reason
	}
	sock.SendJSON(end)
	sock.CloseWith(pagesocket.CloseNormal, string(end.Reason))
}
