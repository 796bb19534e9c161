package class_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"socketschool/class"
	"socketschool/class/memstore"
)

// slowStore is a store whose calls can be held up, as by a network.
type slowStore struct {
	*memstore.Store
	beforePut    func(key string)       // may be nil
	beforeDelete func(key string) error // may be nil
	isLate       bool                   // the watch brings no change after it was ready
}

func (s *slowStore) Put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	if s.beforePut != nil {
		s.beforePut(key)
	}
	return s.Store.Put(ctx, key, value, revision)
}

func (s *slowStore) Delete(ctx context.Context, key string) (uint64, error) {
	if s.beforeDelete != nil {
		if err := s.beforeDelete(key); err != nil {
			return 0, err
		}
	}
	return s.Store.Delete(ctx, key)
}

func (s *slowStore) Watch(ctx context.Context, f func(class.Entry), ready func()) error {
	isReady := false
	return s.Store.Watch(ctx, func(e class.Entry) {
		if !isReady || !s.isLate {
			f(e)
		}
	}, func() {
		isReady = true
		ready()
	})
}

// stored returns the keys that a store has.
func stored(t *testing.T, store class.Store) map[string]bool {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	keys := make(map[string]bool)
	_ = store.Watch(ctx, func(e class.Entry) {
		if e.Deleted() {
			delete(keys, e.Key)
		} else {
			keys[e.Key] = true
		}
	}, cancel)
	return keys
}

// awaitEmpty waits until a store has no key.
func awaitEmpty(t *testing.T, store class.Store) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	keys, isReady := make(map[string]bool), false
	done := func() {
		if isReady && len(keys) == 0 {
			cancel()
		}
	}
	err := store.Watch(ctx, func(e class.Entry) {
		keys[e.Key] = true
		if e.Deleted() {
			delete(keys, e.Key)
		}
		done()
	}, func() {
		isReady = true
		done()
	})
	if !errors.Is(err, context.Canceled) || len(keys) > 0 {
		t.Errorf("the store has %v: %v", keys, err)
	}
}

// TestOwnChanges: a request sees its own change, however late the watch is.
func TestOwnChanges(t *testing.T) {
	s := openSchool(t, &slowStore{Store: memstore.New(), isLate: true})
	room, _ := createRoom(t, s, "")
	ada := join(t, s, room, "Ada", "a")
	join(t, s, room, "Bob", "b")
	if err := s.RemoveMember(t.Context(), room.Code, ada.ID); err != nil {
		t.Fatal(err)
	}
	if all := s.Members(room.Code); len(all) != 1 || all[0].Name != "Bob" {
		t.Errorf("after a removal: %+v", all)
	}
	if _, m, ok := s.MemberOf("a"); ok {
		t.Errorf("who was removed is still %+v", m)
	}
	if err := s.DeleteRoom(t.Context(), room.Code); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Room(room.Code); ok || len(s.Members(room.Code)) > 0 {
		t.Errorf("a deleted room is there: %v, with %v", ok, s.Members(room.Code))
	}
	if _, m, ok := s.MemberOf("b"); ok {
		t.Errorf("a member of a deleted room is still %+v", m)
	}
}

// TestJoinWhileDeleted: a learner who joins while the room is deleted leaves nothing, and
// learns of it.
func TestJoinWhileDeleted(t *testing.T) {
	store := &slowStore{Store: memstore.New()}
	s := openSchool(t, store)
	room, _ := createRoom(t, s, "")
	asked, deleted := make(chan struct{}), make(chan struct{})
	store.beforePut = func(string) {
		close(asked)
		<-deleted
	}
	joined := make(chan error, 1)
	go func() {
		_, _, err := s.Join(t.Context(), class.JoinRequest{Code: room.Code, Name: "Ada", Session: "a"})
		joined <- err
	}()
	<-asked
	if err := s.DeleteRoom(t.Context(), room.Code); err != nil {
		t.Fatal(err)
	}
	close(deleted)
	if r, ok := errors.AsType[*class.Refusal](<-joined); !ok || r.Reason != class.ReasonNoRoom {
		t.Errorf("the learner is answered with %v", r)
	}
	awaitEmpty(t, store)
}

// TestDeleteCutShort: what a deletion that was cut short has left is deleted at the next
// start.
func TestDeleteCutShort(t *testing.T) {
	store := &slowStore{Store: memstore.New()}
	store.beforeDelete = func(key string) error {
		if strings.HasPrefix(key, "member.") {
			return errors.New("the disk is gone")
		}
		return nil
	}
	s := openSchool(t, store)
	room, _ := createRoom(t, s, "")
	join(t, s, room, "Ada", "a")
	if err := s.DeleteRoom(t.Context(), room.Code); err == nil {
		t.Error("the deletion of all has succeeded")
	}
	s.Close()
	if keys := stored(t, store); len(keys) != 1 {
		t.Fatalf("the store has %v, want one member", keys)
	}
	openSchool(t, store.Store)
	awaitEmpty(t, store.Store)
}

// TestSeats: a session is the member that it became last, also after a restart, and what
// happens to another member of it changes nothing.
func TestSeats(t *testing.T) {
	store := memstore.New()
	s := openSchool(t, store)
	first, _ := createRoom(t, s, "")
	second, _ := createRoom(t, s, "")
	ada := join(t, s, first, "Ada", "a")
	other := join(t, s, second, "Ada", "a")
	expect := func(when string, s *class.School, want class.Member) {
		t.Helper()
		if _, m, ok := s.MemberOf("a"); !ok || m.ID != want.ID {
			t.Errorf("%s: %v, %+v, want %s", when, ok, m, want.ID)
		}
	}
	expect("in another room", s, other)
	if err := s.RaiseHand(t.Context(), first.Code, ada.ID, true); err != nil {
		t.Fatal(err)
	}
	expect("after a change of the former", s, other)
	expect("after a restart", openSchool(t, store), other)
	if again := join(t, s, first, "Ada", "a"); again.ID != ada.ID {
		t.Errorf("back in the former room: %+v", again)
	}
	expect("back in the former room", s, ada)
	move := func(m *class.Member) { m.Session = "b" }
	if err := s.ChangeMember(t.Context(), second.Code, other.ID, move); err != nil {
		t.Fatal(err)
	}
	expect("after another browser has the second", s, ada)
	if err := s.RemoveMember(t.Context(), first.Code, ada.ID); err != nil {
		t.Fatal(err)
	}
	if _, m, ok := s.MemberOf("a"); ok {
		t.Errorf("after all: %+v", m)
	}
}

// TestSameNames: of those who join by one name at once, each has another.
func TestSameNames(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { join(t, s, room, "Ada", rand.Text()) })
	}
	wg.Wait()
	names := make(map[string]bool)
	for _, m := range s.Members(room.Code) {
		names[m.Name] = true
	}
	if all := s.Members(room.Code); len(names) != len(all) {
		t.Errorf("%d names of %d members", len(names), len(all))
	}
}

// erasingStore signals each erasure.
type erasingStore struct {
	*memstore.Store
	erased chan struct{}
}

func (s erasingStore) Erase(ctx context.Context) error {
	select {
	case s.erased <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestErased: what was deleted is erased, and at the start what an earlier process has
// deleted.
func TestErased(t *testing.T) {
	store := erasingStore{memstore.New(), make(chan struct{})}
	s := openSchool(t, store)
	<-store.erased
	room, _ := createRoom(t, s, "")
	ada := join(t, s, room, "Ada", "a")
	if err := s.RemoveMember(t.Context(), room.Code, ada.ID); err != nil {
		t.Fatal(err)
	}
	<-store.erased
	deleted := make(chan error)
	go func() { deleted <- s.DeleteRoom(t.Context(), room.Code) }()
	<-store.erased
	if err := <-deleted; err != nil {
		t.Error(err)
	}
}

// TestSameNamesAtTwoHosts: of two who join by one name at the same moment at two hosts, the
// later one gets another name, at both.
func TestSameNamesAtTwoHosts(t *testing.T) {
	shared := memstore.New()
	var together sync.WaitGroup
	together.Add(2)
	isRace := func(key string) {
		if strings.HasPrefix(key, "member.") {
			together.Done()
			together.Wait()
		}
	}
	stores := []*slowStore{{Store: shared}, {Store: shared}}
	var hosts []*class.School
	for _, store := range stores {
		hosts = append(hosts, openSchool(t, store))
	}
	room, _ := createRoom(t, hosts[0], "")
	changed, stop := hosts[1].Watch(room.Code)
	for _, ok := hosts[1].Room(room.Code); !ok; _, ok = hosts[1].Room(room.Code) {
		<-changed
	}
	stop()
	var joining sync.WaitGroup
	for i, host := range hosts {
		var once sync.Once
		stores[i].beforePut = func(key string) { once.Do(func() { isRace(key) }) }
		joining.Go(func() { join(t, host, room, "Ada", fmt.Sprint(i)) })
	}
	joining.Wait()
	for _, host := range hosts {
		changed, stop := host.Watch(room.Code)
		for {
			all := host.Members(room.Code)
			if len(all) == 2 && all[0].Name == "Ada" && all[1].Name == "Ada 2" {
				break
			}
			<-changed
		}
		stop()
	}
}
