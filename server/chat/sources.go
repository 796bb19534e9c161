package chat

import "embed"

// Sources holds the files of this program that a lesson shows.
//
//go:embed server.go hub.go outbox.go commands.go
var Sources embed.FS
