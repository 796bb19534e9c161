package web

import (
	"net/http"
	"time"
)

// stallTime is how long a client may take nothing of an answer. A slow one that
// takes some goes on getting more.
const stallTime = 30 * time.Second

// dropStalled drops a client that stops reading in the middle of an answer. A
// WebSocket is not concerned: taking over the connection clears its deadlines.
func dropStalled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&progressWriter{w, http.NewResponseController(w)}, r)
	})
}

// progressWriter moves the write deadline on before each write. It has no
// ReadFrom, so that io.Copy writes 32 KiB at a time.
type progressWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w *progressWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *progressWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(stallTime))
	return w.ResponseWriter.Write(p)
}
