package live

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
)

const (
	// batchTime is how long changes are gathered before the instructor's page gets them.
	batchTime = 200 * time.Millisecond

	// standingTime is how soon a standing that changes by time alone is seen.
	standingTime = 5 * time.Second
)

// roomState is what the instructor's page gets of the room.
type roomState struct {
	Code    string `json:"code"` // as it is shown
	Locked  bool   `json:"locked"`
	Closed  bool   `json:"closed"`
	Secret  bool   `json:"passphrase"` // who joins must know one
	Present int    `json:"present"`    // members with a page that is connected
}

// memberView is a member as the instructor sees it. Times are RFC 3339, empty for none.
type memberView struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Standing class.Standing `json:"standing"`
	Visible  bool           `json:"visible"`
	Lesson   string         `json:"lesson,omitempty"`
	Exercise string         `json:"exercise,omitempty"`
	Activity class.Activity `json:"activity,omitempty"`
	Failure  string         `json:"failure,omitempty"`
	Times    int            `json:"times,omitempty"`
	Hand     time.Time      `json:"hand,omitzero"`
	Progress time.Time      `json:"progress,omitzero"`
	Solved   int            `json:"solved"`
	SolvedAt time.Time      `json:"solvedAt,omitzero"` // the last of them
	InTab    bool           `json:"inTab,omitempty"`   // the host is full: the lab runs in the learner's tab
}

// classUpdate is a message to the instructor's page: what has changed since the one
// before. The first one of a connection has all of it.
type classUpdate struct {
	Type    string       `json:"type"` // "class"
	Time    time.Time    `json:"time"` // of the host, so that a page with another clock counts right
	Room    *roomState   `json:"room,omitempty"`
	Members []memberView `json:"members,omitempty"`
	Removed []string     `json:"removed,omitempty"` // ids
	Lead    *leadView    `json:"lead,omitempty"`
}

// roomEnd is the last message to the instructor's page.
type roomEnd struct {
	Type   string `json:"type"`   // "ended"
	Reason string `json:"reason"` // "renewed" or "deleted"
}

// ServeInstructor upgrades the request of the instructor's page, which then gets the room
// as it changes, until the room is deleted or its key renewed.
func (l *Live) ServeInstructor(w http.ResponseWriter, r *http.Request, room class.Room) {
	l.sockets.Serve(w, r, ClassProtocol, refuseMessages, func(ctx context.Context, sock *pagesocket.Socket) {
		l.sendClass(ctx, sock, room.Code, room.KeyHash)
	})
}

func (l *Live) sendClass(ctx context.Context, sock *pagesocket.Socket, code, keyHash string) {
	changed, stop := l.school.Watch(code)
	defer stop()
	aging := time.NewTicker(standingTime)
	defer aging.Stop()
	var room roomState
	var lead class.Lead
	sent := make(map[string]memberView)
	var sentServers serversFrame
	var sentPoll pollFrame
	for {
		now, ok := l.school.Room(code)
		switch {
		case !ok:
			sock.SendJSON(roomEnd{"ended", "deleted"})
			sock.CloseWith(pagesocket.CloseNormal, "the room was deleted")
			return
		case now.KeyHash != keyHash:
			sock.SendJSON(roomEnd{"ended", "renewed"})
			sock.CloseWith(pagesocket.CloseNormal, "the instructor's link was renewed")
			return
		}
		l.keepPause(ctx, code)
		update := l.changes(now, &room, sent)
		update.Lead = l.freshLead(code, &lead)
		if (update.Room != nil || update.Lead != nil || len(update.Members)+len(update.Removed) > 0) && !sock.SendJSON(update) {
			return
		}
		if !l.sendServers(sock, now, &sentServers) || !l.sendPoll(sock, l.instructorPoll(code), &sentPoll) {
			return
		}
		select {
		case <-changed:
		case <-aging.C:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(batchTime):
		case <-ctx.Done():
			return
		}
	}
}

// changes returns what the page does not have yet, and notes that it has it now.
func (l *Live) changes(r class.Room, room *roomState, sent map[string]memberView) classUpdate {
	now := time.Now().UTC()
	update := classUpdate{Type: "class", Time: now}
	state := roomState{Code: class.FormatCode(r.Code), Locked: r.Locked, Closed: r.Closed, Secret: r.Passphrase != ""}
	there := make(map[string]bool)
	for _, m := range l.school.Members(r.Code) {
		there[m.ID] = true
		if m.Present {
			state.Present++
		}
		view := viewOf(m, now)
		if was, ok := sent[m.ID]; !ok || !reflect.DeepEqual(was, view) {
			sent[m.ID] = view
			update.Members = append(update.Members, view)
		}
	}
	for id := range sent {
		if !there[id] {
			delete(sent, id)
			update.Removed = append(update.Removed, id)
		}
	}
	if !reflect.DeepEqual(state, *room) {
		*room, update.Room = state, &state
	}
	return update
}

func viewOf(m class.Member, now time.Time) memberView {
	return memberView{
		ID: m.ID, Name: m.Name, Standing: m.Standing(now), Visible: m.Visible,
		Lesson: m.Work.Lesson, Exercise: m.Work.Exercise, Activity: m.Work.Activity,
		Failure: m.Work.Failure, Times: m.Work.Times,
		Hand: m.Hand, Progress: m.Work.Progress, Solved: len(m.Solved), SolvedAt: m.LastSolved(), InTab: m.InTab,
	}
}
