package web

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
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
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, http.StatusForbidden, "A page of another site may not use this playground.")
	}))
	next = origin.Handler(next)
	next = s.withSession(next)
	next = s.ownHost(next)
	next = securityHeaders(next)
	return s.recoverer(next)
}

func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
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

// ownHost refuses a Host that is none of the playground's names. A foreign
// name that resolves to this address (DNS rebinding) would otherwise make a
// foreign page same-origin.
func (s *Site) ownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isOwn(r) {
			problem.Write(w, http.StatusForbidden, "This playground is not called "+printable(r.Host)+
				". Use its own address, or start it with --host and that name.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isOwn passes loopback names, the configured names, and the very address that
// the connection came in at: a rebinding attack needs a name of its own.
func (s *Site) isOwn(r *http.Request) bool {
	name := strings.ToLower(hostname(r.Host))
	if name == "localhost" || slices.ContainsFunc(s.cfg.Names, func(n string) bool { return strings.EqualFold(n, name) }) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	if ip.IsLoopback() {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && local.AddrPort().Addr().Unmap() == ip.Unmap()
}

// hostname is a Host header without its port and brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func printable(host string) string {
	if len(host) > 80 {
		host = host[:80] + "…"
	}
	return strings.ToValidUTF8(host, "?")
}

const sessionCookie = "socketschool_session"

type sessionKey struct{}

// withSession gives every request a session: the cookie's, or a fresh one that
// is set by the answer. /metrics, /healthz and static files need none.
func (s *Site) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var id string
		if c, err := r.Cookie(sessionCookie); err == nil && plausible(c.Value) {
			id = c.Value
		} else if sessionless(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		} else {
			id = rand.Text()
			http.SetCookie(w, &http.Cookie{
				Name: sessionCookie, Value: id, Path: "/",
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.cfg.Secure,
			})
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sessionKey{}, id)))
	})
}

func sessionless(path string) bool {
	return strings.HasPrefix(path, "/static/") || slices.Contains([]string{"/metrics", "/healthz", "/favicon.ico", "/sw.js"}, path)
}

// plausible tells whether a cookie's value can be one of ours: rand.Text gives
// 26 letters and digits of base 32.
func plausible(id string) bool {
	return len(id) == 26 && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

func sessionOf(r *http.Request) string {
	id, _ := r.Context().Value(sessionKey{}).(string)
	return id
}
