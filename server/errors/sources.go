package errors

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go reply.go calculate.go
var Sources embed.FS
