package class

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// JoinRequest is what a learner gives to join a room.
type JoinRequest struct {
	Code       string // as they type it
	Name       string
	Passphrase string
	Session    string // of the browser, which is the same member again later
	Visible    bool   // the instructor may look at code and timeline
}

// Join adds a member to a room. A session that is in the room already is that member, and
// keeps its name; it can decline here that the instructor looks. It returns a *Refusal where the room does not take them.
func (s *School) Join(ctx context.Context, req JoinRequest) (Room, Member, error) {
	room, ok := s.Room(req.Code)
	if !ok {
		return Room{}, Member{}, refuse(ReasonNoRoom, "There is no class with the code “"+clip(req.Code, 20)+"”. Look at the projector again: it has four syllables, such as bako-tume.")
	}
	if m, ok := s.seatIn(room.Code, req.Session); ok {
		if !req.Visible { // who has declined does not agree by a form that is filled in again
			if err := s.SetVisible(ctx, room.Code, m.ID, false); err != nil {
				return room, m, err
			}
		}
		return s.sitAgain(ctx, room, m, req.Session)
	}
	name, err := CleanName(req.Name)
	switch {
	case err != nil:
		return room, Member{}, err
	case room.Closed:
		return room, Member{}, refuse(ReasonClosed, "This class is over. The lessons go on: everything works without it.")
	case room.Locked:
		return room, Member{}, refuse(ReasonLocked, "The instructor has locked this class: nobody can join now. Ask them to unlock it.")
	case !room.admits("") && strings.TrimSpace(req.Passphrase) == "":
		return room, Member{}, refuse(ReasonPassphrase, "This class has a passphrase as well. Ask your instructor for it.")
	case !room.admits(req.Passphrase):
		return room, Member{}, refuse(ReasonPassphrase, "This class has a passphrase, and that was not it. The instructor knows it.")
	}
	s.joining.Lock() // two of one name at once would else both have it
	defer s.joining.Unlock()
	members := s.Members(room.Code)
	if len(members) >= MaxMembers {
		return room, Member{}, refuse(ReasonFull, fmt.Sprintf("This class has %d members, and takes no more.", MaxMembers))
	}
	m := Member{
		ID: rand.Text()[:16], Name: distinctName(name, members), Session: req.Session,
		Joined: time.Now().UTC(), Visible: req.Visible,
	}
	if err := s.putMember(ctx, room.Code, m); err != nil {
		return room, Member{}, err
	}
	if _, _, ok := s.Member(room.Code, m.ID); !ok {
		return room, Member{}, refuse(ReasonNoRoom, "This class was deleted just now.")
	}
	return room, m, nil
}

// distinctName returns the name, with a number behind it if a member has it.
func distinctName(name string, members []Member) string {
	has := func(name string) bool {
		return slices.ContainsFunc(members, func(m Member) bool { return strings.EqualFold(m.Name, name) })
	}
	distinct := name
	for n := 2; has(distinct); n++ {
		distinct = fmt.Sprintf("%s %d", name, n)
	}
	return distinct
}

func (s *School) putMember(ctx context.Context, code string, m Member) error {
	return s.put(ctx, memberPrefix+code+"."+m.ID, m, m.Revised)
}

// MemberOf returns the member that a browser's session is, and the room.
func (s *School) MemberOf(session string) (Room, Member, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.sessions[session]
	if !ok {
		return Room{}, Member{}, false
	}
	return s.member(key.room, key.id)
}

// Members returns the members of a room in the order in which they joined.
func (s *School) Members(code string) []Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.rooms[code]
	if state == nil {
		return nil
	}
	all := make([]Member, 0, len(state.members))
	for _, m := range state.members {
		all = append(all, state.present(*m))
	}
	slices.SortFunc(all, func(a, b Member) int {
		if c := a.Joined.Compare(b.Joined); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all
}

// present adds to a member what this host and the others have of it beside the Store.
func (r *roomState) present(m Member) Member {
	m.Present, m.Left = r.pages[m.ID] > 0, r.left[m.ID]
	m.InTab = r.crowded[m.ID]
	m.Watched = r.looks[m.ID] > 0
	for _, other := range r.others {
		m.Present = m.Present || other.pages[m.ID]
		m.InTab = m.InTab || other.inTab[m.ID]
		m.Watched = m.Watched || other.looks[m.ID]
	}
	return m
}

// Connect counts a page of a member as connected until disconnect is called.
func (s *School) Connect(code, id string) (disconnect func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.state(code)
	state.pages[id]++
	s.changedHere(state, id)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if state.pages[id]--; state.pages[id] == 0 {
			delete(state.pages, id)
			if state.members[id] != nil {
				state.left[id] = time.Now()
			}
		}
		s.changedHere(state, id)
	}
}

// ChangeMember changes a member by change, which may be called more than once. It returns
// a *Refusal if the member is not there any more.
func (s *School) ChangeMember(ctx context.Context, code, id string, change func(*Member)) error {
	for {
		s.mu.Lock()
		var was *Member
		if state := s.rooms[code]; state != nil {
			was = state.members[id]
		}
		if was == nil {
			s.mu.Unlock()
			return refuse(ReasonNoMember, "You are not in this class any more.")
		}
		m := *was
		s.mu.Unlock()
		m.Solved, m.SolvedAt = slices.Clone(m.Solved), maps.Clone(m.SolvedAt)
		change(&m)
		if err := s.putMember(ctx, code, m); !errors.Is(err, ErrConflict) {
			return err
		}
		isNew := func() bool {
			now := s.rooms[code].members[id]
			return now == nil || now.Revised != m.Revised
		}
		if err := s.awaitChange(ctx, isNew); err != nil {
			return err
		}
	}
}

// Report takes what a member's page reports of its work.
func (s *School) Report(ctx context.Context, code, id string, w Work) error {
	if !w.Activity.valid() {
		return refuse(ReasonNoMember, "There is no such activity.")
	}
	now := time.Now().UTC()
	return s.ChangeMember(ctx, code, id, func(m *Member) {
		m.Work = w.after(m.Work, now)
		if w.Activity != Done || w.Exercise == "" {
			return
		}
		m.solve(m.Work.Lesson+"/"+m.Work.Exercise, now)
	})
}

// solve records that the member has solved an exercise, at a time that is zero where it is
// not known. The first time counts.
func (m *Member) solve(exercise string, at time.Time) {
	if !slices.Contains(m.Solved, exercise) {
		m.Solved = append(m.Solved, exercise)
	} else if was, ok := m.SolvedAt[exercise]; !ok || !at.Before(was) {
		return
	}
	if at.IsZero() {
		return
	}
	if m.SolvedAt == nil {
		m.SolvedAt = make(map[string]time.Time)
	}
	m.SolvedAt[exercise] = at
}

// LastSolved returns when the member has solved an exercise last; zero if that is not known.
func (m *Member) LastSolved() (last time.Time) {
	for _, at := range m.SolvedAt {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// RaiseHand raises a member's hand, or lowers it.
func (s *School) RaiseHand(ctx context.Context, code, id string, raised bool) error {
	return s.ChangeMember(ctx, code, id, func(m *Member) {
		switch {
		case !raised:
			m.Hand = time.Time{}
		case m.Hand.IsZero():
			m.Hand = time.Now().UTC()
		}
	})
}

// RemoveMember removes a member from its room. The same browser can join again, unless the
// room is locked.
func (s *School) RemoveMember(ctx context.Context, code, id string) error {
	defer signal(s.unclean)
	return s.remove(ctx, memberPrefix+code+"."+id)
}

// Member returns a member of a room, and the room.
func (s *School) Member(code, id string) (Room, Member, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.member(code, id)
}

// member is Member for a caller that holds mu.
func (s *School) member(code, id string) (Room, Member, bool) {
	state := s.rooms[code]
	if state == nil || !state.known || state.members[id] == nil {
		return Room{}, Member{}, false
	}
	return state.room, state.present(*state.members[id]), true
}

// Rename gives a member another name. It returns a *Refusal for a name that none can have.
func (s *School) Rename(ctx context.Context, code, id, text string) error {
	name, err := CleanName(text)
	if err != nil {
		return err
	}
	s.joining.Lock()
	defer s.joining.Unlock()
	others := slices.DeleteFunc(s.Members(code), func(m Member) bool { return m.ID == id })
	name = distinctName(name, others)
	return s.ChangeMember(ctx, code, id, func(m *Member) { m.Name = name })
}
