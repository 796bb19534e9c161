package class_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/class"
	"socketschool/class/memstore"
)

func openSchool(t *testing.T, store class.Store) *class.School {
	t.Helper()
	s, err := class.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func createRoom(t *testing.T, s *class.School, passphrase string) (class.Room, string) {
	t.Helper()
	room, key, err := s.CreateRoom(t.Context(), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return room, key
}

func join(t *testing.T, s *class.School, room class.Room, name, session string) class.Member {
	t.Helper()
	_, m, err := s.Join(t.Context(), class.JoinRequest{Code: class.FormatCode(room.Code), Name: name, Session: session, Visible: true})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestJoin(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "Open Sesame")
	other, _ := createRoom(t, s, "")
	refused := func(req class.JoinRequest) class.Reason {
		_, _, err := s.Join(t.Context(), req)
		r, _ := errors.AsType[*class.Refusal](err)
		if r == nil {
			t.Fatalf("%+v: %v, want a refusal", req, err)
		}
		return r.Reason
	}
	code := strings.ToUpper(room.Code[:4]) + " " + room.Code[4:]
	for want, req := range map[class.Reason]class.JoinRequest{
		class.ReasonNoRoom:     {Code: "xxxx-xxxx", Name: "Ada", Session: "a"},
		class.ReasonPassphrase: {Code: code, Name: "Ada", Session: "a", Passphrase: "open sesame"},
		class.ReasonName:       {Code: code, Name: " \u202e ", Session: "a", Passphrase: "Open Sesame"},
	} {
		if got := refused(req); got != want {
			t.Errorf("%+v is refused for %s, want %s", req, got, want)
		}
	}
	_, ada, err := s.Join(t.Context(), class.JoinRequest{Code: code, Name: "Ada", Session: "a", Passphrase: " Open Sesame "})
	if err != nil || ada.Name != "Ada" {
		t.Fatalf("%+v, %v", ada, err)
	}
	_, again, err := s.Join(t.Context(), class.JoinRequest{Code: code, Name: "Somebody Else", Session: "a"})
	if err != nil || again.ID != ada.ID || again.Name != "Ada" {
		t.Errorf("the same browser: %+v, %v", again, err)
	}
	if m := join(t, s, other, "ada", "b"); m.Name != "ada" {
		t.Errorf("the name in another room: %q", m.Name)
	}
	if m := join(t, s, other, "Ada", "c"); m.Name != "Ada 2" {
		t.Errorf("the same name: %q", m.Name)
	}
	if err := s.ChangeRoom(t.Context(), other.Code, func(r *class.Room) { r.Locked = true }); err != nil {
		t.Fatal(err)
	}
	if got := refused(class.JoinRequest{Code: other.Code, Name: "Eve", Session: "e"}); got != class.ReasonLocked {
		t.Errorf("a locked room refuses for %s", got)
	}
}

func TestCleanName(t *testing.T) {
	for text, want := range map[string]string{
		"  Ada\t Lovelace ":                "Ada Lovelace",
		"e\u0301":                          "é",
		"\u202eadA\u0007":                  "adA",
		"李雷":                               "李雷",
		"<b>Bobby</b>":                     "<b>Bobby</b>",
		"a" + strings.Repeat("\u0316", 30): "a" + strings.Repeat("\u0316", 3),
		strings.Repeat("x", 40):            strings.Repeat("x", 40),
		"\xff":                             "",
		"---":                              "",
		strings.Repeat("x", 41):            "",
		"Instructor":                       "",
		"Тhe 1nstruсtоr":                   "",
		"T e a c h e r":                    "",
	} {
		if got, err := class.CleanName(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q becomes %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestKeys(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, key := createRoom(t, s, "")
	if got, ok := s.Instructed(key); !ok || got.Code != room.Code {
		t.Errorf("the key opens %+v", got)
	}
	renewed, err := s.RenewKey(t.Context(), room.Code)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Instructed(key); ok {
		t.Error("the former key still has power")
	}
	if _, ok := s.Instructed(renewed); !ok {
		t.Error("the renewed key has none")
	}
}

// TestRestart: two schools of one store agree, and so does one that opens later.
func TestRestart(t *testing.T) {
	store := memstore.New()
	first, second := openSchool(t, store), openSchool(t, store)
	room, _ := createRoom(t, first, "")
	changed, stop := second.Watch(room.Code)
	defer stop()
	ada := join(t, first, room, "Ada", "a")
	for _, ok := second.Room(room.Code); !ok || len(second.Members(room.Code)) == 0; _, ok = second.Room(room.Code) {
		<-changed
	}
	if _, m, ok := openSchool(t, store).MemberOf("a"); !ok || m.ID != ada.ID {
		t.Errorf("after a restart the session is %+v", m)
	}
	if err := second.RemoveMember(t.Context(), room.Code, ada.ID); err != nil {
		t.Fatal(err)
	}
	changedHere, stopHere := first.Watch(room.Code)
	defer stopHere()
	for len(first.Members(room.Code)) > 0 {
		<-changedHere
	}
	if err := first.RaiseHand(t.Context(), room.Code, ada.ID, true); err == nil {
		t.Error("a member that was removed has raised a hand")
	}
}

// TestConflicts: changes of one member from many places are all kept.
func TestConflicts(t *testing.T) {
	store := memstore.New()
	schools := []*class.School{openSchool(t, store), openSchool(t, store), openSchool(t, store)}
	room, _ := createRoom(t, schools[0], "")
	ada := join(t, schools[0], room, "Ada", "a")
	var wg sync.WaitGroup
	for _, s := range schools {
		changed, stop := s.Watch(room.Code)
		for len(s.Members(room.Code)) == 0 {
			<-changed
		}
		stop()
		for range 10 {
			wg.Go(func() {
				if err := s.ChangeMember(t.Context(), room.Code, ada.ID, func(m *class.Member) { m.Solved = append(m.Solved, "x") }); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if _, m, _ := openSchool(t, store).MemberOf("a"); len(m.Solved) != 30 {
		t.Errorf("%d of 30 changes are kept", len(m.Solved))
	}
}

// TestWatchMember: a member's page is woken by changes of it and of the room alone.
func TestWatchMember(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	ada, bob := join(t, s, room, "Ada", "a"), join(t, s, room, "Bob", "b")
	changed, stop := s.WatchMember(room.Code, ada.ID)
	defer stop()
	drain(changed)
	for _, c := range []struct {
		what   string
		change func() error
		wakes  bool
	}{
		{"her report", func() error { return s.Report(t.Context(), room.Code, ada.ID, class.Work{Activity: class.Reading}) }, true},
		{"her page", func() error { s.Connect(room.Code, ada.ID); return nil }, true},
		{"another's report", func() error { return s.Report(t.Context(), room.Code, bob.ID, class.Work{Activity: class.Reading}) }, false},
		{"another's page", func() error { s.Connect(room.Code, bob.ID); return nil }, false},
		{"the room", func() error { return s.ChangeRoom(t.Context(), room.Code, func(r *class.Room) { r.Closed = true }) }, true},
	} {
		if err := c.change(); err != nil {
			t.Fatal(err)
		}
		if woken := drain(changed); woken != c.wakes {
			t.Errorf("%s wakes: %v, want %v", c.what, woken, c.wakes)
		}
	}
}

// drain reports whether the channel has a value now, and takes it.
func drain(changed <-chan struct{}) bool {
	select {
	case <-changed:
		return true
	default:
		return false
	}
}

func TestDeleteRoom(t *testing.T) {
	store := memstore.New()
	s := openSchool(t, store)
	room, _ := createRoom(t, s, "")
	join(t, s, room, "Ada", "a")
	join(t, s, room, "Bob", "b")
	if err := s.DeleteRoom(t.Context(), room.Code); err != nil {
		t.Fatal(err)
	}
	if left := stored(t, store); len(left) > 0 {
		t.Errorf("the store still has %v", left)
	}
}

// TestStanding follows one learner through an hour.
func TestStanding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s, err := class.Open(ctx, memstore.New())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		defer cancel()
		room, _ := createRoom(t, s, "")
		ada := join(t, s, room, "Ada", "a")
		expect := func(when string, want class.Standing) {
			t.Helper()
			_, m, _ := s.MemberOf("a")
			if got := m.Standing(time.Now()); got != want {
				t.Errorf("%s: %s, want %s (%+v)", when, got, want, m.Work)
			}
		}
		report := func(w class.Work) {
			t.Helper()
			if err := s.Report(ctx, room.Code, ada.ID, w); err != nil {
				t.Fatal(err)
			}
		}
		expect("without a page", class.Gone)
		disconnect := s.Connect(room.Code, ada.ID)
		report(class.Work{Lesson: "echo", Activity: class.Reading})
		expect("reads", class.Working)
		time.Sleep(4 * time.Minute)
		expect("4 minutes later", class.Idle)
		shout := class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Failed, Failure: "a letter in two pieces"}
		report(shout)
		report(shout)
		expect("fails twice", class.Working)
		report(class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Editing})
		report(shout)
		expect("fails a third time", class.Stuck)
		report(class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Editing})
		expect("edits after it", class.Stuck)
		report(class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Failed, Failure: "another check"})
		expect("fails elsewhere", class.Working)
		if err := s.RaiseHand(ctx, room.Code, ada.ID, true); err != nil {
			t.Fatal(err)
		}
		expect("raises a hand", class.HandRaised)
		if err := s.RaiseHand(ctx, room.Code, ada.ID, false); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			time.Sleep(2 * time.Minute)
			report(class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Editing})
		}
		expect("edits for 6 minutes without progress", class.Stuck)
		report(class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Done})
		expect("solves it", class.Finished)
		if _, m, _ := s.MemberOf("a"); !slices.Equal(m.Solved, []string{"echo/shout"}) {
			t.Errorf("solved: %q", m.Solved)
		}
		disconnect()
		expect("closes the page", class.Gone)
	})
}
