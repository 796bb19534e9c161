package class

import (
	"context"
	"time"
)

// seated returns since when the member is its session's.
func (m *Member) seated() time.Time {
	if m.Claimed.After(m.Joined) {
		return m.Claimed
	}
	return m.Joined
}

// takeSeat notes that a session is a member. A session that is in more than one room is
// the member that it became last. The caller holds mu.
func (s *School) takeSeat(session string, key memberKey) {
	if now, ok := s.sessions[session]; ok && now != key {
		other, m := s.rooms[now.room].members[now.id], s.rooms[key.room].members[key.id]
		if other.seated().After(m.seated()) {
			return
		}
	}
	s.sessions[session] = key
}

// leaveSeat notes that a session is a member no more. If it is one in another room, it is
// that member now. The caller holds mu.
func (s *School) leaveSeat(session string, key memberKey) {
	if s.sessions[session] != key {
		return
	}
	delete(s.sessions, session)
	for code, state := range s.rooms {
		for id, m := range state.members {
			if m.Session == session && (memberKey{code, id}) != key {
				s.takeSeat(session, memberKey{code, id})
			}
		}
	}
}

// seatIn returns the member of a room that a session is.
func (s *School) seatIn(code, session string) (Member, bool) {
	for _, m := range s.Members(code) {
		if m.Session == session {
			return m, true
		}
	}
	return Member{}, false
}

// sitAgain makes the session the member that it is in the room already, if it has become
// another room's meanwhile.
func (s *School) sitAgain(ctx context.Context, room Room, m Member, session string) (Room, Member, error) {
	if now, _, ok := s.MemberOf(session); ok && now.Code == room.Code {
		return room, m, nil
	}
	err := s.ChangeMember(ctx, room.Code, m.ID, func(m *Member) { m.Claimed = time.Now().UTC() })
	return room, m, err
}
