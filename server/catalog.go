// Package server is the catalogue of the example programs, one for each lesson
// that has a server. A new program takes its folder and one entry here.
package server

import (
	"slices"

	"socketschool/lab"
	"socketschool/server/broadcast"
	"socketschool/server/chat"
	"socketschool/server/echo"
	"socketschool/server/errors"
	"socketschool/server/frames"
	"socketschool/server/limits"
	"socketschool/server/logs"
	"socketschool/server/multi"
	"socketschool/server/resources"
)

var plainPrograms = []lab.Program{
	{Slug: "echo", Port: 4040, Serve: echo.Serve, Sources: echo.Sources},
	{Slug: "multi", Port: 4041, Serve: multi.Serve, Sources: multi.Sources},
	{Slug: "broadcast", Port: 4042, Serve: broadcast.Serve, Sources: broadcast.Sources},
	{Slug: "limits", Port: 4044, Serve: limits.Serve, Sources: limits.Sources},
	{Slug: "errors", Port: 4045, Serve: errors.Serve, Sources: errors.Sources},
	{Slug: "resources", Port: 4046, Serve: resources.Serve, Sources: resources.Sources},
	{Slug: "logs", Port: 4049, Serve: logs.Serve, Sources: logs.Sources},
	{Slug: "frames", Port: 4050, Serve: frames.Serve, Sources: frames.Sources},
	{Slug: "chat", Port: 4051, Serve: chat.Serve, Sources: chat.Sources},
}

// All returns the programs in the order of their ports, which is the order of
// their lessons. Built with the tag notls, it leaves out those that need
// package crypto.
//
// Serve accepts clients on ln until ctx is cancelled, closes ln and returns nil;
// or it returns the error with which Accept failed for good. Everything that it
// started has ended when it returns. It may be called again with another
// listener.
func All() []lab.Program {
	all := slices.Concat(plainPrograms, cryptoPrograms)
	slices.SortFunc(all, func(a, b lab.Program) int { return a.Port - b.Port })
	return all
}

// Find returns the program with the slug.
func Find(slug string) (lab.Program, bool) {
	all := All()
	i := slices.IndexFunc(all, func(p lab.Program) bool { return p.Slug == slug })
	if i < 0 {
		return lab.Program{}, false
	}
	return all[i], true
}
