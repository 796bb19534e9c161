package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"socketschool/class"
	"socketschool/class/live"
	"socketschool/class/servers"
	"socketschool/problem"
	"socketschool/relay"
	"socketschool/web/page"
)

// Class is what a Site needs to hold classes.
type Class struct {
	School  *class.School
	Live    *live.Live
	Servers *servers.Rooms
	Relay   *relay.Relay // ports for servers that members publish
}

// instructorName is the name of the cookie with an instructor's key.
const instructorName = "socketschool_instructor"

// instructorTime is how long an instructor's browser keeps the key.
const instructorTime = 60 * 24 * time.Hour

func (s *Site) routeClass(mux *http.ServeMux) {
	if s.cfg.Class == nil {
		return
	}
	mux.HandleFunc("GET /join", s.joinPage)
	mux.HandleFunc("GET /join/{code}", s.joinPage)
	mux.HandleFunc("POST /join", s.join)
	mux.HandleFunc("POST /join/back", s.takeBack)
	mux.HandleFunc("GET /api/member", s.member)
	mux.HandleFunc("DELETE /api/member", s.withMember(s.leave))

	s.routeLooks(mux)

	mux.HandleFunc("GET /instruct/{key}", s.enterAsInstructor)
	mux.HandleFunc("GET /class", s.classPage)
	mux.HandleFunc("GET /class/projector", s.projectorPage)
	mux.HandleFunc("GET /api/class", s.withRoom(func(w http.ResponseWriter, r *http.Request, room class.Room) {
		s.cfg.Class.Live.ServeInstructor(w, r, room)
	}))
	mux.HandleFunc("GET /api/class/joined", s.withRoom(s.joined))
	mux.HandleFunc("GET /api/class/export.json", s.withRoom(s.exportJSON))
	mux.HandleFunc("GET /api/class/export.csv", s.withRoom(s.exportCSV))
	s.routeServers(mux)
	s.routeLead(mux)
	s.routePoll(mux)
	mux.HandleFunc("PATCH /api/class", s.withRoom(s.changeRoom))
	mux.HandleFunc("DELETE /api/class", s.withRoom(s.deleteRoom))
	mux.HandleFunc("POST /api/class/link", s.withRoom(s.renewLink))
	mux.HandleFunc("POST /api/class/members/{id}/handback", s.withRoom(s.handBack))
	mux.HandleFunc("PATCH /api/class/members/{id}", s.withRoom(s.changeMember))
	mux.HandleFunc("DELETE /api/class/members/{id}", s.withRoom(s.removeMember))
}

// joinPage shows the form. A member is sent to the lessons.
func (s *Site) joinPage(w http.ResponseWriter, r *http.Request) {
	v := page.JoinView{Code: class.FormatCode(class.ParseCode(r.PathValue("code")))}
	if room, m, ok := s.cfg.Class.School.MemberOf(sessionOf(r)); ok {
		v.Member, v.Room = m.Name, class.FormatCode(room.Code)
	}
	s.writePage(w, r, http.StatusOK, s.course.Join(v))
}

// readForm parses a form that has a code. It answers and returns false if that cannot be
// read, or if the client has sent too many wrong ones.
func (s *Site) readForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		problem.Write(w, http.StatusBadRequest, "The form could not be read. Load the page again.")
		return false
	}
	return s.mayTry(w, r)
}

// join takes the form of joinPage.
func (s *Site) join(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	v := page.JoinView{Code: r.PostFormValue("code"), Name: r.PostFormValue("name"), Visible: r.PostFormValue("visible") != ""}
	_, _, err := s.cfg.Class.School.Join(r.Context(), class.JoinRequest{
		Code: v.Code, Name: v.Name, Passphrase: r.PostFormValue("passphrase"),
		Session: sessionOf(r), Visible: v.Visible,
	})
	s.answerJoin(w, r, v, err)
}

// mayTry answers 429 and returns false where too many wrong codes or keys came from the
// learner.
func (s *Site) mayTry(w http.ResponseWriter, r *http.Request) bool {
	if s.joins.wait(r.Context(), s.learner(r)) {
		return true
	}
	w.Header().Set("Retry-After", "20")
	problem.Write(w, http.StatusTooManyRequests, "Too many wrong codes came from this browser, or from its network without cookies. Wait twenty seconds and try again.")
	return false
}

// answerJoin sends a learner who has joined to the lessons, and another one back to the
// form, with why.
func (s *Site) answerJoin(w http.ResponseWriter, r *http.Request, v page.JoinView, err error) {
	refusal, refused := errors.AsType[*class.Refusal](err)
	switch {
	case refused:
		if slices.Contains([]class.Reason{class.ReasonNoRoom, class.ReasonPassphrase, class.ReasonHandBack}, refusal.Reason) {
			s.joins.wrong(s.learner(r))
		}
		v.Problem, v.Reason, v.Tried = refusal.Text, string(refusal.Reason), true
		s.writePage(w, r, http.StatusForbidden, s.course.Join(v))
	case err != nil:
		s.cfg.Log.ErrorContext(r.Context(), "join", "error", err)
		v.Problem, v.Tried = "The class could not be stored just now. Try again in a moment; tell your instructor if it stays so.", true
		s.writePage(w, r, http.StatusServiceUnavailable, s.course.Join(v))
	default:
		http.Redirect(w, r, s.cfg.Public.Base, http.StatusSeeOther)
	}
}

// member answers who the browser is, or null, and a WebSocket handshake with the member's
// connection.
func (s *Site) member(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "" {
		s.withMember(func(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
			s.cfg.Class.Live.ServeMember(w, r, room, m)
		})(w, r)
		return
	}
	var answer struct {
		Member *live.MemberState `json:"member"`
	}
	if room, m, ok := s.cfg.Class.School.MemberOf(sessionOf(r)); ok {
		answer.Member = new(live.StateOf(room, m))
	}
	writeJSON(w, http.StatusOK, answer)
}

// withMember passes the member that the session is to next, and answers 404 without one.
func (s *Site) withMember(next func(http.ResponseWriter, *http.Request, class.Room, class.Member)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		room, m, ok := s.cfg.Class.School.MemberOf(sessionOf(r))
		if !ok {
			problem.Write(w, http.StatusNotFound, "This browser is in no class. Join one at "+s.cfg.Public.Base+"join.")
			return
		}
		next(w, r, room, m)
	}
}

func (s *Site) leave(w http.ResponseWriter, r *http.Request, room class.Room, m class.Member) {
	s.answerChange(w, r, s.cfg.Class.School.RemoveMember(r.Context(), room.Code, m.ID))
}

// enterAsInstructor puts the key of the instructor's link into a cookie, so that it leaves
// the address, which a projector shows and a history keeps.
func (s *Site) enterAsInstructor(w http.ResponseWriter, r *http.Request) {
	key := r.PathValue("key")
	if !s.mayTry(w, r) {
		return
	}
	if _, ok := s.cfg.Class.School.Instructed(key); !ok {
		s.joins.wrong(s.learner(r))
		s.writePage(w, r, http.StatusNotFound, s.course.NoClass())
		return
	}
	s.setInstructorCookie(w, key, instructorTime)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.cfg.Public.Base+"class", http.StatusSeeOther)
}

func (s *Site) setInstructorCookie(w http.ResponseWriter, key string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: s.instructorCookie(), Value: key, Path: s.cfg.Public.Base, MaxAge: int(age.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.sessions.secure,
	})
}

// instructorCookie is named as the session's cookie is, which binds it to the host.
func (s *Site) instructorCookie() string {
	return strings.TrimSuffix(s.sessions.name, sessionName) + instructorName
}

// instructed returns the room whose instructor sends the request.
func (s *Site) instructed(r *http.Request) (class.Room, bool) {
	for _, c := range r.CookiesNamed(s.instructorCookie()) {
		if room, ok := s.cfg.Class.School.Instructed(c.Value); ok {
			return room, true
		}
	}
	return class.Room{}, false
}

// withRoom passes the instructor's room to next, and answers 403 to all others.
func (s *Site) withRoom(next func(http.ResponseWriter, *http.Request, class.Room)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		room, ok := s.instructed(r)
		if !ok {
			problem.Write(w, http.StatusForbidden, "This is for the class's instructor. Open the instructor's link in this browser first.")
			return
		}
		next(w, r, room)
	}
}

func (s *Site) classPage(w http.ResponseWriter, r *http.Request) {
	room, ok := s.instructed(r)
	if !ok {
		s.writePage(w, r, http.StatusForbidden, s.course.NoClass())
		return
	}
	s.writePage(w, r, http.StatusOK, s.course.Class(class.FormatCode(room.Code), s.joinURL(r, room)))
}

func (s *Site) projectorPage(w http.ResponseWriter, r *http.Request) {
	room, ok := s.instructed(r)
	if !ok {
		s.writePage(w, r, http.StatusForbidden, s.course.NoClass())
		return
	}
	component, err := s.course.Projector(class.FormatCode(room.Code), s.joinURL(r, room), len(s.cfg.Class.School.Members(room.Code)))
	if err != nil {
		s.cfg.Log.ErrorContext(r.Context(), "QR code", "error", err)
		s.errorPage.serve(w, r, http.StatusInternalServerError)
		return
	}
	s.writePage(w, r, http.StatusOK, component)
}

// joinURL is the address that learners open.
func (s *Site) joinURL(r *http.Request, room class.Room) string {
	return s.hostURL(r) + "join/" + class.FormatCode(room.Code)
}

// hostURL is where the host is reached, with a slash at its end: the public address, or
// the one by which the instructor's page was asked for, unless that is a loopback name and
// another is known.
func (s *Site) hostURL(r *http.Request) string {
	switch {
	case s.cfg.Public.Origin != "":
		return s.cfg.Public.URL()
	case s.cfg.LearnersURL != "":
		return s.cfg.LearnersURL
	}
	scheme := "http://"
	if s.cfg.Secure {
		scheme = "https://"
	}
	return scheme + r.Host + "/"
}

// changeRoom takes {"locked": bool}, {"closed": bool}, {"publish": bool} and
// {"passphrase": "…"}, each of them optional; an empty passphrase is none.
func (s *Site) changeRoom(w http.ResponseWriter, r *http.Request, room class.Room) {
	var change struct {
		Locked     *bool   `json:"locked"`
		Closed     *bool   `json:"closed"`
		Publish    *bool   `json:"publish"`
		Names      *bool   `json:"names"`
		Passphrase *string `json:"passphrase"`
	}
	if !readObject(w, r, &change) {
		return
	}
	s.answerChange(w, r, s.cfg.Class.School.ChangeRoom(r.Context(), room.Code, func(room *class.Room) {
		if change.Locked != nil {
			room.Locked = *change.Locked
		}
		if change.Closed != nil {
			room.Closed = *change.Closed
		}
		if change.Publish != nil {
			room.Publish = *change.Publish
		}
		if change.Names != nil {
			room.Names = *change.Names
		}
		if change.Passphrase != nil {
			room.SetPassphrase(*change.Passphrase)
		}
	}))
}

// changeMember takes {"hand": false} and {"name": "…"}, each of them optional.
func (s *Site) changeMember(w http.ResponseWriter, r *http.Request, room class.Room) {
	var change struct {
		Hand *bool   `json:"hand"`
		Name *string `json:"name"`
	}
	if !readObject(w, r, &change) {
		return
	}
	ctx, id, err := r.Context(), r.PathValue("id"), error(nil)
	if change.Name != nil {
		err = s.cfg.Class.School.Rename(ctx, room.Code, id, *change.Name)
	}
	if change.Hand != nil && err == nil {
		err = s.cfg.Class.School.RaiseHand(ctx, room.Code, id, *change.Hand)
	}
	s.answerChange(w, r, err)
}

func (s *Site) removeMember(w http.ResponseWriter, r *http.Request, room class.Room) {
	s.answerChange(w, r, s.cfg.Class.School.RemoveMember(r.Context(), room.Code, r.PathValue("id")))
}

// answerChange answers 204, or why a change of the class was not made.
func (s *Site) answerChange(w http.ResponseWriter, r *http.Request, err error) {
	refusal, refused := errors.AsType[*class.Refusal](err)
	switch {
	case refused:
		problem.Write(w, http.StatusConflict, refusal.Text)
	case errors.Is(err, context.Canceled):
	case err != nil:
		s.cfg.Log.ErrorContext(r.Context(), "change a class", "error", err)
		problem.Write(w, http.StatusServiceUnavailable, "The change could not be stored, and was not made. The host's log says why.")
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// readObject reads the request's body, a JSON object, into v. It answers 400 and returns
// false if it is none.
func readObject(w http.ResponseWriter, r *http.Request, v any) bool {
	return readObjectOf(w, r, v, maxBody)
}

// readObjectOf is readObject for a body of another size.
func readObjectOf(w http.ResponseWriter, r *http.Request, v any, size int64) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, size))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		problem.Write(w, http.StatusBadRequest, "The body must be one JSON object with the fields that docs/protocol.md lists.")
		return false
	}
	return true
}
