package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"socketschool/lab"
	"socketschool/lab/tcpstate"
	"socketschool/problem"
)

// maxBody bounds a request's body, in bytes.
const maxBody = 4 << 10

func (s *Site) createLab(w http.ResponseWriter, r *http.Request) {
	lesson, err := readLesson(http.MaxBytesReader(w, r.Body, maxBody))
	if tooBig, ok := errors.AsType[*http.MaxBytesError](err); ok {
		problem.Write(w, http.StatusRequestEntityTooLarge,
			"The body may have at most "+strconv.FormatInt(tooBig.Limit, 10)+" bytes.")
		return
	}
	if err != nil {
		problem.Write(w, http.StatusBadRequest, `The body must be one JSON object such as {"lesson":"echo"}.`)
		return
	}
	program, ok := s.findProgram(w, lesson)
	if !ok {
		return
	}
	l, err := s.cfg.Pool.Start(sessionOf(r), program)
	s.noteCrowding(r, err)
	if err != nil {
		s.writeStartError(w, r, err)
		return
	}
	w.Header().Set("Location", s.cfg.Public.Base+"api/labs/"+l.ID())
	writeJSON(w, http.StatusCreated, l.Info())
}

// findProgram returns the program of a lesson, or answers 404.
func (s *Site) findProgram(w http.ResponseWriter, lesson string) (lab.Program, bool) {
	i := slices.IndexFunc(s.cfg.Programs, func(p lab.Program) bool { return p.Slug == lesson })
	if i < 0 {
		problem.Write(w, http.StatusNotFound, "There is no lesson "+strconv.Quote(lesson)+" with a server.")
		return lab.Program{}, false
	}
	return s.cfg.Programs[i], true
}

func readLesson(body io.Reader) (string, error) {
	var ask struct {
		Lesson *string `json:"lesson"`
	}
	dec := json.NewDecoder(body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&ask); err != nil {
		return "", err
	}
	if ask.Lesson == nil {
		return "", errors.New("no lesson")
	}
	if _, err := dec.Token(); err != io.EOF {
		return "", errors.New("more than one JSON value")
	}
	return *ask.Lesson, nil
}

// withLab passes the lab that the path names to next. It answers 404 for a lab
// that the session may not see, as for one that does not exist.
func (s *Site) withLab(next func(http.ResponseWriter, *http.Request, *lab.Lab)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		l, ok := s.cfg.Pool.Get(id)
		if !ok && s.forwardLab(w, r, id) {
			return
		}
		if !ok || !s.cfg.Pool.MayUse(sessionOf(r), id) && !s.isOfOwnRoom(r, id) {
			problem.Write(w, http.StatusNotFound,
				"You have no lab of that id. The playground may have been restarted, or the lab was idle for too long: start a new one.")
			return
		}
		next(w, r, l)
	}
}

func (s *Site) showLab(w http.ResponseWriter, _ *http.Request, l *lab.Lab) {
	writeJSON(w, http.StatusOK, l.Info())
}

func (s *Site) stopLab(w http.ResponseWriter, _ *http.Request, l *lab.Lab) {
	l.Stop()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Site) tellToStop(w http.ResponseWriter, _ *http.Request, l *lab.Lab) {
	l.TellToStop()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Site) connections(w http.ResponseWriter, _ *http.Request, l *lab.Lab) {
	writeJSON(w, http.StatusOK, l.Snapshot())
}

func (s *Site) tcpStates(w http.ResponseWriter, _ *http.Request, l *lab.Lab) {
	writeJSON(w, http.StatusOK, tcpstate.Of(l.Conns(), s.cfg.Bridge.Conns(l)))
}

func (s *Site) goroutines(w http.ResponseWriter, _ *http.Request, l *lab.Lab) {
	writeJSON(w, http.StatusOK, json.RawMessage(l.GoroutineReport()))
}

func (s *Site) events(w http.ResponseWriter, r *http.Request, l *lab.Lab) {
	var after uint64
	if q := r.URL.Query(); q.Has("after") {
		var err error
		if after, err = strconv.ParseUint(q.Get("after"), 10, 64); err != nil {
			problem.Write(w, http.StatusBadRequest, "after must be the number of the last event you have, from 0.")
			return
		}
	}
	s.cfg.Bridge.ServeEvents(w, r, l, after)
}

func (s *Site) clients(w http.ResponseWriter, r *http.Request, l *lab.Lab) {
	s.cfg.Bridge.ServeClient(w, r, l)
}
