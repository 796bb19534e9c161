package live

import (
	"reflect"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
)

// pollFrame is what all pages of a room get of its poll: at once, and after each change.
type pollFrame struct {
	Type string    `json:"type"` // "poll"
	Poll *PollView `json:"poll"` // nil for none
}

// PollView is a poll as a page gets it.
type PollView struct {
	Version uint64 `json:"version"`
	class.Question
	Closed bool         `json:"closed"`
	Answer string       `json:"answer,omitempty"` // the member's own; empty before that
	Result *class.Tally `json:"result,omitempty"` // for a member once it is closed
}

func viewOfPoll(p class.Poll) *PollView {
	return &PollView{Version: p.Version, Question: p.Question, Closed: !p.Open()}
}

// instructorPoll returns a room's poll with all answers, or nil for none.
func (l *Live) instructorPoll(code string) *PollView {
	p, ok := l.school.Poll(code)
	if !ok {
		return nil
	}
	v := viewOfPoll(p)
	v.Result = new(l.school.Tally(code, p))
	return v
}

// ProjectorPoll returns a room's poll with what all may see of its answers, or nil for none.
func (l *Live) ProjectorPoll(code string) *PollView {
	v := l.instructorPoll(code)
	if v != nil {
		v.Result = new(v.Result.Public())
	}
	return v
}

// memberPoll returns a room's poll as a member gets it, or nil for none. The answers are
// counted only once they change no more: the page of every member asks.
func (l *Live) memberPoll(code string, m class.Member) *PollView {
	p, ok := l.school.Poll(code)
	if !ok {
		return nil
	}
	v := viewOfPoll(p)
	if m.Answer != nil && m.Answer.Poll == p.Version {
		v.Answer = m.Answer.Text
	}
	if v.Closed {
		v.Result = new(l.school.Tally(code, p).Public())
	}
	return v
}

// sendPoll sends a poll, unless that is what was sent. It returns false if the page cannot
// be written to.
func (l *Live) sendPoll(sock *pagesocket.Socket, poll *PollView, sent *pollFrame) bool {
	if sent.Type != "" && reflect.DeepEqual(poll, sent.Poll) {
		return true
	}
	*sent = pollFrame{"poll", poll}
	return sock.SendJSON(*sent)
}
