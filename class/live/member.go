package live

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
	"socketschool/protocol"
)

// MemberState is what a learner's page gets: at once, and after each change.
type MemberState struct {
	Type   string `json:"type"` // "member"
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
	Lesson   string         `json:"lesson,omitempty"` // of "work", as the next four
	Exercise string         `json:"exercise,omitempty"`
	Activity class.Activity `json:"activity,omitempty"`
	Failure  string         `json:"failure,omitempty"`
	Raised   bool           `json:"raised,omitempty"` // of "hand"
}

// ServeMember upgrades the request of a member's page. The page gets the member's state,
// and what it reports is taken, until another browser is the member.
func (l *Live) ServeMember(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	code, id := room.Code, m.ID
	read := func(ctx context.Context, sock *pagesocket.Socket) {
		defer l.school.Connect(code, id)()
		for {
			err := l.takeMemberMessage(ctx, sock, code, m)
			if err != nil {
				sock.CloseOn(err)
				return
			}
			select { // the page waits meanwhile
			case <-time.After(reportInterval):
			case <-ctx.Done():
				return
			}
		}
	}
	l.sockets.Serve(w, r, MemberProtocol, read, func(ctx context.Context, sock *pagesocket.Socket) {
		l.sendMember(ctx, sock, code, m)
	})
}

// seated returns the member as it is now, if it still is of the browser that it was of.
func (l *Live) seated(code string, was class.Member) (class.Room, class.Member, bool) {
	room, m, ok := l.school.Member(code, was.ID)
	return room, m, ok && m.Session == was.Session
}

func (l *Live) takeMemberMessage(ctx context.Context, sock *pagesocket.Socket, code string, member class.Member) error {
	var m memberMessage
	if err := sock.ReadJSON(maxMessage, &m); err != nil {
		return err
	}
	if _, _, ok := l.seated(code, member); !ok {
		return &protocol.Violation{Code: pagesocket.CloseNormal, Reason: notInClass}
	}
	id, err := member.ID, error(nil)
	switch m.Type {
	case "work":
		err = l.school.Report(ctx, code, id, class.Work{Lesson: m.Lesson, Exercise: m.Exercise, Activity: m.Activity, Failure: m.Failure})
	case "hand":
		err = l.school.RaiseHand(ctx, code, id, m.Raised)
	default:
		return &protocol.Violation{Code: pagesocket.CloseUnsupported, Reason: `a message has the type "work" or "hand"`}
	}
	if isRefused(err) {
		return &protocol.Violation{Code: pagesocket.CloseNormal, Reason: err.Error()}
	}
	if err != nil && ctx.Err() == nil {
		l.log.Warn("a report could not be stored", "room", code, "error", err)
	}
	return nil
}

func (l *Live) sendMember(ctx context.Context, sock *pagesocket.Socket, code string, member class.Member) {
	changed, stop := l.school.WatchMember(code, member.ID)
	defer stop()
	var sent MemberState
	var sentServers serversFrame
	var lead class.Lead
	for {
		room, m, ok := l.seated(code, member)
		if !ok {
			sock.SendJSON(MemberState{Type: "removed"})
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
		if !l.sendServers(sock, room, &sentServers) {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}
