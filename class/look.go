package class

import "context"

// MayLook returns the member that a room's instructor may look at now: at code, results
// and timeline, as they are. It is the one place that decides so. instructed is the room as
// Instructed returned it: once its key is renewed, that one has no power any more. It
// returns a *Refusal where the instructor may not look.
func (s *School) MayLook(instructed Room, id string) (Member, error) {
	room, m, ok := s.Member(instructed.Code, id)
	switch {
	case !ok:
		return Member{}, refuse(ReasonNoMember, "This learner is not in your class any more.")
	case room.KeyHash != instructed.KeyHash:
		return Member{}, refuse(ReasonRenewed, "The instructor’s link was renewed. Open the new one.")
	case room.Closed:
		return Member{}, refuse(ReasonClosed, "The class is over: you can look at nobody.")
	case !m.Visible:
		return Member{}, refuse(ReasonDeclined, m.Name+" does not let you look. They can change that on their page.")
	}
	return m, nil
}

// SetVisible says whether the instructor may look at a member.
func (s *School) SetVisible(ctx context.Context, code, id string, visible bool) error {
	if _, m, ok := s.Member(code, id); ok && m.Visible == visible {
		return nil
	}
	return s.ChangeMember(ctx, code, id, func(m *Member) { m.Visible = visible })
}

// StartLook counts a member as watched until stop is called.
func (s *School) StartLook(code, id string) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.state(code)
	state.looks[id]++
	s.changedHere(state, id)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if state.looks[id]--; state.looks[id] == 0 {
			delete(state.looks, id)
		}
		s.changedHere(state, id)
	}
}
