package tab

// Message is what the program says to the page.
type Message struct {
	Type   string
	Client int    // of Frame and Taken
	Text   string // JSON of Listening, Events, Answer, and of a Frame that is a notice
	Bytes  []byte // of a Frame that is the server's bytes; the caller's again after Post
	Count  int    // of Taken
	ID     int    // of Answer
}

// The types of messages.
const (
	Listening = "listening" // the lab: lab.Info
	Frame     = "frame"     // of one client's connection, as docs/protocol.md has them
	Taken     = "taken"     // so many of the page's bytes have gone to the server
	Events    = "events"    // a frame of the events connection
	Answer    = "answer"    // to what was asked
	Pong      = "pong"      // the program comes round to its messages
	Beat      = "beat"      // the program runs, if only that
)
