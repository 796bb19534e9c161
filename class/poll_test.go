package class_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"socketschool/class"
	"socketschool/class/memstore"
)

var (
	choose  = class.Question{Path: "lessons/echo#try-a", Title: "Echo", Text: "Who waits?", Choices: []string{"A", "B", "Nobody"}}
	inWords = class.Question{Path: "lessons/echo#try-b", Title: "Echo", Text: "What ends it?"}
)

// pollOf returns the poll of a room, which must be there, and its tally.
func pollOf(t *testing.T, s *class.School, code string) (class.Poll, class.Tally) {
	t.Helper()
	p, ok := s.Poll(code)
	if !ok {
		t.Fatal("there is no poll")
	}
	return p, s.Tally(code, p)
}

func bars(t class.Tally) string {
	var all []string
	for _, bar := range t.Bars {
		all = append(all, fmt.Sprintf("%s %d", bar.Text, bar.Count))
	}
	return fmt.Sprintf("%d/%d: %s +%d", t.Answers, t.Of, strings.Join(all, ", "), t.Others)
}

// TestPoll: each member answers once, and may change that until the poll is closed.
func TestPoll(t *testing.T) {
	ctx, store := t.Context(), memstore.New()
	s := openSchool(t, store)
	room, _ := createRoom(t, s, "")
	ada, grace := join(t, s, room, "Ada", "1"), join(t, s, room, "Grace", "2")
	join(t, s, room, "Late", "3")
	refused := func(what string, err error, reason class.Reason) {
		t.Helper()
		if !isRefusal(err, reason) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("no poll", s.Answer(ctx, room.Code, ada.ID, 1, "A"), class.ReasonPoll)
	must(t, s.OpenPoll(ctx, room.Code, choose))
	defer s.Connect(room.Code, ada.ID)()
	must(t, s.Answer(ctx, room.Code, ada.ID, 1, "A"))
	if _, m, _ := s.Member(room.Code, ada.ID); m.Standing(time.Now()) != class.Working {
		t.Errorf("a member who has just answered is %s", m.Standing(time.Now()))
	}
	must(t, s.Answer(ctx, room.Code, ada.ID, 1, " B\n"))
	must(t, s.Answer(ctx, room.Code, grace.ID, 1, "B"))
	refused("another poll", s.Answer(ctx, room.Code, ada.ID, 2, "A"), class.ReasonPoll)
	refused("no choice", s.Answer(ctx, room.Code, ada.ID, 1, "b"), class.ReasonPoll)
	refused("nothing", s.Answer(ctx, room.Code, ada.ID, 1, ""), class.ReasonPoll)
	refused("no member", s.Answer(ctx, room.Code, "eve", 1, "A"), class.ReasonNoMember)
	refused("no room", s.OpenPoll(ctx, "none", choose), class.ReasonNoRoom)

	again := openSchool(t, store)
	if _, tally := pollOf(t, again, room.Code); bars(tally) != "2/2: A 0, B 2, Nobody 0 +0" {
		t.Errorf("after a restart: %s", bars(tally))
	}
	must(t, s.ClosePoll(ctx, room.Code))
	refused("closed", s.Answer(ctx, room.Code, ada.ID, 1, "A"), class.ReasonPoll)
	must(t, s.RemoveMember(ctx, room.Code, grace.ID))
	if p, tally := pollOf(t, s, room.Code); p.Open() || bars(tally) != "2/2: A 0, B 2, Nobody 0 +0" {
		t.Errorf("closed, and a member gone: %s", bars(tally))
	}
	must(t, s.OpenPoll(ctx, room.Code, choose))
	if p, tally := pollOf(t, s, room.Code); p.Version != 2 || tally.Answers != 0 {
		t.Errorf("the next poll is %d with %s", p.Version, bars(tally))
	}
	must(t, s.Answer(ctx, room.Code, ada.ID, 2, "Nobody"))
	must(t, s.ChangeRoom(ctx, room.Code, func(r *class.Room) { r.Closed = true }))
	refused("a closed class", s.Answer(ctx, room.Code, ada.ID, 2, "A"), class.ReasonPoll)
	refused("a closed class", s.OpenPoll(ctx, room.Code, choose), class.ReasonClosed)
	must(t, s.PutPollAway(ctx, room.Code))
	must(t, s.ChangeRoom(ctx, room.Code, func(r *class.Room) { r.Closed = false }))
	if _, ok := s.Poll(room.Code); ok {
		t.Error("a poll that was put away is there")
	}
	var kept []string
	for _, p := range openSchool(t, store).Polls(room.Code) {
		kept = append(kept, bars(*p.Result))
	}
	if want := []string{"2/2: A 0, B 2, Nobody 0 +0", "1/1: A 0, B 0, Nobody 1 +0"}; !cmp.Equal(kept, want) {
		t.Error(cmp.Diff(want, kept))
	}

	must(t, s.DeleteRoom(ctx, room.Code))
	watch, cancel := context.WithCancel(ctx)
	_ = store.Watch(watch, func(e class.Entry) {
		if !e.Deleted() {
			t.Errorf("a deleted room leaves %s", e.Key)
		}
	}, cancel)
}

// TestPollInWords: equal answers are one bar, and no page of a learner gets one that is not shown.
func TestPollInWords(t *testing.T) {
	ctx := t.Context()
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	must(t, s.OpenPoll(ctx, room.Code, inWords))
	answer := func(i int, text string) error {
		m := join(t, s, room, fmt.Sprintf("Member %d", i), fmt.Sprint(i))
		return s.Answer(ctx, room.Code, m.ID, 1, text)
	}
	for i, text := range []string{"The EOF", " the  eof… ", "The EOF", "STRASSE", "straße", "Ada is stupid"} {
		must(t, answer(i, text))
	}
	if err := answer(10, strings.Repeat("é", class.MaxAnswer+1)); !isRefusal(err, class.ReasonText) {
		t.Errorf("a long answer: %v", err)
	}
	if err := answer(11, " \u202e "); !isRefusal(err, class.ReasonPoll) {
		t.Errorf("an empty answer: %v", err)
	}
	_, tally := pollOf(t, s, room.Code)
	if got := bars(tally); got != "6/6: The EOF 3, STRASSE 2, Ada is stupid 1 +0" {
		t.Error(got)
	}
	if got := bars(tally.Public()); got != "6/6:  +6" {
		t.Errorf("all see %s", got)
	}
	must(t, s.ShowAnswers(ctx, room.Code, []string{"the EOF"}))
	must(t, s.ClosePoll(ctx, room.Code))
	_, tally = pollOf(t, s, room.Code)
	if got := bars(tally.Public()); got != "6/6: The EOF 3 +3" {
		t.Errorf("all see %s", got)
	}
	if err := s.ShowAnswers(ctx, room.Code, make([]string, 100)); !isRefusal(err, class.ReasonText) {
		t.Errorf("a hundred answers to show: %v", err)
	}

	must(t, s.OpenPoll(ctx, room.Code, inWords))
	for i, m := range s.Members(room.Code) {
		must(t, s.Answer(ctx, room.Code, m.ID, 2, fmt.Sprintf("%02d", i)))
	}
	for i := 20; i < 30; i++ {
		text := fmt.Sprint(i)
		if i >= 28 {
			text = "again"
		}
		m := join(t, s, room, fmt.Sprintf("Member %d", i), fmt.Sprint(i))
		must(t, s.Answer(ctx, room.Code, m.ID, 2, text))
	}
	_, tally = pollOf(t, s, room.Code)
	if got := bars(tally); len(tally.Bars) != 12 || !strings.HasPrefix(got, "18/18: again 2, 00 1, ") || !strings.HasSuffix(got, " +5") {
		t.Errorf("of 17 different answers %s", got)
	}
}

// TestAnswersWhilePollCloses: each answer that was taken is in the result.
func TestAnswersWhilePollCloses(t *testing.T) {
	ctx := t.Context()
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	must(t, s.OpenPoll(ctx, room.Code, choose))
	var members []class.Member
	for i := range 40 {
		members = append(members, join(t, s, room, fmt.Sprintf("Member %d", i), fmt.Sprint(i)))
	}
	var wg sync.WaitGroup
	taken := make(chan struct{}, len(members))
	for _, m := range members {
		wg.Go(func() {
			err := s.Answer(ctx, room.Code, m.ID, 1, "B")
			if err == nil {
				taken <- struct{}{}
			} else if !isRefusal(err, class.ReasonPoll) {
				t.Error(err)
			}
		})
	}
	wg.Go(func() { must(t, s.ClosePoll(ctx, room.Code)) })
	wg.Wait()
	if _, tally := pollOf(t, s, room.Code); tally.Answers != len(taken) {
		t.Errorf("%d answers were taken, and the result is %s", len(taken), bars(tally))
	}
}

// TestManyPolls: a room keeps the latest fifty.
func TestManyPolls(t *testing.T) {
	s := openSchool(t, memstore.New())
	room, _ := createRoom(t, s, "")
	for range 53 {
		must(t, s.OpenPoll(t.Context(), room.Code, choose))
	}
	all := s.Polls(room.Code)
	if len(all) != 50 || all[0].Version != 4 || all[49].Version != 53 {
		t.Errorf("%d polls, the first is %d", len(all), all[0].Version)
	}
}
