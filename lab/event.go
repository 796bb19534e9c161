package lab

import "time"

// Kind says what an event is about.
type Kind string

// The kinds of event a lab reports.
const (
	Listening  Kind = "listening"   // the server may be connected to
	Stopped    Kind = "stopped"     // the lab was ended on request
	Failed     Kind = "failed"      // the server ended by itself: Error says why
	Record     Kind = "log"         // the server logged
	Accept     Kind = "accept"      // the server accepted a connection
	Waiting    Kind = "waiting"     // Call blocks from now on
	Read       Kind = "read"        // the server has read bytes, or met their end: Error
	Write      Kind = "write"       // the server has written bytes, or could not: Error
	CloseWrite Kind = "close-write" // the server sends no more: its FIN goes out
	Close      Kind = "close"       // the server closed a connection
	Timeout    Kind = "timeout"     // Call has met its deadline
)

// Call is a call of the server's that can block.
type Call string

// The calls that are traced.
const (
	CallAccept Call = "accept"
	CallRead   Call = "read"
	CallWrite  Call = "write"
)

// Event is one thing that happened in a lab. Which fields a kind has, and their
// JSON form, is in docs/protocol.md.
type Event struct {
	Seq      uint64    // from 1, without gaps
	At       time.Time // UTC
	Kind     Kind
	Conn     uint64 // accepted connections count from 1; 0 for none
	Peer     string // the connection's remote address
	Call     Call
	Bytes    int  // read or written
	Data     Data // the first of them
	Deadline time.Time
	TLS      []TLSRecord // that end in these bytes
	Level    string
	Message  string
	Attrs    Attrs
	Source   *Source
	Error    string
}

// maxData is how many bytes of a read or write an event keeps.
const maxData = 64

// Data is the first bytes of a read or write. They lie in the event itself: an
// allocation for each would be the dearest part of tracing.
type Data struct {
	n uint8
	b [maxData]byte
}

func firstOf(p []byte) (d Data) {
	d.n = uint8(copy(d.b[:], p))
	return d
}

// Bytes is a copy of them.
func (d Data) Bytes() []byte { return append([]byte(nil), d.b[:d.n]...) }

// Source is a line of the example server: the file's base name and the line,
// from 1.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Attr is one attribute of a log record. It is kept as it was logged: most
// events are never looked at, and what they cost then is the server's time.
type Attr struct {
	Key  string
	Text string // bounded by maxValue
	JSON bool   // Text is a number or a boolean, and stands as it is
}

// Attrs are a record's attributes in the order in which they were logged.
type Attrs []Attr
