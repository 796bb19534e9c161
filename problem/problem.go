// Package problem writes errors of the API as RFC 9457 problem documents. Which
// error is which status is for the packages that answer requests.
package problem

import (
	"encoding/json"
	"net/http"
)

// Problem is a problem document. The detail is for a learner: what happened, and what
// to do.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// New returns the problem document for a status.
func New(status int, detail string) Problem {
	return Problem{http.StatusText(status), status, detail}
}

// Write answers with a problem document.
func Write(w http.ResponseWriter, status int, detail string) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(New(status, detail))
}
