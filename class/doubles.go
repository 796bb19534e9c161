package class

import (
	"context"
	"errors"
	"strings"
)

// Two who join at the same moment at two hosts may get the same name. Each host notices
// when its watch brings the second one, and gives another name to the one who joined later.

// noteDouble notes that a member, whose name is new, or another one has a name that was
// taken before. The caller holds mu.
func (s *School) noteDouble(code string, m *Member) {
	for _, other := range s.rooms[code].members {
		if other.ID == m.ID || !strings.EqualFold(other.Name, m.Name) {
			continue
		}
		later := m
		if m.joinedBefore(other) {
			later = other
		}
		s.doubles[memberKey{code, later.ID}] = struct{}{}
		signal(s.unclean)
	}
}

func (m *Member) joinedBefore(other *Member) bool {
	if c := m.Joined.Compare(other.Joined); c != 0 {
		return c < 0
	}
	return m.ID < other.ID
}

// renameDoubles returns once no double is left, or one cannot be renamed now.
func (s *School) renameDoubles(ctx context.Context) error {
	for {
		s.mu.Lock()
		var next memberKey
		for next = range s.doubles {
			break
		}
		s.mu.Unlock()
		if next == (memberKey{}) {
			return nil
		}
		if err := s.renameDouble(ctx, next); err != nil {
			return err
		}
		s.mu.Lock()
		delete(s.doubles, next)
		s.mu.Unlock()
	}
}

func (s *School) renameDouble(ctx context.Context, key memberKey) error {
	s.joining.Lock()
	defer s.joining.Unlock()
	err := s.ChangeMember(ctx, key.room, key.id, func(m *Member) {
		var before, others []Member
		for _, other := range s.Members(key.room) {
			if other.ID == m.ID {
				continue
			}
			others = append(others, other)
			if other.joinedBefore(m) {
				before = append(before, other)
			}
		}
		if distinctName(m.Name, before) != m.Name { // another host may have renamed it
			m.Name = distinctName(m.Name, others)
		}
	})
	if _, gone := errors.AsType[*Refusal](err); gone {
		return nil
	}
	return err
}
