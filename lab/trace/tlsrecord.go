package trace

import "socketschool/lab/event"

const (
	recordHeader = 5
	// maxRecord is the maximum length of a record, in bytes: RFC 8446 allows 256
	// more than 16 KiB, RFC 5246 2 KiB more.
	maxRecord = 1<<14 + 2048
	// maxRecords bounds the records of one event, so that a peer cannot fill the
	// log's memory with empty records.
	maxRecords = 32
)

// The content types of RFC 8446, section 5.1, and RFC 6520.
const (
	typeChangeCipherSpec = 20
	typeAlert            = 21
	typeHandshake        = 22
	typeApplicationData  = 23
	typeHeartbeat        = 24
)

var contentTypes = [...]string{
	typeChangeCipherSpec: "ChangeCipherSpec",
	typeAlert:            "Alert",
	typeHandshake:        "Handshake",
	typeApplicationData:  "ApplicationData",
	typeHeartbeat:        "Heartbeat",
}

// handshakeTypes are those of RFC 8446, section 4, RFC 5246, section 7.4, and
// RFC 6066, section 8.
var handshakeTypes = map[byte]string{
	0:  "HelloRequest",
	1:  "ClientHello",
	2:  "ServerHello",
	4:  "NewSessionTicket",
	5:  "EndOfEarlyData",
	8:  "EncryptedExtensions",
	11: "Certificate",
	12: "ServerKeyExchange",
	13: "CertificateRequest",
	14: "ServerHelloDone",
	15: "CertificateVerify",
	16: "ClientKeyExchange",
	20: "Finished",
	22: "CertificateStatus",
	24: "KeyUpdate",
}

// recordParser parses the record headers of one direction of a TLS connection, in
// pieces of any size. After bytes that are not TLS it finds no more records.
type recordParser struct {
	header [recordHeader]byte
	got    int // bytes of header
	left   int // bytes of the record's body not parsed yet
	broken bool
	secret bool // after ChangeCipherSpec: handshake messages are encrypted

	message  messageWalker
	name     string // of the record's first handshake message
	fragment [4]byte
	seen     int // bytes of the record's body in fragment
}

// parse parses the next bytes and returns the records that end in them.
func (r *recordParser) parse(p []byte) (ended []event.TLSRecord) {
	for len(p) > 0 && !r.broken {
		if r.got < recordHeader {
			n := copy(r.header[r.got:], p)
			r.got += n
			p = p[n:]
			if r.got == recordHeader {
				r.begin()
			} else {
				continue
			}
		}
		n := min(len(p), r.left)
		r.body(p[:n])
		r.left -= n
		p = p[n:]
		if r.left == 0 && !r.broken {
			record := r.end()
			if len(ended) < maxRecords {
				ended = append(ended, record)
			}
		}
	}
	return ended
}

// begin parses a complete header.
func (r *recordParser) begin() {
	kind, major, minor := r.header[0], r.header[1], r.header[2]
	r.left = int(r.header[3])<<8 | int(r.header[4])
	r.broken = kind < typeChangeCipherSpec || kind > typeHeartbeat || major != 3 || minor > 4 || r.left > maxRecord
	r.name, r.seen = "", 0
	if kind == typeHandshake && !r.secret {
		r.name = r.message.current
	}
}

// body parses bytes of a record's body, for handshake messages that are not encrypted.
func (r *recordParser) body(p []byte) {
	r.seen += copy(r.fragment[min(r.seen, len(r.fragment)):], p)
	if r.header[0] != typeHandshake || r.secret {
		return
	}
	if began := r.message.walk(p); r.name == "" {
		r.name = began
	}
}

// end returns the record that is complete.
func (r *recordParser) end() event.TLSRecord {
	kind := r.header[0]
	size := int(r.header[3])<<8 | int(r.header[4])
	record := event.TLSRecord{Type: contentTypes[kind], Bytes: recordHeader + size}
	switch {
	case kind == typeChangeCipherSpec:
		r.secret = true
	case kind == typeHandshake && r.secret && r.hello(size):
		record.Type = handshakeTypes[r.fragment[0]]
	case kind == typeHandshake && r.name != "":
		record.Type = r.name
	}
	r.got = 0
	return record
}

// hello reports whether a handshake record after ChangeCipherSpec is an unencrypted
// hello. In TLS 1.3 ChangeCipherSpec has no meaning, and the hello that answers a
// HelloRetryRequest comes after it. Encrypted bytes look like a hello of the record's
// length once in millions.
func (r *recordParser) hello(size int) bool {
	f := r.fragment
	length := int(f[1])<<16 | int(f[2])<<8 | int(f[3])
	return r.seen == len(f) && (f[0] == 1 || f[0] == 2) && length+len(f) == size
}

// messageWalker finds the handshake messages in records: one record can hold several,
// and one message can span several records.
type messageWalker struct {
	header  [4]byte
	got     int
	left    int
	current string // name of the message in progress, or empty
}

// walk parses the next bytes of the handshake. It returns the name of the first
// message that begins in them, or "".
func (m *messageWalker) walk(p []byte) (began string) {
	for len(p) > 0 {
		if m.got < len(m.header) {
			n := copy(m.header[m.got:], p)
			m.got += n
			p = p[n:]
			if m.got < len(m.header) {
				return began
			}
			m.left = int(m.header[1])<<16 | int(m.header[2])<<8 | int(m.header[3])
			m.current = handshakeTypes[m.header[0]]
			if began == "" {
				began = m.current
			}
		}
		n := min(len(p), m.left)
		m.left -= n
		p = p[n:]
		if m.left == 0 {
			m.got, m.current = 0, ""
		}
	}
	return began
}
