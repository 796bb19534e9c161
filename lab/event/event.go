package event

import "time"

// Kind is what an event is about.
type Kind string

// The kinds of event.
const (
	KindListening  Kind = "listening"   // the server accepts connections
	KindStopped    Kind = "stopped"     // the lab was stopped
	KindFailed     Kind = "failed"      // the server ended by itself: Error says why
	KindLog        Kind = "log"         // the server logged a record
	KindAccept     Kind = "accept"      // the server accepted a connection
	KindWaiting    Kind = "waiting"     // Call blocks
	KindRead       Kind = "read"        // the server read bytes, or the read failed: Error
	KindWrite      Kind = "write"       // the server wrote bytes, or the write failed: Error
	KindCloseWrite Kind = "close-write" // the server half-closed: its FIN is sent
	KindClose      Kind = "close"       // the server closed a connection
	KindTimeout    Kind = "timeout"     // Call exceeded its deadline
	KindNetwork    Kind = "network"     // the network of a client of the lab has changed: Message
	KindVanish     Kind = "vanish"      // a client of the lab has vanished; the server does not learn of it
)

// Call is a call of the server that can block.
type Call string

// The calls that are traced.
const (
	CallAccept Call = "accept"
	CallRead   Call = "read"
	CallWrite  Call = "write"
)

// Event is one event of a lab. docs/protocol.md lists the fields of each kind and
// their JSON form.
type Event struct {
	Seq      uint64    // from 1, without gaps
	At       time.Time // UTC
	Kind     Kind
	Conn     uint64 // number of the connection, from 1 in the order of accept; 0 for none
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

// Data is the first bytes of a read or write. They are stored inline: allocating
// them would dominate the cost of tracing.
type Data struct {
	n uint8
	b [maxData]byte
}

// FirstOf returns the first bytes of p.
func FirstOf(p []byte) (d Data) {
	d.n = uint8(copy(d.b[:], p))
	return d
}

// Bytes returns a copy of the bytes.
func (d Data) Bytes() []byte { return append([]byte(nil), d.b[:d.n]...) }

// TLSRecord is a TLS record as it is on the wire.
type TLSRecord struct {
	Type  string // the handshake message's name if it is not encrypted, else the content type
	Bytes int    // with its header
}

// Source is a line of the example server: the file's base name and the line,
// from 1.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Attr is one attribute of a log record. It is encoded when the event is: most
// events are never read, and encoding costs the server's time.
type Attr struct {
	Key  string
	Text string
	JSON bool // Text is a number or a boolean, as JSON
}

// Attrs are a record's attributes in the order in which they were logged.
type Attrs []Attr
