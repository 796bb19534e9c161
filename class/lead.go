package class

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// leadPrefix begins the key of what a room's instructor sends to all pages: "lead.CODE".
const leadPrefix = "lead."

// Lead is what the instructor sends to the pages of all learners, as it holds now. Its parts
// are replaced and never changed.
type Lead struct {
	Version uint64   `json:"version"` // one more after each change; 0 before the first
	Message *Message `json:"message,omitempty"`
	Place   *Place   `json:"place,omitempty"`
	Pause   *Pause   `json:"pause,omitempty"`
	Pushed  *Pushed  `json:"pushed,omitempty"`
}

// Message is a text that each page shows until its learner closes it.
type Message struct {
	Version uint64 `json:"version"` // of the Lead that brought it
	Text    string `json:"text"`
}

// Place is where all learners are to come: a lesson, or a section or an exercise of it.
type Place struct {
	Version uint64 `json:"version"`
	Path    string `json:"path"`  // below the playground's own path: "lessons/echo#half-close"
	Title   string `json:"title"` // for people
}

// Pause stops input on all pages. It ends by itself unless KeepPause is called from time
// to time: an instructor who goes away stops the class for a minute more at most.
type Pause struct {
	Version uint64    `json:"version"`
	Word    string    `json:"word,omitempty"`
	Until   time.Time `json:"until"`
}

const (
	// PauseTime is how long a pause holds after PauseClass and KeepPause.
	PauseTime = time.Minute

	// pauseAge is how old a pause is when KeepPause makes it new.
	pauseAge = 20 * time.Second
)

// The bounds of what an instructor writes, in characters.
const (
	MaxMessage = 500
	MaxWord    = 120
)

// Left returns how long the pause holds from now, 0 for one that has ended. Steps of the
// clock make it no longer than PauseTime.
func (p *Pause) Left(now time.Time) time.Duration {
	if p == nil {
		return 0
	}
	return max(0, min(p.Until.Sub(now), PauseTime))
}

// Lead returns what holds in a room now. In a closed room that is a message alone.
func (s *School) Lead(code string) Lead {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.rooms[code]
	if state == nil || !state.known {
		return Lead{}
	}
	lead := state.lead
	if state.room.Closed {
		return Lead{Version: lead.Version, Message: lead.Message}
	}
	if lead.Pause.Left(time.Now()) == 0 {
		lead.Pause = nil
	}
	return lead
}

func (s *School) takeLead(code string, e Entry) {
	state := s.state(code)
	if e.Revision <= state.leadRevision {
		return
	}
	state.lead, state.leadRevision = Lead{}, e.Revision
	if !e.Deleted() {
		if json.Unmarshal(e.Value, &state.lead) != nil {
			state.lead = Lead{}
		}
		if state.deleted {
			s.forgetLead(code)
		}
	}
	state.wake()
}

// forgetLead notes that what a deleted room's instructor has sent, pushed and asked are orphans.
// The caller holds mu.
func (s *School) forgetLead(code string) {
	state := s.rooms[code]
	if state.lead.Version > 0 {
		s.orphan(leadPrefix + code)
		state.lead = Lead{}
	}
	if state.pushed.ID != "" {
		s.orphan(pushedPrefix + code)
		state.pushed = pushedCode{}
	}
	if len(state.polls.All) > 0 {
		s.orphan(pollsPrefix + code)
		state.polls = polls{}
	}
}

// changeLead changes what holds in a room by change, which may be called more than once
// and gets the version of the changed Lead. Nothing is stored where change returns false.
func (s *School) changeLead(ctx context.Context, code string, change func(lead *Lead, version uint64) bool) error {
	for {
		s.mu.Lock()
		state := s.state(code)
		lead, revision, known := state.lead, state.leadRevision, state.known
		s.mu.Unlock()
		if !known {
			return refuse(ReasonNoRoom, "There is no such room any more.")
		}
		lead.Version++
		if !change(&lead, lead.Version) {
			return nil
		}
		if err := s.put(ctx, leadPrefix+code, lead, revision); !errors.Is(err, ErrConflict) {
			return err
		}
		if err := s.awaitChange(ctx, func() bool { return state.leadRevision != revision }); err != nil {
			return err
		}
	}
}

// leadOpen is changeLead for what an open room alone has.
func (s *School) leadOpen(ctx context.Context, code string, change func(lead *Lead, version uint64) bool) error {
	if room, ok := s.Room(code); ok && room.Closed {
		return refuse(ReasonClosed, "This class is over. Open it again first.")
	}
	return s.changeLead(ctx, code, change)
}

// SendMessage shows a text on all pages, in place of the one before. An empty text takes
// that one back. It returns a *Refusal for a text that is too long.
func (s *School) SendMessage(ctx context.Context, code, text string) error {
	text, err := cleanText(text, MaxMessage)
	if err != nil {
		return err
	}
	return s.changeLead(ctx, code, func(lead *Lead, version uint64) bool {
		lead.Message = nil
		if text != "" {
			lead.Message = &Message{version, text}
		}
		return true
	})
}

// Gather asks all learners to come to a place of the lessons. One without a path takes
// that back.
func (s *School) Gather(ctx context.Context, code string, place Place) error {
	return s.leadOpen(ctx, code, func(lead *Lead, version uint64) bool {
		lead.Place = nil
		if place.Path != "" {
			place.Version = version
			lead.Place = new(place)
		}
		return true
	})
}

// PauseClass stops input on all pages, with a word that they show, until EndPause, or
// until KeepPause is not called any more.
func (s *School) PauseClass(ctx context.Context, code, word string) error {
	word, err := cleanText(word, MaxWord)
	if err != nil {
		return err
	}
	return s.leadOpen(ctx, code, func(lead *Lead, version uint64) bool {
		lead.Pause = &Pause{version, word, time.Now().UTC().Add(PauseTime)}
		return true
	})
}

// EndPause ends a pause.
func (s *School) EndPause(ctx context.Context, code string) error {
	return s.changeLead(ctx, code, func(lead *Lead, _ uint64) bool {
		was := lead.Pause
		lead.Pause = nil
		return was != nil
	})
}

// KeepPause lets a pause that holds go on for PauseTime. One that has ended stays so.
func (s *School) KeepPause(ctx context.Context, code string) error {
	isOld := func(lead Lead) bool {
		left := lead.Pause.Left(time.Now())
		return left > 0 && left < PauseTime-pauseAge
	}
	if !isOld(s.Lead(code)) {
		return nil
	}
	return s.changeLead(ctx, code, func(lead *Lead, _ uint64) bool {
		if !isOld(*lead) {
			return false
		}
		lead.Pause = &Pause{lead.Pause.Version, lead.Pause.Word, time.Now().UTC().Add(PauseTime)}
		return true
	})
}

// cleanText returns lines as cleanLine does each, without empty ones around them, or a
// *Refusal if they are more than max characters.
func cleanText(text string, max int) (string, error) {
	lines := strings.Split(strings.ToValidUTF8(text, ""), "\n")
	for i, line := range lines {
		lines[i] = cleanLine(line)
	}
	text = strings.Trim(strings.Join(lines, "\n"), "\n")
	if n := utf8.RuneCountInString(text); n > max {
		return "", refuse(ReasonText, fmt.Sprintf("The text has %d characters, and may have %d.", n, max))
	}
	return text, nil
}
