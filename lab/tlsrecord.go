package lab

// TLSRecord is a TLS record as the wire shows it.
type TLSRecord struct {
	Type  string // the handshake message's name where it is in the clear
	Bytes int    // with its header
}

const (
	recordHeader = 5
	// maxRecord is the most a record holds: RFC 8446 allows 256 bytes over its
	// plain 16 KiB, RFC 5246 2 KiB.
	maxRecord = 1<<14 + 2048
	// maxRecords bounds what one event lists: whoever sends empty records must
	// not fill the ring's memory.
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

// recordParser follows one direction of a TLS connection, however its bytes
// are cut. It looks at headers alone and keeps none of the bytes. What is not
// TLS silences it for good.
type recordParser struct {
	header [recordHeader]byte
	got    int // of header
	left   int // of the record's body
	broken bool
	secret bool // after ChangeCipherSpec handshake messages are encrypted

	message  messageWalker
	name     string // of the handshake message by which the record is called
	fragment [4]byte
	seen     int // of the record's body, in fragment
}

// parse takes the next bytes and returns the records that end in them.
func (r *recordParser) parse(p []byte) (ended []TLSRecord) {
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

// begin looks at a whole header.
func (r *recordParser) begin() {
	kind, major, minor := r.header[0], r.header[1], r.header[2]
	r.left = int(r.header[3])<<8 | int(r.header[4])
	r.broken = kind < typeChangeCipherSpec || kind > typeHeartbeat || major != 3 || minor > 4 || r.left > maxRecord
	r.name, r.seen = "", 0
	if kind == typeHandshake && !r.secret {
		r.name = r.message.current
	}
}

// body looks into handshake messages while they are in the clear.
func (r *recordParser) body(p []byte) {
	r.seen += copy(r.fragment[min(r.seen, len(r.fragment)):], p)
	if r.header[0] != typeHandshake || r.secret {
		return
	}
	if began := r.message.walk(p); r.name == "" {
		r.name = began
	}
}

// end names the record.
func (r *recordParser) end() TLSRecord {
	kind := r.header[0]
	size := int(r.header[3])<<8 | int(r.header[4])
	record := TLSRecord{Type: contentTypes[kind], Bytes: recordHeader + size}
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

// hello tells whether a handshake record after ChangeCipherSpec is a hello all
// the same: in TLS 1.3 that message means nothing, and a hello that had to be
// asked for again (HelloRetryRequest) comes behind it. Encrypted bytes have a
// hello's type and the record's very length once in millions.
func (r *recordParser) hello(size int) bool {
	f := r.fragment
	length := int(f[1])<<16 | int(f[2])<<8 | int(f[3])
	return r.seen == len(f) && (f[0] == 1 || f[0] == 2) && length+len(f) == size
}

// messageWalker finds where handshake messages begin: one record can hold
// several, and one message can take several records.
type messageWalker struct {
	header  [4]byte
	got     int
	left    int
	current string // the message that goes on; empty between two
}

// walk takes the next bytes of the handshake and returns the name of the first
// message that begins in them.
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
