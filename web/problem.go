package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"socketschool/lab"
	"socketschool/problem"
)

func writeJSON(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json")
	}
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// refuse is the one place where an error of starting a lab becomes a status.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var limit *lab.LimitError
	switch {
	case errors.As(err, &limit):
		status := http.StatusServiceUnavailable
		if limit.Session {
			status = http.StatusTooManyRequests
		}
		w.Header().Set("Retry-After", strconv.Itoa(int(limit.Retry.Seconds())))
		problem.Write(w, status, sentence(err.Error()))
	case errors.Is(err, lab.ErrClosed):
		w.Header().Set("Retry-After", "5")
		problem.Write(w, http.StatusServiceUnavailable, sentence(err.Error()))
	default:
		s.cfg.Log.ErrorContext(r.Context(), "start lab", "error", err)
		problem.Write(w, http.StatusInternalServerError, "The server could not be started on this host. Its log says why.")
	}
}

// sentence makes a sentence of an error's text.
func sentence(text string) string {
	return string(text[0]-'a'+'A') + text[1:] + "."
}

// onlyMethods answers calls whose method a path does not have.
func onlyMethods(allow string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		problem.Write(w, http.StatusMethodNotAllowed, r.Method+" is not for this address. It takes "+allow+".")
	}
}
