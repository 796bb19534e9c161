package web

import (
	"net/http"
	"strings"

	"socketschool/problem"
	"socketschool/static"
)

// Handler returns the handler of all requests.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	s.routePages(mux)
	s.routeLabs(mux)
	s.routeModules(mux)
	s.routeClass(mux)
	s.routeOperations(mux)
	mux.HandleFunc("/", s.notFound)
	return belowBase(s.cfg.Public.Base, s.withMiddleware(mux))
}

func (s *Site) routePages(mux *http.ServeMux) {
	for path, page := range s.pages {
		path = "/" + strings.TrimPrefix(path, s.cfg.Public.Base)
		if strings.HasSuffix(path, "/") {
			path += "{$}" // this page, and nothing below
		}
		mux.Handle("GET "+path, page)
	}
	mux.HandleFunc("GET "+static.Prefix, func(w http.ResponseWriter, r *http.Request) {
		if !s.cfg.Static.Serve(w, r) {
			s.notFound(w, r)
		}
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		if icon := s.cfg.Static.URL("icon.svg"); icon != "" {
			http.Redirect(w, r, s.cfg.Public.Base+strings.TrimPrefix(icon, "/"), http.StatusFound)
			return
		}
		s.notFound(w, r)
	})

	mux.HandleFunc("GET /sw.js", unregisterWorker)
}

func (s *Site) routeLabs(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/labs", s.createLab)
	mux.HandleFunc("GET /api/labs/{id}", s.withLab(s.showLab))
	mux.HandleFunc("DELETE /api/labs/{id}", s.withLab(s.stopLab))
	mux.HandleFunc("POST /api/labs/{id}/begin-stop", s.withLab(s.tellToStop))
	mux.HandleFunc("GET /api/labs/{id}/connections", s.withLab(s.connections))
	mux.HandleFunc("GET /api/labs/{id}/tcp", s.withLab(s.tcpStates))
	mux.HandleFunc("GET /api/labs/{id}/goroutines", s.withLab(s.goroutines))
	mux.HandleFunc("GET /api/labs/{id}/events", s.withLab(s.events))
	mux.HandleFunc("GET /api/labs/{id}/clients", s.withLab(s.clients))
	mux.HandleFunc("/api/labs", allowOnly("POST"))
	mux.HandleFunc("/api/labs/{id}", allowOnly("GET, HEAD, DELETE"))
	mux.HandleFunc("/api/labs/{id}/begin-stop", allowOnly("POST"))
	mux.HandleFunc("/api/labs/{id}/connections", allowOnly("GET, HEAD"))
	mux.HandleFunc("/api/labs/{id}/tcp", allowOnly("GET, HEAD"))
	mux.HandleFunc("/api/labs/{id}/goroutines", allowOnly("GET, HEAD"))
	mux.HandleFunc("/api/labs/{id}/events", allowOnly("GET"))
	mux.HandleFunc("/api/labs/{id}/clients", allowOnly("GET"))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, http.StatusNotFound, "There is no such call. The API begins at POST /api/labs.")
	})
}

// routeOperations registers what the operator of the host asks for.
func (s *Site) routeOperations(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", health)
	mux.Handle("GET /metrics", s.metrics())
}

// belowBase serves next below a base path. It also serves requests without the
// base path, which come from a proxy that strips it or from this machine.
func belowBase(base string, next http.Handler) http.Handler {
	stripped := http.StripPrefix(strings.TrimSuffix(base, "/"), next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case base != "/" && strings.HasPrefix(r.URL.Path, base):
			stripped.ServeHTTP(w, r)
		case base != "/" && r.URL.Path+"/" == base:
			http.Redirect(w, r, base, http.StatusMovedPermanently)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// unregisterWorker serves a service worker that unregisters itself, for browsers
// that have visited an exported site at this address: its worker asks here for
// its next version.
func unregisterWorker(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(static.UnregisterWorker)
}

func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	s.notFoundPage.serve(w, r, http.StatusNotFound)
}
