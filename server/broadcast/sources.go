package broadcast

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go room.go client.go
var Sources embed.FS
