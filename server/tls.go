//go:build !notls

package server

import (
	"socketschool/lab"
	"socketschool/server/safe"
	"socketschool/server/secure"
)

// tlsPrograms are the programs that need crypto/tls.
var tlsPrograms = []lab.Program{
	{Slug: "secure", Port: 4043, TLS: true, Serve: secure.Serve, Sources: secure.Sources},
	{Slug: "safe", Port: 4048, TLS: true, Serve: safe.Serve, Sources: safe.Sources},
}
