package class

// SetCrowdedOut notes whether the host had no room for a member's lab, when it last wanted
// one: the page runs it in the learner's tab then. It is lost when this process ends, as
// the labs are.
func (s *School) SetCrowdedOut(code, id string, isOut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.rooms[code]
	if state == nil || state.members[id] == nil || state.crowded[id] == isOut {
		return
	}
	if isOut {
		state.crowded[id] = true
	} else {
		delete(state.crowded, id)
	}
	s.changedHere(state, id)
}
