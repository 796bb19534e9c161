package class_test

import (
	"slices"
	"testing"

	"socketschool/class"
	"socketschool/class/memstore"
)

// TestPresence: what another host has of a member counts, until that host has it no more.
func TestPresence(t *testing.T) {
	school, err := class.Open(t.Context(), memstore.New())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(school.Close)
	room, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	_, m, err := school.Join(t.Context(), class.JoinRequest{Code: room.Code, Name: "Ada", Session: "s", Visible: true})
	if err != nil {
		t.Fatal(err)
	}
	expect := func(when string, present, watched, inTab bool) {
		t.Helper()
		if _, now, _ := school.Member(room.Code, m.ID); now.Present != present || now.Watched != watched || now.InTab != inTab {
			t.Errorf("%s: %+v", when, now)
		}
	}
	changed, stop := school.WatchMember(room.Code, m.ID)
	defer stop()
	p := class.Presence{Pages: []string{m.ID}, Looks: []string{m.ID}, InTab: []string{m.ID}}
	if looked := school.SetPresence("b", room.Code, p); !slices.Equal(looked, p.Looks) {
		t.Errorf("it has begun to look at %v", looked)
	}
	<-changed
	expect("at another host", true, true, true)
	if looked := school.SetPresence("b", room.Code, p); len(looked) > 0 {
		t.Errorf("it begins again to look at %v", looked)
	}
	select {
	case <-changed:
		t.Error("what has not changed wakes a page")
	default:
	}
	if len(school.PresenceHere()) > 0 {
		t.Errorf("here is %v", school.PresenceHere())
	}
	disconnect := school.Connect(room.Code, m.ID)
	school.SetPresence("b", room.Code, class.Presence{})
	expect("here alone", true, false, false)
	if here := school.PresenceHere()[room.Code]; !slices.Equal(here.Pages, []string{m.ID}) || here.Looks != nil {
		t.Errorf("here is %+v", here)
	}
	disconnect()
	expect("nowhere", false, false, false)
}
