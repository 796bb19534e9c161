package servers_test

import (
	"context"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"socketschool/class"
	"socketschool/class/memstore"
	"socketschool/class/servers"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server runs nothing. It ends by BeginStop.
type server struct{ ending chan struct{} }

func newServer() *server { return &server{make(chan struct{})} }

func (s *server) Dial(context.Context, string) (net.Conn, error) { return nil, net.ErrClosed }
func (s *server) TLS() bool                                      { return false }
func (s *server) Attach() func()                                 { return func() {} }
func (s *server) Ending() <-chan struct{}                        { return s.ending }
func (s *server) Failure() string                                { return "" }
func (s *server) DialSending(_ []byte, dial func() (net.Conn, error)) (net.Conn, error) {
	return dial()
}
func (s *server) RecordNetwork(string, string) {}
func (s *server) RecordVanish(string)          {}
func (s *server) BeginStop() {
	select {
	case <-s.ending:
	default:
		close(s.ending)
	}
}

type fixture struct {
	*testing.T
	school *class.School
	rooms  *servers.Rooms
	code   string
}

func newFixture(t *testing.T) *fixture {
	school, err := class.Open(t.Context(), memstore.New())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(school.Close)
	room, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	rooms := servers.New(school)
	t.Cleanup(rooms.Close)
	return &fixture{t, school, rooms, room.Code}
}

func (f *fixture) join(name string) class.Member {
	f.Helper()
	_, m, err := f.school.Join(f.Context(), class.JoinRequest{Code: f.code, Name: name, Session: name})
	if err != nil {
		f.Fatal(err)
	}
	return m
}

func (f *fixture) change(change func(*class.Room)) {
	f.Helper()
	if err := f.school.ChangeRoom(f.Context(), f.code, change); err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) add(id, member string) *server {
	f.Helper()
	s := newServer()
	if err := f.rooms.Add(f.code, servers.View{ID: id, Member: member}, s); err != nil {
		f.Fatal(err)
	}
	return s
}

func (f *fixture) expectEnd(what string, ending <-chan struct{}) {
	f.Helper()
	select {
	case <-ending:
	case <-time.After(10 * time.Second):
		f.Errorf("%s does not end", what)
	}
}

func (f *fixture) expectRefused(what, member string) {
	f.Helper()
	if f.rooms.Add(f.code, servers.View{ID: "other", Member: member}, newServer()) == nil {
		f.Errorf("%s is allowed", what)
	}
}

func TestRoomServer(t *testing.T) {
	f := newFixture(t)
	own := f.add("own", "")
	f.expectRefused("a second one of the room", "")
	ada := f.join("Ada")
	adas, ok := f.rooms.ForMember(f.code, "own", ada.ID)
	if again, _ := f.rooms.ForMember(f.code, "own", ada.ID); !ok || again != adas {
		t.Error("a member gets another server each time")
	}
	if _, ok := f.rooms.ForMember(f.code, "own", "nobody"); ok {
		t.Error("who is no member gets the server")
	}
	if err := f.school.RemoveMember(t.Context(), f.code, ada.ID); err != nil {
		t.Fatal(err)
	}
	f.expectEnd("the server for a member who was removed", adas.Ending())
	eves, _ := f.rooms.ForMember(f.code, "own", f.join("Eve").ID)
	isEnding := eves.(interface{ IsEnding() bool }).IsEnding
	if isEnding() {
		t.Error("a server that runs is ending for a member")
	}
	f.change(func(r *class.Room) { r.Closed = true })
	f.expectEnd("the server of a closed room", own.Ending())
	if !isEnding() {
		t.Error("a server that has ended is not ending for a member")
	}
	f.expectRefused("a server of a closed room", "")
}

func TestPublished(t *testing.T) {
	f := newFixture(t)
	ada, grace := f.join("Ada"), f.join("Grace")
	f.expectRefused("publishing without permission", ada.ID)
	f.change(func(r *class.Room) { r.Publish = true })
	adas, graces := f.add("a", ada.ID), f.add("g", grace.ID)
	f.expectRefused("a member's second server", ada.ID)
	if list := f.rooms.List(f.code); len(list) != 2 || list[0].Name != "Ada" || list[1].Name != "Grace" {
		t.Errorf("the room's servers are %+v", list)
	}
	if err := f.school.RemoveMember(t.Context(), f.code, ada.ID); err != nil {
		t.Fatal(err)
	}
	f.expectEnd("the server of a member who was removed", adas.Ending())
	f.change(func(r *class.Room) { r.Publish = false })
	f.expectEnd("a server that is not allowed any more", graces.Ending())
}

// tcpServer is a server whose clients connect by TCP.
type tcpServer struct {
	*server
	ln net.Listener
}

func (s *tcpServer) Dial(ctx context.Context, _ string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", s.ln.Addr().String())
}

// TestClientNames: the room's own server knows whose clients it has, as long as they are
// connected.
func TestClientNames(t *testing.T) {
	f := newFixture(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	ada := f.join("Ada")
	if names := f.rooms.ClientNames(f.code); len(names) != 0 {
		t.Errorf("without a server: %v", names)
	}
	if err := f.rooms.Add(f.code, servers.View{ID: "own"}, &tcpServer{newServer(), ln}); err != nil {
		t.Fatal(err)
	}
	own, ok := f.rooms.ForMember(f.code, "own", ada.ID)
	if !ok {
		t.Fatal("no server for a member")
	}
	conn, err := own.Dial(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	address := conn.LocalAddr().String()
	if err := f.school.Rename(t.Context(), f.code, ada.ID, "Ada L."); err != nil {
		t.Fatal(err)
	}
	if names := f.rooms.ClientNames(f.code); len(names) != 1 || names[address] != "Ada L." {
		t.Errorf("clients: %v, want Ada L. at %s", names, address)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if names := f.rooms.ClientNames(f.code); len(names) != 0 {
		t.Errorf("after its end: %v", names)
	}
}

// TestElsewhere: a room has one server of its own on all hosts, and one that a host has
// taken with it is reported until there is another.
func TestElsewhere(t *testing.T) {
	f := newFixture(t)
	const at = "http://10.0.0.2:8080"
	own, other := servers.View{ID: "m", Title: "Chat"}, servers.View{ID: "a", Title: "Chat"}
	ids := func() (ids string) {
		for _, v := range f.rooms.List(f.code) {
			ids += v.ID
		}
		return ids
	}
	changed, stop := f.school.Watch(f.code)
	defer stop()
	s := newServer()
	if err := f.rooms.Add(f.code, own, s); err != nil {
		t.Fatal(err)
	}
	f.rooms.SetElsewhere("host", at, f.code, []servers.View{{ID: "z"}})
	select {
	case <-s.ending:
		t.Error("the server with the lower ID ends")
	default:
	}
	f.rooms.SetElsewhere("host", at, f.code, []servers.View{other})
	<-s.ending
	for ids() != "a" {
		<-changed
	}
	if got, ok := f.rooms.OwnElsewhere(f.code); !ok || got != at {
		t.Errorf("the room's server is at %q", got)
	}
	if err := f.rooms.Add(f.code, servers.View{ID: "n"}, newServer()); err == nil {
		t.Error("a second server is taken")
	}
	f.rooms.DropHost("host")
	if lost, ok := f.rooms.Lost(f.code); !ok || lost.ID != "a" || ids() != "" {
		t.Errorf("lost: %+v, and there is %q", lost, ids())
	}
	if err := f.rooms.Add(f.code, servers.View{ID: "n"}, newServer()); err != nil {
		t.Fatal(err)
	}
	if lost, ok := f.rooms.Lost(f.code); ok {
		t.Errorf("%+v is lost though there is another one", lost)
	}
}

// TestAddressElsewhere: an address is as it is from other computers.
func TestAddressElsewhere(t *testing.T) {
	f := newFixture(t)
	for address, want := range map[string]string{":4040": "10.0.0.2:4040", "127.0.0.1:4040": "", "10.0.0.9:4040": "10.0.0.9:4040", "": ""} {
		f.rooms.SetElsewhere("host", "http://10.0.0.2:8080", f.code, []servers.View{{ID: "a", Member: "m", Address: address}})
		if got := f.rooms.List(f.code)[0].Address; got != want {
			t.Errorf("%q becomes %q, want %q", address, got, want)
		}
	}
}
