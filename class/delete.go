package class

import "context"

// DeleteRoom deletes a room and all of its members, and erases them. The room's own key goes
// first: a learner is in no class from then on. Members that are left, as by an end of the
// process, are orphans, which every School deletes.
func (s *School) DeleteRoom(ctx context.Context, code string) error {
	if err := s.remove(ctx, roomPrefix+code); err != nil {
		return err
	}
	if err := s.deleteOrphans(ctx); err != nil {
		return err
	}
	return s.store.Erase(ctx)
}

// remove deletes a key and takes that here at once, before the watch brings it.
func (s *School) remove(ctx context.Context, key string) error {
	revision, err := s.store.Delete(ctx, key)
	if err == nil {
		s.take(Entry{Key: key, Revision: revision})
	}
	return err
}

// forget removes a member from what is held here. The caller holds mu.
func (s *School) forget(code, id string) {
	state := s.rooms[code]
	m := state.members[id]
	delete(state.members, id)
	delete(state.left, id)
	if m != nil {
		s.leaveSeat(m.Session, memberKey{code, id})
	}
}

// orphan notes a key of a room that was deleted. The caller holds mu.
func (s *School) orphan(key string) {
	s.orphans[key] = struct{}{}
	signal(s.unclean)
}

// clean renames doubles and deletes orphans as they come up, and erases what was deleted,
// until ctx is done.
// What cannot be done now is tried again the next time, and at the next start.
func (s *School) clean(ctx context.Context) {
	for {
		select {
		case <-s.unclean:
			_ = s.renameDoubles(ctx)
			if s.deleteOrphans(ctx) == nil {
				_ = s.store.Erase(ctx)
			}
		case <-ctx.Done():
			return
		}
	}
}

// deleteOrphans returns once there is no orphan, or one cannot be deleted.
func (s *School) deleteOrphans(ctx context.Context) error {
	s.deleting.Lock()
	defer s.deleting.Unlock()
	for {
		s.mu.Lock()
		var next string
		for key := range s.orphans {
			next = key
			break
		}
		s.mu.Unlock()
		if next == "" {
			return nil
		}
		if _, err := s.store.Delete(ctx, next); err != nil {
			return err
		}
		s.mu.Lock()
		delete(s.orphans, next)
		s.mu.Unlock()
	}
}
