package web

import (
	"net/http"

	"socketschool/bridge"
	"socketschool/class"
	"socketschool/class/servers"
	"socketschool/problem"
	"socketschool/relay"
)

// ClientsPerMember bounds what one member holds of a server that the whole room uses.
const ClientsPerMember = 4

// routeServers registers what a room does with servers that are not one learner's alone.
func (s *Site) routeServers(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/class/server", s.withRoom(s.startRoomServer))
	mux.HandleFunc("DELETE /api/class/server", s.withRoom(s.stopRoomServer))
	mux.HandleFunc("GET /api/member/servers/{id}/clients", s.withMember(s.serverClients))
	mux.HandleFunc("GET /api/member/publish", s.withMember(s.publish))
	mux.HandleFunc("GET /api/member/publish/{conn}", s.withMember(s.publishedConn))
}

// roomOwner is whose a room's own lab is in the pool: of no session.
func roomOwner(code string) string { return "room " + code }

// isOfOwnRoom reports whether the lab is that of the room whose instructor sends the
// request.
func (s *Site) isOfOwnRoom(r *http.Request, id string) bool {
	if s.cfg.Class == nil {
		return false
	}
	room, ok := s.instructed(r)
	return ok && s.cfg.Pool.MayUse(roomOwner(room.Code), id)
}

// startRoomServer starts a lesson's server for the whole room. Its lab belongs to the room.
func (s *Site) startRoomServer(w http.ResponseWriter, r *http.Request, room class.Room) {
	lesson, err := readLesson(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		problem.Write(w, http.StatusBadRequest, `The body must be one JSON object such as {"lesson":"broadcast"}.`)
		return
	}
	program, ok := s.findProgram(w, lesson)
	if !ok {
		return
	}
	if _, ok := s.cfg.Class.Servers.OwnElsewhere(room.Code); ok {
		problem.Write(w, http.StatusConflict, "There is such a server already: end it first.")
		return
	}
	l, err := s.cfg.Pool.StartKept(roomOwner(room.Code), program)
	if err != nil {
		s.writeStartError(w, r, err)
		return
	}
	if err := s.cfg.Class.Servers.Add(room.Code, servers.View{ID: l.ID(), Lesson: lesson, Title: s.titleOf(lesson), TLS: l.TLS()}, l); err != nil {
		l.BeginStop()
		s.answerChange(w, r, err)
		return
	}
	writeJSON(w, http.StatusCreated, l.Info())
}

// titleOf returns the short title of a lesson.
func (s *Site) titleOf(slug string) string {
	for _, l := range s.cfg.Lessons {
		if l.Slug == slug {
			return l.Short
		}
	}
	return slug
}

// stopRoomServer also answers 204 where none runs.
func (s *Site) stopRoomServer(w http.ResponseWriter, r *http.Request, room class.Room) {
	if at, ok := s.cfg.Class.Servers.OwnElsewhere(room.Code); ok && s.forward(w, r, at) {
		return
	}
	if server, ok := s.cfg.Class.Servers.Own(room.Code); ok {
		server.BeginStop()
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Site) serverClients(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	id := r.PathValue("id")
	server, ok := s.cfg.Class.Servers.ForMember(room.Code, id, m.ID)
	if !ok {
		if at, ok := s.cfg.Class.Servers.Elsewhere(room.Code, id); ok && s.forward(w, r, at) {
			return
		}
		problem.Write(w, http.StatusNotFound, "Your class has no such server. It may have ended.")
		return
	}
	s.cfg.Bridge.ServeLimited(w, r, server, bridge.Limit{
		Clients: ClientsPerMember,
		Refusal: "You already have %d clients of this server, as many as one learner may: close one first.",
	})
}

// publish gives the server in a member's tab a port, for as long as the WebSocket is open.
func (s *Site) publish(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	program, ok := s.findProgram(w, r.URL.Query().Get("lesson"))
	if !ok {
		return
	}
	s.cfg.Class.Relay.Publish(w, r, relay.Offer{Owner: m.ID, TLS: program.TLS, Register: func(server *relay.Server) error {
		return s.cfg.Class.Servers.Add(room.Code, servers.View{
			ID: server.ID(), Lesson: program.Slug, Title: s.titleOf(program.Slug), TLS: program.TLS,
			Address: server.Address(), Member: m.ID,
		}, server)
	}})
}

// publishedConn is the WebSocket of a connection that a member's published server has
// accepted.
func (s *Site) publishedConn(w http.ResponseWriter, r *http.Request, _ class.Room, m class.Member) {
	if !s.cfg.Class.Relay.ServeConn(w, r, m.ID, r.PathValue("conn")) {
		problem.Write(w, http.StatusNotFound, "No such connection waits for this page.")
	}
}
