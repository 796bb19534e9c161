package web

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"socketschool/problem"
)

// checkOrigin refuses requests that change state, and every WebSocket, from a
// page of another origin.
func (s *Site) checkOrigin(next http.Handler) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if safe && r.Header.Get("Upgrade") == "" || s.isSameOrigin(r) {
			next.ServeHTTP(w, r)
			return
		}
		if isForwarded(r) && s.cfg.Public.Origin == "" {
			once.Do(func() {
				s.cfg.Log.Warn("a page was refused behind a proxy: start with --public-url and the address that learners open",
					"origin", r.Header.Get("Origin"), "host", sanitizeHost(r.Host))
			})
		}
		problem.Write(w, http.StatusForbidden, "A page of another site may not use this playground.")
	})
}

// isSameOrigin reports whether the request comes from a page of this site, or
// from a program that is not a browser, which sends neither Origin nor
// Sec-Fetch-Site. Origins of another scheme differ.
func (s *Site) isSameOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	u, err := url.Parse(origins[0])
	if len(origins) > 1 || err != nil || u.Host == "" || u.Opaque != "" {
		return false
	}
	if public := s.cfg.Public; public.Origin != "" && normalizeHost(r.Host) == normalizeHost(public.Host()) {
		return strings.EqualFold(origins[0], public.Origin)
	}
	scheme := "http"
	if s.cfg.Secure {
		scheme = "https"
	}
	return u.Scheme == scheme && strings.EqualFold(u.Host, r.Host)
}
