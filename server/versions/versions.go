// Package versions is the catalogue of all that the module for the tab runs: the
// example programs, and the naive versions that their lessons warn of.
package versions

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"strings"

	"socketschool/lab"
	"socketschool/server"
)

// version is a naive version of a program.
type version struct {
	serve   func(ctx context.Context, ln net.Listener, log *slog.Logger) error
	sources fs.FS
}

// naive are the naive versions by slug, such as "echo/one-at-a-time". Files that
// wasm/naive.mjs generates for a build add to it; without them it is empty.
var naive = map[string]version{}

// Find returns the program or the naive version with the slug.
func Find(slug string) (lab.Program, bool) {
	lesson, _, isNaive := strings.Cut(slug, "/")
	p, ok := server.Find(lesson)
	if ok && isNaive {
		var v version
		v, ok = naive[slug]
		p.Slug, p.Serve, p.Sources = slug, v.serve, v.sources
	}
	return p, ok
}
