package web

import (
	"net/http"
	"time"
)

// sendTime is how long a write of at most 32 KiB to a client may take: a least
// rate. On Linux the command also drops clients that acknowledge nothing.
const sendTime = 2 * time.Minute

// boundSending drops a client that takes an answer more slowly than sendTime
// allows. A WebSocket is not concerned: taking over the connection clears its
// deadlines.
func boundSending(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&deadlineWriter{w, http.NewResponseController(w)}, r)
	})
}

// deadlineWriter moves the write deadline on before each write. It has no
// ReadFrom, so that io.Copy writes 32 KiB at a time.
type deadlineWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w *deadlineWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *deadlineWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(sendTime))
	return w.ResponseWriter.Write(p)
}
