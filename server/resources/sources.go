package resources

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go client.go command.go stop.go store.go
var Sources embed.FS
