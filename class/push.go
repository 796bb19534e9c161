package class

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"regexp"
)

// pushedPrefix begins the key of the code that a room's instructor has pushed: "pushed.CODE".
const pushedPrefix = "pushed."

// MaxPushed bounds pushed code, in letters of its link. 64 KiB of Go as a link are less.
const MaxPushed = 64 << 10

// Pushed is code that the instructor offers to all learners for a lesson or an exercise.
// The code itself is under a key of its own: PushedCode returns it.
type Pushed struct {
	Version uint64 `json:"version"`
	ID      string `json:"id"`
	Path    string `json:"path"`  // of the lesson or the exercise, below the playground's own path
	Title   string `json:"title"` // of the same, for people
}

// pushedCode is what is stored of pushed code.
type pushedCode struct {
	ID   string `json:"id"`
	Code string `json:"code"`
}

// sharedCode is the fragment of a link with code, as static/lab/shared-code.js makes it.
var sharedCode = regexp.MustCompile(`^#code=1\.[A-Za-z0-9_-]+$`)

// Push offers code to all learners, in place of what was pushed before. The code is the
// fragment of a link with code.
func (s *School) Push(ctx context.Context, code string, pushed Pushed, fragment string) error {
	if len(fragment) > MaxPushed {
		return refuse(ReasonText, "This code is too large to be pushed.")
	}
	if !sharedCode.MatchString(fragment) {
		return refuse(ReasonText, "This is no link with code: make one with Share, beside the code of a lesson or an exercise.")
	}
	pushed.ID = rand.Text()[:16]
	if err := s.putPushed(ctx, code, pushedCode{pushed.ID, fragment}); err != nil {
		return err
	}
	return s.leadOpen(ctx, code, func(lead *Lead, version uint64) bool {
		pushed.Version = version
		lead.Pushed = new(pushed)
		return true
	})
}

// TakeBackPush ends the offer of code. Drafts that were made of it stay.
func (s *School) TakeBackPush(ctx context.Context, code string) error {
	return s.changeLead(ctx, code, func(lead *Lead, _ uint64) bool {
		was := lead.Pushed
		lead.Pushed = nil
		return was != nil
	})
}

// PushedCode returns what is pushed in a room now, with the fragment of its link. It
// returns false if there is nothing.
func (s *School) PushedCode(code string) (Pushed, string, bool) {
	lead := s.Lead(code)
	s.mu.Lock()
	defer s.mu.Unlock()
	if lead.Pushed == nil || s.rooms[code].pushed.ID != lead.Pushed.ID {
		return Pushed{}, "", false
	}
	return *lead.Pushed, s.rooms[code].pushed.Code, true
}

func (s *School) putPushed(ctx context.Context, code string, value pushedCode) error {
	for {
		s.mu.Lock()
		state := s.state(code)
		revision, isOpen := state.pushedRevision, state.known && !state.room.Closed
		s.mu.Unlock()
		if !isOpen {
			return refuse(ReasonClosed, "This class is over. Open it again first.")
		}
		if err := s.put(ctx, pushedPrefix+code, value, revision); !errors.Is(err, ErrConflict) {
			return err
		}
		if err := s.awaitChange(ctx, func() bool { return state.pushedRevision != revision }); err != nil {
			return err
		}
	}
}

func (s *School) takePushed(code string, e Entry) {
	state := s.state(code)
	if e.Revision <= state.pushedRevision {
		return
	}
	state.pushed, state.pushedRevision = pushedCode{}, e.Revision
	switch {
	case e.Deleted():
	case state.deleted:
		s.orphan(e.Key)
	case json.Unmarshal(e.Value, &state.pushed) != nil:
		state.pushed = pushedCode{}
	}
}
