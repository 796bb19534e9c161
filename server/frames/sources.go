package frames

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go frame.go
var Sources embed.FS
