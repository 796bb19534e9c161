package web

import (
	"context"
	"net/http/httptest"
	"testing"

	"socketschool/class"
	"socketschool/class/memstore"
	"socketschool/compile"
)

// TestBuilder: members of a class are learners of one address, wherever they are.
func TestBuilder(t *testing.T) {
	school, err := class.Open(t.Context(), memstore.New())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(school.Close)
	room, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ada", "bob"} {
		if _, _, err := school.Join(t.Context(), class.JoinRequest{Code: room.Code, Name: name, Session: name}); err != nil {
			t.Fatal(err)
		}
	}
	s := &Site{cfg: Config{Class: &Class{School: school}}}
	in := "class " + room.Code
	for _, c := range []struct {
		from session
		addr string
		want compile.Learner
	}{
		{session{id: "ada"}, "192.0.2.1:1", compile.Learner{Session: "ada", Address: in, First: true}},
		{session{id: "bob"}, "198.51.100.1:1", compile.Learner{Session: "bob", Address: in, First: true}},
		{session{id: "eve"}, "192.0.2.1:1", compile.Learner{Session: "eve", Address: "192.0.2.1"}},
		{session{id: "new", isNew: true}, "192.0.2.1:1", compile.Learner{Address: "192.0.2.1"}},
	} {
		r := httptest.NewRequest("POST", "/api/modules", nil)
		r.RemoteAddr = c.addr
		if got := s.builder(r.WithContext(context.WithValue(r.Context(), sessionKey{}, c.from))); got != c.want {
			t.Errorf("%+v at %s is %+v, want %+v", c.from, c.addr, got, c.want)
		}
	}
}
