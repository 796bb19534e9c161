module socketschool

go 1.26.0

require (
	github.com/a-h/templ v0.3.977 // indirect
	github.com/gorilla/websocket v1.5.3 // indirect
)
