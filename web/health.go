package web

import (
	"net"
	"net/http"

	"socketschool/problem"
)

// health answers 200 if a lab could listen now. That takes what a host runs out
// of first: a descriptor and a port.
func health(w http.ResponseWriter, _ *http.Request) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		problem.Write(w, http.StatusServiceUnavailable, "No lab could listen now: the host has no descriptor or no port left.")
		return
	}
	ln.Close()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}
