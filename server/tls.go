//go:build !notls

package server

import (
	"embed"

	"socketschool/server/secure"
)

//go:embed secure/server.go secure/certificate.go
var secureSources embed.FS

// overTLS are the examples that need crypto/tls.
var overTLS = []Example{{Slug: "secure", Port: 4043, TLS: true, Serve: secure.Serve, files: secureSources}}
