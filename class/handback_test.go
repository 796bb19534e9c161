package class_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/class"
	"socketschool/class/memstore"
)

// TestHandBack: a code makes another browser the member, once, for a while.
func TestHandBack(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "secret")
	admit := func(name, session string) class.Member {
		_, m, err := s.Join(t.Context(), class.JoinRequest{Code: room.Code, Name: name, Session: session, Passphrase: "secret"})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	refused := func(when, text, session string) {
		t.Helper()
		_, m, err := s.TakeBack(t.Context(), text, session)
		if r, ok := errors.AsType[*class.Refusal](err); !ok || r.Reason != class.ReasonHandBack {
			t.Errorf("%s: %+v, %v", when, m, err)
		}
	}
	solve := func(m class.Member, exercise string) {
		if err := s.Report(t.Context(), room.Code, m.ID, class.Work{Lesson: "echo", Exercise: exercise, Activity: class.Done}); err != nil {
			t.Fatal(err)
		}
	}
	ada := admit("Ada", "laptop")
	solve(ada, "shout")
	refused("no code", "", "phone")
	refused("a guess", "baba-baba-baba", "phone")
	refused("the room's code", room.Code, "phone")
	former, _, err := s.HandBackCode(t.Context(), room.Code, ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := s.HandBackCode(t.Context(), room.Code, ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	refused("a code before the last", former, "phone")

	// The learner has joined again meanwhile, and the class was locked.
	double := admit("Ada", "phone")
	solve(double, "rot13")
	if err := s.ChangeRoom(t.Context(), room.Code, func(r *class.Room) { r.Locked = true }); err != nil {
		t.Fatal(err)
	}
	_, m, err := s.TakeBack(t.Context(), " "+code+" ", "phone")
	if err != nil || m.ID != ada.ID || m.Name != "Ada" {
		t.Fatalf("%+v, %v", m, err)
	}
	if !slices.Equal(m.Solved, []string{"echo/shout", "echo/rot13"}) {
		t.Errorf("solved: %q", m.Solved)
	}
	if shout, rot13 := m.SolvedAt["echo/shout"], m.SolvedAt["echo/rot13"]; shout.IsZero() || !rot13.After(shout) || !m.LastSolved().Equal(rot13) {
		t.Errorf("solved at %v", m.SolvedAt)
	}
	if all := s.Members(room.Code); len(all) != 1 {
		t.Errorf("members: %+v", all)
	}
	if _, m, ok := s.MemberOf("phone"); !ok || m.ID != ada.ID {
		t.Errorf("the new browser is %+v", m)
	}
	if _, m, ok := s.MemberOf("laptop"); ok {
		t.Errorf("the former browser is %+v", m)
	}
	refused("a used code", code, "laptop")
}

// TestHandBackEnds: a code ends after ten minutes.
func TestHandBackEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openSchool(t, memstore.New())
		room, _ := createRoom(t, s, "")
		ada := join(t, s, room, "Ada", "laptop")
		code, ends, err := s.HandBackCode(t.Context(), room.Code, ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Until(ends))
		if _, m, err := s.TakeBack(t.Context(), code, "phone"); err == nil {
			t.Errorf("after its end it gives %+v", m)
		}
	})
}
