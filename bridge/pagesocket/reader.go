package pagesocket

import (
	"net"
	"runtime"
	"syscall"

	"socketschool/bridge/rawio"
	"socketschool/protocol"
)

// pageReader reads a page's connection ahead, into a pooled buffer that it gives
// back as soon as it is drained: an idle page holds none.
type pageReader struct {
	conn       net.Conn
	raw        syscall.RawConn
	beforeRead func() // called before each read of conn; may be nil
	onBytes    func() // called after each read that returned bytes; may be nil

	frames      frameChecker
	violation   *protocol.Violation // returned when buf is drained
	buf         *rawio.Buffer
	next, limit int // buf[next:limit] is read and not returned yet
}

func newPageReader(conn net.Conn) *pageReader {
	return &pageReader{conn: conn, raw: rawio.Of(conn)}
}

// Read implements io.Reader. At a frame that violates the protocol it returns the
// *protocol.Violation, after all bytes before that frame.
func (r *pageReader) Read(p []byte) (int, error) {
	if r.next < r.limit {
		return r.take(p), nil
	}
	if r.violation != nil {
		return 0, r.violation
	}
	if r.beforeRead != nil {
		r.beforeRead()
	}
	// A page that always has more to send would keep its processor: other
	// goroutines run between two reads.
	runtime.Gosched()
	if len(p) > rawio.BufferSize/8 { // the middle of a large frame: without a copy
		n, err := r.conn.Read(p)
		return r.check(p[:n]), err
	}
	buf, n, err := rawio.ReadPooled(r.conn, r.raw, nil)
	if n <= 0 {
		return 0, err
	}
	if n = r.check(buf[:n]); n == 0 {
		rawio.PutBuffer(buf)
		return 0, r.violation
	}
	r.buf, r.next, r.limit = buf, 0, n
	return r.take(p), nil // the next read returns err again
}

// check calls onBytes and returns how many of the bytes come before a violation.
func (r *pageReader) check(p []byte) int {
	if len(p) > 0 && r.onBytes != nil {
		r.onBytes()
	}
	n, violation := r.frames.check(p)
	r.violation = violation
	return n
}

// take copies from buf to p.
func (r *pageReader) take(p []byte) int {
	n := copy(p, r.buf[r.next:r.limit])
	r.next += n
	if r.next == r.limit {
		rawio.PutBuffer(r.buf)
		r.buf, r.next, r.limit = nil, 0, 0
	}
	return n
}
