// Package servers records which servers the rooms of a class have: the one that the
// instructor has started for the room, and those that members publish. It ends them with
// what allows them.
package servers

import (
	"cmp"
	"context"
	"net"
	"slices"
	"sync"

	"socketschool/bridge"
	"socketschool/class"
)

// Server is a server that runs.
type Server interface {
	bridge.Server
	BeginStop() // does not wait for the end
}

// View is a server as the room's pages get it.
type View struct {
	ID      string `json:"id"`
	Lesson  string `json:"lesson"`
	Title   string `json:"title"` // the lesson's
	TLS     bool   `json:"tls,omitzero"`
	Address string `json:"address,omitzero"` // for a terminal; of a published one
	Member  string `json:"member,omitzero"`  // who has published it; empty for the room's own
	Name    string `json:"name,omitzero"`    // the member's
}

// Rooms has the servers of all rooms: it runs those of this host, and knows those of others.
type Rooms struct {
	school *class.School
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup // watch

	mu     sync.Mutex
	closed bool
	byRoom map[string]map[string]*entry    // by room's code and server's id
	others map[string]map[string]otherHost // by room's code and host
	lost   map[string]View                 // by room's code
}

type entry struct {
	View
	server  Server
	members map[string]*memberServer // by id of the member that has used it
	peers   peers
}

// memberServer is a server as one member may use it: until it ends, or the member leaves.
type memberServer struct {
	Server
	name   func() string                // the member's now
	opened func(conn net.Conn) net.Conn // returns it, as the one to use
	ending chan struct{}
}

func (m *memberServer) Ending() <-chan struct{} { return m.ending }

// IsEnding reports whether the server ends, or has ended for the member: before it closes its
// connections.
func (m *memberServer) IsEnding() bool {
	select {
	case <-m.ending:
		return true
	case <-m.Server.Ending():
		return true
	default:
		return false
	}
}

// Dial implements bridge.Server. A published server learns who connects.
func (m *memberServer) Dial(ctx context.Context, from string) (net.Conn, error) {
	if s, ok := m.Server.(interface {
		DialAs(ctx context.Context, name string) (net.Conn, error)
	}); ok && from == "" {
		return s.DialAs(ctx, m.name())
	}
	conn, err := m.Server.Dial(ctx, from)
	if err != nil {
		return nil, err
	}
	return m.opened(conn), nil
}

// New returns a Rooms without servers. It must be closed.
func New(school *class.School) *Rooms {
	ctx, cancel := context.WithCancel(context.Background())
	return &Rooms{
		school: school, ctx: ctx, cancel: cancel, byRoom: make(map[string]map[string]*entry),
		others: make(map[string]map[string]otherHost), lost: make(map[string]View),
	}
}

// Close stops all servers.
func (r *Rooms) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.wg.Wait()
}

// Add adds a server to a room. It returns a *class.Refusal if the room does not allow it,
// or if the room or the member has one already. The server is stopped when the room is
// closed or deleted, and a published one also when its member leaves or publishing is not
// allowed any more.
func (r *Rooms) Add(code string, v View, server Server) error {
	changed, stop := r.school.Watch(code)
	if err := r.allows(code, v.Member); err != nil {
		stop()
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hasServerOf(code, v.Member) {
		stop()
		return refuse("There is such a server already: end it first.")
	}
	if r.closed {
		stop()
		return refuse("The playground is shutting down.")
	}
	if r.byRoom[code] == nil {
		r.byRoom[code] = make(map[string]*entry)
	}
	if v.Member == "" {
		delete(r.lost, code)
	}
	r.byRoom[code][v.ID] = &entry{View: v, server: server, members: make(map[string]*memberServer)}
	r.wg.Go(func() {
		defer stop()
		r.watch(code, v, server, changed)
	})
	r.school.Wake(code)
	return nil
}

func refuse(text string) error { return &class.Refusal{Reason: class.ReasonServer, Text: text} }

// allows returns why a server of a member, or with an empty id the room's own, may not run.
func (r *Rooms) allows(code, member string) error {
	room, ok := r.school.Room(code)
	switch {
	case !ok || room.Closed:
		return refuse("This class is over.")
	case member != "" && !room.Publish:
		return refuse("Your instructor has not allowed to publish servers.")
	case member != "":
		if _, _, ok := r.school.Member(code, member); !ok {
			return refuse("You are not in this class any more.")
		}
	}
	return nil
}

// watch removes the server when it ends, and ends it when it is not allowed any more.
func (r *Rooms) watch(code string, v View, server Server, changed <-chan struct{}) {
	for running := true; running; {
		select {
		case <-changed:
			if r.allows(code, v.Member) != nil {
				server.BeginStop()
			}
			r.endLeft(code, v.ID)
		case <-r.ctx.Done():
			server.BeginStop()
			running = false
		case <-server.Ending():
			running = false
		}
	}
	r.mu.Lock()
	for _, m := range r.byRoom[code][v.ID].members {
		close(m.ending)
	}
	delete(r.byRoom[code], v.ID)
	if len(r.byRoom[code]) == 0 {
		delete(r.byRoom, code)
	}
	r.mu.Unlock()
	r.school.Wake(code)
}

// List returns the servers of a room: its own first, then those of members by name.
func (r *Rooms) List(code string) []View {
	r.mu.Lock()
	all := make([]View, 0, len(r.byRoom[code]))
	for _, e := range r.byRoom[code] {
		all = append(all, e.View)
	}
	for _, other := range r.others[code] {
		all = append(all, other.views...)
	}
	r.mu.Unlock()
	for i, v := range all {
		if _, m, ok := r.school.Member(code, v.Member); ok {
			all[i].Name = m.Name
		}
	}
	sortViews(all)
	return all
}

func sortViews(all []View) {
	slices.SortFunc(all, func(a, b View) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
}

// endLeft ends a server for the members who have left the room.
func (r *Rooms) endLeft(code, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	members := r.byRoom[code][id].members
	for id, m := range members {
		if _, _, ok := r.school.Member(code, id); !ok {
			close(m.ending)
			delete(members, id)
		}
	}
}

// ForMember returns a server as a member of its room may use it, the same value each time.
func (r *Rooms) ForMember(code, id, member string) (Server, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.byRoom[code][id]
	if !ok {
		return nil, false
	}
	if _, _, ok := r.school.Member(code, member); !ok {
		return nil, false
	}
	m := e.members[member]
	if m == nil {
		name := func() string {
			_, m, _ := r.school.Member(code, member)
			return m.Name
		}
		opened := func(conn net.Conn) net.Conn { return e.peers.add(conn, member) }
		m = &memberServer{e.server, name, opened, make(chan struct{})}
		e.members[member] = m
	}
	return m, true
}

// Own returns the server that the instructor has started for the room, if this host runs it.
func (r *Rooms) Own(code string) (Server, bool) {
	if e := r.own(code); e != nil {
		return e.server, true
	}
	return nil, false
}

// OwnView returns the server that the instructor has started for the room, as its pages get it.
func (r *Rooms) OwnView(code string) (View, bool) {
	if e := r.own(code); e != nil {
		return e.View, true
	}
	return View{}, false
}

// own returns the entry of the room's own server, or nil.
func (r *Rooms) own(code string) *entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.byRoom[code] {
		if e.Member == "" {
			return e
		}
	}
	return nil
}
