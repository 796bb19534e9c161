package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"socketschool/lab/pool"
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

// writeStartError answers with the status for an error of Pool.Start.
func (s *Site) writeStartError(w http.ResponseWriter, r *http.Request, err error) {
	var limit *pool.LimitError
	switch {
	case errors.As(err, &limit):
		status := http.StatusServiceUnavailable
		if limit.Session {
			status = http.StatusTooManyRequests
		}
		w.Header().Set("Retry-After", strconv.Itoa(int(limit.Retry.Seconds())))
		problem.Write(w, status, asSentence(err.Error()))
	case errors.Is(err, pool.ErrClosed):
		w.Header().Set("Retry-After", "5")
		problem.Write(w, http.StatusServiceUnavailable, asSentence(err.Error()))
	default:
		s.cfg.Log.ErrorContext(r.Context(), "start lab", "error", err)
		problem.Write(w, http.StatusInternalServerError, "The server could not be started on this host. Its log says why.")
	}
}

// asSentence makes a asSentence of an error's text.
func asSentence(text string) string {
	return string(text[0]-'a'+'A') + text[1:] + "."
}

// allowOnly answers 405 to the methods that a path does not have.
func allowOnly(allow string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		problem.Write(w, http.StatusMethodNotAllowed, r.Method+" is not for this address. It takes "+allow+".")
	}
}
