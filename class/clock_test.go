package class_test

import (
	"testing"
	"testing/synctest"
	"time"

	"socketschool/class"
	"socketschool/class/memstore"
)

// TestClockSetBack: after a host's clock was an hour ahead, who is stuck is seen, and a
// one-time code of that time is not good for an hour more.
func TestClockSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openSchool(t, memstore.New())
		room, _ := createRoom(t, s, "")
		ada := join(t, s, room, "Ada", "a")
		defer s.Connect(room.Code, ada.ID)()
		code, _, err := s.HandBackCode(t.Context(), room.Code, ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		report := func() {
			t.Helper()
			if err := s.Report(t.Context(), room.Code, ada.ID, class.Work{Lesson: "echo", Exercise: "shout", Activity: class.Editing}); err != nil {
				t.Fatal(err)
			}
		}
		report()
		ahead := func(m *class.Member) {
			m.Work.Progress = m.Work.Progress.Add(time.Hour)
			m.Work.Active = m.Work.Active.Add(time.Hour)
			m.HandBack.Ends = m.HandBack.Ends.Add(time.Hour)
		}
		if err := s.ChangeMember(t.Context(), room.Code, ada.ID, ahead); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			report()
			time.Sleep(2 * time.Minute)
		}
		if _, m, _ := s.MemberOf("a"); m.Standing(time.Now()) != class.Stuck {
			t.Errorf("without progress for 6 minutes: %s, %+v", m.Standing(time.Now()), m.Work)
		}
		if _, m, err := s.TakeBack(t.Context(), code, "b"); err == nil {
			t.Errorf("the code gives %+v", m)
		}
	})
}
