package class_test

import (
	"errors"
	"testing"

	"socketschool/class"
	"socketschool/class/memstore"
)

// TestMayLook tries every case in which an instructor may not look, and the one in which
// they may.
func TestMayLook(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, key := createRoom(t, s, "")
	_, otherKey := createRoom(t, s, "")
	instructed, _ := s.Instructed(key)
	other, _ := s.Instructed(otherKey)
	ada := join(t, s, room, "Ada", "a")
	expect := func(when string, by class.Room, want class.Reason) {
		t.Helper()
		m, err := s.MayLook(by, ada.ID)
		refusal, _ := errors.AsType[*class.Refusal](err)
		switch {
		case want == "" && (err != nil || m.Name != "Ada"):
			t.Errorf("%s: %v, want Ada", when, err)
		case want != "" && (refusal == nil || refusal.Reason != want || m.ID != ""):
			t.Errorf("%s: %+v, %v, want a refusal for %s", when, m, err, want)
		}
	}
	change := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	expect("the room's instructor", instructed, "")
	expect("the instructor of another room", other, class.ReasonNoMember)
	expect("nobody's room", class.Room{}, class.ReasonNoMember)
	expect("a room without its key", class.Room{Code: room.Code}, class.ReasonRenewed)

	change(s.SetVisible(t.Context(), room.Code, ada.ID, false))
	expect("a learner who declines", instructed, class.ReasonDeclined)
	change(s.SetVisible(t.Context(), room.Code, ada.ID, true))
	expect("a learner who agrees again", instructed, "")
	if _, again, err := s.Join(t.Context(), class.JoinRequest{Code: room.Code, Session: "a"}); err != nil || again.ID != ada.ID {
		t.Fatalf("%+v, %v", again, err)
	}
	expect("a learner who declines by the form", instructed, class.ReasonDeclined)
	join(t, s, room, "Ada", "a")
	expect("a learner who fills in the form again", instructed, class.ReasonDeclined)
	change(s.SetVisible(t.Context(), room.Code, ada.ID, true))

	renewed, err := s.RenewKey(t.Context(), room.Code)
	change(err)
	expect("the link was renewed", instructed, class.ReasonRenewed)
	instructed, _ = s.Instructed(renewed)
	expect("by the new link", instructed, "")
	change(s.ChangeRoom(t.Context(), room.Code, func(r *class.Room) { r.Closed = true }))
	expect("the class is over", instructed, class.ReasonClosed)
	change(s.ChangeRoom(t.Context(), room.Code, func(r *class.Room) { r.Closed = false }))
	changed, stop := s.Watch(room.Code)
	defer stop()
	change(s.RemoveMember(t.Context(), room.Code, ada.ID))
	for len(s.Members(room.Code)) > 0 {
		<-changed
	}
	expect("a learner who was removed", instructed, class.ReasonNoMember)
}

// TestWatched: a member is watched as long as one look goes on.
func TestWatched(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	ada := join(t, s, room, "Ada", "a")
	expect := func(want bool) {
		t.Helper()
		if _, m, _ := s.Member(room.Code, ada.ID); m.Watched != want {
			t.Errorf("watched: %v, want %v", m.Watched, want)
		}
	}
	expect(false)
	first, second := s.StartLook(room.Code, ada.ID), s.StartLook(room.Code, ada.ID)
	first()
	expect(true)
	second()
	expect(false)
}
