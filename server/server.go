// Package server is the table of the example servers, one to a lesson, and of
// the source that learners read. How to run one is for package lab.
package server

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net"
	"slices"

	"socketschool/server/broadcast"
	"socketschool/server/echo"
	"socketschool/server/limits"
	"socketschool/server/multi"
)

// The files are named one by one: tests are not for learners.
//
//go:embed echo/server.go multi/server.go
//go:embed broadcast/server.go broadcast/room.go broadcast/client.go
//go:embed limits/server.go limits/slots.go
var sources embed.FS

// An Example is one example server.
type Example struct {
	Slug string // of its lesson and its package
	Port int    // the lesson's own TCP port
	TLS  bool   // whether its clients speak TLS (RFC 8446)

	// Serve accepts clients on ln until ctx ends, then closes ln and returns
	// nil; or it returns why Accept failed for good. All it started has ended
	// when it returns. It may be called again, with another listener.
	Serve func(ctx context.Context, ln net.Listener, log *slog.Logger) error

	files fs.FS // Serve's package, in a folder named by Slug
}

// Sources holds the example's Go files, at its root and without the tests.
// Each has server.go, with Serve; some have a second file.
func (e Example) Sources() (fs.FS, error) {
	return fs.Sub(e.files, e.Slug)
}

// All returns the examples in the order of their lessons. Built with the tag
// notls, that is without those that need crypto/tls.
func All() []Example {
	return slices.Concat([]Example{
		{Slug: "echo", Port: 4040, Serve: echo.Serve, files: sources},
		{Slug: "multi", Port: 4041, Serve: multi.Serve, files: sources},
		{Slug: "broadcast", Port: 4042, Serve: broadcast.Serve, files: sources},
	}, overTLS, []Example{
		{Slug: "limits", Port: 4044, Serve: limits.Serve, files: sources},
	})
}

// Find returns the example of a lesson.
func Find(slug string) (Example, bool) {
	all := All()
	i := slices.IndexFunc(all, func(e Example) bool { return e.Slug == slug })
	if i < 0 {
		return Example{}, false
	}
	return all[i], true
}
