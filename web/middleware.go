package web

import (
	"net/http"
	"runtime/debug"
	"strings"

	"socketschool/problem"
	"socketschool/web/csp"
)

// withMiddleware wraps next in the checks that every request passes, the last
// one first.
func (s *Site) withMiddleware(next http.Handler) http.Handler {
	next = s.checkOrigin(next)
	next = s.withSession(next)
	next = s.checkHost(next)
	next = s.withSecurityHeaders(next)
	next = withWriteDeadline(next)
	return s.withRecovery(next)
}

func (s *Site) withSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp.Header())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		// The header applies to every port of the host name and all paths below
		// it, so it is sent only where the site owns them all.
		if s.cfg.Public.OwnsHost() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// withRecovery answers a request whose handler panics with an error page. It
// logs the stack and never shows it.
func (s *Site) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.cfg.Log.ErrorContext(r.Context(), "handler panicked", "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
			if strings.HasPrefix(r.URL.Path, "/api/") {
				problem.Write(w, http.StatusInternalServerError, "The playground failed at this. Its log says why.")
				return
			}
			s.errorPage.serve(w, r, http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}
