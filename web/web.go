// Package web serves the playground over HTTP: pages, the API of the labs, and
// the bridge's WebSockets. It authorizes requests; package lab runs the servers
// and package bridge carries the bytes.
package web

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"

	"socketschool/bridge"
	"socketschool/compile"
	"socketschool/lab"
	"socketschool/lab/pool"
	"socketschool/lessons"
	"socketschool/static"
	"socketschool/web/address"
	"socketschool/web/course"
)

// Config configures a Site. Lessons, Programs, Pool, Bridge and Static are
// required.
type Config struct {
	Lessons  []lessons.Lesson
	Programs []lab.Program
	Pool     *pool.Pool
	Bridge   *bridge.Bridge
	Static   *static.Files

	// Compiler builds learners' own code. Without it, pages do not offer that.
	Compiler *compile.Compiler

	// Class, if not nil, lets learners join rooms.
	Class *Class

	// LearnersURL is where learners reach the host of a class, with a slash at its end.
	// Without one it is taken from the instructor's own request.
	LearnersURL string

	// SessionKey signs session cookies; 32 bytes. Without one there is another key after
	// each start, and learners of a class would be strangers to it.
	SessionKey []byte

	Names        []string       // host names as address.Host returns them, beside loopback, under which the site is reached
	Public       address.Public // where a proxy has the site; zero without one
	MetricsToken string         // bearer token for /metrics; without one it is for this machine
	Shared       bool           // every lab gets a port of its own choosing
	Secure       bool           // served over TLS by this process
	Log          *slog.Logger
}

// Site answers the playground's requests.
type Site struct {
	cfg          Config
	sessions     *sessions
	joins        joinLimit
	course       course.Site
	pages        map[string]*renderedPage // by path
	notFoundPage *renderedPage            // 404
	errorPage    *renderedPage            // 500
}

// New renders the pages.
func New(cfg Config) (*Site, error) {
	if cfg.Pool == nil || cfg.Bridge == nil || cfg.Static == nil || len(cfg.Lessons) == 0 {
		return nil, errors.New("web: Config lacks lessons, Pool, Bridge or Static")
	}
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	cfg.Public.Base = cmp.Or(cfg.Public.Base, "/")
	s := &Site{cfg: cfg, sessions: newSessions(cfg.SessionKey, cfg.Public.Base, cfg.Secure || cfg.Public.Secure())}
	if err := s.renderPages(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return s, nil
}
