package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"socketschool/class/live"
)

// TestInstructorOnly tries everything that is the instructor's from the wrong side.
func TestInstructorOnly(t *testing.T) {
	c := newClassroom(t)
	ada := c.learner("Ada")
	id := c.memberID("Ada")
	former := c.instructor(c.key)
	key, err := c.school.RenewKey(t.Context(), c.room.Code)
	if err != nil {
		t.Fatal(err)
	}
	_, otherKey, err := c.school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	requests := []struct{ method, path, body string }{
		{"GET", "/class", ""},
		{"GET", "/class/projector", ""},
		{"GET", "/api/class", ""},
		{"GET", "/api/class/joined", ""},
		{"GET", "/api/class/export.json", ""},
		{"GET", "/api/class/export.csv", ""},
		{"PATCH", "/api/class", `{"locked":true}`},
		{"PATCH", "/api/class", `{"closed":true}`},
		{"PATCH", "/api/class", `{"passphrase":"mine"}`},
		{"DELETE", "/api/class", ""},
		{"POST", "/api/class/link", ""},
		{"PATCH", "/api/class/members/" + id, `{"name":"Eve"}`},
		{"POST", "/api/class/members/" + id + "/handback", ""},
		{"DELETE", "/api/class/members/" + id, ""},
	}
	for who, b := range map[string]*browser{"a learner": ada, "a stranger": c.browser(), "a former link": former} {
		for _, r := range requests {
			t.Run(who+" "+r.method+r.path, func(*testing.T) { b.do(r.method, r.path, r.body, http.StatusForbidden) })
		}
		if _, status := b.open("/api/class", live.ClassProtocol); status != http.StatusForbidden {
			t.Errorf("%s opens the WebSocket: %d", who, status)
		}
	}
	// The instructor of another room changes nothing of this one's members.
	other := c.instructor(otherKey)
	other.do("PATCH", "/api/class/members/"+id, `{"name":"Eve"}`, http.StatusConflict)
	other.do("POST", "/api/class/members/"+id+"/handback", "", http.StatusConflict)
	other.do("DELETE", "/api/class/members/"+id, "", http.StatusNoContent)
	other.do("DELETE", "/api/class", "", http.StatusNoContent)

	room, m, ok := c.school.Member(c.room.Code, id)
	if !ok || m.Name != "Ada" || m.HandBack != nil || room.Locked || room.Closed || room.Passphrase != "" {
		t.Errorf("after all of that: %+v, %+v", room, m)
	}
	c.instructor(key).do("GET", "/class", "", http.StatusOK)
}

// TestManage does what an instructor does with a room and its members.
func TestManage(t *testing.T) {
	c := newClassroom(t)
	c.learner("Ada")
	bob := c.learner("Bob")
	b := c.instructor(c.key)

	b.do("PATCH", "/api/class/members/"+c.memberID("Ada"), `{"name":"Ada Lovelace"}`, http.StatusNoContent)
	b.do("PATCH", "/api/class/members/"+c.memberID("Bob"), `{"name":"Instructor"}`, http.StatusConflict)
	b.do("PATCH", "/api/class/members/"+c.memberID("Bob"), `{"name":"ada lovelace"}`, http.StatusNoContent)
	if body := bob.do("GET", "/api/member", "", http.StatusOK); !strings.Contains(body, `"name":"ada lovelace 2"`) {
		t.Errorf("the learner's new name: %s", body)
	}
	b.do("DELETE", "/api/class/members/"+c.memberID("ada lovelace 2"), "", http.StatusNoContent)
	if body := bob.do("GET", "/api/member", "", http.StatusOK); strings.TrimSpace(body) != `{"member":null}` {
		t.Errorf("who was removed: %s", body)
	}

	if body := b.do("GET", "/api/class/joined", "", http.StatusOK); strings.TrimSpace(body) != `{"joined":1}` {
		t.Errorf("how many have joined: %s", body)
	}
	for _, path := range []string{"/class/projector", "/api/class/joined"} {
		if body := b.do("GET", path, "", http.StatusOK); strings.Contains(body, "Lovelace") {
			t.Errorf("%s has a name: %s", path, body)
		}
	}

	b.do("PATCH", "/api/class", `{"passphrase":" sesame "}`, http.StatusNoContent)
	form := func(passphrase string) url.Values {
		return url.Values{"code": {c.room.Code}, "name": {"Eve"}, "passphrase": {passphrase}}
	}
	c.browser().post("/join", form(""), http.StatusForbidden)
	c.browser().post("/join", form("sesame"), http.StatusOK)
	b.do("PATCH", "/api/class", `{"passphrase":"","locked":true}`, http.StatusNoContent)
	c.browser().post("/join", form(""), http.StatusForbidden)

	var code struct{ Code string }
	answer := b.do("POST", "/api/class/members/"+c.memberID("Ada Lovelace")+"/handback", "", http.StatusOK)
	if err := json.Unmarshal([]byte(answer), &code); err != nil {
		t.Fatal(err)
	}
	phone := c.browser()
	phone.post("/join/back", url.Values{"code": {strings.ToUpper(code.Code)}}, http.StatusOK)
	if body := phone.do("GET", "/api/member", "", http.StatusOK); !strings.Contains(body, `"name":"Ada Lovelace"`) {
		t.Errorf("who came back: %s", body)
	}
	if body := c.browser().post("/join/back", url.Values{"code": {code.Code}}, http.StatusForbidden); !strings.Contains(body, "one-time code") {
		t.Errorf("the code again: %s", body)
	}

	var renewed struct{ Link string }
	if err := json.Unmarshal([]byte(b.do("POST", "/api/class/link", "", http.StatusOK)), &renewed); err != nil {
		t.Fatal(err)
	}
	c.browser().do("GET", "/instruct/"+c.key, "", http.StatusNotFound)
	_, key, ok := strings.Cut(renewed.Link, c.url+"/instruct/")
	if !ok {
		t.Fatalf("the new link is %q", renewed.Link)
	}
	c.instructor(key).do("GET", "/class", "", http.StatusOK)
	b.do("PATCH", "/api/class", `{"closed":true,"locked":false}`, http.StatusNoContent) // the browser has the new key

	b.do("DELETE", "/api/class", "", http.StatusNoContent)
	b.do("GET", "/class", "", http.StatusForbidden)
	c.browser().do("GET", "/instruct/"+key, "", http.StatusNotFound)
	if body := phone.do("GET", "/api/member", "", http.StatusOK); strings.TrimSpace(body) != `{"member":null}` {
		t.Errorf("a member of the deleted room: %s", body)
	}
}

// TestGuessHandBack: a wrong one-time code counts as a wrong room code does.
func TestGuessHandBack(t *testing.T) {
	c := newClassroom(t)
	statuses := make(chan int)
	const guesses = 60
	for range guesses { // at once: each would wait for its turn
		go func() {
			answer, err := c.browser().http.PostForm(c.url+"/join/back", url.Values{"code": {"baba-baba-baba"}})
			if err != nil {
				statuses <- 0
				return
			}
			answer.Body.Close()
			statuses <- answer.StatusCode
		}()
	}
	count := make(map[int]int)
	for range guesses {
		count[<-statuses]++
	}
	if count[http.StatusTooManyRequests] == 0 {
		t.Errorf("all guesses were taken: %v", count)
	}
}
