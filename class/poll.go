package class

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// pollsPrefix begins the key of a room's polls: "polls.CODE".
const pollsPrefix = "polls."

const (
	// MaxAnswer bounds an answer in a learner's own words, in characters.
	MaxAnswer = 120

	// maxPolls is how many polls of a room are kept, the latest.
	maxPolls = 50
)

// Question is a question of a lesson, as a poll asks it.
type Question struct {
	Path    string   `json:"path"`  // of its Try it, below the playground's own path: "lessons/echo#try-let-b-overtake-a"
	Title   string   `json:"title"` // of the lesson, for people
	Text    string   `json:"question"`
	Choices []string `json:"choices,omitempty"` // nil where members answer in their own words
}

// Poll is a question to all members of a room. Its parts are replaced and never changed.
type Poll struct {
	Version uint64 `json:"version"` // one more than that of the room's poll before
	Question
	Opened time.Time `json:"opened"`
	Closed time.Time `json:"closed,omitzero"`
	Shown  []string  `json:"shown,omitempty"`  // answers in own words that all may see, folded
	Result *Tally    `json:"result,omitempty"` // once it is closed
}

// Open reports whether members can answer.
func (p Poll) Open() bool { return p.Closed.IsZero() }

// Answer is a member's answer to a poll. One takes the place of the one before.
type Answer struct {
	Poll uint64 `json:"poll"` // its version
	Text string `json:"text"` // one of the choices, or the member's own words
}

// polls is what is stored of a room's polls.
type polls struct {
	All     []Poll `json:"all"`     // the latest is the last
	Current bool   `json:"current"` // the last one is on the pages
}

// Poll returns the poll that is on the pages of a room, open or closed. It returns false
// for none, and in a closed room.
func (s *School) Poll(code string) (Poll, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.rooms[code]
	if state == nil || !state.known || state.room.Closed || !state.polls.Current {
		return Poll{}, false
	}
	return state.polls.All[len(state.polls.All)-1], true
}

// Polls returns all polls of a room that are kept, each with its result.
func (s *School) Polls(code string) []Poll {
	s.mu.Lock()
	state := s.rooms[code]
	var all []Poll
	if state != nil && state.known {
		all = slices.Clone(state.polls.All)
	}
	s.mu.Unlock()
	for i := range all {
		all[i].Result = new(s.Tally(code, all[i]))
	}
	return all
}

// OpenPoll asks all members of a room a question. The poll before is closed.
func (s *School) OpenPoll(ctx context.Context, code string, q Question) error {
	if room, ok := s.Room(code); ok && room.Closed {
		return refuse(ReasonClosed, "This class is over. Open it again first.")
	}
	return s.changePolls(ctx, code, func(state *roomState, p *polls) bool {
		p.close(state)
		next := Poll{Version: 1, Question: q, Opened: time.Now().UTC()}
		if n := len(p.All); n > 0 {
			next.Version = p.All[n-1].Version + 1
		}
		p.All = append(p.All, next)
		p.All = p.All[max(0, len(p.All)-maxPolls):]
		p.Current = true
		return true
	})
}

// ClosePoll ends the answers to a room's poll. Its result is on the pages until PutPollAway.
func (s *School) ClosePoll(ctx context.Context, code string) error {
	return s.changePolls(ctx, code, func(state *roomState, p *polls) bool { return p.Current && p.close(state) })
}

// PutPollAway takes a poll from the pages, and closes it. Its result is kept.
func (s *School) PutPollAway(ctx context.Context, code string) error {
	return s.changePolls(ctx, code, func(state *roomState, p *polls) bool {
		was := p.Current
		p.close(state)
		p.Current = false
		return was
	})
}

// ShowAnswers says which answers in own words all may see. Those are the instructor's
// choice: a learner may have written a name.
func (s *School) ShowAnswers(ctx context.Context, code string, texts []string) error {
	if len(texts) > maxBars || slices.ContainsFunc(texts, func(text string) bool { return utf8.RuneCountInString(text) > MaxAnswer }) {
		return refuse(ReasonText, fmt.Sprintf("%d answers can be shown, of %d characters each.", maxBars, MaxAnswer))
	}
	var shown []string
	for _, text := range texts {
		shown = append(shown, fold(text))
	}
	return s.changePolls(ctx, code, func(_ *roomState, p *polls) bool {
		if p.Current {
			p.All[len(p.All)-1].Shown = shown
		}
		return p.Current
	})
}

// close closes the last poll, with its result, and reports whether it was open. The caller
// holds mu.
func (p *polls) close(state *roomState) bool {
	if len(p.All) == 0 || !p.All[len(p.All)-1].Open() {
		return false
	}
	last := &p.All[len(p.All)-1]
	last.Result, last.Closed = new(state.tally(*last)), time.Now().UTC()
	return true
}

// changePolls stores a room's polls as change makes them, which may be called more than
// once, with mu held. Nothing is stored where change returns false.
func (s *School) changePolls(ctx context.Context, code string, change func(*roomState, *polls) bool) error {
	s.polling.Lock() // no answer is under way that a result would miss
	defer s.polling.Unlock()
	for {
		s.mu.Lock()
		state := s.state(code)
		revision, known := state.pollsRevision, state.known
		next := polls{slices.Clone(state.polls.All), state.polls.Current}
		changed := known && change(state, &next)
		s.mu.Unlock()
		switch {
		case !known:
			return refuse(ReasonNoRoom, "There is no such room any more.")
		case !changed:
			return nil
		}
		if err := s.put(ctx, pollsPrefix+code, next, revision); !errors.Is(err, ErrConflict) {
			return err
		}
		if err := s.awaitChange(ctx, func() bool { return state.pollsRevision != revision }); err != nil {
			return err
		}
	}
}

// Answer takes a member's answer to the poll of a version, in place of the one before. It
// returns a *Refusal once that poll is closed, and for what is no answer to it.
func (s *School) Answer(ctx context.Context, code, id string, version uint64, text string) error {
	s.polling.RLock()
	defer s.polling.RUnlock()
	text = cleanLine(text)
	p, ok := s.Poll(code)
	switch {
	case !ok || p.Version != version:
		return refuse(ReasonPoll, "This question is not asked any more.")
	case !p.Open():
		return refuse(ReasonPoll, "The poll is closed: no answer is taken any more.")
	case p.Choices != nil && !slices.Contains(p.Choices, text):
		return refuse(ReasonPoll, "This is none of the answers to choose from.")
	case text == "":
		return refuse(ReasonPoll, "Type an answer first.")
	case p.Choices == nil && utf8.RuneCountInString(text) > MaxAnswer:
		return refuse(ReasonText, fmt.Sprintf("The answer has %d characters, and may have %d.", utf8.RuneCountInString(text), MaxAnswer))
	}
	now := time.Now().UTC()
	return s.ChangeMember(ctx, code, id, func(m *Member) {
		m.Answer = &Answer{version, text}
		m.Work.Active = now // who answers is not idle, whatever else their page reports
	})
}

func (s *School) takePolls(code string, e Entry) {
	state := s.state(code)
	if e.Revision <= state.pollsRevision {
		return
	}
	state.polls, state.pollsRevision = polls{}, e.Revision
	switch {
	case e.Deleted():
	case state.deleted:
		s.orphan(e.Key)
	case json.Unmarshal(e.Value, &state.polls) != nil:
		state.polls = polls{}
	}
	state.polls.Current = state.polls.Current && len(state.polls.All) > 0
	state.wake()
}
