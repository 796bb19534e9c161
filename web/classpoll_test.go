package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"socketschool/class/live"
)

const (
	askedChoices = "lessons/broadcast#try-speak-to-everybody"
	askedWords   = "lessons/echo#try-do-as-the-client-does"
)

// TestPollByHTTP: what the instructor's, the projector's and learners' pages get of a poll.
func TestPollByHTTP(t *testing.T) {
	c := newClassroom(t)
	board, ada, grace := c.instructor(c.key), c.learner("Ada"), c.learner("Grace")
	member, _ := ada.open("/api/member", live.MemberProtocol)
	ada.awaitFrame(member, `{"type":"poll","poll":null}`)
	all, _ := board.open("/api/class", live.ClassProtocol)
	board.awaitFrame(all, `{"type":"poll","poll":null}`)
	if got := board.do("GET", "/api/class/poll", "", http.StatusOK); strings.TrimSpace(got) != `{"poll":null}` {
		t.Errorf("no poll is %s", got)
	}
	for _, bad := range []string{`{"path":"lessons/echo"}`, `{"path":"lessons/echo#send-then-half-close"}`, `{"path":""}`, `{}`, `{"question":"Mine?"}`, `x`} {
		board.do("PUT", "/api/class/poll", bad, http.StatusBadRequest)
	}
	board.do("PUT", "/api/class/poll", `{"path":"`+askedChoices+`"}`, http.StatusNoContent)
	ada.awaitFrame(member, `"choices":["One","Two","Three"],"closed":false}`)
	ada.do("PUT", "/api/member/answer", `{"version":1,"text":"Two"}`, http.StatusNoContent)
	ada.awaitFrame(member, `"answer":"Two"}`)
	grace.do("PUT", "/api/member/answer", `{"version":1,"text":"Four"}`, http.StatusConflict)
	grace.do("PUT", "/api/member/answer", `{"version":2,"text":"Two"}`, http.StatusConflict)
	grace.do("PUT", "/api/member/answer", `{"version":-1}`, http.StatusBadRequest)
	grace.do("PUT", "/api/member/answer", `{"version":1,"text":"Three"}`, http.StatusNoContent)
	result := `{"answers":2,"of":2,"bars":[{"text":"One","count":0,"shown":true},{"text":"Two","count":1,"shown":true},{"text":"Three","count":1,"shown":true}],"others":0}`
	board.awaitFrame(all, `"result":`+result)
	if got := board.do("GET", "/api/class/poll", "", http.StatusOK); !strings.Contains(got, result) {
		t.Errorf("the projector gets %s", got)
	}
	board.do("PATCH", "/api/class/poll", `{"closed":true}`, http.StatusNoContent)
	ada.awaitFrame(member, `"closed":true,"answer":"Two","result":`+result)
	ada.do("PUT", "/api/member/answer", `{"version":1,"text":"One"}`, http.StatusConflict)

	board.do("PUT", "/api/class/poll", `{"path":"`+askedWords+`"}`, http.StatusNoContent)
	ada.do("PUT", "/api/member/answer", `{"version":2,"text":"Grace is late"}`, http.StatusNoContent)
	grace.do("PUT", "/api/member/answer", `{"version":2,"text":"EOF"}`, http.StatusNoContent)
	board.do("PATCH", "/api/class/poll", `{"shown":["eof"],"closed":true}`, http.StatusNoContent)
	shown := `"bars":[{"text":"EOF","count":1,"shown":true}],"others":1}`
	ada.awaitFrame(member, shown)
	if got := board.do("GET", "/api/class/poll", "", http.StatusOK); !strings.Contains(got, shown) || strings.Contains(got, "late") {
		t.Errorf("the projector gets %s", got)
	}
	board.awaitFrame(all, `{"text":"Grace is late","count":1,"shown":false}`)
	board.do("DELETE", "/api/class/poll", "", http.StatusNoContent)
	ada.awaitFrame(member, `{"type":"poll","poll":null}`)

	var export struct {
		Polls []struct {
			Question string
			Answers  int
			Bars     []struct {
				Text  string
				Count int
			}
		}
	}
	text := board.do("GET", "/api/class/export.json", "", http.StatusOK)
	if err := json.Unmarshal([]byte(text), &export); err != nil {
		t.Fatal(err)
	}
	if p := export.Polls; len(p) != 2 || p[0].Answers != 2 || p[0].Bars[1].Count != 1 || !strings.HasPrefix(p[0].Question, "A, B and C are") || len(p[1].Bars) != 2 {
		t.Errorf("%+v of %s", p, text)
	}
}

// TestPollFromWrongSide: only the instructor's link changes a poll, only members answer, and
// no page of a learner or of the projector gets a name.
func TestPollFromWrongSide(t *testing.T) {
	c := newClassroom(t)
	ada := c.learner("Ada")
	former := c.instructor(c.key)
	key, err := c.school.RenewKey(t.Context(), c.room.Code)
	if err != nil {
		t.Fatal(err)
	}
	other, otherKey, err := c.school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	board, stranger := c.instructor(key), c.browser()
	board.do("PUT", "/api/class/poll", `{"path":"`+askedChoices+`"}`, http.StatusNoContent)
	for who, b := range map[string]*browser{"a learner": ada, "a stranger": stranger, "a former link": former} {
		for method, body := range map[string]string{"GET": "", "PUT": `{"path":"` + askedWords + `"}`, "PATCH": `{"closed":true}`, "DELETE": ""} {
			t.Run(who+" "+method, func(*testing.T) { b.do(method, "/api/class/poll", body, http.StatusForbidden) })
		}
	}
	c.instructor(otherKey).do("DELETE", "/api/class/poll", "", http.StatusNoContent) // of their own room, which has none
	for who, b := range map[string]*browser{"a stranger": stranger, "the instructor": board} {
		t.Run(who+" answers", func(*testing.T) {
			b.do("PUT", "/api/member/answer", `{"version":1,"text":"One"}`, http.StatusNotFound)
		})
	}
	if err := c.school.RemoveMember(t.Context(), c.room.Code, c.memberID("Ada")); err != nil {
		t.Fatal(err)
	}
	ada.do("PUT", "/api/member/answer", `{"version":1,"text":"One"}`, http.StatusNotFound)
	if p, ok := c.school.Poll(c.room.Code); !ok || !p.Open() || c.school.Tally(c.room.Code, p).Answers != 0 {
		t.Errorf("after all of that: %+v, %t", p, ok)
	}
	if _, ok := c.school.Poll(other.Code); ok {
		t.Error("the other room has a poll")
	}

	grace, eve := c.learner("Grace"), c.learner("Eve")
	grace.do("PUT", "/api/member/answer", `{"version":1,"text":"One"}`, http.StatusNoContent)
	board.do("PATCH", "/api/class/poll", `{"closed":true}`, http.StatusNoContent)
	member, _ := eve.open("/api/member", live.MemberProtocol)
	for {
		_, frame, err := member.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(frame), "Grace") {
			t.Errorf("a learner gets a name: %s", frame)
		}
		if strings.Contains(string(frame), `"result":`) {
			break
		}
	}
	if got := board.do("GET", "/api/class/poll", "", http.StatusOK); strings.Contains(got, "Grace") {
		t.Errorf("the projector gets a name: %s", got)
	}
}
