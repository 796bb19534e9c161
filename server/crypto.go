//go:build !notls

package server

import (
	"socketschool/lab"
	"socketschool/server/safe"
	"socketschool/server/secure"
	"socketschool/server/workers"
)

// cryptoPrograms are the programs that need package crypto, or one below it.
var cryptoPrograms = []lab.Program{
	{Slug: "secure", Port: 4043, TLS: true, Serve: secure.Serve, Sources: secure.Sources},
	{Slug: "workers", Port: 4047, Serve: workers.Serve, Sources: workers.Sources},
	{Slug: "safe", Port: 4048, TLS: true, Serve: safe.Serve, Sources: safe.Sources},
}
