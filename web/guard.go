package web

import (
	"net/http"
	"runtime/debug"
	"strings"

	"socketschool/problem"
)

// policy allows a page its own files and nothing else: scripts, workers, and
// the WebAssembly that a lab in the tab is made of. Trusted Types shut the door
// on markup made of strings; addresses of workers pass static/trusted.js.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types socketschool"

// guard wraps the routes in what every request must pass.
func (s *Site) guard(next http.Handler) http.Handler {
	next = s.sameOrigin(next)
	next = s.withSession(next)
	next = s.ownHost(next)
	next = s.securityHeaders(next)
	next = boundSending(next)
	return s.recoverer(next)
}

func (s *Site) securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		// The header concerns every port of the host name and all paths below it:
		// it is sent where no other site has a part of them.
		if s.cfg.Public.OwnsHost() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// recoverer turns a panic of a handler into an error page. The stack goes to
// the log, never to the page.
func (s *Site) recoverer(next http.Handler) http.Handler {
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
			s.sick.serve(w, r, http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}
