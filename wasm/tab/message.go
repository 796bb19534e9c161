package tab

// Message is a message to the page.
type Message struct {
	Type   string
	Client int    // of Frame and Written
	Text   string // JSON of Listening, Events, Reply, and of a Frame that is a control message
	Bytes  []byte // of a Frame with the server's bytes; not to be kept after Post returns
	Count  int    // of Written
	ID     int    // of Reply
}

// The types of messages.
const (
	Listening = "listening" // the lab has started: lab.Info
	Frame     = "frame"     // a frame of a client, as in docs/protocol.md
	Written   = "written"   // so many more of the page's bytes were written to the server
	Events    = "events"    // a frame of events, as in docs/protocol.md
	Reply     = "reply"     // to a query of the page
	Pong      = "pong"      // to a ping of the page
	Beat      = "beat"      // the heartbeat: goroutines run
)
