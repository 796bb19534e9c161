package live

import (
	"context"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
)

// leadView is what the instructor sends to all pages, as a page gets it: each time all that
// holds.
type leadView struct {
	Type    string         `json:"type"` // "lead"
	Version uint64         `json:"version"`
	Message *class.Message `json:"message,omitempty"`
	Place   *class.Place   `json:"place,omitempty"`
	Pause   *pauseView     `json:"pause,omitempty"`
	Pushed  *class.Pushed  `json:"pushed,omitempty"`
}

// pauseView has no time of the host's clock: a page's may be another.
type pauseView struct {
	Version uint64  `json:"version"`
	Word    string  `json:"word,omitempty"`
	Seconds float64 `json:"seconds"` // after which it ends, unless it comes again
}

func leadViewOf(lead class.Lead, now time.Time) *leadView {
	v := &leadView{Type: "lead", Version: lead.Version, Message: lead.Message, Place: lead.Place, Pushed: lead.Pushed}
	if left := lead.Pause.Left(now); left > 0 {
		v.Pause = &pauseView{lead.Pause.Version, lead.Pause.Word, left.Seconds()}
	}
	return v
}

// freshLead returns what holds in a room if that is not what a page has got before, and
// notes it. A page that has got nothing does not get that there is nothing.
func (l *Live) freshLead(code string, sent *class.Lead) *leadView {
	now := l.school.Lead(code)
	if now == *sent {
		return nil
	}
	*sent = now
	return leadViewOf(now, time.Now())
}

// sendLead sends a learner's page what it has not got. It returns false if the page cannot
// be written to.
func (l *Live) sendLead(sock *pagesocket.Socket, code string, sent *class.Lead) bool {
	fresh := l.freshLead(code, sent)
	return fresh == nil || sock.SendJSON(fresh)
}

// keepPause lets a pause go on while the instructor's page is here.
func (l *Live) keepPause(ctx context.Context, code string) {
	if err := l.school.KeepPause(ctx, code); err != nil && !isRefused(err) && ctx.Err() == nil {
		l.log.Warn("a pause could not be stored", "room", code, "error", err)
	}
}
