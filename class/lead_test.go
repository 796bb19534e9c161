package class_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/class"
	"socketschool/class/memstore"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPause: a pause goes on while KeepPause is called, and ends by itself after that.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s, err := class.Open(ctx, memstore.New())
		must(t, err)
		defer s.Close()
		defer cancel()
		room, _ := createRoom(t, s, "")
		expect := func(when string, want bool) {
			t.Helper()
			if got := s.Lead(room.Code).Pause != nil; got != want {
				t.Errorf("%s: paused %t, want %t", when, got, want)
			}
		}
		must(t, s.PauseClass(ctx, room.Code, "  Look\u202e up  "))
		if pause := s.Lead(room.Code).Pause; pause == nil || pause.Word != "Look up" {
			t.Fatalf("%+v", pause)
		}
		version := s.Lead(room.Code).Pause.Version
		for range 60 {
			time.Sleep(5 * time.Second)
			must(t, s.KeepPause(ctx, room.Code))
		}
		expect("kept for 5 minutes", true)
		if now := s.Lead(room.Code); now.Pause.Version != version || now.Version > 20 {
			t.Errorf("a pause that goes on is version %d of %d, and was %d", now.Pause.Version, now.Version, version)
		}
		time.Sleep(class.PauseTime)
		expect("after a minute without the instructor", false)
		must(t, s.KeepPause(ctx, room.Code))
		expect("once the instructor is back", false)

		must(t, s.PauseClass(ctx, room.Code, ""))
		must(t, s.EndPause(ctx, room.Code))
		expect("ended", false)

		must(t, s.PauseClass(ctx, room.Code, ""))
		must(t, s.SendMessage(ctx, room.Code, "Bye"))
		must(t, s.Gather(ctx, room.Code, class.Place{Path: "lessons/echo", Title: "Echo"}))
		must(t, s.ChangeRoom(ctx, room.Code, func(r *class.Room) { r.Closed = true }))
		if lead := s.Lead(room.Code); lead.Pause != nil || lead.Place != nil || lead.Message == nil {
			t.Errorf("a closed room has %+v", lead)
		}
		if err := s.PauseClass(ctx, room.Code, ""); !isRefusal(err, class.ReasonClosed) {
			t.Errorf("a pause of a closed room: %v", err)
		}
	})
}

// TestPauseAndClock: a clock that is set back makes a pause no longer.
func TestPauseAndClock(t *testing.T) {
	now := time.Now()
	pause := &class.Pause{Until: now.Add(3 * time.Hour)}
	if left := pause.Left(now); left != class.PauseTime {
		t.Errorf("left: %s", left)
	}
}

func isRefusal(err error, reason class.Reason) bool {
	r, ok := errors.AsType[*class.Refusal](err)
	return ok && r.Reason == reason
}

// TestLead: what the instructor says outlives the process, and goes with the room.
func TestLead(t *testing.T) {
	ctx, store := t.Context(), memstore.New()
	s := openSchool(t, store)
	room, _ := createRoom(t, s, "")
	if lead := s.Lead(room.Code); lead != (class.Lead{}) {
		t.Errorf("a new room: %+v", lead)
	}
	if err := s.SendMessage(ctx, room.Code, strings.Repeat("é", class.MaxMessage+1)); !isRefusal(err, class.ReasonText) {
		t.Errorf("a long message: %v", err)
	}
	if err := s.SendMessage(ctx, "none", "Hello"); !isRefusal(err, class.ReasonNoRoom) {
		t.Errorf("to no room: %v", err)
	}
	must(t, s.SendMessage(ctx, room.Code, "\n <b>One</b>\u0007\r\n  two \n\n"))
	must(t, s.Gather(ctx, room.Code, class.Place{Path: "lessons/echo", Title: "Echo"}))

	again := openSchool(t, store)
	lead := again.Lead(room.Code)
	if lead.Version != 2 || lead.Message == nil || *lead.Message != (class.Message{Version: 1, Text: "<b>One</b>\ntwo"}) {
		t.Errorf("after a restart: %+v, %+v", lead, lead.Message)
	}
	if lead.Place == nil || *lead.Place != (class.Place{Version: 2, Path: "lessons/echo", Title: "Echo"}) {
		t.Errorf("after a restart: %+v", lead.Place)
	}
	must(t, again.SendMessage(ctx, room.Code, ""))
	must(t, again.Gather(ctx, room.Code, class.Place{}))
	if lead := again.Lead(room.Code); lead != (class.Lead{Version: 4}) {
		t.Errorf("taken back: %+v", lead)
	}
	must(t, again.Push(ctx, room.Code, class.Pushed{Path: "lessons/echo", Title: "Echo"}, "#code=1.QUJD"))
	if _, code, ok := openSchool(t, store).PushedCode(room.Code); !ok || code != "#code=1.QUJD" {
		t.Errorf("pushed code after a restart: %q, %t", code, ok)
	}
	must(t, again.DeleteRoom(ctx, room.Code))
	left := 0
	watch, cancel := context.WithCancel(ctx)
	_ = store.Watch(watch, func(e class.Entry) {
		if !e.Deleted() {
			left++
		}
	}, cancel)
	if left != 0 {
		t.Errorf("a deleted room leaves %d keys", left)
	}
}

// TestPush: the latest code is offered until it is taken back.
func TestPush(t *testing.T) {
	ctx := t.Context()
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	if _, _, ok := s.PushedCode(room.Code); ok {
		t.Error("a new room has code")
	}
	to := class.Pushed{Path: "lessons/echo", Title: "Echo"}
	for _, bad := range []string{"", "#top", "#code=2.QUJD", "#code=1.<b>", "#code=1." + strings.Repeat("A", class.MaxPushed)} {
		if err := s.Push(ctx, room.Code, to, bad); !isRefusal(err, class.ReasonText) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	for _, code := range []string{"#code=1.QUJD", "#code=1.REVG"} {
		must(t, s.Push(ctx, room.Code, to, code))
		pushed, got, ok := s.PushedCode(room.Code)
		if !ok || got != code || pushed.Path != to.Path || pushed.Version != s.Lead(room.Code).Version {
			t.Errorf("%+v, %q, %t; want %q", pushed, got, ok, code)
		}
	}
	must(t, s.TakeBackPush(ctx, room.Code))
	if _, _, ok := s.PushedCode(room.Code); ok {
		t.Error("code that was taken back is still offered")
	}
	must(t, s.ChangeRoom(ctx, room.Code, func(r *class.Room) { r.Closed = true }))
	if err := s.Push(ctx, room.Code, to, "#code=1.QUJD"); !isRefusal(err, class.ReasonClosed) {
		t.Errorf("in a closed room: %v", err)
	}
}
