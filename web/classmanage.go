package web

import (
	"net/http"
	"time"

	"socketschool/class"
	"socketschool/class/servers"
	"socketschool/web/page"
)

// takeBack takes the form of a learner who has another browser now.
func (s *Site) takeBack(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	_, _, err := s.cfg.Class.School.TakeBack(r.Context(), r.PostFormValue("code"), sessionOf(r))
	s.answerJoin(w, r, page.JoinView{Visible: true}, err)
}

// handBack answers a code by which another browser becomes the member.
func (s *Site) handBack(w http.ResponseWriter, r *http.Request, room class.Room) {
	code, ends, err := s.cfg.Class.School.HandBackCode(r.Context(), room.Code, r.PathValue("id"))
	if err != nil {
		s.answerChange(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, map[string]any{"code": code, "ends": ends})
}

// renewLink answers another link of the instructor, and gives this browser its key.
func (s *Site) renewLink(w http.ResponseWriter, r *http.Request, room class.Room) {
	key, err := s.cfg.Class.School.RenewKey(r.Context(), room.Code)
	if err != nil {
		s.answerChange(w, r, err)
		return
	}
	s.setInstructorCookie(w, key, instructorTime)
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, map[string]string{"link": s.hostURL(r) + "instruct/" + key})
}

// joined answers how many members the room has, and which server runs for it, for the
// projector's page. It gets names only while the instructor shows them: of the members whose
// clients the server has, by address.
func (s *Site) joined(w http.ResponseWriter, r *http.Request, room class.Room) {
	if at, ok := s.cfg.Class.Servers.OwnElsewhere(room.Code); ok && s.forward(w, r, at) {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	answer := struct {
		Joined int               `json:"joined"`
		Server *servers.View     `json:"server,omitempty"`
		Names  map[string]string `json:"names,omitempty"`
	}{Joined: len(s.cfg.Class.School.Members(room.Code))}
	if own, ok := s.cfg.Class.Servers.OwnView(room.Code); ok {
		answer.Server = &own
		if room.Names {
			answer.Names = s.cfg.Class.Servers.ClientNames(room.Code)
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

// deleteRoom deletes the room with its members and all that is stored of them.
func (s *Site) deleteRoom(w http.ResponseWriter, r *http.Request, room class.Room) {
	err := s.cfg.Class.School.DeleteRoom(r.Context(), room.Code)
	if err == nil {
		s.setInstructorCookie(w, "", -time.Second) // removes it
	}
	s.answerChange(w, r, err)
}
