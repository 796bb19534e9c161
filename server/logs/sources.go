package logs

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go client.go level.go record.go
var Sources embed.FS
