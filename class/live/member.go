package live

import (
	"context"
	"net/http"
	"reflect"
	"sync"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
	"socketschool/protocol"
)

// MemberState is what a learner's page gets: at once, and after each change.
type MemberState struct {
	Type   string `json:"type"` // "member", or "removed" with nothing but a reason
	Reason string `json:"reason,omitempty"`
	Name   string `json:"name"`
	Room   string `json:"room"` // the code, as it is shown
	Hand   bool   `json:"hand"`
	Closed bool   `json:"closed"` // the class is over

	Visible bool `json:"visible"` // the instructor may look at code, results and timeline
	Watched bool `json:"watched"` // and does now
}

// StateOf returns what the page of a member gets.
func StateOf(room class.Room, m class.Member) MemberState {
	return MemberState{
		Type: "member", Name: m.Name, Room: class.FormatCode(room.Code),
		Hand: !m.Hand.IsZero(), Closed: room.Closed, Visible: m.Visible, Watched: m.Watched,
	}
}

// notInClass is why a page is closed whose browser is the member no more.
const notInClass = "you are not in this class any more"

// memberMessage is what a learner's page sends.
type memberMessage struct {
	Type     string         `json:"type"`             // "work" or "hand"
	ID       string         `json:"id,omitempty"`     // of "work": the page sends it again until the host has it
	Lesson   string         `json:"lesson,omitempty"` // of "work", as the next four
	Exercise string         `json:"exercise,omitempty"`
	Activity class.Activity `json:"activity,omitempty"`
	Failure  string         `json:"failure,omitempty"`
	Raised   bool           `json:"raised,omitempty"` // of "hand"
}

// takenFrame says that what a page has reported is stored.
type takenFrame struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// ServeMember upgrades the request of a member's page. The page gets the member's state,
// and what it reports is taken, until another browser is the member.
func (l *Live) ServeMember(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	code := room.Code
	read := func(ctx context.Context, sock *pagesocket.Socket) {
		messages := make(chan memberMessage, maxBehind)
		ctx, drop := context.WithCancel(ctx)
		defer drop()
		var taking sync.WaitGroup
		taking.Go(func() { l.takeMessages(ctx, sock, code, m.ID, messages) })
		defer taking.Wait()
		defer close(messages)
		err := l.readMember(sock, code, m, messages)
		if _, ok := protocol.AsViolation(err); ok {
			drop() // to take what waits would keep a page that floods for half a minute
		}
		sock.CloseOn(err)
	}
	l.sockets.Serve(w, r, MemberProtocol, read, func(ctx context.Context, sock *pagesocket.Socket) {
		l.sendMember(ctx, sock, code, m)
		if ctx.Err() == nil {
			sock.CloseWith(pagesocket.CloseGoingAway, "this page cannot be written to")
			<-ctx.Done() // read takes what the page has sent before
		}
	})
}

// seated returns the member as it is now, if it still is of the browser that it was of.
func (l *Live) seated(code string, was class.Member) (class.Room, class.Member, bool) {
	room, m, ok := l.school.Member(code, was.ID)
	return room, m, ok && m.Session == was.Session
}

// whyRemoved returns why a browser is a member no more: the class was deleted, another
// browser is the member, or the member was removed.
func (l *Live) whyRemoved(code string, was class.Member) string {
	if _, ok := l.school.Room(code); !ok {
		return "deleted"
	}
	if _, _, ok := l.school.Member(code, was.ID); ok {
		return "elsewhere"
	}
	return "removed"
}

// readMember reads a page's messages. It returns why it has ended: the page has gone, is the
// member's no more, or does not keep to the protocol.
func (l *Live) readMember(sock *pagesocket.Socket, code string, member class.Member, messages chan<- memberMessage) error {
	defer l.school.Connect(code, member.ID)()
	for {
		var m memberMessage
		if err := sock.ReadJSON(maxMessage, &m); err != nil {
			return err
		}
		if _, _, ok := l.seated(code, member); !ok {
			return &protocol.Violation{Code: pagesocket.CloseNormal, Reason: notInClass}
		}
		if m.Type != "work" && m.Type != "hand" {
			return &protocol.Violation{Code: pagesocket.CloseUnsupported, Reason: `a message has the type "work" or "hand"`}
		}
		select {
		case messages <- m:
		default:
			return &protocol.Violation{Code: pagesocket.CloseTryAgainLater, Reason: "this page sends more than the host takes"}
		}
	}
}

// takeMessages takes a page's messages, one in each reportInterval, until there are no more:
// also those that the page has sent right before it went.
func (l *Live) takeMessages(ctx context.Context, sock *pagesocket.Socket, code, id string, messages <-chan memberMessage) {
	for m := range messages {
		err := l.takeMessage(ctx, code, id, m)
		if err == nil && m.ID != "" {
			sock.SendJSON(takenFrame{"taken", m.ID})
		}
		if isRefused(err) {
			sock.CloseWith(pagesocket.CloseNormal, err.Error())
			return
		}
		if err != nil && ctx.Err() == nil {
			l.log.Warn("a report could not be stored", "room", code, "error", err)
		}
		select {
		case <-time.After(reportInterval):
		case <-ctx.Done():
			return
		}
	}
}

func (l *Live) takeMessage(ctx context.Context, code, id string, m memberMessage) error {
	if m.Type == "hand" {
		return l.school.RaiseHand(ctx, code, id, m.Raised)
	}
	return l.school.Report(ctx, code, id, class.Work{ID: m.ID, Lesson: m.Lesson, Exercise: m.Exercise, Activity: m.Activity, Failure: m.Failure})
}

func (l *Live) sendMember(ctx context.Context, sock *pagesocket.Socket, code string, member class.Member) {
	changed, stop := l.school.WatchMember(code, member.ID)
	defer stop()
	var sent MemberState
	var sentServers serversFrame
	var sentPoll pollFrame
	var lead class.Lead
	for {
		room, m, ok := l.seated(code, member)
		if !ok {
			sock.SendJSON(MemberState{Type: "removed", Reason: l.whyRemoved(code, member)})
			sock.CloseWith(pagesocket.CloseNormal, notInClass)
			return
		}
		now := StateOf(room, m)
		if !reflect.DeepEqual(now, sent) && !sock.SendJSON(now) {
			return
		}
		sent = now
		if !l.sendLead(sock, code, &lead) {
			return
		}
		if !l.sendServers(sock, room, &sentServers) || !l.sendPoll(sock, l.memberPoll(code, m), &sentPoll) {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}
