package class

import (
	"context"
	"time"
)

const (
	// handBackTime is how long a code for another browser is good.
	handBackTime = 10 * time.Minute

	// handBackSyllables makes such a code longer than a room's: it gives a person's place.
	handBackSyllables = 6
)

// HandBack is a code by which another browser becomes a member.
type HandBack struct {
	Hash string    `json:"hash"` // as hashKey returns it
	Ends time.Time `json:"ends"`
}

// takes reports whether the code of a hash is good at now. A clock that was set back makes
// it last no longer.
func (h *HandBack) takes(hash string, now time.Time) bool {
	left := time.Duration(0)
	if h != nil && h.Hash == hash {
		left = h.Ends.Sub(now)
	}
	return left > 0 && left <= handBackTime
}

// HandBackCode returns a code by which a browser becomes the member, once, and until when.
// A former code of the member ends.
func (s *School) HandBackCode(ctx context.Context, code, id string) (text string, ends time.Time, err error) {
	text, ends = newCode(handBackSyllables), time.Now().Add(handBackTime).UTC()
	err = s.ChangeMember(ctx, code, id, func(m *Member) { m.HandBack = &HandBack{hashKey(text), ends} })
	return FormatCode(text), ends, err
}

// TakeBack makes the browser of a session the member that a code of HandBackCode is for.
// If it has joined the same room by another name, what it has solved and answered is kept
// and that member removed. A locked room is no hindrance.
func (s *School) TakeBack(ctx context.Context, text, session string) (Room, Member, error) {
	refused := refuse(ReasonHandBack, "This one-time code is not, or no longer, good. Ask your instructor for another one: it lasts ten minutes.")
	hash := hashKey(ParseCode(text))
	key, ok := s.handedBack(hash)
	if !ok {
		return Room{}, Member{}, refused
	}
	double, isDouble := s.seatIn(key.room, session)
	isDouble = isDouble && double.ID != key.id
	err := s.ChangeMember(ctx, key.room, key.id, func(m *Member) {
		now := time.Now().UTC()
		if ok = m.HandBack.takes(hash, now); !ok {
			return // another browser was quicker
		}
		m.Session, m.Claimed, m.HandBack = session, now, nil
		if !isDouble {
			return
		}
		if double.Answer != nil && (m.Answer == nil || m.Answer.Poll < double.Answer.Poll) {
			m.Answer = double.Answer
		}
		for _, solved := range double.Solved {
			m.solve(solved, double.SolvedAt[solved])
		}
	})
	if err != nil || !ok {
		if err == nil {
			err = refused
		}
		return Room{}, Member{}, err
	}
	if isDouble {
		err = s.RemoveMember(ctx, key.room, double.ID)
	}
	room, m, _ := s.Member(key.room, key.id)
	return room, m, err
}

// handedBack returns the member whose code has the hash.
func (s *School) handedBack(hash string) (memberKey, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for code, state := range s.rooms {
		for id, m := range state.members {
			if state.known && m.HandBack.takes(hash, now) {
				return memberKey{code, id}, true
			}
		}
	}
	return memberKey{}, false
}
