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
	share func(Snapshot) // passes one to the other hosts; nil where there are none
}

type lookKey struct{ room, member string }

// look is a member that is looked at, from here or from another host.
type look struct {
	feeds map[chan lookSnapshot]struct{} // each with room for one; of those who look from here
	last  *Snapshot
	due   time.Time // when a snapshot would be in time, were they sent one after another
}

// Snapshot is what a page of a member has sent, as hosts pass it on.
type Snapshot struct {
	Room     string          `json:"room"`
	Member   string          `json:"member"`
	Session  string          `json:"session"` // of the browser
	Page     string          `json:"page"`    // of that browser
	Active   int64           `json:"active"`  // when the learner came to that page, in ms by the browser's clock
	Time     time.Time       `json:"time"`    // when it came, by the host's clock
	Snapshot json.RawMessage `json:"snapshot"`
}

// at returns the look at a member, and makes it if there is none. The caller holds mu.
func (l *looks) at(key lookKey) *look {
	at := l.looks[key]
	if at == nil {
		at = &look{feeds: make(map[chan lookSnapshot]struct{})}
		if l.looks == nil {
			l.looks = make(map[lookKey]*look)
		}
		l.looks[key] = at
	}
	return at
}

// join returns the snapshots of a member, of which one that is not taken gives way to the
// next, until leave is called.
func (l *looks) join(key lookKey) (feed chan lookSnapshot, leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.at(key)
	feed = make(chan lookSnapshot, 1)
	at.feeds[feed] = struct{}{}
	if at.last != nil {
		feed <- frameOf(at.last)
	}
	return feed, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if delete(at.feeds, feed); len(at.feeds) == 0 {
			delete(l.looks, key)
		}
	}
}

func frameOf(s *Snapshot) lookSnapshot { return lookSnapshot{"snapshot", s.Time, s.Snapshot} }

// take passes a snapshot to those who look from here. Of several pages the one counts to
// which the learner came last. The caller of its looks holds mu.
func (at *look) take(s Snapshot) {
	isOther := at.last != nil && s.Session == at.last.Session && s.Page != at.last.Page // other browsers have other clocks
	if isOther && s.Active < at.last.Active {
		return
	}
	at.last = &s
	for feed := range at.feeds {
		select {
		case <-feed:
		default:
		}
		feed <- frameOf(at.last)
	}
}

// TakeSnapshot passes a snapshot of a member's page to those who look at the member.
func (l *Live) TakeSnapshot(code string, m class.Member, raw []byte) error {
	var head struct {
		Page   string `json:"page"`
		Active int64  `json:"active"`
	}
	if !bytes.HasPrefix(raw, []byte("{")) || !utf8.Valid(raw) || json.Unmarshal(raw, &head) != nil {
		return ErrNoSnapshot
	}
	now := time.Now().UTC()
	key, isElsewhere := lookKey{code, m.ID}, m.Visible && l.school.LooksElsewhere(code, m.ID)
	s := Snapshot{code, m.ID, m.Session, head.Page, head.Active, now, raw}
	if err := l.looks.takeOwn(key, s, isElsewhere); err != nil {
		return err
	}
	if isElsewhere && l.looks.share != nil {
		l.looks.share(s)
	}
	return nil
}

// takeOwn takes a snapshot that has come to this host. isElsewhere says that the member is
// looked at from another one.
func (l *looks) takeOwn(key lookKey, s Snapshot, isElsewhere bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.looks[key] == nil && !isElsewhere {
		return ErrNobodyLooks
	}
	at, now := l.at(key), s.Time
	if at.due.Sub(now) > (snapshotBurst-1)*snapshotInterval {
		return ErrTooSoon
	}
	if at.due.Before(now) {
		at.due = now
	}
	at.due = at.due.Add(snapshotInterval)
	at.take(s)
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
