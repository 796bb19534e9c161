package class

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A room's key in the Store is "room.CODE", that of a member "member.CODE.ID".
const (
	roomPrefix   = "room."
	memberPrefix = "member."
)

// School is all rooms of a Store. Reading takes what a single watch of the Store has
// brought; writing goes through the Store.
type School struct {
	store Store

	joining  sync.Mutex   // held while a name is chosen and stored
	deleting sync.Mutex   // held by deleteOrphans
	polling  sync.RWMutex // held by answers to polls, and alone by who changes a poll

	mu       sync.Mutex
	rooms    map[string]*roomState  // by code
	sessions map[string]memberKey   // by the learner's session
	orphans  map[string]struct{}    // keys of what a deleted room has left
	doubles  map[memberKey]struct{} // members by a name that one who joined before has
	unclean  chan struct{}          // has a value after one of these has grown, or a member was removed

	sessionKey []byte // nil until the watch has brought it

	hereChanged chan struct{} // has a value after something that PresenceHere returns has changed

	cancel  context.CancelFunc
	cleaner sync.WaitGroup
	ended   chan struct{} // the watch has ended
	err     error         // why, once ended is closed
}

type memberKey struct{ room, id string }

// roomState is a room as the watch has brought it.
type roomState struct {
	room     Room
	revision uint64
	known    bool // the room itself has come, and not only a member of it
	deleted  bool
	members  map[string]*Member
	removed  map[string]struct{} // ids that no member has again
	pages    map[string]int      // pages of a member that are connected here
	looks    map[string]int      // instructor's pages that look at a member
	left     map[string]time.Time
	crowded  map[string]bool          // members whose labs found no room on this host
	others   map[string]presenceSets  // what other hosts have of it, by host
	watchers map[chan struct{}]string // the member that each one watches; empty for all of the room

	lead         Lead
	leadRevision uint64 // 0 before the first

	pushed         pushedCode
	pushedRevision uint64 // 0 before the first

	polls         polls
	pollsRevision uint64 // 0 before the first
}

// Open returns the school of a store once all that it holds was read. It must be closed.
func Open(ctx context.Context, store Store) (*School, error) {
	watchCtx, cancel := context.WithCancel(context.Background())
	s := &School{
		store: store, cancel: cancel, ended: make(chan struct{}),
		rooms: make(map[string]*roomState), sessions: make(map[string]memberKey),
		orphans: make(map[string]struct{}), doubles: make(map[memberKey]struct{}), unclean: make(chan struct{}, 1),
		hereChanged: make(chan struct{}, 1),
	}
	ready := make(chan struct{})
	go func() {
		defer close(s.ended)
		s.err = store.Watch(watchCtx, s.take, func() { close(ready) })
	}()
	select {
	case <-ready:
		signal(s.unclean) // what an earlier process has deleted may not be erased
		s.cleaner.Go(func() { s.clean(watchCtx) })
		return s, nil
	case <-s.ended:
		cancel()
		return nil, fmt.Errorf("class: %w", s.err)
	case <-ctx.Done():
		s.Close()
		return nil, ctx.Err()
	}
}

// Close ends the watch.
func (s *School) Close() {
	s.cancel()
	<-s.ended
	s.cleaner.Wait()
}

// take brings a change of the Store into what is held here.
func (s *School) take(e Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Key == sessionKeyName {
		s.sessionKey = e.Value
		return
	}
	if code, ok := strings.CutPrefix(e.Key, roomPrefix); ok {
		s.takeRoom(code, e)
		return
	}
	if code, ok := strings.CutPrefix(e.Key, leadPrefix); ok {
		s.takeLead(code, e)
		return
	}
	if code, ok := strings.CutPrefix(e.Key, pushedPrefix); ok {
		s.takePushed(code, e)
		return
	}
	if code, ok := strings.CutPrefix(e.Key, pollsPrefix); ok {
		s.takePolls(code, e)
		return
	}
	if key, ok := strings.CutPrefix(e.Key, memberPrefix); ok {
		if code, id, ok := strings.Cut(key, "."); ok {
			s.takeMember(code, id, e)
		}
	}
}

func (s *School) takeRoom(code string, e Entry) {
	state := s.state(code)
	if e.Revision <= state.revision {
		return
	}
	state.revision = e.Revision
	state.room, state.known, state.deleted = Room{}, false, e.Deleted()
	if state.deleted {
		for id := range state.members {
			s.orphan(memberPrefix + code + "." + id)
			s.forget(code, id)
		}
		s.forgetLead(code)
	} else if json.Unmarshal(e.Value, &state.room) == nil {
		state.known = true
	}
	state.wake()
}

func (s *School) takeMember(code, id string, e Entry) {
	state := s.state(code)
	was := state.members[id]
	if _, removed := state.removed[id]; removed || was != nil && e.Revision <= was.Revised {
		return
	}
	switch m := new(Member); {
	case e.Deleted():
		state.removed[id] = struct{}{}
		s.forget(code, id)
	case state.deleted: // while the learner joined
		s.orphan(e.Key)
	case json.Unmarshal(e.Value, m) == nil:
		m.Revised = e.Revision
		state.members[id] = m
		if was != nil && was.Session != m.Session {
			s.leaveSeat(was.Session, memberKey{code, id})
		}
		s.takeSeat(m.Session, memberKey{code, id})
		if was == nil || was.Name != m.Name {
			s.noteDouble(code, m)
		}
	}
	state.wakeFor(id)
}

// state returns the state of a room. The caller holds mu.
func (s *School) state(code string) *roomState {
	state := s.rooms[code]
	if state == nil {
		state = &roomState{
			members: make(map[string]*Member), removed: make(map[string]struct{}), pages: make(map[string]int),
			looks: make(map[string]int), left: make(map[string]time.Time), crowded: make(map[string]bool), watchers: make(map[chan struct{}]string),
		}
		s.rooms[code] = state
	}
	return state
}

// wake signals a change to all who watch the room or a member of it.
func (r *roomState) wake() {
	for changed := range r.watchers {
		signal(changed)
	}
}

// wakeFor signals a change of a member to those who watch it, or the whole room: a class
// whose members all report would otherwise wake each of them for each report.
func (r *roomState) wakeFor(id string) {
	for changed, member := range r.watchers {
		if member == "" || member == id {
			signal(changed)
		}
	}
}

func signal(changed chan<- struct{}) {
	select {
	case changed <- struct{}{}:
	default:
	}
}

// Watch returns a channel that gets a value after changes of a room and of its members,
// until stop is called.
func (s *School) Watch(code string) (changed <-chan struct{}, stop func()) {
	return s.WatchMember(code, "")
}

// WatchMember is Watch for a member and the room, without the other members.
func (s *School) WatchMember(code, id string) (changed <-chan struct{}, stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, c := s.state(code), make(chan struct{}, 1)
	state.watchers[c] = id
	return c, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(state.watchers, c)
	}
}

// Wake signals to those who watch a room that something beside it has changed.
func (s *School) Wake(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state(code).wake()
	signal(s.hereChanged)
}

// CreateRoom makes a room, with a passphrase if it is not empty. The key is the
// instructor's: it is returned this once.
func (s *School) CreateRoom(ctx context.Context, passphrase string) (room Room, key string, err error) {
	key = rand.Text()
	for range 10 {
		room = Room{Code: s.unusedCode(), Created: time.Now().UTC(), KeyHash: hashKey(key)}
		room.SetPassphrase(passphrase)
		err = s.putRoom(ctx, room, 0)
		if !errors.Is(err, ErrConflict) { // else the code is taken
			return room, key, err
		}
	}
	return Room{}, "", err
}

// unusedCode returns a code that no room has, or had: who was in that one would be in the
// new one.
func (s *School) unusedCode() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		code := newCode(codeSyllables)
		if _, used := s.rooms[code]; !used {
			return code
		}
	}
}

func (s *School) putRoom(ctx context.Context, room Room, revision uint64) error {
	return s.put(ctx, roomPrefix+room.Code, room, revision)
}

// put stores a value and takes it here at once, before the watch brings it.
func (s *School) put(ctx context.Context, key string, value any, revision uint64) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	revision, err = s.store.Put(ctx, key, raw, revision)
	if err == nil {
		s.take(Entry{key, raw, revision})
	}
	return err
}

// Room returns the room of a code, as a learner types it.
func (s *School) Room(code string) (Room, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.rooms[ParseCode(code)]
	if state == nil || !state.known {
		return Room{}, false
	}
	return state.room, true
}

// Rooms returns all rooms, the newest first.
func (s *School) Rooms() []Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Room
	for _, state := range s.rooms {
		if state.known {
			all = append(all, state.room)
		}
	}
	slices.SortFunc(all, func(a, b Room) int { return b.Created.Compare(a.Created) })
	return all
}

// Instructed returns the room whose instructor has the key.
func (s *School) Instructed(key string) (Room, bool) {
	hash := hashKey(key)
	for _, room := range s.Rooms() {
		if room.KeyHash == hash {
			return room, true
		}
	}
	return Room{}, false
}

// RenewKey gives the room's instructor another key: the former one has no power any more.
func (s *School) RenewKey(ctx context.Context, code string) (key string, err error) {
	key = rand.Text()
	return key, s.ChangeRoom(ctx, code, func(r *Room) { r.KeyHash = hashKey(key) })
}

// ChangeRoom changes a room by change, which may be called more than once.
func (s *School) ChangeRoom(ctx context.Context, code string, change func(*Room)) error {
	for {
		s.mu.Lock()
		state := s.state(code)
		room, revision, known := state.room, state.revision, state.known
		s.mu.Unlock()
		if !known {
			return refuse(ReasonNoRoom, "There is no such room any more.")
		}
		change(&room)
		if err := s.putRoom(ctx, room, revision); !errors.Is(err, ErrConflict) {
			return err
		}
		if err := s.awaitChange(ctx, func() bool { return state.revision != revision }); err != nil {
			return err
		}
	}
}

// awaitChange waits until the watch has brought what a conflict was about. is is called
// with mu held.
func (s *School) awaitChange(ctx context.Context, is func() bool) error {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		s.mu.Lock()
		changed := is()
		s.mu.Unlock()
		if changed {
			return nil
		}
		select {
		case <-ticker.C:
		case <-s.ended:
			return errors.New("class: the store is not watched any more")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// sessionKeyName is the key of the Store under which SessionKey keeps its value.
const sessionKeyName = "secret.sessions"

// SessionKey returns 32 random bytes, the same for all processes that share the Store, and
// after each restart.
func (s *School) SessionKey(ctx context.Context) ([]byte, error) {
	for {
		s.mu.Lock()
		key := s.sessionKey
		s.mu.Unlock()
		if key != nil {
			return key, nil
		}
		fresh := make([]byte, 32)
		rand.Read(fresh)
		_, err := s.store.Put(ctx, sessionKeyName, fresh, 0)
		if err == nil {
			return fresh, nil
		}
		if !errors.Is(err, ErrConflict) {
			return nil, err
		}
		if err := s.awaitChange(ctx, func() bool { return s.sessionKey != nil }); err != nil {
			return nil, err
		}
	}
}
