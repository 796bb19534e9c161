package web

import (
	"net/http"

	"socketschool/class"
	"socketschool/problem"
)

// routePoll routes a room's poll: what its instructor does with it, what the projector's
// page shows of it, and a member's answer.
func (s *Site) routePoll(mux *http.ServeMux) {
	mux.HandleFunc("PUT /api/class/poll", s.withRoom(s.openPoll))
	mux.HandleFunc("PATCH /api/class/poll", s.withRoom(s.changePoll))
	mux.HandleFunc("DELETE /api/class/poll", s.withRoom(s.leadBy(s.cfg.Class.School.PutPollAway)))
	mux.HandleFunc("GET /api/class/poll", s.withRoom(func(w http.ResponseWriter, _ *http.Request, room class.Room) {
		w.Header().Set("Cache-Control", "no-store")
		writeJSON(w, http.StatusOK, map[string]any{"poll": s.cfg.Class.Live.ProjectorPoll(room.Code)})
	}))
	mux.HandleFunc("PUT /api/member/answer", s.withMember(s.answerPoll))
}

// openPoll takes {"path": "…"}, that of a question of the lessons.
func (s *Site) openPoll(w http.ResponseWriter, r *http.Request, room class.Room) {
	var body struct {
		Path string `json:"path"`
	}
	if !readObject(w, r, &body) {
		return
	}
	q, title, ok := s.course.Question(body.Path)
	if !ok {
		problem.Write(w, http.StatusBadRequest, "There is no such question in the lessons.")
		return
	}
	s.answerChange(w, r, s.cfg.Class.School.OpenPoll(r.Context(), room.Code, class.Question{
		Path: q.Path, Title: title, Text: q.Text, Choices: q.Choices,
	}))
}

// changePoll takes {"closed": true} and {"shown": ["…"]}, which answers in own words all may
// see, each of them optional.
func (s *Site) changePoll(w http.ResponseWriter, r *http.Request, room class.Room) {
	var change struct {
		Closed bool     `json:"closed"`
		Shown  []string `json:"shown"`
	}
	if !readObjectOf(w, r, &change, maxBody+16*4*class.MaxAnswer) {
		return
	}
	var err error
	if change.Shown != nil {
		err = s.cfg.Class.School.ShowAnswers(r.Context(), room.Code, change.Shown)
	}
	if change.Closed && err == nil {
		err = s.cfg.Class.School.ClosePoll(r.Context(), room.Code)
	}
	s.answerChange(w, r, err)
}

// answerPoll takes {"version": 1, "text": "…"}: a choice, or the member's own words.
func (s *Site) answerPoll(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	var body struct {
		Version uint64 `json:"version"`
		Text    string `json:"text"`
	}
	if readObject(w, r, &body) {
		s.answerChange(w, r, s.cfg.Class.School.Answer(r.Context(), room.Code, m.ID, body.Version, body.Text))
	}
}
