package web

import (
	"errors"
	"io"
	"net/http"

	"socketschool/class"
	"socketschool/class/live"
	"socketschool/problem"
)

// routeLooks registers what an instructor needs to look at one learner, and what that
// learner's page does meanwhile.
func (s *Site) routeLooks(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/class/members/{id}/look", s.withRoom(func(w http.ResponseWriter, r *http.Request, room class.Room) {
		s.cfg.Class.Live.ServeLook(w, r, room, r.PathValue("id"))
	}))
	mux.HandleFunc("PUT /api/member/look", s.withMember(s.takeSnapshot))
	mux.HandleFunc("PATCH /api/member", s.withMember(s.changeConsent))
}

// takeSnapshot takes what a learner's page sends of its work while the instructor looks.
func (s *Site) takeSnapshot(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, live.MaxSnapshot))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		problem.Write(w, http.StatusRequestEntityTooLarge, "A snapshot has 256 KiB at most.")
		return
	}
	if err == nil {
		err = s.cfg.Class.Live.TakeSnapshot(room.Code, m, raw)
	}
	switch {
	case errors.Is(err, live.ErrNobodyLooks):
		problem.Write(w, http.StatusConflict, "Nobody looks: nothing is to be sent.")
	case errors.Is(err, live.ErrTooSoon):
		w.Header().Set("Retry-After", "1")
		problem.Write(w, http.StatusTooManyRequests, "A page sends one snapshot a second at most.")
	case err != nil:
		problem.Write(w, http.StatusBadRequest, "A snapshot is one JSON object in UTF-8.")
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// changeConsent takes {"visible": bool}: whether the instructor may look at the member.
func (s *Site) changeConsent(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	var change struct {
		Visible *bool `json:"visible"`
	}
	if !readObject(w, r, &change) {
		return
	}
	if change.Visible == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.answerChange(w, r, s.cfg.Class.School.SetVisible(r.Context(), room.Code, m.ID, *change.Visible))
}
