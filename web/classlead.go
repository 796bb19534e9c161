package web

import (
	"context"
	"net/http"
	"strings"

	"socketschool/class"
	"socketschool/problem"
)

// routeLead routes what the instructor sends to all learners' pages: PUT replaces a part of
// it, and DELETE takes it back.
func (s *Site) routeLead(mux *http.ServeMux) {
	mux.HandleFunc("PUT /api/class/message", s.withRoom(s.sendMessage))
	mux.HandleFunc("DELETE /api/class/message", s.withRoom(s.leadBy(func(ctx context.Context, code string) error {
		return s.cfg.Class.School.SendMessage(ctx, code, "")
	})))
	mux.HandleFunc("PUT /api/class/pause", s.withRoom(s.pauseClass))
	mux.HandleFunc("DELETE /api/class/pause", s.withRoom(s.leadBy(s.cfg.Class.School.EndPause)))
	mux.HandleFunc("PUT /api/class/code", s.withRoom(s.pushCode))
	mux.HandleFunc("DELETE /api/class/code", s.withRoom(s.leadBy(s.cfg.Class.School.TakeBackPush)))
	mux.HandleFunc("GET /api/member/code", s.withMember(s.pushedCode))
	mux.HandleFunc("PUT /api/class/place", s.withRoom(s.gather))
	mux.HandleFunc("DELETE /api/class/place", s.withRoom(s.leadBy(func(ctx context.Context, code string) error {
		return s.cfg.Class.School.Gather(ctx, code, class.Place{})
	})))
}

// leadBy answers what change has done with the room of a code.
func (s *Site) leadBy(change func(ctx context.Context, code string) error) func(http.ResponseWriter, *http.Request, class.Room) {
	return func(w http.ResponseWriter, r *http.Request, room class.Room) {
		s.answerChange(w, r, change(r.Context(), room.Code))
	}
}

// sendMessage takes {"text": "…"}.
func (s *Site) sendMessage(w http.ResponseWriter, r *http.Request, room class.Room) {
	var body struct {
		Text string `json:"text"`
	}
	if readObject(w, r, &body) {
		s.answerChange(w, r, s.cfg.Class.School.SendMessage(r.Context(), room.Code, body.Text))
	}
}

// pauseClass takes {"word": "…"}, which is optional.
func (s *Site) pauseClass(w http.ResponseWriter, r *http.Request, room class.Room) {
	var body struct {
		Word string `json:"word"`
	}
	if readObject(w, r, &body) {
		s.answerChange(w, r, s.cfg.Class.School.PauseClass(r.Context(), room.Code, body.Word))
	}
}

// gather takes {"path": "…"}, one of the course's places.
func (s *Site) gather(w http.ResponseWriter, r *http.Request, room class.Room) {
	var body struct {
		Path string `json:"path"`
	}
	if !readObject(w, r, &body) {
		return
	}
	title, ok := s.course.PlaceTitle(body.Path)
	if !ok {
		problem.Write(w, http.StatusBadRequest, "There is no such place in the lessons.")
		return
	}
	s.answerChange(w, r, s.cfg.Class.School.Gather(r.Context(), room.Code, class.Place{Path: body.Path, Title: title}))
}

// pushCode takes {"path": "…", "code": "…"}: the lesson or the exercise, one of the course's
// places, and the fragment of a link with code.
func (s *Site) pushCode(w http.ResponseWriter, r *http.Request, room class.Room) {
	var body struct {
		Path string `json:"path"`
		Code string `json:"code"`
	}
	if !readObjectOf(w, r, &body, class.MaxPushed+maxBody) {
		return
	}
	title, ok := s.course.PlaceTitle(body.Path)
	if !ok || strings.Contains(body.Path, "#") {
		problem.Write(w, http.StatusBadRequest, "There is no such lesson or exercise.")
		return
	}
	pushed := class.Pushed{Path: body.Path, Title: title}
	s.answerChange(w, r, s.cfg.Class.School.Push(r.Context(), room.Code, pushed, body.Code))
}

// pushedCode answers the code that is pushed to the member's room now.
func (s *Site) pushedCode(w http.ResponseWriter, _ *http.Request, room class.Room, _ class.Member) {
	pushed, code, ok := s.cfg.Class.School.PushedCode(room.Code)
	if !ok {
		problem.Write(w, http.StatusNotFound, "Your instructor offers no code any more.")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, map[string]any{"version": pushed.Version, "path": pushed.Path, "code": code})
}
