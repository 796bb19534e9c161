package web_test

import (
	"net/http"
	"strings"
	"testing"

	"socketschool/class"
	"socketschool/class/live"
)

// TestRenewedKey: the pages that a former link has opened get nothing more.
func TestRenewedKey(t *testing.T) {
	c := newClassroom(t)
	former := c.instructor(c.key)
	ws, _ := former.open("/api/class", live.ClassProtocol)
	former.awaitFrame(ws, `"room":{`)
	key, err := c.school.RenewKey(t.Context(), c.room.Code)
	if err != nil {
		t.Fatal(err)
	}
	c.learner("Ada")
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			break
		}
		if strings.Contains(string(frame), "Ada") {
			t.Fatalf("the former link's page gets %s", frame)
		}
	}
	if _, status := former.open("/api/class", live.ClassProtocol); status != http.StatusForbidden {
		t.Errorf("it opens another WebSocket: %d", status)
	}
	former.do("PATCH", "/api/class", `{"locked":true}`, http.StatusForbidden)
	former.do("GET", "/class", "", http.StatusForbidden)
	c.browser().do("GET", "/instruct/"+c.key, "", http.StatusNotFound)

	renewed := c.instructor(key)
	ws, _ = renewed.open("/api/class", live.ClassProtocol)
	renewed.awaitFrame(ws, `"name":"Ada"`)
	if err := c.school.DeleteRoom(t.Context(), c.room.Code); err != nil {
		t.Fatal(err)
	}
	renewed.awaitFrame(ws, `{"type":"ended","reason":"deleted"}`)
	renewed.awaitClose(ws)
}

// TestFormerBrowser: the pages of a browser whose name another one has now report nothing.
func TestFormerBrowser(t *testing.T) {
	c := newClassroom(t)
	ada := c.learner("Ada")
	ws, _ := ada.open("/api/member", live.MemberProtocol)
	ada.awaitFrame(ws, `"name":"Ada"`)
	id := c.memberID("Ada")
	err := c.school.ChangeMember(t.Context(), c.room.Code, id, func(m *class.Member) { m.Session = "another" })
	if err != nil {
		t.Fatal(err)
	}
	_ = ws.WriteMessage(1, []byte(`{"type":"hand","raised":true}`))
	ada.awaitFrame(ws, `{"type":"removed","reason":"elsewhere"`)
	ada.awaitClose(ws)
	if _, m, _ := c.school.Member(c.room.Code, id); !m.Hand.IsZero() {
		t.Error("the former browser has raised the hand")
	}
	if body := ada.do("GET", "/api/member", "", http.StatusOK); strings.TrimSpace(body) != `{"member":null}` {
		t.Errorf("the former browser is %s", body)
	}
}
