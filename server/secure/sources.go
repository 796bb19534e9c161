package secure

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go certificate.go
var Sources embed.FS
