package web

import (
	"net/http"
	"time"
)

// writeTimeout bounds a write of at most 32 KiB to a client, which sets a least
// rate. On Linux the command also drops clients that acknowledge nothing.
const writeTimeout = 2 * time.Minute

// withWriteDeadline drops a client that reads an answer more slowly than
// writeTimeout allows. It does not apply to WebSockets: taking over a connection
// clears its deadlines.
func withWriteDeadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&deadlineWriter{w, http.NewResponseController(w)}, r)
	})
}

// deadlineWriter sets the write deadline before each write. It has no
// ReadFrom, so that io.Copy writes 32 KiB at a time.
type deadlineWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w *deadlineWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *deadlineWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	return w.ResponseWriter.Write(p)
}
