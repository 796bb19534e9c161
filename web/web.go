// Package web is the playground's HTTP face: pages, the labs' API, and the way
// to the bridge's WebSockets. It decides who may ask for what; what a lab is
// and how bytes travel it leaves to packages lab and bridge.
package web

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"socketschool/bridge"
	"socketschool/lab"
	"socketschool/lessons"
	"socketschool/problem"
	"socketschool/static"
	"socketschool/web/address"
)

// Program is an example server and the port that its lesson speaks of.
type Program struct {
	lab.Program
	Port int
}

// Config is what a Site is made of. All but Names, Public, MetricsToken, Secure
// and Log is required.
type Config struct {
	Lessons  []lessons.Lesson
	Programs map[string]Program // by slug
	Pool     *lab.Pool
	Bridge   *bridge.Bridge
	Static   *static.Files

	Names        []string       // host names as address.Host returns them, beside loopback, under which the site is reached
	Public       address.Public // where a proxy has the site; zero without one
	MetricsToken string         // bearer token for /metrics; without one it is for this machine
	Shared       bool           // every lab gets a port of its own choosing
	Secure       bool           // served over TLS by this process
	Log          *slog.Logger
}

// Site answers the playground's requests.
type Site struct {
	cfg      Config
	sessions *sessions
	pages    map[string]*document // by path
	gone     *document            // 404
	sick     *document            // 500
}

// New renders the pages.
func New(cfg Config) (*Site, error) {
	if cfg.Pool == nil || cfg.Bridge == nil || cfg.Static == nil || len(cfg.Lessons) == 0 {
		return nil, errors.New("web: Config lacks lessons, Pool, Bridge or Static")
	}
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	cfg.Public.Base = cmp.Or(cfg.Public.Base, "/")
	s := &Site{cfg: cfg, sessions: newSessions(cfg.Public.Base, cfg.Secure || cfg.Public.Secure())}
	if err := s.renderPages(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return s, nil
}

// Handler is the site with its guards around it.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, page := range s.pages {
		path = "/" + strings.TrimPrefix(path, s.cfg.Public.Base)
		if strings.HasSuffix(path, "/") {
			path += "{$}" // this page, and nothing below
		}
		mux.Handle("GET "+path, page)
	}
	mux.HandleFunc("GET "+static.Prefix, func(w http.ResponseWriter, r *http.Request) {
		if !s.cfg.Static.ServeHTTP(w, r) {
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

	mux.HandleFunc("GET /sw.js", farewell)

	mux.HandleFunc("POST /api/labs", s.createLab)
	mux.HandleFunc("GET /api/labs/{id}", s.withLab(s.showLab))
	mux.HandleFunc("DELETE /api/labs/{id}", s.withLab(s.stopLab))
	mux.HandleFunc("GET /api/labs/{id}/connections", s.withLab(s.connections))
	mux.HandleFunc("GET /api/labs/{id}/events", s.withLab(s.events))
	mux.HandleFunc("GET /api/labs/{id}/clients", s.withLab(s.clients))
	mux.HandleFunc("/api/labs", onlyMethods("POST"))
	mux.HandleFunc("/api/labs/{id}", onlyMethods("GET, HEAD, DELETE"))
	mux.HandleFunc("/api/labs/{id}/connections", onlyMethods("GET, HEAD"))
	mux.HandleFunc("/api/labs/{id}/events", onlyMethods("GET"))
	mux.HandleFunc("/api/labs/{id}/clients", onlyMethods("GET"))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, http.StatusNotFound, "There is no such call. The API begins at POST /api/labs.")
	})

	mux.HandleFunc("GET /healthz", health)
	mux.Handle("GET /metrics", s.metrics())
	mux.HandleFunc("/", s.notFound)
	return belowBase(s.cfg.Public.Base, s.guard(mux))
}

// belowBase serves the site below a base path. Requests without it come from a
// proxy that takes it off, or from this machine.
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

// farewell is for browsers that have visited a static site at this address
// before: its service worker asks here for a newer version of itself.
func farewell(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(static.Farewell)
}

func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	s.gone.serve(w, r, http.StatusNotFound)
}
