package safe

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go config.go peers.go line.go answer.go token.go
var Sources embed.FS
