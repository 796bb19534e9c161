package workers

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go client.go lines.go pool.go task.go
var Sources embed.FS
