package class

import (
	"maps"
	"slices"
)

// Presence is what one host has of a room beside the Store. It ends with the host. Each
// list has the ids of members.
type Presence struct {
	Pages []string `json:"pages,omitempty"` // a page is connected to the host
	Looks []string `json:"looks,omitempty"` // an instructor's page there looks at the member
	InTab []string `json:"inTab,omitempty"` // the host had no room for the member's lab
}

// presenceSets is a Presence to look members up in.
type presenceSets struct{ pages, looks, inTab map[string]bool }

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// PresenceHere returns what this host has of each room of which it has something.
func (s *School) PresenceHere() map[string]Presence {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]Presence)
	for code, state := range s.rooms {
		if len(state.pages)+len(state.looks)+len(state.crowded) > 0 {
			all[code] = Presence{
				Pages: slices.Sorted(maps.Keys(state.pages)),
				Looks: slices.Sorted(maps.Keys(state.looks)),
				InTab: slices.Sorted(maps.Keys(state.crowded)),
			}
		}
	}
	return all
}

// ChangedHere returns a channel that has a value after PresenceHere has changed, and after
// Wake. It has one reader.
func (s *School) ChangedHere() <-chan struct{} { return s.hereChanged }

// SetPresence takes what another host has of a room, in place of what it had; an empty one
// is of a host that has nothing. It returns the members at which that host has begun to
// look.
func (s *School) SetPresence(host, code string, p Presence) (looked []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.state(code)
	was, now := state.others[host], presenceSets{setOf(p.Pages), setOf(p.Looks), setOf(p.InTab)}
	if len(p.Pages)+len(p.Looks)+len(p.InTab) == 0 {
		delete(state.others, host)
	} else {
		if state.others == nil {
			state.others = make(map[string]presenceSets)
		}
		state.others[host] = now
	}
	changed := make(map[string]bool)
	for _, pair := range [][2]map[string]bool{{was.pages, now.pages}, {was.looks, now.looks}, {was.inTab, now.inTab}} {
		for id := range pair[0] {
			changed[id] = changed[id] || !pair[1][id]
		}
		for id := range pair[1] {
			changed[id] = changed[id] || !pair[0][id]
		}
	}
	for id, isChanged := range changed {
		if isChanged {
			state.wakeFor(id)
		}
	}
	for _, id := range p.Looks {
		if !was.looks[id] {
			looked = append(looked, id)
		}
	}
	return looked
}

// LooksElsewhere reports whether a member is looked at from another host.
func (s *School) LooksElsewhere(code, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state := s.rooms[code]; state != nil {
		for _, other := range state.others {
			if other.looks[id] {
				return true
			}
		}
	}
	return false
}

// changedHere wakes those who watch a member, and says that PresenceHere has changed. The
// caller holds mu.
func (s *School) changedHere(state *roomState, id string) {
	state.wakeFor(id)
	signal(s.hereChanged)
}
